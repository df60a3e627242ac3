"""A disk that fails before everything is written."""

import errno
import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from inspector.vault.blobs import BlobWriter, FileBlobs

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


class SmallDisk(FileBlobs):
    """A store with little room: whoever writes more meets with `failure`."""

    def __init__(self, root: Path, room: int, failure: BaseException = FULL) -> None:
        super().__init__(root)
        self._room = room
        self._failure = failure

    @contextmanager
    def write(self) -> Iterator[BlobWriter]:
        with super().write() as writer:
            yield FailingWriter(writer, self._room, self._failure)
