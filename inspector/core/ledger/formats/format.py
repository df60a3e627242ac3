"""What a format other than NIfTI is to the ledger, and how its bytes are read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from inspector.core.extensions.part import Unreadable
from inspector.core.ledger.span import Bytes, Track

# A text that is laid out by its words has to be in memory as a whole.
LARGEST: Final = 16 << 20
AFTER: Final = "after its end"
_BLOCK: Final = 1 << 16

Inside = tuple[Track, Bytes]
"""What was packed within a file, laid out."""


@dataclass(frozen=True, slots=True)
class Format:
    """One format. `title` is the surface of its spans.

    `claims` is asked with the first bytes of a file. `lay` lays what it knows, from byte 0 on and no further than the
    bytes go; what it leaves is laid by what it is. It gives what it unpacked, and raises Unreadable for bytes that are
    something else.
    """

    title: str
    claims: Callable[[bytes], bool]
    lay: Callable[[Track, Bytes], Inside | None]


def whole(source: Bytes) -> bytes:
    """All bytes of a text. Raises Unreadable for one that is too large."""
    if source.length > LARGEST:
        raise Unreadable("It is too large to be laid out.")
    return source.read(0, source.length)


class Onwards:
    """A source that is read onwards in small steps, and asked for larger ones: to go back in it may be dear."""

    def __init__(self, source: Bytes) -> None:
        self._source = source
        self._start, self._held = 0, b""
        self.length = source.length

    def read(self, offset: int, count: int) -> bytes:
        stop = min(offset + count, self.length)
        if offset < self._start:
            return self._source.read(offset, count)
        end = self._start + len(self._held)
        if stop > end:
            new = max(end, offset)
            more = self._source.read(new, max(stop, offset + _BLOCK) - new)
            self._held, self._start = self._held[offset - self._start :] + more, offset
        return self._held[offset - self._start : max(stop, offset) - self._start]
