"""Content-addressed files: a blob is written as a whole under its key and never changed.

A key is "uploads/<sha256>", "voxels/<sha256>" or, for what can be made from voxels again,
"previews/<sha256 of the voxels>-<16 hex digits>". A new blob is written under a temporary name, flushed to the
disk, renamed, and the folder is flushed too, so that a power cut leaves either all of it or nothing. It takes the
place of one with the same key: the content is the same, and the old copy may have been damaged since.
"""

import io
import os
import re
import sys
import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

SEND = 8 << 20
BEHIND = 6 * SEND
KEY = re.compile(r"(?:uploads|voxels)/[0-9a-f]{64}|previews/[0-9a-f]{64}-[0-9a-f]{16}")


class Blob(Protocol):
    """One stored blob, open for reading at any offset; a context manager."""

    @property
    def size(self) -> int: ...

    def read_at(self, offset: int, count: int) -> bytes:
        """Up to `count` bytes from `offset`; fewer only where the blob ends."""
        ...

    def close(self) -> None: ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


class BlobWriter(Protocol):
    """A blob being written; it does not exist until `commit`."""

    def write(self, data: bytes) -> None: ...

    def finish(self) -> None:
        """Nothing more will be written; an unpublished blob costs no open file from here on."""
        ...

    def reread(self) -> io.RawIOBase:
        """What was written, from its beginning; to be closed by the caller."""
        ...

    def commit(self, key: str) -> None:
        """Publish what was written, in place of a blob already under that key."""
        ...


class Blobs(Protocol):
    """Where blobs live. A missing blob is a FileNotFoundError, a key of another shape a ValueError."""

    def write(self) -> AbstractContextManager[BlobWriter]:
        """A writer; whatever was not committed when the block ends is dropped."""
        ...

    def open(self, key: str) -> Blob: ...

    def size(self, key: str) -> int: ...

    def exists(self, key: str) -> bool: ...

    def keys(self, prefix: str) -> Iterator[str]:
        """The keys of all blobs that begin with a kind, a slash and the first characters of a name, two at least."""
        ...

    def remove(self, key: str) -> None:
        """Remove the blob; nothing happens when it is not there."""
        ...


class FileBlob:
    """A blob that is a file of this machine."""

    def __init__(self, path: Path) -> None:
        self._descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        self.size = os.fstat(self._descriptor).st_size

    def read_at(self, offset: int, count: int) -> bytes:
        data = os.pread(self._descriptor, count, offset)
        if len(data) in (0, count):
            return data
        return data + self.read_at(offset + len(data), count - len(data))

    def close(self) -> None:
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class FileWriter:
    """Writes one temporary file of a FileBlobs, unbuffered: what is written is in the file."""

    def __init__(self, store: "FileBlobs", descriptor: int, path: Path) -> None:
        self._store = store
        self._descriptor = descriptor
        self._path = path
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
        self._store.publish(self._path, key)


class FileBlobs:
    """Blobs in the folder `root`: voxels/ab/abcd…, uploads/ab/abcd…, and tmp/ for what is not finished."""

    def __init__(self, root: Path) -> None:
        self._root = root

    @contextmanager
    def write(self) -> Iterator[BlobWriter]:
        folder = self._root / "tmp"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(prefix="blob-", dir=folder)
        writer = FileWriter(self, descriptor, Path(name))
        try:
            yield writer
        finally:
            writer.finish()
            with suppress(FileNotFoundError):
                os.unlink(name)

    def open(self, key: str) -> FileBlob:
        return FileBlob(self._path(key))

    def size(self, key: str) -> int:
        return self._path(key).stat().st_size

    def exists(self, key: str) -> bool:
        return self._path(key).is_file()

    def keys(self, prefix: str) -> Iterator[str]:
        kind, _, name = prefix.partition("/")
        for path in sorted((self._root / kind / name[:2]).glob(f"{name}*")):
            yield f"{kind}/{path.name}"

    def remove(self, key: str) -> None:
        path = self._path(key)
        with suppress(FileNotFoundError):
            path.unlink()
            _flush(path.parent)

    def publish(self, path: Path, key: str) -> None:
        """Flush a finished file and rename it to its key."""
        target = self._path(key)
        _flush(path)
        os.rename(path, self._made(target.parent) / target.name)
        _flush(target.parent)

    def _path(self, key: str) -> Path:
        if KEY.fullmatch(key) is None:
            raise ValueError(f"A blob key is a kind and a sha256 in hex, not {key!r}.")
        kind, name = key.split("/")
        return self._root / kind / name[:2] / name

    def _made(self, folder: Path) -> Path:
        """The folder, made if need be, together with the entries that lead to it from the root."""
        if not folder.is_dir():
            if folder != self._root:
                self._made(folder.parent)
            folder.mkdir(mode=0o700, parents=folder == self._root, exist_ok=True)
            _flush(folder.parent)
        return folder


def _send_to_disk(descriptor: int, offset: int, count: int) -> None:
    """Have the newest bytes of a run written while more are coming, and the older ones leave memory.

    That is what Linux does when it is told that they are not needed. In the end little is left to wait for, and a
    large upload neither fills the memory nor pushes out what others read; finding new memory for it would cost as
    much time as hashing it.
    """
    if sys.platform == "linux":
        os.posix_fadvise(descriptor, offset, count, os.POSIX_FADV_DONTNEED)


def _flush(path: Path) -> None:
    """Bring a file, or the names in a folder, to the disk."""
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
