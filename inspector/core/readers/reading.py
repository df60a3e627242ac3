"""Reading: how one program understands the geometry of a header, with the repairs it makes on the way.

The affine takes voxel indices (from 0) to what that program calls millimetres, RAS+, whatever axes it uses inside.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from inspector.core.geometry import Matrix, axis_codes, is_invertible
from inspector.core.header import Header
from inspector.core.words import format_float

Source = Literal["sform", "qform", "neither"]
Triple = tuple[float, float, float]


@dataclass(frozen=True, eq=False, slots=True)
class Reading:
    """`source` is the form that is used. `refuses` says why the file is not opened (then there is no affine).

    `affine` is also None when the program opens the file and works with numbers that are not finite.
    `axis_codes` is None when the three axes are not independent; with source "neither" they are only assumed.
    `notes` are sentences on what was repaired, converted or ignored.
    """

    source: Source
    affine: Matrix | None
    refuses: str = ""
    notes: tuple[str, ...] = ()
    reader: str = ""

    @property
    def axis_codes(self) -> str | None:
        return axis_codes(self.affine) if self.affine is not None and is_invertible(self.affine) else None

    @property
    def voxel_sizes(self) -> Triple | None:
        """Lengths of the three columns, in millimetres."""
        with np.errstate(over="ignore"):
            return None if self.affine is None else _triple(np.linalg.norm(self.affine[:3, :3], axis=0))

    @property
    def origin(self) -> Triple | None:
        """Where the centre of the first voxel lies, in millimetres, RAS+."""
        return None if self.affine is None else _triple(self.affine[:3, 3])


@dataclass(frozen=True, slots=True)
class Reader:
    """A program that is modelled. `tested` tells whether the model is compared with the program itself."""

    key: str
    name: str
    programs: str
    version: str
    rule: str
    evidence: str
    tested: bool
    model: Callable[[Header], Reading]

    def read(self, header: Header) -> Reading:
        with np.errstate(all="ignore"):
            return replace(self.model(header), reader=self.key)


def placed(source: Source, affine: Matrix, *notes: str) -> Reading:
    """A reading of a file that is opened; empty notes are left out."""
    said = [note for note in notes if note]
    if not np.isfinite(affine).all():
        return Reading(source, None, notes=(*said, "Numbers that are not finite are used as they are."))
    if not is_invertible(affine):
        said.append("The voxel axes are not independent: positions cannot be taken back to voxels.")
    return Reading(source, affine, notes=tuple(said))


def refused(why: str) -> Reading:
    return Reading("neither", None, refuses=why)


def affine_of(linear: Matrix, origin: Matrix) -> Matrix:
    affine = np.eye(4)
    affine[:3, :3] = linear
    affine[:3, 3] = origin
    return affine


def centred(steps: Matrix, shape: Matrix, *, flip: bool) -> Matrix:
    """Voxel sizes alone, world 0 at the centre of the volume; `flip` lets x decrease with i."""
    diagonal = steps * (-1.0 if flip else 1.0, 1.0, 1.0)
    return affine_of(np.diag(diagonal), -diagonal * (shape - 1) / 2)


def three(numbers: tuple[float, ...], missing: float = 1.0) -> Matrix:
    """The first three numbers as an array, filled up with `missing`."""
    return np.array([*numbers[:3], *[missing] * (3 - len(numbers))], dtype=np.float64)


def unit_note(header: Header, name: str, *, converts: bool) -> str:
    """What a program makes of metres and micrometres; "" when the header says millimetres or nothing."""
    said = {1: "metres", 3: "micrometres"}.get(header.number("xyzt_units") & 7)
    if said is None:
        return ""
    return f"{name} converts {said} to millimetres." if converts else f"{name} takes {said} for millimetres."


def numbers_text(numbers: tuple[float, ...]) -> str:
    return ", ".join(format_float(number) for number in numbers)


def _triple(numbers: Matrix) -> Triple:
    x, y, z = (float(number) for number in numbers)
    return x, y, z
