"""DICOM: files of Part 10, with their preamble, and data sets that stand alone. Source: PS3.10, section 7."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from contextlib import suppress
from typing import Final

from inspector.core.extensions.part import Unreadable
from inspector.core.ledger.formats import siemens
from inspector.core.ledger.formats.data_set import EXPLICIT, PIXELS, Reader, Value, guessed
from inspector.core.ledger.formats.fixed import are_figures, lay_numbers
from inspector.core.ledger.formats.format import AFTER, Inside, Onwards
from inspector.core.ledger.image import VOXELS
from inspector.core.ledger.span import Bytes, Held, Kind, Span, Track
from inspector.core.ledger.stretches import lay_data, lay_region, pieces

SURFACE: Final = "DICOM"
PREAMBLE: Final = 128
MARK: Final = b"DICM"
DEFLATED: Final = b"1.2.840.10008.1.2.1.99"
HEADS: Final = "attributes"
_SIEMENS: Final = (siemens.CSA, siemens.PROTOCOL)
_META: Final = 0x0002
_SYNTAX: Final = 0x00020010
# What is unpacked of a deflated data set; of a larger one nothing can be told.
_MOST: Final = 64 << 20
_NUMBERS: Final = frozenset({"AT", "FD", "FL", "SL", "SS", "SV", "UL", "US", "UV"})
_TEXTS: Final = frozenset(
    ["AE", "AS", "CS", "DA", "DS", "DT", "IS", "LO", "LT", "PN", "SH", "ST", "TM", "UC", "UI", "UR", "UT"]
)
# The version of group 2, look-up tables beside the pixels, and spectra.
_TABLES: Final = frozenset(
    {0x00020001, 0x00281201, 0x00281202, 0x00281203, 0x00281221, 0x00281222, 0x00281223, 0x00283006, 0x56000020}
)
# Texts longer than that are looked at a piece at a time, and what else they are does not matter.
_LONGEST_TEXT: Final = 1 << 20
# What the layout of a value takes of a track: its head and three spans of the value.
_SPANS: Final = 4


def lay_file(track: Track, source: Bytes) -> Inside | None:
    """A file of Part 10."""
    return _Layout(track, Onwards(source)).lay()


def lay_alone(track: Track, source: Bytes) -> Inside | None:
    """A data set without a preamble that explains all bytes. Raises Unreadable when it does not."""
    return _Layout(track, Onwards(source), strict=True).lay()


def laid_within(data: bytes, surface: str) -> Sequence[Span]:
    """The spans of a data set, with a preamble or without, that lies in another file.

    They end where it does. Raises Unreadable when there is none.
    """
    track = Track()
    has_mark = data[PREAMBLE : PREAMBLE + len(MARK)] == MARK
    if _Layout(track, Held(data), surface, strict=not has_mark).lay() is not None:
        raise Unreadable("It is deflated within another file.")
    return track.layer("", "", Held(data)).spans


class _Layout:
    """Lays a data set on a track. With `strict`, it has to explain all bytes, and the standard to know some of it."""

    def __init__(self, track: Track, source: Bytes, surface: str = SURFACE, *, strict: bool = False) -> None:
        self._track, self._source = track, source
        self._surface, self._strict = surface, strict

    def lay(self) -> Inside | None:
        """The preamble and the values of group 2, if there are any, and the data set in its own syntax."""
        track, source = self._track, self._source
        if source.read(PREAMBLE, len(MARK)) == MARK:
            lay_region(track, source, 0, PREAMBLE, self._surface, "preamble")
            track.lay(len(MARK), Kind.STRUCTURE, self._surface, "mark")
        syntax = self._meta() if source.read(track.at, 2) == b"\x02\0" else b""
        if syntax == DEFLATED:
            return self._inflated()
        self.values(Reader(source, track.at, guessed(source.read(track.at, 8)), rising=self._strict))
        return None

    def _meta(self) -> bytes:
        """Lay the values of group 2; the transfer syntax that they tell."""
        syntax = b""
        reader = Reader(self._source, self._track.at, EXPLICIT)
        with suppress(Unreadable):
            for value in reader.values(self._source.length, group=_META):
                if value.tag == _SYNTAX:
                    syntax = self._source.read(value.start, min(value.stop - value.start, 64)).strip(b" \0")
                self._value(value)
        self._track.lay(reader.at - self._track.at, Kind.STRUCTURE, self._surface, HEADS)
        return syntax

    def values(self, reader: Reader) -> None:
        """Lay the values of a data set, as far as it is one."""
        try:
            for value in reader.values(self._source.length):
                if self._track.room < _SPANS:
                    return
                self._value(value)
        except Unreadable:
            if self._strict and any(map(any, pieces(self._source, reader.at, self._source.length))):
                raise
        if self._strict and not reader.known:
            raise Unreadable("No DICOM data set was found in it.")
        self._track.lay(reader.at - self._track.at, Kind.STRUCTURE, self._surface, HEADS)

    def _value(self, value: Value) -> None:
        """The head of a value, and all heads of sequences before it, then the value by its kind."""
        track, source, length = self._track, self._source, value.stop - value.start
        track.lay(value.start - track.at, Kind.STRUCTURE, self._surface, HEADS)
        if value.tag in PIXELS and value.vr != "UL":
            self._pixels(value)
        elif value.vr in _TEXTS and length <= _LONGEST_TEXT:
            self._text(source.read(value.start, length), value)
        elif (value.vr in _NUMBERS or value.tag in _TABLES) and length <= _LONGEST_TEXT:
            lay_numbers(track, source.read(value.start, length), self._surface, value.path)
        elif source.read(value.start, len(siemens.PROTOCOL)).startswith(_SIEMENS) and length <= siemens.LARGEST:
            siemens.lay_siemens(track, source.read(value.start, length), self._surface, value.path)
        else:
            lay_region(track, source, value.start, value.stop, self._surface, value.path)

    def _pixels(self, value: Value) -> None:
        length = value.stop - value.start
        if value.claimed is None:
            self._track.lay(length, Kind.OPAQUE, self._surface, value.path)
            return
        self._track.lay(min(value.claimed, length), Kind.VOXELS, VOXELS)
        lay_region(self._track, self._source, self._track.at, value.stop, self._surface, f"behind {value.path}")

    def _text(self, data: bytes, value: Value) -> None:
        """A text, also one with the signs that change the character set, which no other text has."""
        text = data.rstrip(b"\0")
        is_measured = value.is_known or (value.vr in ("DS", "IS") and are_figures(text))
        self._track.lay(len(text), Kind.STRUCTURE if is_measured else Kind.TEXT, self._surface, value.path)
        lay_data(self._track, data[len(text) :], self._surface, value.path)

    def _inflated(self) -> Inside | None:
        """A deflated data set, which is laid on a track of its own."""
        start, left = self._track.at, self._source.length - self._track.at
        engine = zlib.decompressobj(-zlib.MAX_WBITS)
        try:
            data = engine.decompress(self._source.read(start, min(left, _MOST)), _MOST)
        except zlib.error:
            data = b""
        if not engine.eof:
            self._track.lay(left, Kind.OPAQUE, self._surface, "deflated data set")
            return None
        self._track.lay(left - len(engine.unused_data), Kind.STRUCTURE, self._surface, "deflated data set")
        inner, unpacked = Track(), Held(data)
        _Layout(inner, unpacked, self._surface).values(Reader(unpacked, 0, EXPLICIT))
        lay_data(inner, data[inner.at :], self._surface, AFTER)
        return inner, unpacked
