"""Dates and ages as East Asia writes them: 1961年3月2日, 昭和36年3月2日, 民國50年3月2日, 一九六一年三月二日.

Sources: the eras of Japan since Meiji, and of the Republic of China, by the year before their first.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from inspector.core.privacy.match import Match, Passage
from inspector.core.privacy.recognizers.dates import is_day
from inspector.core.privacy.recognizers.pattern import Pattern

_ERAS: Final = {"明治": 1867, "大正": 1911, "昭和": 1925, "平成": 1988, "令和": 2018, "民國": 1911, "民国": 1911}
_LETTERS: Final = {"M": 1867, "T": 1911, "S": 1925, "H": 1988, "R": 2018}
_FIGURES: Final = {figure: str(number) for number, figure in enumerate("〇一二三四五六七八九")} | {"零": "0", "元": "1"}
_NUMBER: Final = r"(?:\d{1,4}|[〇零一二三四五六七八九十元]{1,4})"
_DATE: Final = Pattern(
    rf"({'|'.join(_ERAS)})?[ 　]?({_NUMBER})[ 　]?[年년][ 　]?({_NUMBER})"
    rf"[ 　]?[月월](?:[ 　]?({_NUMBER})[ 　]?[日일号號])?"
)
_SHORT: Final = Pattern(r"([MTSHR])(?<!\w.)(\d{1,2})[./-](\d{1,2})[./-](\d{1,2})(?![\w.])")


def find_era_dates(passage: Passage) -> Iterator[Match]:
    text = passage.text
    if "年" in text or "년" in text:
        for found in _DATE.find(text):
            year = _number(found[2]) + _ERAS.get(found[1] or "", 0)
            if is_day(year, _number(found[3]), _number(found[4] or "1")):
                yield Match(*found.span(), 0.9 if found[4] else 0.6, "This is a date as it is written in East Asia.")
    for found in _SHORT.find(text):
        if is_day(int(found[2]) + _LETTERS[found[1]], int(found[3]), int(found[4])):
            yield Match(*found.span(), 0.5 if len(found[0]) > 6 else 0.3, "This could be a date in a Japanese era.")


def _number(text: str) -> int:
    """A number in digits, or in figures: 三十一 and 三一 are both 31."""
    if text.isdecimal():
        return int(text)
    tens, sign, ones = text.rpartition("十")
    digits = "".join(_FIGURES.get(each, "") for each in ones) or "0"
    if not sign:
        return int(digits)
    return 10 * int("".join(_FIGURES.get(each, "") for each in tens) or "1") + int(digits)
