"""Header fields as help tells them: where each version keeps one, what type it has, which codes it may hold."""

from __future__ import annotations

import gzip
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from inspector import examples
from inspector.core.codes import DIRECTIONS, SPACE_UNITS, TIME_UNITS, Code
from inspector.core.exact import exact_text, visible
from inspector.core.fields import BY_VERSION, GROUPS, Field, Group
from inspector.core.header import Header
from inspector.core.meaning import meaning
from inspector.core.rules import RULES, Rule
from inspector.core.words import counted

TYPES = {
    "u1": "unsigned integer, 1 byte",
    "i2": "signed integer, 2 bytes",
    "i4": "signed integer, 4 bytes",
    "i8": "signed integer, 8 bytes",
    "f4": "decimal number, 4 bytes (float32)",
    "f8": "decimal number, 8 bytes (float64)",
}
# Fields that pack several small codes into one number, so that they have no single table.
PACKED: dict[str, tuple[tuple[str, Iterable[Code]], ...]] = {
    "xyzt_units": (("Space, added to the time", SPACE_UNITS), ("Time, added to the space", TIME_UNITS)),
    "dim_info": (("Frequency, times 1; phase, times 4; slice, times 16", DIRECTIONS),),
}


@dataclass(frozen=True)
class Place:
    """Where one version of the header keeps a field."""

    version: int
    field: Field

    @property
    def kind(self) -> str:
        if self.field.is_text:
            return f"text of {counted(self.field.size, 'byte')}"
        kind = TYPES[self.field.type]
        return f"{self.field.count} × {kind}" if self.field.is_array else kind

    @property
    def last(self) -> int:
        """Its last byte."""
        return self.field.offset + self.field.size - 1


@dataclass(frozen=True)
class Topic:
    """A field in every version that has it."""

    name: str
    places: tuple[Place, ...]

    @property
    def field(self) -> Field:
        return self.places[0].field

    @property
    def in_one(self) -> Place | None:
        return next((place for place in self.places if place.version == 1), None)

    @property
    def in_two(self) -> Place | None:
        return next((place for place in self.places if place.version == 2), None)

    @property
    def tables(self) -> list[tuple[str, list[Any]]]:
        """The codes the field may hold, each table under what it is called."""
        packed = [(title, list(codes)) for title, codes in PACKED.get(self.name, ())]
        return packed or ([("Codes", list(self.field.codes))] if self.field.codes else [])


@dataclass(frozen=True)
class Instance:
    """What a field holds in an image that everybody has: the first example."""

    image: str
    value: str
    meaning: str


def instance(name: str) -> Instance | None:
    """The field of this name in the example; None when the example has none, or is not installed."""
    header = _example()
    if header is None or name not in BY_VERSION[header.version]:
        return None
    return Instance(examples.NAMES[0], visible(exact_text(header, name)) or "nothing", meaning(header, name))


@cache
def _example() -> Header | None:
    """The header of the first example image."""
    source = next((each for each in examples.sources() if each.name == examples.NAMES[0]), None)
    if source is None:
        return None
    with gzip.open(source.path) as file:
        return Header.parse(file.read(352))


def rules_of(name: str) -> list[Rule]:
    """The rules that look at this field: what goes wrong in it, and who stumbles."""
    return [rule for rule in RULES if name in rule.fields]


def topic(name: str) -> Topic | None:
    """The field of this name, None when no version of the header has one."""
    places = tuple(Place(version, fields[name]) for version, fields in BY_VERSION.items() if name in fields)
    return Topic(name, places) if places else None


def sections() -> list[tuple[Group, Sequence[Topic]]]:
    """Every field once, by group, in the order of the NIfTI-1 header and then what only NIfTI-2 has."""
    names = list(dict.fromkeys(name for fields in BY_VERSION.values() for name in fields))
    topics = [found for name in names if (found := topic(name))]
    return [(group, [found for found in topics if found.field.group == group.key]) for group in GROUPS]
