"""Operations keep what they promise wherever an image lies: any rotation, size and handedness."""

import math
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector.core.geometry import Geometry, Matrix, axis_codes, corner_distance
from inspector.core.header import Header
from tests.core.operating import after, header, qform, sform

HEAD: dict[str, Any] = {"dim": (3, 256, 256, 256, 1, 1, 1, 1), "datatype": 2}
FEW = settings(max_examples=40)


def placed(affine: Matrix, version: int = 1) -> Header:
    """A head-sized header whose sform is this matrix; its voxel sizes are those of the columns."""
    sizes = np.linalg.norm(affine[:3, :3], axis=0)
    rows = dict(zip(("srow_x", "srow_y", "srow_z"), map(tuple, affine[:3].tolist()), strict=True))
    return header(version, pixdim=(1, *sizes.tolist(), 1, 1, 1, 1), **HEAD, **rows)


@st.composite
def rigid(draw: st.DrawFn) -> Matrix:
    """Any rotation, half turns and nearly half turns among them, sizes of 0.25 to 4, right- or left-handed."""
    axis = np.array(draw(st.tuples(*[st.floats(-1, 1)] * 3).filter(lambda xyz: math.hypot(*xyz) > 0.1)))
    axis /= np.linalg.norm(axis)
    less = draw(st.sampled_from([0.0, 1e-6, 1e-5, 1e-4, 5e-4, 1e-3, 3e-3, 1e-2]))
    angle = draw(st.one_of(st.floats(-math.pi, math.pi), st.just(math.pi - less)))
    cross = np.array([[0, -axis[2], axis[1]], [axis[2], 0, -axis[0]], [-axis[1], axis[0], 0]])
    turn = np.eye(3) + math.sin(angle) * cross + (1 - math.cos(angle)) * cross @ cross
    affine = np.eye(4)
    affine[:3, :3] = turn * draw(st.tuples(*[st.floats(0.25, 4)] * 3)) * (1, 1, draw(st.sampled_from([-1, 1])))
    affine[:3, 3] = draw(st.tuples(*[st.floats(-200, 200)] * 3))
    return affine


@FEW
@given(rigid())
def test_a_copied_sform_is_the_qform_as_well_as_a_quaternion_holds_it(affine: Matrix) -> None:
    before = placed(affine)
    now = after(before, "copy_sform_to_qform")

    size = float(np.linalg.norm(affine[:3, :3], axis=0).max())
    # The reference library drops what is left of the angle when it is within 6e-4 of half a turn.
    assert corner_distance(sform(now), qform(now), now.shape) < 0.25 * size
    assert sform(now).tolist() == sform(before).tolist()


@FEW
@given(rigid())
def test_in_nifti_2_the_copy_is_exact(affine: Matrix) -> None:
    quaternion_drops = 6.4e-4 * 256 * math.sqrt(3)
    now = after(placed(affine, 2), "copy_sform_to_qform")

    size = float(np.linalg.norm(affine[:3, :3], axis=0).max())
    assert corner_distance(sform(now), qform(now), now.shape) < quaternion_drops * size


@FEW
@given(rigid())
def test_a_copied_qform_is_the_sform(affine: Matrix) -> None:
    before = after(placed(affine), "copy_sform_to_qform")
    now = after(before, "copy_qform_to_sform")

    assert corner_distance(sform(now), qform(before), now.shape) < 1e-3
    assert qform(now).tolist() == qform(before).tolist()


@FEW
@given(rigid(), st.floats(-0.5, 0.5))
def test_orthonormalising_keeps_handedness_lengths_and_centre(affine: Matrix, shear: float) -> None:
    sheared = affine.copy()
    sheared[:3, 1] += shear * affine[:3, 0]
    before = placed(sheared)
    now = after(before, "orthonormalize_sform")

    linear, middle = sform(now)[:3, :3], np.array([127.5, 127.5, 127.5, 1])
    sizes = np.linalg.norm(linear, axis=0)
    assert np.abs((linear / sizes).T @ (linear / sizes) - np.eye(3)).max() < 1e-5
    assert np.allclose(sizes, np.linalg.norm(sform(before)[:3, :3], axis=0), rtol=1e-5)
    assert np.sign(np.linalg.det(linear)) == np.sign(np.linalg.det(sform(before)[:3, :3]))
    assert np.allclose(sform(now) @ middle, sform(before) @ middle, atol=1e-3)


@FEW
@given(rigid(), st.tuples(*[st.floats(0, 255)] * 3), st.tuples(*[st.floats(-500, 500)] * 3))
def test_the_origin_puts_the_voxel_where_it_was_said(affine: Matrix, voxel: Any, origin: Any) -> None:
    now = after(placed(affine), "set_origin", origin=origin, voxel=voxel)

    assert np.allclose(sform(now) @ (*voxel, 1), (*origin, 1), atol=1e-3)


@FEW
@given(rigid(), st.sampled_from("ijk"))
def test_two_flips_are_none(affine: Matrix, axis: str) -> None:
    before = after(placed(affine), "copy_sform_to_qform")
    once = after(before, "flip_axis_labels", axis=axis)
    twice = after(once, "flip_axis_labels", axis=axis)

    assert corner_distance(sform(before), sform(twice), before.shape) < 1e-3
    assert Geometry.of(once).handedness != Geometry.of(before).handedness
    assert axis_codes(sform(once)) != axis_codes(sform(before))
    assert qform(once)[:3, :3].round(9).tolist() != qform(before)[:3, :3].round(9).tolist()


@FEW
@given(rigid(), st.tuples(*[st.floats(0.25, 8)] * 3), st.sampled_from(["first voxel", "center"]))
def test_voxel_sizes_are_those_of_all_three(affine: Matrix, sizes: Any, keep: str) -> None:
    before = after(placed(affine), "copy_sform_to_qform")
    now = after(before, "set_voxel_sizes", sizes=list(sizes), keep=keep)

    fixed = np.array([127.5, 127.5, 127.5, 1] if keep == "center" else [0, 0, 0, 1])
    for matrix, was in ((sform(now), sform(before)), (qform(now), qform(before))):
        assert np.allclose(np.linalg.norm(matrix[:3, :3], axis=0), sizes, rtol=1e-5)
        assert np.allclose(matrix @ fixed, was @ fixed, atol=2e-3)
