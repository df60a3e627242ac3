"""netCDF classic, in which MINC 1 keeps images: dimensions, attributes and variables by name, then the values.

Source: the netCDF classic format specification, versions 1 and 2 (64-bit offsets); numbers are big-endian.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from inspector.core.extensions.part import Unreadable
from inspector.core.ledger.documents import NAMES
from inspector.core.ledger.formats.fixed import lay_numbers, lay_text
from inspector.core.ledger.formats.format import Format, Onwards
from inspector.core.ledger.image import VOXELS
from inspector.core.ledger.span import Bytes, Kind, Track
from inspector.core.ledger.stretches import lay_region

SURFACE: Final = "netCDF"
_MARKS: Final = {b"CDF\x01": 4, b"CDF\x02": 8}
_DIMENSIONS, _VARIABLES, _ATTRIBUTES = 10, 11, 12
_BYTE, _CHAR = 1, 2
_SIZES: Final = {_BYTE: 1, _CHAR: 1, 3: 2, 4: 4, 5: 4, 6: 8}
_LONGEST_NAME: Final = 256
_SPANS: Final = 12
# Of dimensions, variables, axes and attributes each.
_MOST: Final = 1 << 14


class _Variable(NamedTuple):
    name: str
    type: int
    begin: int
    length: int


def _claims(first: bytes) -> bool:
    return first[:4] in _MARKS


def _lay(track: Track, source: Bytes) -> None:
    _Head(track, Onwards(source)).lay()


class _Head:
    """Reads the head of a file while it lays it. Raises Unreadable where it is none."""

    def __init__(self, track: Track, source: Bytes) -> None:
        self._track, self._source = track, source
        self._wide = _MARKS[source.read(0, 4)]
        self._lengths: list[int] = []
        self._records = 0

    def lay(self) -> None:
        self._structure(4)
        self._records = self._number()
        for _ in range(self._count(_DIMENSIONS)):
            self._name()
            self._lengths.append(self._number())
        self._attributes("")
        found = [self._variable() for _ in range(self._count(_VARIABLES))]
        self._values(found)

    def _structure(self, count: int) -> bytes:
        data = self._source.read(self._track.at, count)
        if len(data) < count:
            raise Unreadable("It ends within its head.")
        if self._track.room < _SPANS:
            raise Unreadable("It has too many parts.")
        self._track.lay(count, Kind.STRUCTURE, SURFACE)
        return data

    def _number(self, width: int = 4) -> int:
        return int.from_bytes(self._structure(width), "big")

    def _count(self, mark: int) -> int:
        told, count = self._number(), self._number()
        if told not in (0, mark) or (count and not told) or count > _MOST:
            raise Unreadable("It is no netCDF file.")
        return count

    def _text(self, length: int, part: str) -> bytes:
        """A text and the zeros that fill it to a multiple of four."""
        data = self._source.read(self._track.at, length)
        if len(data) < length:
            raise Unreadable("It ends within its head.")
        lay_text(self._track, data, SURFACE, part)
        filling = -length % 4
        left = self._source.length - self._track.at
        lay_region(self._track, self._source, self._track.at, self._track.at + min(filling, left), SURFACE, "filling")
        return data

    def _name(self) -> str:
        length = self._number()
        if length > _LONGEST_NAME:
            raise Unreadable("It is no netCDF file.")
        return self._text(length, NAMES).decode("utf-8", "replace")

    def _attributes(self, owner: str) -> None:
        for _ in range(self._count(_ATTRIBUTES)):
            name = self._name()
            part = f"{owner}.{name}" if owner else name
            kind, count = self._number(), self._number()
            if kind not in _SIZES:
                raise Unreadable("It is no netCDF file.")
            if kind in (_BYTE, _CHAR):
                self._text(count, part)
            else:
                self._numbers(count * _SIZES[kind], part)

    def _numbers(self, length: int, part: str) -> None:
        length += -length % 4
        data = self._source.read(self._track.at, length)
        if len(data) < length:
            raise Unreadable("It ends within its head.")
        lay_numbers(self._track, data, SURFACE, part)

    def _variable(self) -> _Variable:
        name = self._name()
        axes = [self._number() for _ in range(min(self._number(), _MOST))]
        self._attributes(name)
        kind, _ = self._number(), self._number()
        begin = self._number(self._wide)
        if kind not in _SIZES or any(axis >= len(self._lengths) for axis in axes):
            raise Unreadable("It is no netCDF file.")
        length = _SIZES[kind]
        for number, axis in enumerate(axes):
            length *= self._lengths[axis] or (self._records if not number else 0)
        return _Variable(name, kind, begin, length)

    def _values(self, found: list[_Variable]) -> None:
        """The values of the variables that lie behind the head, one after the other; letters by what they are."""
        track, source = self._track, self._source
        for variable in sorted(found, key=lambda each: each.begin):
            if not track.at <= variable.begin <= source.length or track.room < _SPANS:
                continue
            lay_region(track, source, track.at, variable.begin, SURFACE, "filling")
            stop = min(variable.begin + variable.length, source.length)
            if variable.type == _CHAR:
                lay_region(track, source, track.at, stop, SURFACE, variable.name)
            else:
                track.lay(stop - track.at, Kind.VOXELS, VOXELS, variable.name)


NETCDF: Final = Format(SURFACE, _claims, _lay)
