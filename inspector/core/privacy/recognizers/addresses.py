"""R17: streets with a number. What else stands in an address is in `postcodes`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from inspector.core.privacy.match import Match, Passage
from inspector.core.privacy.recognizers import postcodes
from inspector.core.privacy.vocabulary import Known, known, street_words

TECHNICAL: Final = int(Known.TECHNICAL)

_LARGE: Final = "[A-ZÀ-ÖØ-ÞĀ-Ž][\\w'’-]{0,30}+"
_NUMBER: Final = r"(?<![\w.])\d{1,5}+[A-Za-z]?(?:[-/]\d{1,5}+)?(?![\w.=])"
_WORD_AND_NUMBER: Final = re.compile(rf"(?P<name>(?<!\w)[^\W\d_][\w-]{{3,40}}+)\.?(?:\s{{1,2}}|, ){_NUMBER}")
# Kinds of streets that are written as one word with their name.
_COMPOUND: Final = (
    *("straße", "strasse", "str", "weg", "platz", "gasse", "allee", "ring", "ufer", "damm", "chaussee", "promenade"),
    *(
        "straat",
        "laan",
        "plein",
        "gracht",
        "kade",
        "dijk",
        "singel",
        "hof",
        "baan",
        "dreef",
        "steeg",
        "boulevard",
        "pad",
    ),
    *("gatan", "gränd", "vägen", "torget", "allén", "stigen", "backen", "katu", "veien", "vegen", "gata"),
)
# Endings of streets that Slavic languages make of a name or a place: Vzorová 12.
_SLAVIC: Final = (
    *("ova", "ová", "ská", "cká", "ého", "ých", "ňská", "kách", "ích", "ách", "ami", "owa", "iego", "ska", "cka", "ům"),
    *("ní", "ný", "ná", "kou", "vou", "em", "ech", "kem"),
)
_WORDS: Final = re.compile(r"[^\W\d_]{2,}\.?")
STREET: Final = "A street and a number."


def find(passage: Passage) -> Iterator[Match]:
    """Addresses in one line; a street without a number and a town alone are none."""
    text = passage.text
    yield from postcodes.find(text)
    if not any(map(str.isdigit, text)):
        return
    for found in _streets().finditer(text):
        if _is_name(found[0]):
            yield Match(found.start(), found.end(), 0.85, STREET)
    yield from _single_words(text)


def _single_words(text: str) -> Iterator[Match]:
    """Streets of one word, by its ending."""
    for found in _WORD_AND_NUMBER.finditer(text):
        small = found["name"].lower()
        if known(small):
            continue
        if small.endswith(_COMPOUND):
            yield Match(found.start(), found.end(), 0.85, STREET)
        elif found["name"][0].isupper() and (small.endswith(_SLAVIC) or not small.isascii()):
            yield Match(found.start(), found.end(), 0.8, STREET)


def _is_name(street: str) -> bool:
    """Whether the word for a street is unmistakable, or a word beside it is neither technical nor one itself."""
    words = [word.lower() for word in _WORDS.findall(street)]
    if not street_words("sure").isdisjoint(words):
        return True
    between = [word for word in words if word not in street_words("behind") | street_words("before")]
    return any(not known(word) & TECHNICAL for word in between)


@cache
def _streets() -> re.Pattern[str]:
    """A number, a name and a word for a street, in the orders that languages have for them."""
    behind = _any_of(street_words("sure") | street_words("behind"))
    before = _any_of(street_words("before"))
    name = rf"(?:{_LARGE}\.? ){{1,4}}"
    first = rf"{_NUMBER},? {name}{behind}(?!\w)"
    last = rf"(?<!\w){name}{behind}(?!\w)\.?,? (?i:No[.:]? ?)?{_NUMBER}"
    small = r"(?:(?:d[eio]|della|del|de la|du|des|dos|das|da) |d'|l')?"
    romance = rf"(?<!\w){before}\.? {small}(?:{_LARGE}\.?,? ){{1,5}}(?:n[.º°]? ?)?{_NUMBER}"
    french = rf"{_NUMBER},? (?:bis |ter )?{before}\.? {small}{_LARGE}"
    return re.compile("|".join((romance, french, first, last)))


def _any_of(words: frozenset[str]) -> str:
    """Any of some words, written small or with a capital."""
    both = {form for word in words for form in (word, word.capitalize(), word.upper())}
    return f"(?:{'|'.join(sorted(map(re.escape, both), key=len, reverse=True))})"
