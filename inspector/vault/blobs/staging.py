"""Blobs that are not published yet: temporary files, whatever store they will go to.

A blob's key is the hash of what it holds, so it has no place in a store before its last byte is there; and much of
what arrives is refused at its end, or needs no copy.
"""

import io
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from inspector.failpoints import reached

SEND = 8 << 20
BEHIND = 6 * SEND

Publish = Callable[[Path, str], None]


class StagedWriter:
    """Writes one temporary file, unbuffered: what is written is in the file. `publish` is given it, and its key."""

    def __init__(self, descriptor: int, path: Path, publish: Publish) -> None:
        self._descriptor = descriptor
        self._path = path
        self._publish = publish
        self._written = 0
        self._sent = 0

    def write(self, data: bytes) -> None:
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(self._descriptor, rest) :]
        self._written += len(data)
        if self._written - self._sent >= SEND:
            start = max(self._sent - BEHIND, 0)
            _send_to_disk(self._descriptor, start, self._written - start)
            self._sent = self._written

    def finish(self) -> None:
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1

    def reread(self) -> io.RawIOBase:
        return self._path.open("rb", buffering=0)

    def commit(self, key: str) -> None:
        self.finish()
        self._publish(self._path, key)


@contextmanager
def staged(folder: Path, publish: Publish) -> Iterator[StagedWriter]:
    """A writer whose file lies in `folder` for as long as the block lasts, and was not moved away by `publish`."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(prefix="blob-", dir=folder)
    writer = StagedWriter(descriptor, Path(name), publish)
    reached("blob.opened")
    try:
        yield writer
    finally:
        writer.finish()
        with suppress(FileNotFoundError):
            os.unlink(name)


def drop_staged(folder: Path, before: float) -> int:
    """Remove what was written for the last time before this moment; how many files that were."""
    dropped = 0
    for path in folder.glob("*"):
        with suppress(FileNotFoundError):
            if path.stat().st_mtime < before:
                path.unlink()
                dropped += 1
    return dropped


def _send_to_disk(descriptor: int, offset: int, count: int) -> None:
    """Have the newest bytes of a run written while more are coming, and the older ones leave memory.

    That is what Linux does when it is told that they are not needed. In the end little is left to wait for, and a
    large upload neither fills the memory nor pushes out what others read; finding new memory for it would cost as
    much time as hashing it.
    """
    if sys.platform == "linux":
        os.posix_fadvise(descriptor, offset, count, os.POSIX_FADV_DONTNEED)
