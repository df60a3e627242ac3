"""A gzip file as spans: the head of each member to its last field, the packed data, and what follows the last member.

Source: RFC 1952.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from inspector.core.ledger.span import Bytes, Kind, Track
from inspector.core.ledger.stretches import lay_region, pieces

MARK: Final = b"\x1f\x8b"
CHECKSUM, LENGTH = 4, 4
END: Final = CHECKSUM + LENGTH
EXTRA, NAME, COMMENT = "extra field", "name", "comment"
BETWEEN: Final = "zeros between gzip members"
PACKED, BEHIND, DAMAGED = "packed data", "bytes behind the last member", "bytes that do not unpack"
# Members that are listed; the bytes of those behind them are one opaque span.
MEMBERS: Final = 1024
FURTHER: Final = "further gzip members"
_FIXED: Final = (("mark", 2), ("method", 1), ("flags", 1), ("time", 4), ("extra flags", 1), ("system", 1))
_HEAD_CHECKSUM, _EXTRA, _NAME, _COMMENT = 2, 4, 8, 16
_BY_CONTENT: Final = frozenset({EXTRA, NAME, COMMENT})


def head_fields(source: Bytes, at: int = 0) -> Iterator[tuple[str, int, int]]:
    """(field, start, stop) of the head of the member at this offset, as far as the bytes go.

    A name and a comment end before their NUL.
    """
    flags = (source.read(at, 4) + bytes(4))[3]
    for field, size in _FIXED:
        yield field, at, (at := min(at + size, source.length))
    if flags & _EXTRA:
        length = int.from_bytes(source.read(at, 2), "little")
        yield "length of the extra field", at, (at := min(at + 2, source.length))
        yield EXTRA, at, (at := min(at + length, source.length))
    for field, flag in ((NAME, _NAME), (COMMENT, _COMMENT)):
        if flags & flag:
            yield field, at, (at := _find_nul(source, at))
            yield f"end of the {field}", at, (at := min(at + 1, source.length))
    if flags & _HEAD_CHECKSUM:
        yield "checksum of the head", at, min(at + 2, source.length)


def lay_gzip(track: Track, source: Bytes, stops: Sequence[int], *, trailing: int) -> None:
    """All bytes of a gzip file. `stops` is where its members end, and `trailing` counts the bytes behind the last.

    Bytes between the two that no member explains did not unpack, or belong to more members than are listed.
    """
    behind = source.length - trailing
    for number, stop in enumerate(stops[:MEMBERS], 1):
        _lay_zeros(track, source, stop)
        _lay_member(track, source, f"gzip member {number}", stop)
    if track.at < behind and len(stops) < MEMBERS:
        _lay_zeros(track, source, behind)
        _lay_head(track, source, f"gzip member {len(stops) + 1}", behind)
    track.lay(behind - track.at, Kind.OPAQUE, DAMAGED if len(stops) < MEMBERS else FURTHER)
    lay_region(track, source, behind, source.length, BEHIND)


def _lay_zeros(track: Track, source: Bytes, most: int) -> None:
    """The zeros that stand before a member, which programs pass over."""
    for piece in pieces(source, track.at, most):
        zeros = len(piece) - len(piece.lstrip(b"\0"))
        track.lay(zeros, Kind.PADDING, BETWEEN)
        if zeros < len(piece):
            return


def _lay_member(track: Track, source: Bytes, surface: str, stop: int) -> None:
    _lay_head(track, source, surface, stop - END)
    track.lay(stop - END - track.at, Kind.STRUCTURE, surface, PACKED)
    track.lay(min(CHECKSUM, stop - track.at), Kind.STRUCTURE, surface, "checksum")
    track.lay(stop - track.at, Kind.STRUCTURE, surface, "length")


def _lay_head(track: Track, source: Bytes, surface: str, most: int) -> None:
    """The head of the member that begins here, not beyond the offset `most`."""
    for field, start, stop in head_fields(source, track.at):
        start, stop = min(start, most), min(stop, most)
        if field in _BY_CONTENT:
            lay_region(track, source, start, stop, surface, field)
        else:
            track.lay(stop - start, Kind.STRUCTURE, surface, field)


def _find_nul(source: Bytes, start: int) -> int:
    """Where the next NUL is; where the bytes end when there is none."""
    at = start
    for piece in pieces(source, start, source.length):
        if (found := piece.find(0)) >= 0:
            return at + found
        at += len(piece)
    return at
