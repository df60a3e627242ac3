"""Blobs that are files of this machine.

A new blob is written under a temporary name, flushed to the disk, renamed, and the folder is flushed too, so that a
power cut leaves either all of it or nothing. It takes the place of one with the same key: the content is the same, and
the old copy may have been damaged since.
"""

import os
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from inspector.failpoints import reached
from inspector.vault.blobs.protocol import KEY, BlobWriter, Stored, checked
from inspector.vault.blobs.staging import drop_staged, staged


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

    def will_read(self, ranges: Sequence[tuple[int, int]]) -> None:
        """Nothing is far away."""

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


class FileBlobs:
    """Blobs in the folder `root`: voxels/ab/abcd…, uploads/ab/abcd…, and tmp/ for what is not finished."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def write(self) -> AbstractContextManager[BlobWriter]:
        return staged(self._root / "tmp", self._publish)

    def open(self, key: str) -> FileBlob:
        return FileBlob(self._path(key))

    def size(self, key: str) -> int:
        return self._path(key).stat().st_size

    def exists(self, key: str) -> bool:
        return self._path(key).is_file()

    def remove(self, key: str) -> None:
        path = self._path(key)
        with suppress(FileNotFoundError):
            path.unlink()
            _flush(path.parent)

    def stored(self, prefix: str = "") -> Iterator[Stored]:
        kind, _, name = prefix.partition("/")
        for path in self._root.glob(f"{kind}/{name[:2]}/{name}*" if prefix else "*/??/*"):
            key = f"{path.parent.parent.name}/{path.name}"
            with suppress(FileNotFoundError):
                if KEY.fullmatch(key):
                    facts = path.stat()
                    yield Stored(key, facts.st_size, facts.st_mtime)

    def drop_unfinished(self, before: float) -> int:
        return drop_staged(self._root / "tmp", before)

    def _publish(self, path: Path, key: str) -> None:
        """Flush a finished file and rename it to its key."""
        target = self._path(key)
        reached("blob.written")
        _flush(path)
        reached("blob.flushed")
        os.rename(path, self._made(target.parent) / target.name)
        reached("blob.renamed")
        _flush(target.parent)
        reached("blob.published")

    def _path(self, key: str) -> Path:
        kind, name = checked(key).split("/")
        return self._root / kind / name[:2] / name

    def _made(self, folder: Path) -> Path:
        """The folder, made if need be, together with the entries that lead to it from the root."""
        if not folder.is_dir():
            if folder != self._root:
                self._made(folder.parent)
            folder.mkdir(mode=0o700, parents=folder == self._root, exist_ok=True)
            _flush(folder.parent)
        return folder


def _flush(path: Path) -> None:
    """Bring a file, or the names in a folder, to the disk."""
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
