"""A volume and a place in the picture of a plane through the world: in pixels from its upper left corner."""

import itertools

import numpy as np

from inspector.core.geometry import Matrix
from inspector.core.world import NORMAL, Frame, Point

Spot = tuple[float, float]


def spot(frame: Frame, place: Point) -> Spot:
    """How far to the right and down a place (mm RAS+) lies, seen straight along the plane's normal.

    The middle of the upper left pixel is at 0.5, 0.5.
    """
    way = np.array(place) - frame.first
    right, down = (float(way @ step) / frame.pixel**2 + 0.5 for step in (frame.across, frame.down))
    return right, down


def outline(frame: Frame, affine: Matrix, shape: tuple[int, int, int]) -> list[Spot]:
    """The corners, one after the other, of what the plane cuts out of a volume; none where it passes it.

    `affine` is 4x4, voxel to mm; the outer sides of the voxels are the sides of the volume.
    """
    sides = [(-0.5, length - 0.5) for length in shape]
    corners = np.array([*itertools.product(*sides)]) @ affine[:3, :3].T + affine[:3, 3]
    normal = NORMAL[frame.plane]
    above = corners[:, normal] - frame.centre[normal]
    found = []
    for one, other in itertools.combinations(range(8), 2):
        # Two corners share an edge when their numbers differ in one bit.
        if (one ^ other).bit_count() == 1 and (above[one] >= 0) != (above[other] >= 0):
            part = above[one] / (above[one] - above[other])
            x, y, z = (float(way) for way in corners[one] + part * (corners[other] - corners[one]))
            found.append(spot(frame, (x, y, z)))
    if not found:
        return []
    middle = np.mean(found, axis=0)
    return sorted(found, key=lambda at: float(np.arctan2(at[1] - middle[1], at[0] - middle[0])))
