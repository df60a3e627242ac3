"""Outlines and marks lie where the picture of the same plane shows the volume and the voxel."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.core.geometry import Matrix
from inspector.core.outline import outline, spot
from inspector.core.render import CONVENTIONS, PLANES, Convention, Plane
from inspector.core.world import Cut, Frame
from tests.core.generated import affines

SHAPE = (5, 6, 7)
VOXELS = st.tuples(*[st.integers(0, length - 1) for length in SHAPE])


@given(affines(), st.sampled_from(PLANES), st.sampled_from(CONVENTIONS), VOXELS)
def test_a_voxel_is_marked_on_the_pixel_that_shows_it(
    affine: Matrix, plane: Plane, convention: Convention, voxel: tuple[int, int, int]
) -> None:
    x, y, z = (float(way) for way in affine[:3] @ (*voxel, 1))
    frame = Frame.around([(affine, SHAPE)], plane, convention=convention, centre=(x, y, z), field=(90, 70), size=90)

    right, down = spot(frame, (x, y, z))
    cut = Cut.of(frame, affine, SHAPE)
    there = cut.first + cut.across * (right - 0.5) + cut.down * (down - 0.5)

    assert (right, down) == pytest.approx((frame.columns / 2, frame.rows / 2))
    assert there == pytest.approx(voxel, abs=1e-4)


@given(affines(), st.sampled_from(PLANES), st.sampled_from(CONVENTIONS))
def test_the_outline_holds_the_pixels_of_the_volume(affine: Matrix, plane: Plane, convention: Convention) -> None:
    frame = Frame.around([(affine, SHAPE)], plane, convention=convention, size=40)
    corners = np.array(outline(frame, affine, SHAPE))
    inside = Cut.of(frame, affine, SHAPE).inside()

    x, y = corners.T
    area = abs(x @ np.roll(y, -1) - y @ np.roll(x, -1)) / 2
    around = np.hypot(*(np.roll(corners, -1, axis=0) - corners).T).sum()
    # Whether a pixel on the line itself belongs to the volume is decided by its middle.
    assert abs(area - inside.sum()) <= around + 1


def test_a_straight_volume_is_outlined_as_a_rectangle() -> None:
    frame = Frame.around([(np.diag([2.0, 2, 3, 1]), (4, 3, 2))], "axial")
    assert sorted(outline(frame, np.diag([2.0, 2, 3, 1]), (4, 3, 2))) == [(0, 0), (0, 3), (4, 0), (4, 3)]


def test_what_the_plane_passes_has_no_outline() -> None:
    affine = np.diag([2.0, 2, 3, 1])
    frame = Frame.around([(affine, (4, 3, 2))], "axial", centre=(0, 0, 50))
    assert outline(frame, affine, (4, 3, 2)) == []
