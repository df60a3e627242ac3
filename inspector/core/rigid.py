"""The rigid part of an affine: the shear that a quaternion cannot hold, and the qform that would be written for it.

A stored rotation is less exact than its numbers look: 4-byte floats, and the first part of the quaternion is computed
from the others. So two forms are compared by way of what a writer would have stored.
"""

import math
from itertools import combinations

import numpy as np

from inspector.core.geometry import Matrix, orthogonal, rotation_of
from inspector.core.operations.forms import exact_quaternion

# Writers leave this angle, in degrees, between axes that are meant to be at right angles.
ROUNDED_SHEAR = 0.01


def shear(affine: Matrix) -> float:
    """The largest deviation from 90 degrees between two voxel axes, in degrees. The affine must be invertible."""
    axes = (affine[:3, :3] / np.linalg.norm(affine[:3, :3], axis=0)).T
    return max(abs(math.degrees(math.asin(_clipped(float(one @ other))))) for one, other in combinations(axes, 2))


def as_qform(affine: Matrix) -> Matrix:
    """What a reader gets back after a writer stored the affine as a qform, each number rounded to 4 bytes by itself.

    Shear is lost. (Our own copy of one form to the other rounds better; other programs do it this way.)
    """
    sizes = np.linalg.norm(affine[:3, :3], axis=0).astype(np.float32).astype(np.float64)
    turn = orthogonal(affine)
    qfac = 1.0 if np.linalg.det(turn) > 0 else -1.0
    b, c, d = (float(np.float32(part)) for part in exact_quaternion(turn * (1.0, 1.0, qfac)))
    stored = np.eye(4)
    stored[:3, :3] = rotation_of(b, c, d) * sizes * (1.0, 1.0, qfac)
    stored[:3, 3] = affine[:3, 3].astype(np.float32)
    return stored


def _clipped(sine: float) -> float:
    return min(max(sine, -1.0), 1.0)
