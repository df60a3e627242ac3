"""A bzip2 file as spans: its streams, and the bytes behind them, which programs pass over without a word."""

from __future__ import annotations

from typing import Final

from inspector.core.ledger.span import Bytes, Kind, Track
from inspector.core.ledger.stretches import lay_region

MARK: Final = b"BZh"
BEHIND, DAMAGED = "bytes behind the last bzip2 stream", "bytes that do not unpack"


def lay_bzip2(track: Track, source: Bytes, stop: int) -> None:
    """All bytes of a bzip2 file; `stop` is where its last whole stream ends, 0 when there is none."""
    if not stop:
        track.lay(source.length, Kind.OPAQUE, DAMAGED)
        return
    track.lay(len(MARK) + 1, Kind.STRUCTURE, "bzip2", "mark")
    track.lay(stop - track.at, Kind.STRUCTURE, "bzip2", "packed data")
    lay_region(track, source, stop, source.length, BEHIND)
