"""The drawings of the guide from voxels to millimetres: true affines, drawn as any image's is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from inspector.core.geometry import Matrix, axis_codes, obliquity
from inspector.shown.box import Box

SHAPE = (64, 64, 30)
SIZES = (3.0, 3.0, 4.0)
# A voxel to follow through the arithmetic.
VOXEL = (10, 20, 5)


@dataclass(frozen=True)
class Example:
    """An affine, its drawing and what follows from it."""

    affine: Matrix
    box: Box

    @property
    def codes(self) -> str:
        return axis_codes(self.affine)

    @property
    def tilt(self) -> float:
        return obliquity(self.affine)

    @property
    def rows(self) -> list[tuple[str, list[float]]]:
        """The three rows with the letter of their world axis."""
        return [(letter, [float(number) for number in row]) for letter, row in zip("RAS", self.affine, strict=False)]

    @property
    def lands(self) -> list[tuple[str, str, float]]:
        """Where VOXEL lands: for each world axis its letter, the sum written out, and the result in mm."""
        i, j, k = VOXEL
        found = []
        for letter, (a, b, c, d) in zip("RAS", self.affine[:3], strict=True):
            written = f"{a:g} × {i} + {b:g} × {j} + {c:g} × {k} + {d:g}".replace("-", "−")
            found.append((letter, written, float(a * i + b * j + c * k + d)))
        return found


def examples() -> dict[str, Example]:
    """Straight, mirrored along i, and tilted about the left-right axis; the world's origin is inside each."""
    straight = _centred(np.diag(SIZES))
    mirrored = _centred(np.diag((-SIZES[0], *SIZES[1:])))
    turn = np.radians(20)
    tilt = np.array([[1, 0, 0], [0, np.cos(turn), -np.sin(turn)], [0, np.sin(turn), np.cos(turn)]])
    tilted = _centred(tilt @ np.diag(SIZES))
    return {
        "straight": Example(straight, Box(straight, SHAPE)),
        "mirrored": Example(mirrored, Box(mirrored, SHAPE)),
        "tilted": Example(tilted, Box(tilted, SHAPE, straight)),
    }


def _centred(linear: Matrix) -> Matrix:
    affine = np.eye(4)
    affine[:3, :3] = linear
    affine[:3, 3] = np.round(-linear @ ((np.array(SHAPE) - 1) / 2))
    return affine
