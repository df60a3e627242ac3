"""Two revisions, of two images or of one, beside each other: fields, places, and slices in one space."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from inspector.core import edits
from inspector.core.comparison import Apart, Placed, apart
from inspector.core.extensions.compare import pairs
from inspector.core.fields import BY_VERSION, GROUPS, Field
from inspector.core.geometry import Geometry
from inspector.core.header import Header
from inspector.core.linked import SAME_MM
from inspector.core.meaning import amount, unit
from inspector.core.words import format_float
from inspector.forms.beside import TwoLook
from inspector.models import Revision
from inspector.shown.box import Box
from inspector.shown.evidence import Evidence, ExtensionDiff, Side, side
from inspector.shown.rows import Cell
from inspector.shown.spaces import true_minus

WAYS = ("Left to right", "Back to front", "Feet to head")
# Less is what 4-byte floats make of the same place.
TOGETHER_MM = 0.001


@dataclass(frozen=True)
class FieldRow:
    """One field of both; of a version that does not have it, its side says so."""

    name: str
    first: Side
    second: Side
    differs: bool


@dataclass(frozen=True)
class Fact:
    """One thing that both have."""

    title: str
    first: str
    second: str

    @property
    def differs(self) -> bool:
        return self.first != self.second


@dataclass(frozen=True)
class Beside:
    """`first` is a revision of the image that the page is about."""

    first: Revision
    second: Revision
    look: TwoLook

    @property
    def headers(self) -> tuple[Header, Header]:
        return self.first.header, self.second.header

    @property
    def is_one_image(self) -> bool:
        return self.first.image_id == self.second.image_id

    @property
    def names(self) -> tuple[str, str]:
        """What the two are called: by image, or by revision where it is one image."""
        if self.is_one_image:
            return f"r{self.first.number}", f"r{self.second.number}"
        return self.first.image.name, self.second.image.name

    @cached_property
    def differing(self) -> set[str]:
        return {change.field for change in edits.changes(*self.headers)}

    @property
    def topics(self) -> list[tuple[str, list[FieldRow]]]:
        """The fields under the titles of their topics: those that differ, or all."""
        fields = {field.name: field for header in reversed(self.headers) for field in header.fields}
        found = []
        for group in GROUPS:
            rows = [self._row(field) for field in fields.values() if field.group == group.key and self._is_shown(field)]
            found.append((group.title, rows))
        return [(title, rows) for title, rows in found if rows]

    @property
    def agreeing(self) -> int:
        """How many fields both have alike."""
        return len({field.name for header in self.headers for field in header.fields} - self.differing)

    @cached_property
    def extensions(self) -> list[ExtensionDiff]:
        return Evidence(*self.headers).extensions if pairs(*self.headers) else []

    @cached_property
    def apart(self) -> Apart | None:
        return apart(*self.headers)

    @property
    def together(self) -> bool:
        """Whether every voxel of the one lies where that of the other does."""
        return self.apart is not None and self.apart.same_grid and self.apart.max_corner_mm < TOGETHER_MM

    @property
    def covers_the_same(self) -> bool:
        """Whether both reach as far in the world, whatever their grids."""
        one, other = (Placed.of(header) for header in self.headers)
        return one is not None and other is not None and np.allclose(one.extent, other.extent, rtol=0, atol=SAME_MM)

    @property
    def corner(self) -> str:
        return f"{amount(self.apart.max_corner_mm)} mm" if self.apart else "unknown"

    @property
    def centre(self) -> str:
        return f"{amount(self.apart.centre_mm)} mm" if self.apart else "unknown"

    @property
    def rotation(self) -> str:
        return f"{self.apart.rotation_degrees:.1f}°" if self.apart else "unknown"

    @property
    def facts(self) -> list[Fact]:
        """Where each lies and how it is stored."""
        first, second = (_facts(header) for header in self.headers)
        return [Fact(title, first[title], second[title]) for title in first]

    @property
    def axes(self) -> tuple[str, str]:
        one, other = (Geometry.of(header).axis_codes or "" for header in self.headers)
        return one, other

    @property
    def box(self) -> Box | None:
        """The second over the first, where both have one grid."""
        one, other = (Placed.of(header) for header in self.headers)
        if one is None or other is None or one.shape != other.shape or not all(self.axes):
            return None
        return Box.of(other.affine, other.shape, one.affine)

    def _is_shown(self, field: Field) -> bool:
        return self.look.shows_all or field.name in self.differing

    def _row(self, field: Field) -> FieldRow:
        first, second = (_side(header, field.name) for header in self.headers)
        return FieldRow(field.name, first, second, field.name in self.differing)


def _side(header: Header, name: str) -> Side:
    if name in BY_VERSION[header.version]:
        return side(header, header.field(name))
    return Side((Cell("–", f"{header.format} has no such field"),), "", f"not in {header.format}", is_text=False)


def _facts(header: Header) -> dict[str, str]:
    placed, kind = Placed.of(header), header.datatype
    told = {
        "Format": f"{header.format}, {header.endianness}-endian",
        "Shape": " × ".join(map(str, header.shape)) or "none",
        "Data type": kind.label if kind else f"type {header.number('datatype')}",
        "Voxel size": f"{_by(Geometry.of(header).voxel_sizes)} {unit(header.units[0])}",
        "Axes i, j, k": Geometry.of(header).axis_codes or "not known",
        "Affine in use": Geometry.of(header).source,
    }
    if placed is None:
        return told | dict.fromkeys((f"{way}, mm" for way in WAYS), "not placed") | {"Centre, mm": "not placed"}
    low, high = placed.extent
    ends = {f"{way}, mm": f"{_mm(low[axis])} to {_mm(high[axis])}" for axis, way in enumerate(WAYS)}
    return told | ends | {"Centre, mm": ", ".join(_mm(part) for part in placed.centre)}


def _by(sizes: tuple[float, float, float]) -> str:
    return " × ".join(format_float(round(float(size), 4)) for size in sizes)


def _mm(part: float) -> str:
    return true_minus(f"{part + 0.0:.1f}")
