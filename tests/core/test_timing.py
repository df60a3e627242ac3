"""When slices were measured: nibabel's times, and sentences where it has none."""

from __future__ import annotations

import math
from typing import Any

import nibabel as nib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.core.codes import SLICE_ORDERS
from inspector.core.header import Header
from inspector.core.timing import Timing, counts_time, slice_order
from tests.builders import head
from tests.core.generated import headers

K = 0o60
ORDERS = [code.number for code in SLICE_ORDERS if code.number]
SERIES: dict[str, Any] = {
    "dim": (4, 4, 3, 5, 20, 1, 1, 1),
    "pixdim": (1, 2, 2, 3, 2, 1, 1, 1),
    "dim_info": K,
    "slice_code": 3,
    "slice_duration": 0.25,
}


def timing(version: int = 1, **values: Any) -> Timing:
    return Timing.of(Header.parse(head(version, **{**SERIES, **values})))


def by_nibabel(data: bytes, version: int) -> tuple[float | None, ...]:
    kind, size = (nib.Nifti1Header, 348) if version == 1 else (nib.Nifti2Header, 540)
    header: Any = kind(data[:size], check=False)  # type: ignore[no-untyped-call]
    return tuple(header.get_slice_times())


@pytest.mark.parametrize(
    ("code", "order"),
    [
        (1, (0, 1, 2, 3, 4)),
        (2, (4, 3, 2, 1, 0)),
        (3, (0, 2, 4, 1, 3)),
        (4, (4, 2, 0, 3, 1)),
        (5, (1, 3, 0, 2, 4)),
        (6, (3, 1, 4, 2, 0)),
        (0, ()),
        (9, ()),
    ],
)
def test_every_code_has_the_order_of_the_standard(code: int, order: tuple[int, ...]) -> None:
    assert slice_order(code, 5) == order


@pytest.mark.parametrize("code", ORDERS)
@pytest.mark.parametrize("count", [1, 2, 5, 6])
@pytest.mark.parametrize("version", [1, 2])
def test_times_are_nibabels(code: int, count: int, version: int) -> None:
    values = {**SERIES, "slice_code": code, "dim": (4, 4, 3, count, 20, 1, 1, 1)}
    data = head(version, **values)

    assert Timing.of(Header.parse(data)).times == by_nibabel(data, version)


@st.composite
def timed(draw: st.DrawFn) -> tuple[int, bytes]:
    """A header with slices along any axis, of which some in the middle are timed."""
    version, axis, count = draw(st.sampled_from([1, 2])), draw(st.integers(1, 3)), draw(st.integers(1, 60))
    start = draw(st.integers(0, count - 1))
    end = draw(st.sampled_from([0, *range(max(start, 1), count)]) if count > 1 else st.just(0))
    dim = [4, 7, 7, 7, 20, 1, 1, 1]
    dim[axis] = count
    duration = draw(st.floats(2**-20, 2**20, width=32))
    values: dict[str, Any] = {"dim": tuple(dim), "dim_info": axis << 4, "slice_code": draw(st.sampled_from(ORDERS))}
    return version, head(version, **values, slice_start=start, slice_end=end, slice_duration=duration)


@given(timed())
def test_any_part_of_the_slices_has_nibabels_times(given: tuple[int, bytes]) -> None:
    version, data = given
    found = Timing.of(Header.parse(data))

    assert found.times == by_nibabel(data, version)
    assert sorted(rank for rank in found.ranks if rank is not None) == list(range(found.measured))


@given(headers())
def test_any_header_is_drawn_or_told_why_not(header: Header) -> None:
    found = Timing.of(header)

    assert bool(found.ranks) == (not found.problem)
    assert len(found.ranks) in (0, found.count)
    assert all(time is None or time >= 0 for time in found.times)


@pytest.mark.parametrize(
    ("values", "problem"),
    [
        ({"slice_code": 0}, "slice_code is 0: the header does not say in which order the slices were measured."),
        ({"slice_code": 7}, "slice_code is 7, which is no order of the standard."),
        (
            {"dim_info": 0},
            "Slices are alternating increasing by slice_code, but dim_info does not say along which axis they lie.",
        ),
        ({"slice_end": 5}, "slice_start and slice_end name slices 0 to 5; axis k has slices 0 to 4."),
        ({"slice_start": -1}, "slice_start and slice_end name slices -1 to 0; axis k has slices 0 to 4."),
        ({"slice_start": 3, "slice_end": 1}, "slice_start and slice_end name slices 3 to 1; axis k has slices 0 to 4."),
        ({"dim": (4, 4, 3, 0, 20, 1, 1, 1)}, "slice_start and slice_end name slices 0 to 0; axis k has none."),
        ({"dim": (4, 4, 3, 9999, 20, 1, 1, 1)}, "k has 9,999 slices, more than the 4,096 that are worked out."),
    ],
    ids=["none", "unknown", "no axis", "beyond", "before", "backwards", "no slices", "too many"],
)
def test_where_no_order_is_known_a_sentence_says_why(values: dict[str, Any], problem: str) -> None:
    found = timing(**values)

    assert (found.problem, found.ranks, found.times) == (problem, (), ())


@pytest.mark.parametrize("duration", [0.0, -1.0, math.nan, math.inf], ids=str)
def test_without_a_duration_the_order_is_known_and_no_times_are(duration: float) -> None:
    found = timing(slice_duration=duration)

    assert (found.ranks, found.times, found.busy) == ((0, 3, 1, 4, 2), (), 0)


@pytest.mark.parametrize(
    ("units", "seconds"), [(10, 40.0), (18, 0.04), (26, 40e-6), (2, None), (34, None)], ids=["s", "ms", "us", "?", "Hz"]
)
def test_all_volumes_take_as_many_times_the_tr(units: int, seconds: float | None) -> None:
    found = timing(xyzt_units=units)

    assert found.total == 40.0
    assert found.total_seconds == (None if seconds is None else pytest.approx(seconds))


@pytest.mark.parametrize("step", [0.0, -2.0, math.nan, math.inf], ids=str)
def test_a_tr_that_is_no_time_has_no_total(step: float) -> None:
    assert timing(pixdim=(1, 2, 2, 3, step, 1, 1, 1)).total is None


@pytest.mark.parametrize(("units", "is_time"), [(10, True), (2, True), (34, False), (42, False), (58, True)])
def test_an_axis_of_frequencies_is_no_time(units: int, is_time: bool) -> None:
    assert counts_time(Header.parse(head(xyzt_units=units))) is is_time
