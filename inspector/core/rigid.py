"""The rigid part of an affine: the shear that a quaternion cannot hold, and the qform that would be written for it.

A stored rotation is less exact than its numbers look: 4-byte floats, and the first part of the quaternion is computed
from the others. So two forms are compared by way of what a writer would have stored.
"""

import math
from itertools import combinations

import numpy as np

from inspector.core.geometry import Matrix, orthogonal, rotation_of

# Writers leave this angle, in degrees, between axes that are meant to be at right angles.
ROUNDED_SHEAR = 0.01


def shear(affine: Matrix) -> float:
    """The largest deviation from 90 degrees between two voxel axes, in degrees. The affine must be invertible."""
    axes = (affine[:3, :3] / np.linalg.norm(affine[:3, :3], axis=0)).T
    return max(abs(math.degrees(math.asin(_clipped(float(one @ other))))) for one, other in combinations(axes, 2))


def straightened(affine: Matrix) -> Matrix:
    """The affine with its axes at right angles, turned as little as possible; voxel sizes and origin stay."""
    rigid = affine.copy()
    rigid[:3, :3] = orthogonal(affine) * np.linalg.norm(affine[:3, :3], axis=0)
    return rigid


def as_qform(affine: Matrix) -> Matrix:
    """What a reader gets back after a writer stored the affine as a qform in 4-byte floats; shear is lost."""
    sizes = np.linalg.norm(affine[:3, :3], axis=0).astype(np.float32).astype(np.float64)
    turn = orthogonal(affine)
    qfac = 1.0 if np.linalg.det(turn) > 0 else -1.0
    b, c, d = (float(np.float32(part)) for part in _quaternion(turn * (1.0, 1.0, qfac)))
    stored = np.eye(4)
    stored[:3, :3] = rotation_of(b, c, d) * sizes * (1.0, 1.0, qfac)
    stored[:3, 3] = affine[:3, 3].astype(np.float32)
    return stored


def _quaternion(turn: Matrix) -> tuple[float, float, float]:
    """The parts b, c, d of the unit quaternion of a rotation, with a >= 0.

    The largest of the four parts is computed first and the others from it, which is exact near 180 degrees too.
    """
    trace = float(np.trace(turn))
    squares = np.array([1 + trace, *(1 + 2 * turn[axis, axis] - trace for axis in range(3))])
    sums = np.array(
        [
            [squares[0], turn[2, 1] - turn[1, 2], turn[0, 2] - turn[2, 0], turn[1, 0] - turn[0, 1]],
            [turn[2, 1] - turn[1, 2], squares[1], turn[0, 1] + turn[1, 0], turn[0, 2] + turn[2, 0]],
            [turn[0, 2] - turn[2, 0], turn[0, 1] + turn[1, 0], squares[2], turn[1, 2] + turn[2, 1]],
            [turn[1, 0] - turn[0, 1], turn[0, 2] + turn[2, 0], turn[1, 2] + turn[2, 1], squares[3]],
        ]
    )
    row = sums[int(squares.argmax())]
    _, b, c, d = row / np.linalg.norm(row) * (-1.0 if row[0] < 0 else 1.0)
    return float(b), float(c), float(d)


def _clipped(sine: float) -> float:
    return min(max(sine, -1.0), 1.0)
