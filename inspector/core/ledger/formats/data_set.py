"""A DICOM data set as the values in it, read from its bytes and no further than they go.

Sources: PS3.5, sections 7 and 8 and Annex A, for how values follow each other; pydicom's dictionaries for names.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from pydicom._private_dict import private_dictionaries
from pydicom.datadict import (
    dictionary_VR,
    keyword_for_tag,
    private_dictionary_description,
    private_dictionary_VR,
)

from inspector.core.extensions.part import Unreadable
from inspector.core.ledger.span import Bytes, Held

UNDEFINED: Final = 0xFFFFFFFF
ITEM, ITEM_END, SEQUENCE_END = 0xFFFEE000, 0xFFFEE00D, 0xFFFEE0DD
PIXELS: Final = frozenset({0x7FE00008, 0x7FE00009, 0x7FE00010})
_LONG: Final = frozenset({"OB", "OD", "OF", "OL", "OV", "OW", "SQ", "SV", "UC", "UN", "UR", "UT", "UV"})
_SHORT: Final = frozenset(
    [
        "AE",
        "AS",
        "AT",
        "CS",
        "DA",
        "DS",
        "DT",
        "FD",
        "FL",
        "IS",
        "LO",
        "LT",
        "PN",
        "SH",
        "SL",
        "SS",
        "ST",
        "TM",
        "UI",
        "UL",
        "US",
    ],
)
# Attributes, items and pieces of pixels of one data set; what comes behind them is looked at without its names.
MOST: Final = 1 << 18
_DEEPEST: Final = 24
_ITEM_HEAD: Final = 8
_LONGEST_CREATOR: Final = 64
_LARGEST_APART: Final = 1 << 20
# Frames, rows, columns, samples and bits: what says how many bytes the pixels have.
_FRAMES: Final = 0x00280008
_COUNTS: Final = {_FRAMES: 1, 0x00280010: 0, 0x00280011: 0, 0x00280002: 1, 0x00280100: 0}


@dataclass(frozen=True, slots=True)
class Syntax:
    """How values are written: without their VR or with it, and the order of bytes in a number."""

    implicit: bool
    order: str

    def number(self, data: bytes) -> int:
        return int.from_bytes(data, "little" if self.order == "<" else "big")


EXPLICIT: Final = Syntax(implicit=False, order="<")


@dataclass(frozen=True, slots=True)
class Value:
    """The bytes [start, stop) of one value. `path` are the names that lead to it, those of sequences first.

    `claimed` is for pixels how many bytes their rows and columns say, None where that cannot be told. `is_known` says
    that it names a maker of private attributes, and that pydicom knows it.
    """

    start: int
    stop: int
    tag: int
    vr: str
    path: str
    claimed: int | None = None
    is_known: bool = False


def guessed(first: bytes) -> Syntax:
    """The syntax in which the first 8 bytes of a data set make sense."""
    little, big = int.from_bytes(first[:2], "little"), int.from_bytes(first[:2], "big")
    return Syntax(first[4:6].decode("latin-1") not in _LONG | _SHORT, "<" if little <= big else ">")


class Reader:
    """Walks over a data set. `at` is how far it came: to the end, or to where the bytes are no data set any more.

    `known` says whether one of its attributes is in the standard; with `rising`, their tags have to rise.
    """

    def __init__(self, source: Bytes, at: int, syntax: Syntax, *, rising: bool = False) -> None:
        self._source, self._syntax, self._rising = source, syntax, rising
        self.at = at
        self.known = False
        self._left = MOST

    def values(self, stop: int, *, group: int | None = None) -> Iterator[Value]:
        """The values up to an offset; with `group` only those of that group. Raises Unreadable where there is none."""
        yield from self._data_set(stop, "", 0, group)

    def _data_set(self, stop: int, path: str, depth: int, group: int | None = None) -> Iterator[Value]:
        if depth > _DEEPEST:
            raise Unreadable("Its sequences lie in each other without end.")
        creators: dict[int, str] = {}
        counts = dict(_COUNTS)
        before = -1
        while self.at < stop:
            tag, vr, length, start = self._head(self.at, stop)
            if tag == ITEM_END and depth:
                self.at = start
                return
            if group is not None and tag >> 16 != group:
                return
            if not tag >> 16 or (self._rising and tag <= before):
                raise Unreadable("Its attributes do not rise.")
            before, written = tag, vr
            vr, name = self._named(tag, vr, creators)
            place = f"{path}.{name}" if path else name
            if length == UNDEFINED:
                self.at = start
                yield from self._until_mark(tag, stop, place, depth, apart=written == "UN")
                continue
            # Of pixels that are cut off there is what there is.
            end = min(start + length, stop) if tag in PIXELS else self._end(start, length, stop)
            if vr == "SQ" or self._holds_items(vr, start, end):
                yield from self._told_sequence(tag, start, end, place, depth, apart=written == "UN")
            else:
                self._remember(tag, start, end, creators, counts)
                is_known = creators.get(tag & 0xFF) in private_dictionaries and _is_creator(tag)
                yield Value(start, end, tag, vr, place, _claimed(counts) if tag in PIXELS else None, is_known)
            self.at = end

    def _head(self, at: int, stop: int) -> tuple[int, str, int, int]:
        """Tag, VR ("" where it is not written), length, and where the value begins."""
        self._left -= 1
        if not self._left:
            raise Unreadable("It has too many attributes.")
        head = self._source.read(at, min(12, stop - at))
        number = self._syntax.number
        if len(head) < 8:
            raise Unreadable("It ends within an attribute.")
        tag = number(head[:2]) << 16 | number(head[2:4])
        if tag >> 16 == 0xFFFE or self._syntax.implicit:
            return tag, "", number(head[4:8]), at + 8
        vr = head[4:6].decode("latin-1")
        if vr in _SHORT:
            return tag, vr, number(head[6:8]), at + 8
        if vr not in _LONG or len(head) < 12:
            raise Unreadable("There is no such kind of value.")
        return tag, vr, number(head[8:12]), at + 12

    def _named(self, tag: int, vr: str, creators: dict[int, str]) -> tuple[str, str]:
        """The VR of an attribute, and what it is called."""
        group, element = tag >> 16, tag & 0xFFFF
        if not element:
            return vr or "UL", f"({group:04X},0000)"
        if group % 2:
            return self._private(tag, vr, creators)
        name = keyword_for_tag(tag)
        self.known = self.known or bool(name)
        try:
            vr = vr if vr not in ("", "UN") else dictionary_VR(tag)
        except KeyError:
            vr = "UN"
        return vr[:2], name or f"({group:04X},{element:04X})"

    def _private(self, tag: int, vr: str, creators: dict[int, str]) -> tuple[str, str]:
        group, element = tag >> 16, tag & 0xFFFF
        if _is_creator(tag):
            return vr or "LO", f"({group:04X},{element:04X}) private creator"
        creator = creators.get(element >> 8, "")
        name = f"({group:04X},xx{element & 0xFF:02X}) {creator}".rstrip()
        try:
            told = private_dictionary_description(tag, creator)
            return vr or private_dictionary_VR(tag, creator)[:2], f"{name}.{told}" if told != "Unknown" else name
        except KeyError:
            return vr or "UN", name

    def _remember(self, tag: int, start: int, stop: int, creators: dict[int, str], counts: dict[int, int]) -> None:
        """What later values are told by: who a private block is of, and how large an image is."""
        if _is_creator(tag):
            told = self._source.read(start, min(stop - start, _LONGEST_CREATOR))
            creators[tag & 0xFF] = told.decode("latin-1").strip(" \0")
        elif tag in counts:
            stored = self._source.read(start, min(stop - start, 12))
            digits = stored.strip(b" \0")
            if tag == _FRAMES:
                counts[tag] = int(digits) if digits.isdigit() else 0
            else:
                counts[tag] = self._syntax.number(stored) if len(stored) == 2 else 0

    def _end(self, start: int, length: int, stop: int) -> int:
        if length > stop - start:
            raise Unreadable("A value is longer than the bytes that are left.")
        return start + length

    def _until_mark(self, tag: int, stop: int, path: str, depth: int, *, apart: bool) -> Iterator[Value]:
        """A sequence or packed pixels, of a length that a mark tells."""
        syntax = self._syntax
        if apart:
            self._syntax = guessed(self._source.read(self.at + _ITEM_HEAD, 8))
        if tag in PIXELS:
            yield from self._fragments(tag, stop, path)
        else:
            yield from self._sequence(stop, path, depth)
        self._syntax = syntax

    def _holds_items(self, vr: str, start: int, stop: int) -> bool:
        """Whether a value of which nothing is known begins like a sequence."""
        return vr == "UN" and stop - start >= 8 and self._source.read(start, 4) == b"\xfe\xff\x00\xe0"

    def _told_sequence(self, tag: int, start: int, stop: int, path: str, depth: int, *, apart: bool) -> Iterator[Value]:
        """A sequence that tells its length. What in it is none is a value of its own.

        One that was written as unknown is `apart`: it may be in another syntax.
        """
        source: Bytes = Held(self._source.read(start, min(stop - start, _LARGEST_APART))) if apart else self._source
        base = start if apart else 0
        syntax = guessed(source.read(_ITEM_HEAD, 8)) if apart else self._syntax
        inner = Reader(source, start - base, syntax, rising=self._rising)
        inner._left = self._left
        try:
            for value in inner._sequence(min(stop - base, source.length), path, depth):
                yield replace(value, start=value.start + base, stop=value.stop + base)
        except Unreadable:
            if self._rising or inner._left <= 0:
                raise
        self.known, self._left = self.known or inner.known, inner._left
        if inner.at + base < stop:
            yield Value(inner.at + base, stop, tag, "UN", path)

    def _sequence(self, stop: int, path: str, depth: int) -> Iterator[Value]:
        """The items up to an offset, or to the mark that ends them."""
        while self.at < stop:
            tag, _, count, start = self._head(self.at, stop)
            if tag not in (ITEM, SEQUENCE_END):
                raise Unreadable("There is something else than items in a sequence.")
            self.at = start
            if tag == SEQUENCE_END:
                return
            inner = stop if count == UNDEFINED else self._end(start, count, stop)
            yield from self._data_set(inner, path, depth + 1)

    def _fragments(self, tag: int, stop: int, path: str) -> Iterator[Value]:
        """Packed pixels: a table of offsets, and pieces."""
        is_table = True
        while self.at < stop:
            mark, _, length, start = self._head(self.at, stop)
            if mark not in (ITEM, SEQUENCE_END):
                raise Unreadable("There is something else than pieces of pixels.")
            self.at = start
            if mark == SEQUENCE_END:
                return
            self.at = self._end(start, length, stop)
            if length:
                yield Value(start, self.at, tag, "UL" if is_table else "OB", path, None if is_table else length)
            is_table = False


def _is_creator(tag: int) -> bool:
    """Whether an attribute says who made the private ones of a block."""
    return bool(tag >> 16 & 1) and 0x10 <= tag & 0xFFFF <= 0xFF


def _claimed(counts: dict[int, int]) -> int | None:
    """Bytes of pixels that are not packed; None when rows, columns or bits are not told."""
    frames, rows, columns, samples, bits = counts.values()
    found = -(-frames * rows * columns * samples * bits // 8)
    return found + found % 2 if found else None
