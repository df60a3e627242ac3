"""The geometry card: which form is used, its matrix, and what follows from it."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from inspector.core.codes import XFORMS
from inspector.core.exact import exact_number
from inspector.core.geometry import Geometry, Matrix
from inspector.core.header import Header
from inspector.core.linked import SAME_MM, apart
from inspector.core.meaning import unit
from inspector.core.words import format_float
from inspector.shown.box import Box
from inspector.shown.rows import Cell

FRAMES = {"ras": ("RAS+", "R A S"), "lps": ("LPS+", "L P S")}
AXIS_NAMES = ("x", "y", "z")


@dataclass(frozen=True)
class MatrixRow:
    """One row of an affine: the letter of the world axis, its colour, four numbers."""

    letter: str
    axis: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Lies:
    """Where the voxels of one header lie. `frame` is "ras" or "lps": which way the world axes point."""

    header: Header
    frame: str = "ras"

    @cached_property
    def geometry(self) -> Geometry:
        return Geometry.of(self.header)

    @property
    def used(self) -> str:
        """The form in use with its code: "sform, code 1 scanner"."""
        source = self.geometry.source
        if source == "pixdim":
            return "neither form, only the voxel sizes"
        return f"{source}, code {self._coded(source)}"

    @property
    def box(self) -> Box | None:
        """The volume drawn where the affine in use places it; None when nothing says which way it lies."""
        known = None if self.geometry.source == "pixdim" else self.geometry.affine
        return Box.of(known, self.header.shape)

    @property
    def matrix(self) -> tuple[MatrixRow, ...]:
        return self.written(self.geometry.affine)

    @property
    def other(self) -> tuple[MatrixRow, ...]:
        """The form that is not in use, when it says something else than the one in use; empty otherwise."""
        if self.geometry.source == "pixdim":
            return ()
        return self.written(self._other) if self._apart is not None and self._apart >= SAME_MM else ()

    @property
    def other_name(self) -> str:
        return "qform" if self.geometry.source == "sform" else "sform"

    @property
    def agreement(self) -> str:
        """How far apart qform and sform are."""
        unused = [f"{form} not used, code 0" for form in ("qform", "sform") if not self._code(form)]
        if unused:
            return "; ".join(unused) if len(unused) == 1 else "neither is used, both codes are 0"
        if self._apart is None:
            return "one of them cannot be computed"
        distance = f"{self._apart:,.2f} {self.unit}"
        return f"same, {distance}" if self._apart < SAME_MM else f"up to {distance} apart"

    @property
    def differs(self) -> bool:
        return bool(self._apart is not None and self._apart >= SAME_MM and self._code("qform") and self._code("sform"))

    @property
    def unit(self) -> str:
        label = self.header.units[0]
        return "mm" if label == "unknown" else unit(label)

    @property
    def voxel(self) -> str:
        return sizes_text(self.geometry.voxel_sizes)

    @property
    def tilt(self) -> str:
        tilt = self.geometry.obliquity_degrees
        return "unknown" if tilt is None else f"{tilt:.1f}°"

    @property
    def handedness(self) -> str:
        affine, hand = self.geometry.affine, self.geometry.handedness
        if affine is None or hand is None:
            return "unknown"
        with np.errstate(over="ignore"):
            determinant = format_float(round(float(np.linalg.det(affine[:3, :3])), 3)).replace("-", "−")
        return f"{hand} (determinant {determinant})"

    def written(self, affine: Matrix | None) -> tuple[MatrixRow, ...]:
        """The three rows of a matrix as they are shown in this frame."""
        if affine is None:
            return ()
        signs = (-1, -1, 1) if self.frame == "lps" else (1, 1, 1)
        letters = FRAMES[self.frame][1].split()
        decimals = _decimals(affine)
        return tuple(
            MatrixRow(letter, axis, tuple(_cell(sign * float(number), decimals) for number in row))
            for letter, axis, sign, row in zip(letters, AXIS_NAMES, signs, affine[:3], strict=True)
        )

    @cached_property
    def _other(self) -> Matrix | None:
        return self.geometry.qform if self.geometry.source == "sform" else self.geometry.sform

    @cached_property
    def _apart(self) -> float | None:
        return apart(self.header)

    def _code(self, form: str) -> int:
        return self.geometry.sform_code if form == "sform" else self.geometry.qform_code

    def _coded(self, form: str) -> str:
        number = self._code(form)
        code = XFORMS.get(number)
        return f"{number} {code.label}" if code else f"{number}, not in the standard"


def sizes_text(sizes: Iterable[float]) -> str:
    """Voxel sizes as facts, to four decimals: 2 × 2 × 2.2."""
    return " × ".join(format_float(round(size, 4)) for size in sizes)


def _cell(number: float, decimals: int) -> Cell:
    # Adding 0 takes the sign off a -0, where it means nothing.
    shown = round(number, decimals) + 0.0
    return Cell(format_float(shown), exact_number(number + 0.0), quiet=shown == 0)


def _decimals(affine: Matrix) -> int:
    """Decimals that show five digits of the largest number that is not the origin: four for voxels of 1 to 10 mm."""
    largest = float(np.abs(affine[:3, :3]).max())
    return min(12, max(0, 4 - math.floor(math.log10(largest)))) if largest else 4
