"""What an edit moves, against arithmetic of its own: corners one by one, scipy's polar decomposition and rotations."""

import itertools
import math
from collections.abc import Sequence
from typing import Any

import nibabel
import numpy as np
import pytest
import scipy.linalg
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.spatial.transform import Rotation

from inspector.core.geometry import Matrix
from inspector.core.header import Header
from inspector.core.impact import Impact, impact
from tests.builders import head
from tests.core.generated import affines

# nibabel's functions carry no types.
nib: Any = nibabel
LAS = {"srow_x": (-2, 0, 0, 3), "srow_y": (0, 2, 0, -2), "srow_z": (0, 0, 2, -1)}
RAS = {**LAS, "srow_x": (2, 0, 0, -3)}
SHAPES = st.tuples(st.integers(1, 300), st.integers(1, 300), st.integers(1, 300))
UNITS = {1: 1000.0, 2: 1.0, 3: 0.001, 0: 1.0}


def header(**values: Any) -> Header:
    return Header.parse(head(**{"qform_code": 0, "sform_code": 1, **values}))


def placing(affine: Matrix, shape: Sequence[int] = (4, 3, 2), unit: int = 2) -> Header:
    """A NIfTI-2 header, whose numbers are as exact as the affine's."""
    rows: dict[str, Any] = {f"srow_{axis}": tuple(row) for axis, row in zip("xyz", affine[:3], strict=True)}
    dim = (3, *shape, 1, 1, 1, 1)
    return Header.parse(head(2, sform_code=1, qform_code=0, dim=dim, xyzt_units=unit, **rows))


def moved(before: Header, after: Header) -> Impact:
    found = impact(before, after)
    assert found is not None
    return found


def by_hand(first: Matrix, second: Matrix, shape: Sequence[int]) -> dict[str, Any]:
    """The numbers of an impact, of affines in mm, told by nothing but what they mean."""
    ways = []
    for corner in itertools.product(*((0, length - 1) for length in shape)):
        there = [sum(row[axis] * corner[axis] for axis in range(3)) + row[3] for row in first[:3]]
        then = [sum(row[axis] * corner[axis] for axis in range(3)) + row[3] for row in second[:3]]
        ways.append([new - old for old, new in zip(there, then, strict=True)])
    shift = [sum(way[axis] for way in ways) / len(ways) for axis in range(3)]
    return {
        "max_corner_mm": max(math.dist(way, (0, 0, 0)) for way in ways),
        "rotation_degrees": min(_angles(_polar(first), _polar(second))),
        "translation_mm": math.dist(shift, (0, 0, 0)),
        "centre_shift_mm": shift,
        "scale": [math.hypot(*second[:3, axis]) / math.hypot(*first[:3, axis]) for axis in range(3)],
        "shear_degrees": [_shear(first), _shear(second)],
        "axis_codes": ["".join(nib.aff2axcodes(first)), "".join(nib.aff2axcodes(second))],
    }


def _polar(affine: Matrix) -> Matrix:
    turn, _ = scipy.linalg.polar(affine[:3, :3] / np.linalg.norm(affine[:3, :3], axis=0))
    return np.asarray(turn)


def _angles(first: Matrix, second: Matrix) -> list[float]:
    turn = second @ first.T
    if np.linalg.det(turn) > 0:
        return [math.degrees(Rotation.from_matrix(turn).magnitude())]
    mirrored = [first @ np.diag([-1.0 if axis == number else 1.0 for axis in range(3)]) for number in range(3)]
    return [math.degrees(Rotation.from_matrix(second @ each.T).magnitude()) for each in mirrored]


def _shear(affine: Matrix) -> float:
    between = []
    for one, other in ((0, 1), (0, 2), (1, 2)):
        across, along = affine[:3, one], affine[:3, other]
        between.append(math.degrees(math.atan2(float(np.linalg.norm(np.cross(across, along))), float(across @ along))))
    return max(abs(90 - angle) for angle in between)


def told(found: Impact) -> dict[str, Any]:
    return {name: getattr(found, name) for name in found.__slots__ if name != "left_right_flip"}


def assert_as_by_hand(found: Impact, expected: dict[str, Any], *, degrees: float = 1e-5) -> None:
    for name, value in told(found).items():
        if name == "axis_codes":
            assert list(value) == expected[name]
        else:
            tolerance = degrees if "degrees" in name else 1e-9
            assert value == pytest.approx(expected[name], rel=1e-9, abs=tolerance), name


@given(affines(), affines(), SHAPES, st.sampled_from(sorted(UNITS)), st.sampled_from(sorted(UNITS)))
def test_the_numbers_are_those_of_the_matrices(
    first: Matrix, second: Matrix, shape: tuple[int, int, int], unit: int, other: int
) -> None:
    """Axes in any order and direction: reflections, shears, and sizes of all kinds."""
    before, after = placing(first, shape, unit), placing(second, shape, other)
    scaled = [
        np.diag([UNITS[each]] * 3 + [1.0]) @ affine for each, affine in zip((unit, other), (first, second), strict=True)
    ]

    assert_as_by_hand(moved(before, after), by_hand(scaled[0], scaled[1], shape))


@given(affines(tilt=0.55), affines(tilt=0.55), SHAPES)
def test_strong_shears_are_no_exception(first: Matrix, second: Matrix, shape: tuple[int, int, int]) -> None:
    before, after = placing(first, shape), placing(second, shape)
    found = impact(before, after)
    assume(found is not None)

    assert found is not None
    assert found.shear_degrees == pytest.approx((_shear(first), _shear(second)), abs=1e-5)
    assert found.rotation_degrees == pytest.approx(by_hand(first, second, shape)["rotation_degrees"], abs=1e-4)


@given(affines(), st.tuples(*[st.floats(-1, 1)] * 3), st.floats(0, 0.5))
def test_turns_near_half_a_turn_are_told_exactly(first: Matrix, axis: tuple[float, float, float], short: float) -> None:
    assume(math.hypot(*axis) > 0.1)
    turn = Rotation.from_rotvec(np.array(axis) / math.hypot(*axis) * math.radians(180 - short))
    second = first.copy()
    second[:3] = turn.as_matrix() @ first[:3]

    assert moved(placing(first), placing(second)).rotation_degrees == pytest.approx(180 - short, abs=1e-6)


@given(st.tuples(*[st.floats(-1, 1)] * 3), st.floats(0, 1))
def test_quaternions_near_half_a_turn_turn_as_nibabel_reads_them(
    axis: tuple[float, float, float], short: float
) -> None:
    assume(math.hypot(*axis) > 0.1)
    turn = Rotation.from_rotvec(np.array(axis) / math.hypot(*axis) * math.radians(180 - short))
    b, c, d, _ = turn.as_quat(canonical=True)
    straight, turned = head(2, sform_code=0), head(2, sform_code=0, quatern_b=b, quatern_c=c, quatern_d=d)
    read = [nib.Nifti2Header(data[:540], check=False).get_qform() for data in (straight, turned)]

    found = moved(Header.parse(straight), Header.parse(turned))

    # Below this the reference library takes the first part of a quaternion for 0, nibabel a little later.
    assert found.rotation_degrees == pytest.approx(_angles(read[0][:3, :3] / (2, 2, 3), _polar(read[1]))[0], abs=0.04)
    assert found.rotation_degrees == pytest.approx(180 - short, abs=0.04)


@given(affines(), st.integers(0, 2), st.sampled_from(["zero", "in a plane", "not a number", "beyond numbers"]))
def test_what_places_nothing_has_no_impact(affine: Matrix, axis: int, how: str) -> None:
    broken = affine.copy()
    broken[:3, axis] = {
        "zero": np.zeros(3),
        "in a plane": broken[:3, (axis + 1) % 3] - 3 * broken[:3, (axis + 2) % 3],
        "not a number": np.array([np.nan, 0, 0]),
        "beyond numbers": np.array([1e300, 1e300, 1e300]),
    }[how]

    assert impact(placing(affine), placing(broken)) is None
    assert impact(placing(broken), placing(affine)) is None


@given(affines(), SHAPES)
def test_what_stays_moves_nothing(affine: Matrix, shape: tuple[int, int, int]) -> None:
    found = moved(placing(affine, shape), placing(affine, shape))

    assert found.stays
    assert (found.translation_mm, found.centre_shift_mm, found.scale) == (0, (0, 0, 0), (1, 1, 1))
    assert found.shear_degrees[0] == found.shear_degrees[1]
    assert not found.left_right_flip


def test_the_same_geometry_moves_nothing() -> None:
    found = moved(header(**LAS), header(descrip="other", **LAS))
    assert found == Impact(0, 0, 0, False, (0, 0, 0), (1, 1, 1), (0, 0), ("LAS", "LAS"))


def test_a_shift_moves_every_corner_and_the_centre_alike() -> None:
    found = moved(header(**RAS), header(**{**RAS, "srow_y": (0, 2, 0, 8)}))
    assert found == Impact(10, 0, 10, False, (0, 10, 0), (1, 1, 1), (0, 0), ("RAS", "RAS"))


@pytest.mark.parametrize("degrees", [0.001, 1, 90, 179.9])
def test_a_rotation_is_told_in_degrees(degrees: float) -> None:
    angle = math.radians(degrees)
    turned = head(2, sform_code=0, quatern_d=math.sin(angle / 2))
    found = moved(Header.parse(head(2, sform_code=0)), Header.parse(turned))
    assert found.rotation_degrees == pytest.approx(degrees, rel=1e-6)
    assert found.left_right_flip is (degrees > 90)


@pytest.mark.parametrize(
    ("after", "turn", "flip"),
    [
        pytest.param({"srow_x": (-2, 0, 0, 3)}, 0, True, id="R to L mirrors"),
        pytest.param({"srow_y": (0, -2, 0, 2)}, 0, True, id="A to P mirrors as well"),
        pytest.param({"srow_x": (-2, 0, 0, 3), "srow_y": (0, -2, 0, 2)}, 180, True, id="half a turn swaps the sides"),
        pytest.param({"srow_y": (0, -2, 0, 2), "srow_z": (0, 0, -2, 1)}, 180, False, id="half a turn about x"),
        pytest.param({"srow_x": (4, 0, 0, -3)}, 0, False, id="a stretch"),
        pytest.param({"sform_code": 0}, 0, False, id="no orientation any more"),
    ],
)
def test_a_swap_of_left_and_right_is_flagged(after: dict[str, Any], turn: float, flip: bool) -> None:
    found = moved(header(**RAS), header(**{**RAS, **after}))
    assert found.rotation_degrees == pytest.approx(turn, abs=1e-9)
    assert found.left_right_flip is flip


def test_a_change_of_the_unit_is_a_change_in_millimetres() -> None:
    found = moved(header(xyzt_units=2, **RAS), header(xyzt_units=1, **RAS))
    assert found.max_corner_mm == pytest.approx(999 * math.hypot(3, 2, 1))
    assert found.scale == pytest.approx((1000, 1000, 1000))


def test_nothing_is_said_where_there_is_no_affine() -> None:
    assert impact(header(**RAS), header(srow_x=(0, 0, 0, 0))) is None


def test_without_an_orientation_there_are_no_axis_codes() -> None:
    assert moved(header(**RAS), header(sform_code=0)).axis_codes == ("RAS", None)
