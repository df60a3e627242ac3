"""Copying from another header: what goes along, what is converted, what never moves, what is said about it."""

import math
from typing import Any

import nibabel
import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from inspector.core import edits
from inspector.core.copying import BY_KEY, copied, matches
from inspector.core.errors import EditError
from inspector.core.geometry import Geometry, Matrix, corner_distance, in_millimetres, qform_matrix, sform_matrix
from inspector.core.header import Header
from inspector.core.operations.forms import qform_values, sform_values
from tests.builders import head
from tests.core.generated import affines, headers

METRES: dict[str, Any] = {
    "xyzt_units": 1 + 16,
    "pixdim": (1, 0.002, 0.002, 0.003, 2000, 1, 1, 1),
    "srow_x": (0.002, 0, 0, -0.003),
    "srow_y": (0, 0.002, 0, -0.002),
    "srow_z": (0, 0, 0.003, -0.0015),
    "qoffset_x": -0.003,
    "qoffset_y": -0.002,
    "qoffset_z": -0.0015,
    "toffset": 500,
}
FEW = settings(max_examples=40)
SERIES: dict[str, Any] = {"dim": (4, 4, 3, 2, 9, 1, 1, 1)}


def header(version: int = 1, order: str = "<", **values: Any) -> Header:
    return Header.parse(head(version, order, **values))


def after(before: Header, other: Header, *groups: str, fields: tuple[str, ...] = ()) -> Header:
    result = copied(before, other, groups=groups, fields=fields)
    return edits.apply(before, result.values, voxel_block_length=1 << 40)


def notes(before: Header, other: Header, *groups: str, fields: tuple[str, ...] = ()) -> tuple[str, ...]:
    return copied(before, other, groups=groups, fields=fields).notes


def refused(before: Header, other: Header, *groups: str, fields: tuple[str, ...] = ()) -> dict[str, list[str]]:
    with pytest.raises(EditError) as refusal:
        after(before, other, *groups, fields=fields)
    return refusal.value.fields


def changed(before: Header, now: Header) -> dict[str, Any]:
    return {change.field: change.new for change in edits.changes(before, now)}


@st.composite
def placed(draw: st.DrawFn, version: int | None = None) -> Header:
    """A header whose two forms are any usable matrices, in any unit."""
    version = draw(st.sampled_from([1, 2])) if version is None else version
    bare = header(version, draw(st.sampled_from("<>")), xyzt_units=draw(st.sampled_from([0, 1, 2, 3, 10, 18, 25])))
    values = sform_values(bare, draw(affines())).values | qform_values(bare, draw(affines(tilt=0))).values
    codes = {"sform_code": draw(st.integers(0, 5)), "qform_code": draw(st.integers(0, 5))}
    return edits.apply(bare, values | codes, voxel_block_length=1 << 40)


@FEW
@given(placed(), placed(version=2))
def test_a_copied_geometry_is_the_same_to_the_last_bit(other: Header, before: Header) -> None:
    now = after(before, other, "geometry")

    assert_same_matrix(sform_matrix(now), sform_matrix(other))
    assert_same_matrix(qform_matrix(now), qform_matrix(other))
    assert Geometry.of(now).source == Geometry.of(other).source
    assert now.units[0] == other.units[0]


@FEW
@given(placed(version=1), placed(version=1))
def test_so_it_is_between_headers_of_4_byte_floats(other: Header, before: Header) -> None:
    now = after(before, other, "geometry")

    assert_same_matrix(sform_matrix(now), sform_matrix(other))
    assert_same_matrix(qform_matrix(now), qform_matrix(other))


@FEW
@given(placed(version=2), placed(version=1))
def test_in_4_byte_floats_it_is_as_near_as_they_come(other: Header, before: Header) -> None:
    now = after(before, other, "geometry")

    there, here = (Geometry.of(each).affine for each in (other, now))
    assume(there is not None)
    assert there is not None
    assert here is not None
    assert corner_distance(there, here, other.shape) < 1e-4


@FEW
@given(headers(), headers(), st.sets(st.sampled_from([*BY_KEY]), min_size=1))
def test_what_describes_the_voxel_bytes_is_never_copied(before: Header, other: Header, groups: set[str]) -> None:
    kept = ("dim", "datatype", "bitpix", "vox_offset", "magic", "sizeof_hdr")
    try:
        now = after(before, other, *groups)
    except EditError:
        return
    assert [name for name in kept if before.raw(name) != now.raw(name)] == []
    assert now.data[now.fixed_size :] == before.data[before.fixed_size :]
    assert set(changed(before, now)) <= {name for group in groups for name in BY_KEY[group].names}


@pytest.mark.parametrize("name", ["dim", "datatype", "bitpix", "vox_offset", "magic", "sizeof_hdr"])
def test_asked_for_by_name_it_is_refused(name: str) -> None:
    (sentence,) = refused(header(), header(), fields=(name,))[name]

    assert sentence.startswith(f"{name} is never copied. It ")


def test_a_group_takes_its_unit_along_and_leaves_the_other() -> None:
    before, other = header(), header(**METRES)

    space, time = after(before, other, "geometry"), after(before, other, "timing")

    assert (space.units, space.numbers("pixdim")[4]) == (("m", "s"), 1)
    assert (time.units, time.numbers("pixdim")[:5], time.number("toffset")) == (
        ("mm", "ms"),
        (1, 2, 2, 3, 2000),
        500,
    )
    assert after(before, other, "geometry", "timing").units == ("m", "ms")


def test_single_fields_are_converted_into_the_unit_that_is_here() -> None:
    before, other = header(toffset=1), header(**METRES)
    fields = ("pixdim", "srow_x", "toffset")

    now = after(before, other, fields=fields)

    assert now.units == ("mm", "s")
    assert now.numbers("pixdim") == (1, 2, 2, 3, 2, 1, 1, 1)
    assert now.numbers("srow_x") == (2, 0, 0, -3)
    assert now.number("toffset") == 0.5
    assert notes(before, other, fields=fields)[:2] == (
        "pixdim and srow_x are converted from m to mm.",
        "pixdim and toffset are converted from ms to s.",
    )


def test_with_its_unit_a_single_field_is_copied_as_it_stands() -> None:
    now = after(header(), header(**METRES), fields=("xyzt_units", "toffset"))

    assert (now.units, now.number("toffset")) == (("m", "ms"), 500)


def test_where_a_unit_is_not_stored_nothing_is_converted_and_it_is_said() -> None:
    before, other = header(xyzt_units=2), header(toffset=500, xyzt_units=18)

    assert after(before, other, fields=("toffset",)).number("toffset") == 500
    assert notes(before, other, fields=("toffset",)) == (
        "toffset is copied as the numbers stand: only one of the two images stores a unit of time.",
    )


def test_a_frequency_is_no_time() -> None:
    assert refused(header(), header(xyzt_units=34), fields=("toffset",)) == {
        "toffset": ["It is in Hz there and in s here. Copy the group timing, which takes the unit along."]
    }


def test_a_form_that_nobody_could_use_is_left_where_it_is() -> None:
    empty: dict[str, Any] = {"sform_code": 0, **dict.fromkeys(("srow_x", "srow_y", "srow_z"), (0, 0, 0, 0))}

    assert changed(header(), after(header(), header(**empty), "geometry")) == {"sform_code": 0}
    assert notes(header(), header(**empty), "geometry") == (
        "The sform of the other image is not used and cannot be: only its code is copied.",
    )


def test_the_sign_of_the_qform_is_copied_as_1_or_minus_1() -> None:
    odd = header(pixdim=(0, 2, 2, 3, 1, 1, 1, 1))

    assert changed(header(), after(header(), odd, "geometry")) == {}
    left = header(pixdim=(-1, 2, 2, 3, 1, 1, 1, 1))
    assert after(left, odd, "geometry").numbers("pixdim")[0] == 1


def test_scale_factors_say_what_they_do_to_values() -> None:
    other = header(scl_slope=0.5, scl_inter=3)

    assert notes(header(), other, "scaling") == (
        "Values change: stored 0, 1 and 100 stand for 0, 1 and 100 now, and for 3, 3.5 and 53 afterwards.",
    )
    assert notes(header(scl_slope=math.nan), header(), "scaling") == ()


def test_text_is_copied_to_its_end_and_no_further() -> None:
    other = header(descrip=b"FSL5.0\0Name of somebody")

    now = after(header(), other, "text")

    assert now.raw("descrip") == b"FSL5.0".ljust(80, b"\0")
    assert notes(header(), other, "text") == (
        "descrip of the other image holds 16 bytes after its end: these stay there.",
    )


def test_what_does_not_go_together_is_said_with_both() -> None:
    other = header(**SERIES | {"dim": (4, 8, 6, 2, 9, 1, 1, 1), "datatype": 16})

    assert notes(header(), other, "geometry", "timing", "scaling") == (
        "The grids differ: the geometry of the other image was made for other voxels. "
        "Here: 4 × 3 × 2 voxels. There: 8 × 6 × 2 voxels.",
        "The data types differ: scale factors belong to the numbers they were made for. Here: int16. There: float32.",
        "The numbers of volumes differ: this may be another series, or what was computed from it. Here: 1. There: 9.",
    )
    assert [match.title for match in matches(header(), other) if not match.agrees] == ["Grid", "Data type", "Volumes"]


def test_a_grid_with_its_axes_in_another_order_is_told_from_another_one() -> None:
    (grid, *_) = matches(header(), header(dim=(3, 3, 4, 2, 1, 1, 1, 1)))

    assert grid.sentence.startswith("The grids have their lengths in another order")


def test_voxel_sizes_are_compared_in_mm() -> None:
    assert [match.title for match in matches(header(), header(**METRES)) if not match.agrees] == ["Units"]


@pytest.mark.parametrize(
    ("groups", "fields", "said"),
    [
        ((), (), {"groups": ["Say which groups, or which fields, are to be copied."]}),
        (("all",), (), {"groups": ["There is no group all. There are geometry, timing, scaling, intent and text."]}),
        ((), ("warp",), {"warp": ["There is no field warp in a NIfTI-1 header."]}),
    ],
)
def test_what_cannot_be_copied_is_said(groups: Any, fields: Any, said: dict[str, list[str]]) -> None:
    assert refused(header(), header(), *groups, fields=fields) == said


def test_a_field_that_one_version_does_not_have_is_refused() -> None:
    assert refused(header(), header(2), fields=("regular",)) == {
        "regular": ["There is no field regular in a NIfTI-2 header."]
    }


def derived(series: Header) -> Header:
    """What becomes of a header when only data and affine are handed on: codes, units, TR and directions are lost."""
    affine = Geometry.of(series).affine
    made = nibabel.Nifti1Image(np.zeros(series.shape[:3], np.float32), affine)  # type: ignore[no-untyped-call]
    return Header.parse(made.header.binaryblock + bytes(4))


def test_what_a_derived_image_lost_is_copied_back() -> None:
    series = header(
        **SERIES,
        pixdim=(1, 2, 2, 3, 2.5, 1, 1, 1),
        qform_code=1,
        sform_code=4,
        dim_info=0b111001,
        slice_code=3,
        slice_end=1,
        slice_duration=1.25,
        xyzt_units=10,
        descrip=b"FSL5.0",
    )
    lost = derived(series)
    restored = ("xyzt_units", "qform_code", "sform_code", "dim_info", "slice_code", "slice_end", "slice_duration")
    assert [name for name in restored if lost.raw(name) == series.raw(name)] == []

    now = after(lost, series, "geometry", "timing", "text")

    assert [name for name in (*restored, "descrip", "toffset") if now.raw(name) != series.raw(name)] == []
    assert now.numbers("pixdim")[:5] == series.numbers("pixdim")[:5]
    assert [name for name in ("dim", "datatype", "scl_slope", "scl_inter") if now.raw(name) != lost.raw(name)] == []
    assert_same_matrix(millimetres(now), millimetres(series))


def millimetres(here: Header) -> Matrix | None:
    affine = Geometry.of(here).affine
    return None if affine is None else in_millimetres(affine, here)


def assert_same_matrix(one: Matrix | None, other: Matrix | None) -> None:
    assert one is not None
    assert other is not None
    assert one.tolist() == other.tolist()
