"""A disk that is full before everything is written."""

import errno
import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from inspector.vault.blobs import BlobWriter, FileBlobs


class FullWriter:
    """Passes on `room` bytes; then the disk is full."""

    def __init__(self, writer: BlobWriter, room: int) -> None:
        self._writer = writer
        self._room = room

    def write(self, data: bytes) -> None:
        self._room -= len(data)
        if self._room < 0:
            raise OSError(errno.ENOSPC, "No space left on device")
        self._writer.write(data)

    def finish(self) -> None:
        self._writer.finish()

    def reread(self) -> io.RawIOBase:
        return self._writer.reread()

    def commit(self, key: str) -> None:
        self._writer.commit(key)


class SmallDisk(FileBlobs):
    """A store with little room."""

    def __init__(self, root: Path, room: int) -> None:
        super().__init__(root)
        self._room = room

    @contextmanager
    def write(self) -> Iterator[BlobWriter]:
        with super().write() as writer:
            yield FullWriter(writer, self._room)
