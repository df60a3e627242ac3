"""Voxels packed within a file: they are unpacked to see where they end, and whether something is behind them."""

from __future__ import annotations

import bz2
import math
import zlib
from collections.abc import Sequence
from typing import Final

from inspector.core.ledger.formats.format import Inside
from inspector.core.ledger.gzip import lay_gzip
from inspector.core.ledger.image import TRAILING, VOXELS
from inspector.core.ledger.span import Bytes, Held, Kind, Track
from inspector.core.ledger.stretches import lay_data, lay_region, pieces

UNKNOWN: Final = "of unknown extent"
# What is kept of the bytes behind packed voxels; of more than that nothing can be told.
_KEPT: Final = 8 << 20
_STEP: Final = 1 << 20
_MOST_AXES: Final = 16
_LONGEST_NUMBER: Final = 18


def bytes_told(size: int | None, lengths: Sequence[str]) -> int | None:
    """How many bytes voxels of `size` bytes have; None where size or lengths are not told."""
    told = all(length.isascii() and length.isdecimal() and len(length) <= _LONGEST_NUMBER for length in lengths)
    if size is None or not told or not 0 < len(lengths) <= _MOST_AXES:
        return None
    return size * math.prod(map(int, lengths))


def lay_voxels(track: Track, source: Bytes, wanted: int | None) -> None:
    """Voxels as they are, and what is behind them; `wanted` is how many bytes they have, None where nothing tells."""
    left = source.length - track.at
    if wanted is None:
        track.lay(left, Kind.OPAQUE, VOXELS, UNKNOWN)
        return
    track.lay(min(wanted, left), Kind.VOXELS, VOXELS)
    lay_region(track, source, track.at, source.length, TRAILING)


def lay_packed(track: Track, source: Bytes, wanted: int | None, packing: str) -> Inside | None:
    """Voxels packed by "gzip", "zlib" or "bzip2", and what is behind them.

    What is packed with them beyond `wanted` bytes is given back, laid out; they are opaque where it cannot be told.
    """
    start = track.at
    unpacking = _Unpacking(packing, wanted or 0)
    if wanted is None or not unpacking.reads(source, start) or unpacking.length < wanted:
        track.lay(source.length - start, Kind.OPAQUE, VOXELS, UNKNOWN)
        return None
    stop = start + unpacking.used
    if packing == "gzip":
        lay_gzip(track, source, [stop], trailing=source.length - stop)
    else:
        track.lay(stop - start, Kind.VOXELS, VOXELS)
        lay_region(track, source, stop, source.length, TRAILING)
    if not unpacking.behind:
        return None
    inner, found = Track(), Held(bytes(unpacking.behind))
    lay_data(inner, found.data, TRAILING)
    return inner, found


class _Unpacking:
    """One packed stream: how many bytes it takes and holds, and which come behind the first `wanted`."""

    def __init__(self, packing: str, wanted: int) -> None:
        self._packing, self._wanted = packing, wanted
        self.length = self.used = 0
        self.behind = bytearray()

    def reads(self, source: Bytes, start: int) -> bool:
        """Whether the stream that begins here can be unpacked to its end."""
        try:
            is_whole = self._bzip2(source, start) if self._packing == "bzip2" else self._zlib(source, start)
        except (zlib.error, OSError):
            return False
        return is_whole and len(self.behind) <= _KEPT

    def _zlib(self, source: Bytes, start: int) -> bool:
        engine = zlib.decompressobj(zlib.MAX_WBITS + (16 if self._packing == "gzip" else 0))
        for piece in pieces(source, start, source.length):
            self.used += len(piece)
            while piece and not engine.eof:
                self._take(engine.decompress(piece, _STEP))
                piece = engine.unconsumed_tail
            if engine.eof or len(self.behind) > _KEPT:
                break
        self.used -= len(engine.unused_data)
        return engine.eof

    def _bzip2(self, source: Bytes, start: int) -> bool:
        engine = bz2.BZ2Decompressor()
        for piece in pieces(source, start, source.length):
            self.used += len(piece)
            self._take(engine.decompress(piece, _STEP))
            while not engine.eof and not engine.needs_input:
                self._take(engine.decompress(b"", _STEP))
            if engine.eof or len(self.behind) > _KEPT:
                break
        self.used -= len(engine.unused_data)
        return engine.eof

    def _take(self, piece: bytes) -> None:
        self.behind += piece[max(self._wanted - self.length, 0) :]
        self.length += len(piece)
