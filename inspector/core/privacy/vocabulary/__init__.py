"""What is known of a word: whether imaging programs write it, whether it is common, whether people are called so.

The lists lie beside this module as text and are read when the first word is looked up; SOURCES.txt tells where each
comes from. A word on no list is unknown, and a name that nobody thought of is found because it is unknown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from enum import IntFlag
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Final
from unicodedata import normalize


class Known(IntFlag):
    """The lists a word is on; none of them for an unknown word."""

    UNKNOWN = 0
    TECHNICAL = 1
    COMMON = 2
    GIVEN = 4
    SURNAME = 8
    NAME = GIVEN | SURNAME
    WORD = TECHNICAL | COMMON


LISTS: Final = (
    ("imaging.txt", Known.TECHNICAL),
    ("dicom.txt", Known.TECHNICAL),
    ("bids.txt", Known.TECHNICAL),
    ("languages.txt", Known.COMMON),
    ("english.txt", Known.COMMON),
    ("given.txt", Known.GIVEN),
    ("elsewhere.txt", Known.GIVEN),
    ("surnames.txt", Known.SURNAME),
)
_LETTERS = re.compile(r"[^\W\d_]++")


def known(word: str) -> int:
    """The `Known` of one word, whatever its case and however its accents are spelt."""
    lists = _lists()
    small = word.lower()
    return lists.get(small, 0) if small.isascii() else lists.get(normalize("NFC", small), 0)


@cache
def listed(name: str) -> frozenset[str]:
    """The words of one list by itself: "titles", "particles"."""
    return frozenset(_words(f"{name}.txt"))


@cache
def street_words(side: str) -> frozenset[str]:
    """The words for streets on one side of their name: "sure" and "behind" stand behind it, "before" before it."""
    text = files(__package__).joinpath("streets.txt").read_text("utf-8")
    rows = [line.split() for line in text.splitlines() if not line.startswith("#")]
    return frozenset(word for wanted, *words in rows if wanted == side for word in words)


@cache
def _lists() -> Mapping[str, int]:
    """Plain numbers, not flags: arithmetic with flags is slow, and a text has many words."""
    found: dict[str, int] = {}
    for name, flag in LISTS:
        number = int(flag)
        for word in dict.fromkeys(_words(name)):
            found[word] = found.get(word, 0) | number
    return MappingProxyType(found)


def _words(name: str) -> Iterator[str]:
    """The words of a list, without its comments and without the digits that stand in some."""
    text = files(__package__).joinpath(name).read_text("utf-8")
    if "#" not in text:
        return iter(text.split())
    lines = (line for line in text.lower().splitlines() if not line.startswith("#"))
    return (word for line in lines for word in _LETTERS.findall(line))
