"""Dates in many shapes and languages, and numbers that only look like one."""

from __future__ import annotations

import pytest

from inspector.core.privacy.match import Passage
from inspector.core.privacy.recognizers.ages import find_ages
from inspector.core.privacy.recognizers.dates import find_dates
from inspector.core.privacy.recognizers.eras import find_era_dates

FULL, MEDIUM = 0.85, 0.5


def best(text: str) -> tuple[str, float]:
    """The surest date in a text: what it says, and how sure."""
    passage = Passage(text, "descrip")
    matches = [*find_dates(passage), *find_era_dates(passage)]
    surest = max(matches, key=lambda match: (match.score, match.stop - match.start), default=None)
    return (text[surest.start : surest.stop], surest.score) if surest else ("", 0.0)


@pytest.mark.parametrize(
    "date",
    [
        "19610302", "19610302123456", "19610302T123456", "1961-03-02", "1961/03/02", "1961.03.02", "1961_03_02",
        "1961-03-02T12:34:56.789", "02.03.1961", "2.3.1961", "03/02/1961", "02-03-1961", "02.03.61", "03/02/61",
        "2012/01/02-11:22:33-GMT", "02-Mar-1961", "2 Mar 1961", "2 March 1961", "March 2, 1961", "Mar 2nd, 1961",
        "02MAR1961", "1961 Mar 2", "Mar  2 15:04:05 1961", "Mar  2 15:04:05 CET 1961", "2. März 1961",
        "2 mars 1961", "1er février 1961", "2 de marzo de 1961", "2 marzo 1961", "2 maart 1961", "2 marca 1961",
        "2 de março de 1961", "2 Mart 1961", "2. března 1961", "2. marts 1961", "2. maaliskuuta 1961", "2 Μαρτίου 1961",
        "2 марта 1961", "2.III.1961", "1961年3月2日", "昭和36年3月2日", "令和元年5月1日", "1961년 3월 2일",
    ],
)  # fmt: skip
def test_full_date_is_high_alone_and_between_words(date: str) -> None:
    for text in (date, f"seen {date} again", f"DOE_{date}.nii", f"x;{date};y"):
        found, score = best(text)
        assert (found.strip(), score >= FULL) == (date, True), text


@pytest.mark.parametrize(
    "text",
    [
        "19611302", "19610230", "1961-02-30", "31.04.1961", "1961-13-02", "18790101", "20990101", "32.3.1961", "1961",
        "12:34:56", "135713.284", "0.19610302", "v1.0.20220720", "version 12.10.11", "5.0.10", "2018.0.3",
        "AFNI_20.1.06", "56 21 18", "1.2.840.10008.1.2.1", "may 5", "set 12", "令和36年13月2日", "2017年",
    ],
)  # fmt: skip
def test_what_is_in_no_calendar_or_a_version_is_no_date(text: str) -> None:
    assert best(text)[1] < MEDIUM


@pytest.mark.parametrize(
    ("text", "score"), [("2017-03", 0.5), ("March 2017", 0.6), ("03/2017", 0.4), ("2017-061", 0.5)]
)
def test_part_of_a_date_is_for_a_person_to_judge(text: str, score: float) -> None:
    assert best(text) == (text, score)


@pytest.mark.parametrize(
    ("text", "score"),
    [
        ("090Y", 0.9), ("089Y", 0.3), ("120M", 0.3), ("age: 91", 0.9), ("97-year-old", 0.9), ("91 ans", 0.9),
        ("97歳", 0.9), ("45 years", 0.3), ("Alter: 45", 0.3),
    ],
)  # fmt: skip
def test_ages_over_89_are_high_and_others_low(text: str, score: float) -> None:
    assert max(match.score for match in find_ages(Passage(text, "descrip"))) == score


@pytest.mark.parametrize("text", ["1090Y", "0.90Y", "999 years", "TR 900 y", "page: 95"])
def test_other_numbers_are_no_age(text: str) -> None:
    assert list(find_ages(Passage(text, "descrip"))) == []
