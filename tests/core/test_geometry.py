"""Geometry against nibabel over random headers."""

import math
from typing import Any

import nibabel
import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from inspector.core.geometry import (
    Geometry,
    axis_codes,
    obliquity,
    qform_matrix,
)
from inspector.core.header import Header
from tests.builders import head

# nibabel's functions carry no types.
nib: Any = nibabel
SIZES = st.floats(0.125, 8, width=32)
SHIFTS = st.floats(-200, 200, width=32)
LAS = {"srow_x": (-2, 0, 0, 3), "srow_y": (0, 2, 0, -2), "srow_z": (0, 0, 2, -1)}
RAS = {**LAS, "srow_x": (2, 0, 0, -3)}


def header(**values: Any) -> Header:
    return Header.parse(head(**{"qform_code": 0, "sform_code": 0, **values}))


def named(names: tuple[str, ...], numbers: tuple[float, ...]) -> dict[str, Any]:
    return dict(zip(names, numbers, strict=True))


def unit_quaternions() -> st.SearchStrategy[tuple[float, float, float]]:
    """b, c, d of a unit quaternion with a >= 0 that is not too close to half a turn."""
    parts = st.tuples(*[st.floats(-1, 1)] * 4).filter(lambda q: math.hypot(*q) > 0.1)
    return parts.map(_normalised).filter(lambda bcd: math.hypot(*bcd) < 0.999)


def _normalised(parts: tuple[float, ...]) -> tuple[float, float, float]:
    length = math.copysign(math.hypot(*parts), parts[0])
    b, c, d = (float(np.float32(part / length)) for part in parts[1:])
    return b, c, d


@given(
    unit_quaternions(),
    st.tuples(SIZES, SIZES, SIZES),
    st.tuples(SHIFTS, SHIFTS, SHIFTS),
    st.sampled_from([-1, 0, 1]),
    st.sampled_from([1, 2]),
    st.sampled_from("<>"),
)
def test_the_qform_is_that_of_nibabel(
    bcd: tuple[float, float, float],
    sizes: tuple[float, float, float],
    shift: tuple[float, float, float],
    qfac: int,
    version: int,
    order: str,
) -> None:
    data = head(
        version,
        order,
        qform_code=1,
        sform_code=0,
        pixdim=(qfac, *sizes, 0, 0, 0, 0),
        **named(("quatern_b", "quatern_c", "quatern_d"), bcd),
        **named(("qoffset_x", "qoffset_y", "qoffset_z"), shift),
    )
    kind = nib.Nifti1Header if version == 1 else nib.Nifti2Header
    theirs = kind(data[: 348 if version == 1 else 540], check=False)
    if qfac == 0:
        theirs["pixdim"][0] = 1

    ours = Geometry.of(Header.parse(data))

    assert ours.source == "qform"
    assert ours.affine is not None
    np.testing.assert_allclose(ours.affine, theirs.get_qform(), atol=1e-4)
    np.testing.assert_allclose(ours.voxel_sizes, sizes, rtol=1e-5)
    assert ours.handedness == ("left" if qfac < 0 else "right")


@given(st.tuples(*[st.floats(-4, 4, width=32)] * 9), st.tuples(SHIFTS, SHIFTS, SHIFTS))
def test_axis_codes_are_those_of_nibabel_and_obliquity_is_the_largest_angle(
    linear: tuple[float, ...], shift: tuple[float, ...]
) -> None:
    affine = np.eye(4)
    affine[:3, :3] = np.array(linear).reshape(3, 3)
    affine[:3, 3] = shift
    sizes = np.linalg.norm(affine[:3, :3], axis=0)
    assume(sizes.min() > 0.01)
    assume(abs(np.linalg.det(affine[:3, :3] / sizes)) > 0.05)

    assert axis_codes(affine) == "".join(nib.aff2axcodes(affine))
    cosines = np.abs(affine[:3, :3] / sizes).max(axis=0).clip(max=1)
    assert obliquity(affine) == pytest.approx(np.degrees(np.arccos(cosines.min())), abs=1e-4)


def test_the_sform_is_used_before_the_qform_and_that_before_the_voxel_sizes() -> None:
    both = Geometry.of(header(qform_code=1, sform_code=2, **LAS))
    second = Geometry.of(header(qform_code=1, **LAS))
    neither = Geometry.of(header(**LAS))

    assert (both.source, both.axis_codes, both.handedness) == ("sform", "LAS", "left")
    assert (second.source, second.axis_codes, second.handedness) == ("qform", "RAS", "right")
    assert (neither.source, neither.axis_codes, neither.handedness) == ("pixdim", None, None)
    assert neither.affine is not None
    np.testing.assert_array_equal(neither.affine, np.diag([2, 2, 3, 1]))
    assert second.sform is not None
    np.testing.assert_array_equal(second.sform[0], [-2, 0, 0, 3])


@pytest.mark.parametrize(
    "values",
    [
        pytest.param({"srow_x": (float("nan"), 0, 0, 0)}, id="NaN"),
        pytest.param({"srow_x": (float("inf"), 0, 0, 0)}, id="Infinity"),
        pytest.param({"srow_x": (0, 0, 0, 0)}, id="an empty row"),
        pytest.param({"srow_x": (0, 2, 0, 0)}, id="two equal rows"),
        pytest.param({"srow_x": (3e38, 3e38, 3e38, 3e38)}, id="huge"),
    ],
)
def test_an_sform_that_maps_nothing_gives_no_affine(values: dict[str, Any]) -> None:
    geometry = Geometry.of(header(sform_code=1, **{**RAS, **values}))
    assert (geometry.affine, geometry.source, geometry.axis_codes) == (None, "sform", None)


@pytest.mark.parametrize("bcd", [(1, 1, 1), (0, 1.0000001, 0), (0, -1, 0), (1e30, 0, 0), (float("nan"), 0, 0)])
def test_a_quaternion_that_is_too_long_is_no_exception(bcd: tuple[float, float, float]) -> None:
    geometry = Geometry.of(header(qform_code=1, **named(("quatern_b", "quatern_c", "quatern_d"), bcd)))
    assert (geometry.qform is None) == any(map(math.isnan, bcd))


@pytest.mark.parametrize("step", [float("inf"), float("nan")])
def test_voxel_sizes_that_are_not_finite_give_no_qform(step: float) -> None:
    assert qform_matrix(header(pixdim=(1, step, step, step, 1, 1, 1, 1), quatern_b=1)) is None


def test_a_flat_image_without_a_third_voxel_size_has_an_affine() -> None:
    flat = header(dim=(2, 4, 3, 1, 1, 1, 1, 1), pixdim=(1, 2, 2, 0, 0, 0, 0, 0), qform_code=1)
    assert Geometry.of(flat).affine is not None
    assert Geometry.of(header(pixdim=(1, 2, 2, 0, 0, 0, 0, 0), qform_code=1)).affine is None
