"""The bytes of a header that differ, sixteen a line, under the name of the field or extension they belong to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from inspector.core.extensions import Extension
from inspector.core.extensions.compare import name_of, pairs
from inspector.core.header import Header

LINE = 16
# An extension may be megabytes: its page shows all of it, a diff where it begins.
SHOWN_LINES = 8


@dataclass(frozen=True)
class Byte:
    text: str
    differs: bool


@dataclass(frozen=True)
class ByteLine:
    """Up to sixteen bytes of one field or extension, before and after; one side may be shorter."""

    name: str
    first: int
    last: int
    before: tuple[Byte, ...]
    after: tuple[Byte, ...]


def byte_lines(before: Header, after: Header, names: Sequence[str]) -> list[ByteLine]:
    """The lines that differ: of the fields with these names, of the extension flag, of the extensions and the gap."""
    return [
        *(line for name in names for line in _field_lines(before, after, name)),
        *_flag_lines(before, after),
        *_extension_lines(before, after),
        *_gap_lines(before, after),
    ]


def _field_lines(before: Header, after: Header, name: str) -> list[ByteLine]:
    return _differing(name, after.field(name).offset, before.raw(name), after.raw(name))


def _flag_lines(before: Header, after: Header) -> list[ByteLine]:
    return _differing("extension flag", after.fixed_size, before.extension_flag, after.extension_flag)


def _extension_lines(before: Header, after: Header) -> Iterator[ByteLine]:
    for old, new in pairs(before, after):
        first = min(each.offset for each in (old, new) if each)
        yield from _differing(name_of(old, new), first, _stored(before, old), _stored(after, new))[:SHOWN_LINES]


def _gap_lines(before: Header, after: Header) -> list[ByteLine]:
    """Of bytes that stand before the voxels and belong to nothing."""
    old, new = before.gap, after.gap
    return _differing("gap", len(before.data) - len(old), old, new)[:SHOWN_LINES]


def _stored(header: Header, extension: Extension | None) -> bytes:
    """The beginning of an extension, its 8-byte head included: as much as is shown, and a line more."""
    if extension is None:
        return b""
    return header.data[extension.offset : extension.offset + min(extension.size, LINE * (SHOWN_LINES + 1))]


def _differing(name: str, offset: int, old: bytes, new: bytes) -> list[ByteLine]:
    lines = []
    for start in range(0, max(len(old), len(new)), LINE):
        a, b = old[start : start + LINE], new[start : start + LINE]
        if a != b:
            first = offset + start
            lines.append(ByteLine(name, first, first + max(len(a), len(b)) - 1, _bytes(a, b), _bytes(b, a)))
    return lines


def _bytes(data: bytes, other: bytes) -> tuple[Byte, ...]:
    return tuple(Byte(f"{byte:02X}", other[at : at + 1] != data[at : at + 1]) for at, byte in enumerate(data))
