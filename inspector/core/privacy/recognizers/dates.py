"""Dates in the shapes that scanners, programs and people write, if they are in the calendar.

A full date tells the day of a birth or an examination. A year alone says little, and neither does a time of day.
Source: 45 CFR 164.514(b)(2)(i)(C); DICOM PS3.5, 6.2 (DA, DT); ISO 8601.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from inspector.core.privacy.match import Match, Passage
from inspector.core.privacy.recognizers.months import months, unmistakable
from inspector.core.privacy.recognizers.pattern import Pattern

# Nobody alive was born before; no clock is read here, so the last year is some way ahead.
FIRST_YEAR, LAST_YEAR = 1880, 2035
# Seconds since 1970 have ten digits from September 2001 on; the last are those of 1 January 2036.
EPOCH: Final = range(1_000_000_000, 2_082_758_400)
FULL, LIKELY, UNSURE, WEAK = 0.9, 0.85, 0.6, 0.4

_TIME: Final = r"(?:[T_ ,-]{1,2}\d{1,2}[:.h]\d{2}(?:[:.]\d{2}(?:[.,]\d{1,6})?)?|[T_ -]?\d{6}(?:\.\d{1,6})?(?!\d))"
_ZONE: Final = r"(?:Z\b|[ -]?(?:GMT|UTC)\b|[+-]\d{2}:?\d{2}(?!\d))"
_SIGNS: Final = r"[-./_\u2010-\u2015．／－]"

# Each begins with what may be its first character, so that what cannot is passed over quickly.
_PACKED: Final = Pattern(
    rf"([12](?<!\d\d)[089]\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])"
    rf"(?:([01]\d|2[0-3])([0-5]\d)(?:[0-5]\d(?:\.\d{{1,6}})?)?(?!\d){_ZONE}?|(?:{_TIME}{_ZONE}?)?(?!\d))"
)
_PACKED_LAST: Final = Pattern(r"([0-3](?<![\d.].)\d)([0-3]\d)((?:19|20)\d\d)(?![\d.]\d|\d)")
_YEAR_FIRST: Final = Pattern(
    rf"(\d(?<!\d\d)(?<!\d[.].)\d{{3}})({_SIGNS}) ?(\d{{1,2}})\2 ?(\d{{1,2}})(?!\d)(?:{_TIME}{_ZONE}?)?(?!\.\d)"
)
_YEAR_LAST: Final = Pattern(
    rf"(\d(?<!\d\d)(?<!\d[./-].)\d?)({_SIGNS}) ?(\d{{1,2}})\2 ?(\d{{4}}|\d\d|'\d\d)(?!\d)(?![./-]\d)"
    rf"(?:{_TIME}{_ZONE}?)?"
)
_BLANK_BEFORE_YEAR: Final = Pattern(r"(\d(?<!\d\d)(?<![./-].)\d?)[./] ?(\d{1,2})\.? (\d{4})(?!\d)")
_WORD: Final = Pattern(r"[^\W\d_]++")
_BEFORE: Final = Pattern(
    r"(?<!\d)(?<!\d[.])(?:(\d{4})[-\s./,_]{1,3}|(\d{1,2})(?:st|nd|rd|th|er|re|:?e|ος|º|ª|°|-?го)?[-\s./,_]{0,3}"
    r"(?:(?:of|de|di|del|van)[ ]|d')?)$",
    re.IGNORECASE,
)
_YEAR: Final = Pattern(
    rf"\.?,?[-\s./,_]{{0,3}}(?:(?:de|del|of|do)[ ])?(\d{{4}}|'?\d\d)(?!\d|:)(?:{_TIME}{_ZONE}?)?", re.IGNORECASE
)
_DAY_YEAR: Final = Pattern(
    r"\.?[-\s./_]{0,3}(\d{1,2})(?:st|nd|rd|th)?(?![\d:])[-\s./,_]{1,3}"
    r"(?:\d{1,2}:\d{2}(?::\d{2})?[ ]{1,2}(?:[AP]M[ ])?(?:[A-Z]{3,5}[ ])?)?(\d{4}|'?\d\d)(?![\d:])"
    rf"(?:{_TIME}{_ZONE}?)?"
)
_DAY: Final = Pattern(r"\.?[-\s./,_]{1,3}(\d{1,2})(?!\d)")
_LONGEST_BEFORE: Final = 14
_NUMBERED_MONTH: Final = Pattern(r"\d(?<![\d./-].)\d(?:\d\d-\d\d|/\d{4})(?![\d./-])")
_DAY_OF_YEAR: Final = Pattern(r"(\d(?<![\d./-].)\d{3})-(\d{3})(?![\d./-])")
_SECONDS: Final = Pattern(r"(\d(?<![\w.-].)\d{9})(?:\d{3})?(?!\w)(?!\.\d{7})")

_VERSION: Final = Pattern(
    r"(?:(?:\bv|\d\.)\d{1,3}\.|(?<!\w)0\.|\b(?:v|ver|version|release|build|built|compiled|rev|afni|"
    r"freesurfer|dcm2niix?|\w{1,20}\.(?:m|py|sh|exe|pl))[.: _-]{0,3}(?:on )?)$",
    re.IGNORECASE,
)

_WHY_FULL: Final = "This is a full date, and every part of a date but the year tells of a person."
_WHY_MONTH: Final = "This is a month of a year; only the year by itself is free."
_WHY_DAY: Final = "This could be a day of a year."
_WHY_SECONDS: Final = "This number could be a date in seconds since 1970."


def find_dates(passage: Passage) -> Iterator[Match]:
    text = passage.text
    if not any(map(text.__contains__, "0123456789")) and text.isascii():
        return
    yield from _packed(text)
    yield from _separated(text)
    yield from _worded(text)
    yield from _parts(text)


def is_day(year: int, of_year: int, day: int) -> bool:
    """Whether the calendar has this day, within a life from now."""
    return FIRST_YEAR <= year <= LAST_YEAR and 1 <= of_year <= 12 and 1 <= day <= monthrange(year, of_year)[1]


def _year(text: str) -> int:
    """A year of two digits is taken for one that has 29 February, since nobody knows its century."""
    digits = text.lstrip("'")
    return int(digits) if len(digits) != 2 else 2000


def _packed(text: str) -> Iterator[Match]:
    for found in _PACKED.find(text):
        if is_day(int(found[1]), int(found[2]), int(found[3])):
            yield Match(*found.span(), WEAK if _in_version(text, found.start()) else FULL, _WHY_FULL)
    for found in _PACKED_LAST.find(text):
        day, of_year, year = map(int, found.groups())
        if is_day(year, of_year, day) or is_day(year, day, of_year):
            yield Match(*found.span(), UNSURE, _WHY_FULL)


def _separated(text: str) -> Iterator[Match]:
    for found in _BLANK_BEFORE_YEAR.find(text):
        if is_day(int(found[3]), int(found[2]), int(found[1])):
            yield Match(*found.span(), LIKELY, _WHY_FULL)
    for found in _YEAR_FIRST.find(text):
        if is_day(int(found[1]), int(found[3]), int(found[4])):
            yield Match(*found.span(), _sure(found[2], found[3], found[4]), _WHY_FULL)
    for found in _YEAR_LAST.find(text):
        first, second, year = int(found[1]), int(found[3]), _year(found[4])
        short = len(found[4]) < 4
        if short and is_day(2000, second, int(found[4].lstrip("'"))) and found[2] in "-/":
            first, second = int(found[4].lstrip("'")), second
        if is_day(year, second, first) or is_day(year, first, second):
            yield Match(*found.span(), _sure_of_short(text, found) if short else FULL, _WHY_FULL)


def _sure(sign: str, *parts: str) -> float:
    """Of a year first: "2018.1.3" may be a version, and "2018 1 3" three numbers."""
    return 0.5 if sign == "." and min(map(len, parts)) < 2 else FULL


def _sure_of_short(text: str, found: re.Match[str]) -> float:
    """Of a year of two digits: versions and ranges look the same."""
    if found[2] == "_":
        return WEAK
    before = text[max(0, found.start() - 2) : found.start()]
    whole = len(found[1]) == len(found[3]) == 2
    if found[2] == "." and (not whole or before[-1:].isalpha() or _in_version(text, found.start())):
        return WEAK
    return LIKELY if whole and found[2] != "-" else UNSURE if whole or found[4][0] == "'" else 0.5


def _in_version(text: str, start: int) -> bool:
    """Whether what begins here is part of a version, "v1.0.20220720", or of a fraction, "0.19610302"."""
    before = text[max(0, start - 24) : start]
    return _VERSION.search(before) is not None


def _worded(text: str) -> Iterator[Match]:
    """Dates with the name of a month, and the day and the year on either side of it."""
    known = months()
    for found in _WORD.find(text):
        if of_year := known.get(found[0], 0):
            before = _BEFORE.search(text, max(0, found.start() - _LONGEST_BEFORE), found.start())
            match = _around(text, found, of_year, before)
            if match and _in_version(text, match.start):
                match = replace(match, score=min(match.score, WEAK))
            if match:
                yield match


def _around(text: str, found: re.Match[str], of_year: int, before: re.Match[str] | None) -> Match | None:
    start, stop = before.start() if before else found.start(), found.end()
    year = _YEAR.match(text, stop)
    if before and before[1]:
        day = _DAY.match(text, stop)
        if day and is_day(int(before[1]), of_year, int(day[1])):
            return Match(start, day.end(), FULL, _WHY_FULL)
    elif before and year:
        if is_day(_year(year[1]), of_year, int(before[2])):
            return Match(start, year.end(), FULL if len(year[1]) == 4 else LIKELY, _WHY_FULL)
    elif rest := _DAY_YEAR.match(text, stop):
        sure = len(rest[2]) != 2 or unmistakable(found[0])
        if sure and is_day(_year(rest[2]), of_year, int(rest[1])):
            return Match(found.start(), rest.end(), FULL, _WHY_FULL)
    if before and before[2] and unmistakable(found[0]) and is_day(2000, of_year, int(before[2])):
        return Match(start, stop, WEAK, _WHY_DAY)
    if year and len(year[1]) == 4 and len(found[0]) > 2 and is_day(int(year[1]), of_year, 1):
        return Match(found.start(), year.end(), UNSURE, _WHY_MONTH)
    return None


def _parts(text: str) -> Iterator[Match]:
    """What tells less than a day, or tells it in a number that could be another."""
    for found in _NUMBERED_MONTH.find(text):
        parts = sorted(re.split("[-/]", found[0]), key=len)
        if is_day(int(parts[1]), int(parts[0]), 1):
            yield Match(*found.span(), 0.5 if "-" in found[0] else WEAK, _WHY_MONTH)
    for found in _DAY_OF_YEAR.find(text):
        if is_day(int(found[1]), 1, 1) and 1 <= int(found[2]) <= 366:
            yield Match(*found.span(), 0.5, _WHY_DAY)
    for found in _SECONDS.find(text):
        if int(found[1]) in EPOCH:
            yield Match(*found.span(), WEAK, _WHY_SECONDS)
