"""Bytes that one thread puts in as they arrive, and another reads as a file."""

import io
from collections import deque
from threading import Condition
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

WAITING = 1 << 21


class Stopped(Exception):
    """The file is read no further: nobody wants the rest, or nobody brings it."""


class Inlet(io.RawIOBase):
    """A file that is still arriving. At most 2 MiB and one piece wait to be read; then `put` waits too."""

    def __init__(self) -> None:
        self._pieces: deque[memoryview] = deque()
        self._count = 0
        self._ended = False
        self._stopped = False
        self._changed = Condition()

    def put(self, data: bytes) -> None:
        """Add to the end; what is put in after `stop` is dropped."""
        with self._changed:
            self._changed.wait_for(lambda: self._count < WAITING or self._stopped)
            if data and not self._stopped:
                self._pieces.append(memoryview(data))
                self._count += len(data)
            self._changed.notify()

    def end(self) -> None:
        """Nothing more comes."""
        with self._changed:
            self._ended = True
            self._changed.notify()

    def stop(self) -> None:
        """From either side: nothing more is read. A reader that waits, or tries again, gets Stopped."""
        with self._changed:
            self._stopped = True
            self._pieces.clear()
            self._changed.notify()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "WriteableBuffer", /) -> int:
        room, filled = memoryview(buffer), 0
        with self._changed:
            self._changed.wait_for(lambda: self._pieces or self._ended or self._stopped)
            if self._stopped:
                raise Stopped
            while self._pieces and filled < len(room):
                piece = self._pieces.popleft()
                count = min(len(piece), len(room) - filled)
                room[filled : filled + count] = piece[:count]
                filled += count
                if count < len(piece):
                    self._pieces.appendleft(piece[count:])
            self._count -= filled
            self._changed.notify()
        return filled
