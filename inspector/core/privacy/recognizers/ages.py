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
_DICOM: Final = Pattern(r"[YMWD](?!\w)(?<=\d\d\d.)(?<![\w.]\d\d\d.)")
# They begin at the last digit: lists of numbers are passed over quickly.
_WORDED: Final = Pattern(rf"[0-9][ -]?(?:(?:{_WORDS})(?!\w)|[歳才岁歲세])", re.IGNORECASE)
_NUMBER: Final = Pattern(r"(?<![\w.,:/-])\d{1,3}$")
_LABELLED: Final = Pattern(
    r"[aAâÂeElLwWiIåÅyYvVηΗвВ年](?<![^\W\d_].)(?i:ged?|lter|ge|dad|tà|eeftijd|iek|dade|lder|aş|ěk|kä|λικία|озраст|齢|龄)"
    r"[\s:='\"\]>]{1,6}(\d{1,3})Y?(?![\w.])"
)
_DIGITS: Final = frozenset("0123456789")


def find_ages(passage: Passage) -> Iterator[Match]:
    text = passage.text
    if text.isascii() and _DIGITS.isdisjoint(text):
        return
    for found in _DICOM.find(text):
        start = found.start() - 3
        yield _match(start, found.end(), int(text[start : start + 3]) if found[0] == "Y" else 0)
    for found in _WORDED.find(text):
        number = _NUMBER.search(text, max(0, found.start() - 3), found.start() + 1)
        if number and int(number[0]) <= OLDEST:
            yield _match(number.start(), found.end(), int(number[0]))
    for found in _LABELLED.find(text):
        if int(found[1]) <= OLDEST:
            yield _match(*found.span(), int(found[1]))


def _match(start: int, stop: int, years: int) -> Match:
    if years > OLDEST_FREE:
        return Match(start, stop, HIGH, "An age over 89 points to very few people.")
    return Match(start, stop, LOW, "This looks like the age of a person.")
