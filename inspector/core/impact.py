"""What an edit moves in the patient's space: two headers of the same voxels, in numbers.

Both affines (voxel to mm RAS+) are taken to millimetres by the unit that each header states; unknown counts as mm.
A set of voxel axes is taken apart into a rotation (or a reflection), three sizes and a shear. The rotation is the
orthogonal factor of the polar decomposition of the axes' directions, the sizes are the lengths of the axes, the shear
is what the angles between them lack. The QR decomposition, which FSL and AFNI print, gives other numbers for sheared
axes, and others again when the axes come in another order; this one does not depend on the order.
Source: K. Shoemake and T. Duff, "Matrix animation and polar decomposition", Graphics Interface 1992.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from inspector.core.geometry import (
    Geometry,
    Matrix,
    corner_distance,
    corners,
    in_millimetres,
    is_invertible,
    orthogonal,
)
from inspector.core.header import Header
from inspector.core.rigid import shear

_SIDES: Final = {"L", "R"}


@dataclass(frozen=True, slots=True)
class Impact:
    """What moves in the world between two headers, and how the voxel axes lie in both.

    - max_corner_mm: the largest way that a corner voxel of the first header's grid goes.
    - rotation_degrees: the angle, 0 to 180, between the two sets of voxel axes. When one set mirrors the other, the
      voxel axis whose reversal leaves the smallest angle is reversed first.
    - translation_mm: how far the centre of that grid goes; centre_shift_mm its way to the right, front and head.
    - left_right_flip: both orientations are known and the anatomy is mirrored (the determinants differ in sign), or a
      voxel axis that pointed to one side of the patient now points to the other.
    - scale: voxel size afterwards over voxel size before, along i, j and k.
    - shear_degrees: before and after, what the voxel axes lack most to a right angle.
    - axis_codes: before and after, such as "LAS"; None where neither form is in use.
    """

    max_corner_mm: float
    rotation_degrees: float
    translation_mm: float
    left_right_flip: bool
    centre_shift_mm: tuple[float, float, float]
    scale: tuple[float, float, float]
    shear_degrees: tuple[float, float]
    axis_codes: tuple[str | None, str | None]

    @property
    def stays(self) -> bool:
        """Whether every voxel keeps its place."""
        return self.max_corner_mm == 0 and self.rotation_degrees == 0


@np.errstate(over="ignore", invalid="ignore")
def impact(before: Header, after: Header) -> Impact | None:
    """What moves when one header replaces the other; None when either has no usable affine."""
    both = placed(before, after)
    if both is None:
        return None
    first, second = both
    old, new = Geometry.of(before), Geometry.of(after)
    corner, degrees, centre = displacement(first, second, before.shape)
    return Impact(
        max_corner_mm=corner,
        rotation_degrees=degrees,
        translation_mm=centre,
        left_right_flip=_flips(old, new),
        centre_shift_mm=_three(_shift(first, second, before.shape)),
        scale=_three(np.linalg.norm(second[:3, :3], axis=0) / np.linalg.norm(first[:3, :3], axis=0)),
        shear_degrees=(shear(first), shear(second)),
        axis_codes=(old.axis_codes, new.axis_codes),
    )


@np.errstate(over="ignore", invalid="ignore")
def placed(before: Header, after: Header) -> tuple[Matrix, Matrix] | None:
    """Both affines in use (4x4, voxel to mm RAS+); None when either is not usable."""
    old, new = Geometry.of(before).affine, Geometry.of(after).affine
    if old is None or new is None:
        return None
    first, second = in_millimetres(old, before), in_millimetres(new, after)
    return (first, second) if is_invertible(first) and is_invertible(second) else None


def displacement(first: Matrix, second: Matrix, shape: Sequence[int]) -> tuple[float, float, float]:
    """Largest way of a corner, degrees of rotation and way of the centre, as `Impact` has them, in stored units."""
    if np.array_equal(first, second):
        return 0.0, 0.0, 0.0
    return (
        corner_distance(first, second, shape),
        _rotation(orthogonal(first), orthogonal(second)),
        float(np.linalg.norm(_shift(first, second, shape))),
    )


def _shift(first: Matrix, second: Matrix, shape: Sequence[int]) -> Matrix:
    """The way of the centre of the grid."""
    way: Matrix = (second - first)[:3] @ corners(shape).mean(axis=1)
    return way


def _flips(old: Geometry, new: Geometry) -> bool:
    if old.axis_codes is None or new.axis_codes is None:
        return False
    sides = ({was, now} == _SIDES for was, now in zip(old.axis_codes, new.axis_codes, strict=True))
    return old.handedness != new.handedness or any(sides)


def _rotation(first: Matrix, second: Matrix) -> float:
    turn = second @ first.T
    if np.linalg.det(turn) > 0:
        return _angle(turn)
    mirrors = (np.diag([-1.0 if axis == mirrored else 1.0 for axis in range(3)]) for mirrored in range(3))
    return min(_angle(second @ mirror @ first.T) for mirror in mirrors)


def _angle(turn: Matrix) -> float:
    """Degrees of a rotation matrix; by sine and cosine together, which is exact near 0 and near 180."""
    sine = math.hypot(turn[2, 1] - turn[1, 2], turn[0, 2] - turn[2, 0], turn[1, 0] - turn[0, 1])
    return math.degrees(math.atan2(sine, float(np.trace(turn)) - 1))


def _three(numbers: Matrix) -> tuple[float, float, float]:
    x, y, z = (float(number) for number in numbers)
    return x, y, z
