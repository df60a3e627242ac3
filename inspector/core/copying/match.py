"""Whether two images go together: what has to agree before one may say what the other's voxels mean."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import prod
from typing import Final

import numpy as np

from inspector.core.geometry import MILLIMETRES, Geometry
from inspector.core.header import Header
from inspector.core.meaning import unit
from inspector.core.words import format_float

# Voxel sizes are often rounded to three digits when they are copied into pixdim.
_SAME_SIZE: Final = 1e-3


@dataclass(frozen=True, slots=True)
class Match:
    """One thing that is compared: how it is here and there, and for which groups it matters that the two agree.

    `sentence` says what follows when they do not; "" when they agree.
    """

    title: str
    here: str
    there: str
    groups: frozenset[str]
    sentence: str = ""

    @property
    def agrees(self) -> bool:
        return not self.sentence


def matches(header: Header, other: Header) -> tuple[Match, ...]:
    """Grid, voxel sizes, datatype, volumes and units of an image and of the one it would copy from."""
    return tuple(match for look in (_grid, _sizes, _type, _volumes, _units) for match in look(header, other))


def _grid(header: Header, other: Header) -> Iterator[Match]:
    here, there = _lengths(header), _lengths(other)
    if here == there:
        sentence = ""
    elif sorted(here) == sorted(there):
        sentence = "The grids have their lengths in another order: the axes of the two are stored differently."
    else:
        sentence = "The grids differ: the geometry of the other image was made for other voxels."
    yield Match("Grid", _by(here), _by(there), frozenset(("geometry", "timing")), sentence)


def _sizes(header: Header, other: Header) -> Iterator[Match]:
    here, there = (_millimetres(each) for each in (header, other))
    same = np.allclose(here, there, rtol=_SAME_SIZE, atol=0, equal_nan=True)
    sentence = "" if same else "The voxel sizes differ; geometry brings those of the other image along."
    yield Match("Voxel sizes", _sizes_told(header), _sizes_told(other), frozenset(("geometry",)), sentence)


def _type(header: Header, other: Header) -> Iterator[Match]:
    here, there = (_type_name(each) for each in (header, other))
    sentence = "" if here == there else "The data types differ: scale factors belong to the numbers they were made for."
    yield Match("Data type", here, there, frozenset(("scaling",)), sentence)


def _volumes(header: Header, other: Header) -> Iterator[Match]:
    here, there = (prod(each.shape[3:]) for each in (header, other))
    sentence = ""
    if here != there:
        sentence = "The numbers of volumes differ: this may be another series, or what was computed from it."
    yield Match("Volumes", f"{here:,}", f"{there:,}", frozenset(("timing",)), sentence)


def _units(header: Header, other: Header) -> Iterator[Match]:
    here, there = (f"space {unit(each.units[0])}, time {unit(each.units[1])}" for each in (header, other))
    sentence = "" if here == there else "The units differ: each is copied together with the numbers it describes."
    yield Match("Units", here, there, frozenset(("geometry", "timing")), sentence)


def _lengths(header: Header) -> tuple[int, ...]:
    return (*header.shape, 1, 1, 1)[:3]


def _millimetres(header: Header) -> list[float]:
    scale = MILLIMETRES.get(header.number("xyzt_units") & 0o07, 1.0)
    return [abs(size) * scale for size in Geometry.of(header).voxel_sizes]


def _sizes_told(header: Header) -> str:
    sizes = " × ".join(format_float(round(abs(size), 6)) for size in Geometry.of(header).voxel_sizes)
    return f"{sizes} {unit(header.units[0])}"


def _type_name(header: Header) -> str:
    return header.datatype.label if header.datatype else f"type {header.number('datatype')}"


def _by(lengths: tuple[int, ...]) -> str:
    return f"{' × '.join(map(str, lengths))} voxels"
