"""An unpacked image as spans: the head, the voxels, and what stands before and behind them; and names."""

from __future__ import annotations

from inspector.core.header import Header
from inspector.core.ledger.head import GAP, lay_head
from inspector.core.ledger.span import Bytes, Held, Joined, Kind, Layer, Track
from inspector.core.ledger.stretches import kind_of, lay_region

VOXELS, TRAILING, UNREAD = "voxels", "bytes behind the voxels", "bytes of no known format"


def single(file: str, title: str, header: Header, block: Bytes) -> Layer:
    """A single file: its head, then all that follows. The voxels are not read."""
    track = Track()
    lay_head(track, header)
    _lay_block(track, header, block)
    return track.layer(file, title, Joined((Held(header.data), block)), header)


def head_alone(file: str, title: str, header: Header, rest: Bytes | None = None) -> Layer:
    """The .hdr of a pair; `rest` are bytes behind the most that a head may have."""
    track = Track()
    lay_head(track, header)
    if rest is not None:
        lay_region(track, rest, 0, rest.length, TRAILING)
    return track.layer(file, title, Joined((Held(header.data), rest or Held(b""))), header)


def voxels_alone(file: str, title: str, header: Header, block: Bytes) -> Layer:
    """The .img that belongs to the header of a pair. The voxels are not read."""
    track = Track()
    _lay_block(track, header, block)
    return track.layer(file, title, block)


def unread(file: str, title: str, source: Bytes) -> Layer:
    """Bytes in which no header was found."""
    track = Track()
    lay_region(track, source, 0, source.length, UNREAD)
    return track.layer(file, title, source)


def name(title: str, told: str) -> Layer:
    """A name of a file or a folder, which leaves with the file."""
    data = told.encode("utf-8", "surrogatepass")
    track = Track()
    track.lay(len(data), kind_of(data), title)
    return track.layer(told, title, Held(data))


def _lay_block(track: Track, header: Header, block: Bytes) -> None:
    start = header.voxel_start(block.length)
    lay_region(track, block, 0, start, GAP)
    claimed = header.voxel_bytes
    if claimed is None:
        # Nothing says where the voxels end, so nobody can tell them from what somebody put behind them.
        track.lay(block.length - start, Kind.OPAQUE, VOXELS, "of unknown extent")
        return
    stop = min(start + claimed, block.length)
    track.lay(stop - start, Kind.VOXELS, VOXELS)
    lay_region(track, block, stop, block.length, TRAILING)
