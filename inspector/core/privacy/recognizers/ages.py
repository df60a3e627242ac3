"""Ages. Over 89 they point to a few people; below they say little by themselves.

Source: 45 CFR 164.514(b)(2)(i)(C); DICOM PS3.5, 6.2 (AS).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from inspector.core.privacy.match import Match, Passage
from inspector.core.privacy.recognizers.pattern import Pattern

OLDEST_FREE, OLDEST = 89, 130
HIGH, LOW = 0.9, 0.3
_WORDS: Final = (
    r"y\.?/?o\.?|yrs?|years?|jahre?|jährige?r?|ans|años?|anni|jaar|lat|anos|år(?:ig)?|yaş\w{0,4}|let|vuotta|vuotias|ετών"
    r"|лет|года?"
)
_DICOM: Final = Pattern(r"(?<![\w.])(\d{3})([YMWD])(?!\w)")
_WORDED: Final = Pattern(rf"(?<![\w.,:/-])(\d{{1,3}})[ -]?(?:(?:{_WORDS})(?!\w)|[歳才岁歲세])", re.IGNORECASE)
_LABELLED: Final = Pattern(
    r"(?<!\w)(?:age|aged|alter|âge|edad|età|leeftijd|wiek|idade|ålder|yaş|věk|alder|ikä|ηλικία|возраст|年齢|年龄)"
    r"[\s:='\"\]>]{1,6}(\d{1,3})Y?(?![\w.])",
    re.IGNORECASE,
)
_DIGITS: Final = frozenset("0123456789")


def find_ages(passage: Passage) -> Iterator[Match]:
    text = passage.text
    if text.isascii() and _DIGITS.isdisjoint(text):
        return
    for found in _DICOM.find(text):
        yield _match(found, int(found[1]) if found[2] == "Y" else 0)
    for pattern in (_WORDED, _LABELLED):
        for found in pattern.find(text):
            if int(found[1]) <= OLDEST:
                yield _match(found, int(found[1]))


def _match(found: re.Match[str], years: int) -> Match:
    if years > OLDEST_FREE:
        return Match(*found.span(), HIGH, "An age over 89 points to very few people.")
    return Match(*found.span(), LOW, "This looks like the age of a person.")
