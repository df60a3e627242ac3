"""R17: streets with a number, and postcodes with a place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from inspector.core.privacy.match import Match, Passage
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
_STATES: Final = (
    "A[KLRSZ]|C[AOT]|D[CE]|F[LM]|G[AU]|HI|I[ADLN]|K[SY]|LA|M[ADEHINOPST]|N[CDEHJMVY]|O[HKR]|P[ARW]|RI|S[CD]|T[NX]|UT|V[AIT]|W[AIVY]"
    "|NSW|VIC|QLD|TAS|ACT"
)
_PLACE: Final = (
    "(?:(?:L[ae]|D[aei]|San|Santa|São|Saint|St|El|Los|Las|Bad)[. ] ?)?(?P<place>[A-ZÀ-ÖØ-ÞĀ-Ž][a-zà-öø-ÿā-ž'’-]{2,30}+)"
)
# A postcode, with a place where the code alone would be any number.
_CODES: Final = tuple(
    (re.compile(pattern), score)
    for pattern, score in (
        (r"\b[A-Z]{2}\d[A-Z\d]? \d[ABD-HJLNP-UW-Z]{2}\b|\b[BEGLMNSW]\d[A-Z\d]? \d[ABD-HJLNP-UW-Z]{2}\b", 0.8),
        (rf"\b[1-9]\d{{3}} ?[A-Z]{{2}}(?: {{1,2}}|, |\n){_PLACE}", 0.85),
        (r"\b[A-CEGHJ-NPR-TVXY]\d[A-Z] \d[A-Z]\d\b", 0.8),
        (rf"\b{_PLACE},? (?:{_STATES}),? \d{{4,5}}(?:-\d{{4}})?\b", 0.85),
        (
            rf"\b(?:[A-Z]{{1,2}}-)?(?:\d{{5}}|\d{{3}} \d{{2}}|\d{{2}}-\d{{3}}|\d{{5}}-\d{{3}}|\d{{4}}-\d{{3}}),? {_PLACE}",
            0.8,
        ),
        (rf"\b{_PLACE},? (?:\d{{5}}|\d{{2}}-\d{{3}}|\d{{5}}-\d{{3}})\b(?!\.\d)", 0.8),
        (r"\b[AFD]PO,? A[AEP] \d{5}|\bPSC \d{1,5},? Box \d{1,6}|\bUnit \d{1,5},? Box \d{1,6}", 0.85),
        (rf"\b\d{{8}} (?:[\w']{{2,20}} ){{0,3}}{_PLACE} / [A-Z]{{2}}\b", 0.85),
        (
            r"\b(?:[Rr]ue|[Bb]oulevard|[Cc]hemin|[Cc]alle|[Aa]venida|[Rr]ua|[Pp]iazza|[Pp]laza|[Vv]iale|[Uu]lica|[Uu]l\.|[Aa]venue) "
            rf"(?:d[eio] |della |del |de la |du |des |dos |das |da |d'|l')?{_PLACE}",
            0.8,
        ),
        (r"\b\d{5}-\d{3}\b|\b\d{2}-\d{3}\b(?![-.\d])", 0.5),
        (r"〒 ?\d{3}-?\d{4}|\d{1,4}丁目|\d{1,5}番(?:地|\d)|[路街道巷]\d{1,5}[号號]|\d{1,5}[号號](?:楼|室)", 0.9),
        (
            r"(?i)\b(?:P\.? ?O\.? ?Box|Postfach|Bo[iî]te postale|Apartado(?: de correos)?|Casella postale|Postbus|Caixa postal) \d{1,6}",
            0.85,
        ),
        (
            r"\b(?:Flat|Apt\.?|Apartment|Suite|Studio|Appartamento|Piso|Puerta|Mieszkanie|Lgh|Daire) \d{1,4}[A-Za-z]?\b",
            0.6,
        ),
    )
)
_WORDS: Final = re.compile(r"[^\W\d_]{2,}\.?")
STREET: Final = "A street and a number."
CODE: Final = "A postcode with its place, or a part of an address."


def find(passage: Passage) -> Iterator[Match]:
    """Addresses in one line; a street without a number and a town alone are none."""
    text = passage.text
    if not any(map(str.isdigit, text)):
        return
    for found in _streets().finditer(text):
        if _is_name(found[0]):
            yield Match(found.start(), found.end(), 0.85, STREET)
    yield from _single_words(text)
    for pattern, score in _CODES:
        for found in pattern.finditer(text):
            place = found.groupdict().get("place")
            if place is None or not known(place) & TECHNICAL:
                yield Match(found.start(), found.end(), score, CODE)


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
