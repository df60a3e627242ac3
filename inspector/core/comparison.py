"""Two images beside each other: where each lies in the world, and how far apart that is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from inspector.core.geometry import Geometry, Matrix, corner_distance, in_millimetres, is_invertible
from inspector.core.header import Header
from inspector.core.impact import displacement, impact
from inspector.core.world import Places, bounds


@dataclass(frozen=True, slots=True, eq=False)
class Placed:
    """A volume in the world: its affine (4x4, voxel to mm RAS+) and the lengths of its axes of space."""

    affine: Matrix
    shape: tuple[int, int, int]

    @classmethod
    def of(cls, header: Header) -> Placed | None:
        """None where the affine in use cannot be used, or there are no voxels; and where numbers end before they do."""
        affine = Geometry.of(header).affine
        first, second, third = (*header.shape, 1, 1, 1)[:3]
        if affine is None or not header.shape or min(first, second, third) < 1:
            return None
        placed = cls(in_millimetres(affine, header), (first, second, third))
        return placed if is_invertible(placed.affine) and placed._has_numbers else None

    @property
    def voxel_sizes(self) -> tuple[float, float, float]:
        """In mm."""
        x, y, z = (float(size) for size in np.linalg.norm(self.affine[:3, :3], axis=0))
        return x, y, z

    @property
    def centre(self) -> Places:
        """The place of the middle of the volume, in mm."""
        middle = np.array([(length - 1) / 2 for length in self.shape])
        return np.asarray(self.affine[:3, :3] @ middle + self.affine[:3, 3])

    @property
    def extent(self) -> tuple[Places, Places]:
        """The lowest and the highest x, y and z in mm, the outer sides of the voxels included."""
        return bounds([(self.affine, self.shape)])

    @property
    def _has_numbers(self) -> bool:
        """Whether places and voxels are finite in each other's numbers."""
        with np.errstate(all="ignore"):
            return bool(np.isfinite([np.linalg.inv(self.affine)[:3, 3], *self.extent]).all())

    @property
    def _whole(self) -> Matrix:
        """The affine of a grid of two voxels along each axis whose corners are the corner voxels of this one."""
        return self.affine @ np.diag([*(length - 1 for length in self.shape), 1])


@dataclass(frozen=True, slots=True)
class Apart:
    """How far apart two images lie.

    max_corner_mm: the largest distance between equal corner voxels (first with first, last with last), each a corner
    of its own grid; with `same_grid` they are the same voxel. centre_mm: between the middles of both volumes.
    rotation_degrees: between the two sets of voxel axes, as `Impact` has it. left_right_flip: as `Impact` has it for
    the same grid; None for two grids, which may store one anatomy in different ways.
    """

    same_grid: bool
    max_corner_mm: float
    centre_mm: float
    rotation_degrees: float
    left_right_flip: bool | None


@np.errstate(over="ignore", invalid="ignore")
def apart(first: Header, second: Header) -> Apart | None:
    """How far apart two images lie; None when one of them is not placed."""
    one, other = Placed.of(first), Placed.of(second)
    if one is None or other is None:
        return None
    moved = impact(first, second) if one.shape == other.shape else None
    return Apart(
        same_grid=one.shape == other.shape,
        max_corner_mm=corner_distance(one._whole, other._whole, (2, 2, 2)),
        centre_mm=float(np.linalg.norm(one.centre - other.centre)),
        rotation_degrees=displacement(one.affine, other.affine, (1, 1, 1))[1],
        left_right_flip=moved.left_right_flip if moved else None,
    )
