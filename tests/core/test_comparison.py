"""How far apart two images lie: equal grids by their voxels, different ones by the corners of each."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector.core.comparison import Placed, apart
from inspector.core.geometry import Matrix
from inspector.core.header import Header
from tests.builders import head
from tests.core.generated import affines

LENGTHS = st.tuples(*[st.integers(1, 60)] * 3)


def header(**values: Any) -> Header:
    return Header.parse(head(2, **values))


def placed(affine: Matrix, shape: tuple[int, ...], **values: Any) -> Header:
    rows = dict(zip(("srow_x", "srow_y", "srow_z"), map(tuple, affine[:3].tolist()), strict=True))
    return header(dim=(3, *shape, 1, 1, 1, 1), **rows, **values)


@settings(max_examples=40)
@given(affines(), LENGTHS, affines(), LENGTHS)
def test_corners_and_centres_are_those_of_each_grid(one: Matrix, first: Any, other: Matrix, second: Any) -> None:
    found = apart(placed(one, first), placed(other, second))

    ends = itertools.product((0, 1), repeat=3)
    corners = [(np.array(end) * (np.array(first) - 1), np.array(end) * (np.array(second) - 1)) for end in ends]
    ways = [np.linalg.norm(one @ (*a, 1) - other @ (*b, 1)) for a, b in corners]
    centres = [affine @ (*((np.array(shape) - 1) / 2), 1) for affine, shape in ((one, first), (other, second))]
    assert found is not None
    assert found.max_corner_mm == pytest.approx(max(ways), abs=1e-9)
    assert found.centre_mm == pytest.approx(np.linalg.norm(centres[0] - centres[1]), abs=1e-9)
    assert found.same_grid == (first == second)
    assert (found.left_right_flip is None) == (first != second)


def test_the_same_anatomy_stored_in_another_way_covers_the_same_space() -> None:
    ras = header(dim=(3, 10, 8, 6, 1, 1, 1, 1), srow_x=(2, 0, 0, 5), srow_y=(0, 2, 0, 0), srow_z=(0, 0, 3, 0))
    lip = header(dim=(3, 10, 6, 8, 1, 1, 1, 1), srow_x=(-2, 0, 0, 23), srow_y=(0, 0, -2, 14), srow_z=(0, -3, 0, 15))

    one, other = Placed.of(ras), Placed.of(lip)

    assert one is not None
    assert other is not None
    assert np.array(one.extent).tolist() == np.array(other.extent).tolist() == [[4, -1, -1.5], [24, 15, 16.5]]
    assert one.centre.tolist() == other.centre.tolist() == [14, 7, 7.5]


def test_a_turn_is_told_in_degrees() -> None:
    turned = placed(np.array([[0, -2.0, 0, 0], [2, 0, 0, 0], [0, 0, 2, 0], [0, 0, 0, 1]]), (4, 4, 4))
    straight = placed(np.diag([2.0, 2, 2, 1]), (5, 5, 5))

    found = apart(straight, turned)

    assert found is not None
    assert found.rotation_degrees == pytest.approx(90)


def test_units_are_taken_to_mm() -> None:
    metres = placed(np.diag([0.002, 0.002, 0.003, 1]), (4, 3, 2), xyzt_units=1)

    found = apart(metres, placed(np.diag([2.0, 2, 3, 1]), (4, 3, 2)))

    assert found is not None
    assert found.max_corner_mm == pytest.approx(0, abs=1e-9)
    assert (found.same_grid, found.left_right_flip) == (True, False)


def test_a_mirrored_copy_on_the_same_grid_is_flipped() -> None:
    found = apart(placed(np.diag([2.0, 2, 2, 1]), (4, 4, 4)), placed(np.diag([-2.0, 2, 2, 1]), (4, 4, 4)))

    assert found is not None
    assert found.left_right_flip is True


@pytest.mark.parametrize("values", [{"srow_x": (0, 0, 0, 0)}, {"dim": (3, 4, 0, 2, 1, 1, 1, 1)}, {"dim": (0,) * 8}])
def test_what_is_not_placed_cannot_be_compared(values: dict[str, Any]) -> None:
    assert apart(header(), header(**values)) is None
    assert Placed.of(header(**values)) is None


@pytest.mark.parametrize("scale", [1e-300, 1e-160, 1e155, 1e300])
@pytest.mark.parametrize("offset", [0, 1e300])
@pytest.mark.parametrize("units", [1, 2, 3])
def test_what_has_a_place_has_it_in_numbers(scale: float, offset: float, units: int) -> None:
    affine = np.diag([scale, scale, scale, 1])
    affine[0, 3] = offset

    found = Placed.of(placed(affine, (9, 9, 9), xyzt_units=units))

    assert found is None or np.isfinite(np.array([*found.extent, found.centre, found.voxel_sizes])).all()
