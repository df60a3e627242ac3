"""Stores that fail, or change, when they are used."""

import errno
import io
from collections.abc import Iterator
from contextlib import contextmanager

from inspector.vault.blobs import Blob, Blobs, BlobWriter, Stored

FULL = OSError(errno.ENOSPC, "No space left on device")


class FailingWriter:
    """Passes on `room` bytes, then raises."""

    def __init__(self, writer: BlobWriter, room: int, failure: BaseException) -> None:
        self._writer = writer
        self._room = room
        self._failure = failure

    def write(self, data: bytes) -> None:
        self._room -= len(data)
        if self._room < 0:
            raise self._failure
        self._writer.write(data)

    def finish(self) -> None:
        self._writer.finish()

    def reread(self) -> io.RawIOBase:
        return self._writer.reread()

    def commit(self, key: str) -> None:
        self._writer.commit(key)


class Behind:
    """Passes everything on to another store."""

    def __init__(self, there: Blobs) -> None:
        self.there = there

    @contextmanager
    def write(self) -> Iterator[BlobWriter]:
        with self.there.write() as writer:
            yield writer

    def open(self, key: str) -> Blob:
        return self.there.open(key)

    def size(self, key: str) -> int:
        return self.there.size(key)

    def exists(self, key: str) -> bool:
        return self.there.exists(key)

    def remove(self, key: str) -> None:
        self.there.remove(key)

    def stored(self, prefix: str = "") -> Iterator[Stored]:
        return self.there.stored(prefix)

    def drop_unfinished(self, before: float) -> int:
        return self.there.drop_unfinished(before)


class SmallDisk(Behind):
    """A store with little room: whoever writes more meets with `failure`."""

    def __init__(self, there: Blobs, room: int, failure: BaseException = FULL) -> None:
        super().__init__(there)
        self._room = room
        self._failure = failure

    @contextmanager
    def write(self) -> Iterator[BlobWriter]:
        with super().write() as writer:
            yield FailingWriter(writer, self._room, self._failure)
