"""Headers that nibabel writes for any rotation, size and shape are healthy, also where a quaternion rounds badly."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nibabel import nifti1, nifti2

from inspector.core.geometry import Matrix, corner_distance, rotation_of
from inspector.core.header import Header
from inspector.core.rigid import as_qform, shear
from inspector.core.rules import Facts, check

SIZES = st.floats(0.3, 5)
LENGTHS = st.integers(32, 256)


@st.composite
def rotations(draw: st.DrawFn) -> Matrix:
    """Any rotation; often one of nearly or exactly 180 degrees, or along the axes."""
    axis = np.array(draw(st.tuples(*[st.floats(-1, 1)] * 3) | st.permutations([1.0, 0.0, 0.0])))
    length = float(np.linalg.norm(axis))
    axis = axis / length if length > 1e-3 else np.array([0.0, 0.0, 1.0])
    angle = draw(st.floats(0, math.pi) | st.sampled_from([0, math.pi / 2, math.pi, math.pi - 1e-3, math.pi - 1e-5]))
    b, c, d = axis * math.sin(angle / 2)
    return rotation_of(b, c, d)


@st.composite
def affines(draw: st.DrawFn) -> Matrix:
    sizes = np.array(draw(st.tuples(SIZES, SIZES, SIZES))) * (1, 1, draw(st.sampled_from([1, -1])))
    affine = np.eye(4)
    affine[:3, :3] = draw(rotations()) * sizes
    affine[:3, 3] = draw(st.tuples(*[st.floats(-300, 300)] * 3))
    return affine


@given(affines(), st.tuples(LENGTHS, LENGTHS, LENGTHS), st.sampled_from([1, 2]), st.sampled_from("<>"))
def test_what_nibabel_writes_is_healthy(affine: Matrix, shape: tuple[int, ...], version: int, order: str) -> None:
    kind: Any = {1: nifti1.Nifti1Header, 2: nifti2.Nifti2Header}[version]
    written: Any = kind(endianness=order)
    written.set_data_dtype(np.int16)
    written.set_data_shape(shape)
    written.set_sform(affine, 1)
    written.set_qform(affine, 1)
    written.set_xyzt_units("mm", "sec")
    written["vox_offset"] = 352 if version == 1 else 544
    data = written.binaryblock + bytes(4)

    findings = check(Facts(Header.parse(data), block_length=math.prod(shape) * 2))

    assert [(each.rule, each.message) for each in findings if each.severity != "info"] == []


@given(affines())
def test_a_qform_holds_a_rigid_affine_as_exactly_as_a_quaternion_can(affine: Matrix) -> None:
    assert (
        corner_distance(affine, as_qform(affine), (256, 256, 256)) < 0.35 * np.linalg.norm(affine[:3, :3], axis=0).max()
    )
    assert shear(affine) < 1e-5


@pytest.mark.parametrize("degrees", [0.001, 0.1, 5, 40])
def test_shear_is_the_deviation_from_a_right_angle(degrees: float) -> None:
    affine = np.diag([2.0, 2, 3, 1])
    affine[0, 1] = 2 * math.tan(math.radians(degrees))

    assert shear(affine) == pytest.approx(degrees)
