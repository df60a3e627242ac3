"""One sentence on who reads a header differently, and what that does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

import numpy as np

from inspector.core.geometry import Geometry, Matrix, corner_distance, in_millimetres
from inspector.core.header import Header
from inspector.core.meaning import amount
from inspector.core.readers.reading import Reading
from inspector.core.readers.table import READERS
from inspector.core.words import listed

# Rounding of quaternions alone moves the corners of a head by a few thousandths of a millimetre.
SAME_MM: Final = 0.01
_SOURCES: Final = {"sform": "the sform", "qform": "the qform", "neither": "no form"}
_NAMES: Final = {reader.key: reader.name for reader in READERS}


@dataclass(frozen=True, eq=False, slots=True)
class _Group:
    """Readings that agree, and the affine of the first of them."""

    affine: Matrix
    readings: list[Reading]

    @property
    def codes(self) -> str:
        return self.readings[0].axis_codes or ""


@np.errstate(all="ignore")
def disagreement(readings: Sequence[Reading], shape: Sequence[int]) -> str:
    """Who sees what, when not all readings place the corners of a grid of that shape alike; "" when they do.

    Such as "ITK reads the qform, the others the sform: corners lie up to 12 mm apart, and left and right are swapped."
    """
    return " ".join(filter(None, [_unusable(readings), _apart(_groups(readings, shape), shape)]))


@np.errstate(all="ignore")
def off_by(header: Header, reading: Reading) -> float | None:
    """How far, in mm, the farthest corner of a reading is from where the standard puts it; None if one has none."""
    here = Geometry.of(header).affine
    if here is None or reading.affine is None:
        return None
    return corner_distance(in_millimetres(here, header), reading.affine, header.shape)


def _unusable(readings: Sequence[Reading]) -> str:
    refusing = [reading for reading in readings if reading.refuses]
    lost = [reading for reading in readings if not reading.refuses and reading.affine is None]
    said = []
    if len(refusing) == 1:
        said.append(refusing[0].refuses)
    elif refusing:
        said.append(f"{_who(refusing)} do not open this file.")
    if lost:
        said.append(f"{_who(lost)} {'works' if len(lost) == 1 else 'work'} with numbers that are not finite.")
    return " ".join(said)


def _groups(readings: Sequence[Reading], shape: Sequence[int]) -> list[_Group]:
    """Readings that agree with each other, the largest group last."""
    groups: list[_Group] = []
    for reading in readings:
        affine = reading.affine
        if affine is None:
            continue
        near = next((group for group in groups if corner_distance(group.affine, affine, shape) < SAME_MM), None)
        if near:
            near.readings.append(reading)
        else:
            groups.append(_Group(affine, [reading]))
    return sorted(groups, key=lambda group: len(group.readings))


def _apart(groups: Sequence[_Group], shape: Sequence[int]) -> str:
    if len(groups) < 2:
        return ""
    far = max(corner_distance(first.affine, second.affine, shape) for first, second in combinations(groups, 2))
    return f"{_views(groups)}: corners lie up to {amount(far)} mm apart{_mirrored(groups)}."


def _views(groups: Sequence[_Group]) -> str:
    *few, most = (group.readings for group in groups)
    if all(reading.source == "neither" for group in groups for reading in group.readings):
        assumed = [f"{_who(group.readings)} {group.codes or 'nothing'}" for group in groups]
        return f"No form is used, and programs assume an orientation: {', '.join(assumed)}"
    others = f"the others {_what(most)}" if len(most) > len(few[-1]) else _does(most)
    return ", ".join([*map(_does, few), others])


def _does(readings: Sequence[Reading]) -> str:
    return f"{_who(readings)} {'reads' if len(readings) == 1 else 'read'} {_what(readings)}"


def _who(readings: Sequence[Reading]) -> str:
    return listed([_NAMES[reading.reader] for reading in readings], "and")


def _what(readings: Sequence[Reading]) -> str:
    return listed(list(dict.fromkeys(_SOURCES[reading.source] for reading in readings)))


def _mirrored(groups: Sequence[_Group]) -> str:
    known = [group.codes for group in groups if group.codes]
    if any(
        {a, b} == {"L", "R"} for first, second in combinations(known, 2) for a, b in zip(first, second, strict=True)
    ):
        return ", and left and right are swapped"
    signs = {float(np.sign(np.linalg.det(group.affine[:3, :3]))) for group in groups}
    return ", and one is the mirror image of the other" if {-1.0, 1.0} <= signs else ""
