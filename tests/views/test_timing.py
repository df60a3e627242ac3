"""The timing card: TR, total, and when each slice is measured."""

from __future__ import annotations

import math
import re
from typing import Any

import pytest
from django.contrib.auth.models import User
from hypothesis import given

from inspector.core.header import Header
from inspector.core.rules import Facts, check
from inspector.shown.timing import BOTTOM, HEIGHT, LEFT, RIGHT, TOP, WIDTH, Timetable
from tests.builders import head, nifti1_bytes
from tests.core.generated import headers
from tests.views.conftest import Add
from tests.views.pages import Visitor

SERIES: dict[str, Any] = {
    "dim": (4, 4, 3, 5, 20, 1, 1, 1),
    "pixdim": (1, 2, 2, 3, 2, 1, 1, 1),
    "dim_info": 0o60,
    "slice_code": 3,
    "slice_duration": 0.25,
}


def table(**values: Any) -> Timetable:
    header = Header.parse(head(**{**SERIES, **values}))
    found = Timetable.of(header, check(Facts(header)))
    assert found is not None
    return found


def rows(page: str) -> dict[str, str]:
    """The numbers of the card by their names."""
    card = page[page.index('id="timing"') :].partition("</dl>")[0]
    return dict(re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", card))


@pytest.mark.django_db
def test_a_series_shows_its_time(owner: User, add: Add) -> None:
    page = Visitor(owner, add(data=nifti1_bytes(**SERIES))).text()

    assert rows(page) == {
        "Between volumes (TR)": "2 s",
        "All volumes": "40 s",
        "Slice axis": "k, towards the head",
        "Order of slices": "alternating increasing",
        "Slices with a time": "all 5",
        "One slice": "0.25 s",
        "All slices": "1.25 s, then 0.75 s without a slice",
    }
    assert 'aria-label="5 slices, alternating increasing: slice 0 is the first, slice 3 the last at 1 s."' in page
    assert page.count('class="chart-bar') == 5


@pytest.mark.django_db
def test_a_single_volume_without_an_order_has_no_such_card(visitor: Visitor) -> None:
    assert 'id="timing"' not in visitor.text()


@pytest.mark.django_db
def test_an_order_that_is_not_said_is_said_to_be_missing(owner: User, add: Add) -> None:
    page = Visitor(owner, add(data=nifti1_bytes(**{**SERIES, "slice_code": 0}))).text()

    assert "slice_code is 0: the header does not say in which order the slices were measured." in page
    assert rows(page)["Order of slices"] == "not said"
    assert 'class="chart-bar' not in page[page.index('id="timing"') :].partition("</section>")[0]


def test_spectra_have_no_time() -> None:
    header = Header.parse(head(**{**SERIES, "slice_code": 0, "xyzt_units": 42}))

    assert Timetable.of(header, ()) is None


def test_slices_rise_from_the_bottom_and_later_ones_lie_to_the_right() -> None:
    bars = table().bars

    assert [bar.y for bar in bars] == sorted((bar.y for bar in bars), reverse=True)
    assert [number for _, number in sorted((bar.x, number) for number, bar in enumerate(bars))] == [0, 2, 4, 1, 3]
    assert bars[0].x == LEFT


def test_slices_after_the_tr_are_marked_and_told() -> None:
    found = table(slice_duration=0.5)

    assert [bar.late for bar in found.bars] == [False, False, False, True, False]
    assert found.busy == "2.5 s"
    assert [finding.rule for _, finding in found.contradictions] == ["T6"]
    assert found.end_of_volume == LEFT + (WIDTH - LEFT - RIGHT) * 2 / 2.5


def test_without_a_duration_the_order_is_drawn_and_no_times() -> None:
    found = table(slice_duration=0.0)

    assert (len(found.bars), found.end_of_volume, found.end, found.duration) == (5, None, "last", "not stored")
    assert found.label == "5 slices, alternating increasing: slice 0 is the first, slice 3 the last."
    assert [(line.number, line.place, line.begins) for line in found.lines][1] == (1, "4", "")


def test_slices_outside_start_and_end_have_no_bar() -> None:
    found = table(slice_start=1, slice_end=3)

    assert (len(found.bars), found.timed, found.lines[0].place) == (3, "1 to 3 of 5", "")


def test_each_slice_is_told_in_numbers() -> None:
    assert [(line.number, line.place, line.begins) for line in table().lines] == [
        (0, "1", "0"),
        (1, "4", "0.75"),
        (2, "2", "0.25"),
        (3, "5", "1"),
        (4, "3", "0.5"),
    ]


@pytest.mark.parametrize(
    ("values", "total"),
    [
        ({}, "40 s"),
        ({"dim": (4, 4, 3, 5, 300, 1, 1, 1)}, "600 s, 10 min 0 s"),
        ({"dim": (4, 4, 3, 5, 2000, 1, 1, 1)}, "4000 s, 1 h 6 min 40 s"),
        (
            {"xyzt_units": 18, "pixdim": (1, 2, 2, 3, 2500, 1, 1, 1), "dim": (4, 4, 3, 5, 100, 1, 1, 1)},
            "250000 ms, 4 min 10 s",
        ),
        ({"xyzt_units": 2}, "40 (no unit)"),
        ({"pixdim": (1, 2, 2, 3, 0, 1, 1, 1)}, ""),
        ({"pixdim": (1, 2, 2, 3, math.nan, 1, 1, 1)}, ""),
        ({"version": 2, "pixdim": (1, 2, 2, 3, 1e308, 1, 1, 1)}, ""),
    ],
    ids=["seconds", "minutes", "hours", "milliseconds", "no unit", "0", "NaN", "beyond numbers"],
)
def test_all_volumes_take_so_long(values: dict[str, Any], total: str) -> None:
    assert table(**values).total == total


def test_too_many_slices_are_not_drawn() -> None:
    assert table(dim=(4, 4, 3, 600, 20, 1, 1, 1)).problem == "600 slices are too many to draw."


@given(headers())
def test_whatever_is_drawn_lies_inside_the_drawing(header: Header) -> None:
    found = Timetable.of(header, ())
    bars = found.bars if found and not found.problem else []

    assert all(bar.x >= LEFT and bar.x + bar.width <= WIDTH - RIGHT + 2 for bar in bars)
    assert all(bar.y >= TOP - 1 and bar.y + bar.height <= HEIGHT - BOTTOM + 1 for bar in bars)
    assert not bars or (found is not None and found.label and found.end and len(found.lines) == found.timing.count)
