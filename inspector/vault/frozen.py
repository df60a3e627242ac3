"""The frozen voxel block: everything after the header, seekable, and downloadable as it lies.

Offsets count raw (inflated) bytes from the first byte after the header, unless they are called stored.
"""

import hashlib
from collections import deque
from collections.abc import Callable, Collection, Generator, Iterator
from contextlib import contextmanager, suppress
from itertools import chain
from typing import TypeVar

from inspector.vault.blobs import Blob, Blobs, Replaced
from inspector.vault.blocks import Blocks
from inspector.vault.deflate import crc32
from inspector.vault.payload import Front, FrozenInfo, damaged, read_footer

__all__ = ["Blocks", "Front", "FrozenInfo", "FrozenVoxels"]

Answer = TypeVar("Answer")
Watcher = Callable[[int, bytes], None]


class FrozenVoxels:
    """A frozen voxel block, or the front of one, readable at any offset.

    Of a front `info` tells the facts, and `whole` those of the block in whose file it lies. Every block is checked
    against its checksum before use. Reading raises Damaged when the stored file is missing, holds other bytes than it
    should, or fails a checksum. The file may be replaced by a denser one at any time: raw bytes are read from
    whichever is there, stored ones only from the one that `info` tells of.
    """

    def __init__(self, blobs: Blobs, info: FrozenInfo, whole: FrozenInfo | None = None) -> None:
        self.info = info
        self.whole = whole
        self.blobs = blobs

    def front(self, front: Front) -> "FrozenVoxels":
        """The first bytes of these voxels."""
        if front == self.info.front:
            return self
        return FrozenVoxels(self.blobs, self.file.cut(front), self.file)

    @property
    def length(self) -> int:
        return self.info.length

    @property
    def file(self) -> FrozenInfo:
        """The facts of the stored file."""
        return self.whole or self.info

    def read(self, offset: int, count: int) -> bytes:
        """The raw bytes [offset, offset + count), fewer only where the voxels end."""
        return b"".join(self.raw_chunks(offset, offset + count))

    def raw_chunks(self, start: int = 0, stop: int | None = None) -> Generator[bytes]:
        """The raw bytes [start, stop) in pieces of about half a MiB, inflated ahead by threads."""
        stop = self.length if stop is None else min(stop, self.length)
        while start < stop:
            began = start
            try:
                with self.opened() as blocks:
                    for data in blocks.chunks(start, stop):
                        start += len(data)
                        yield data
            except Replaced:
                if start == began:
                    raise

    def stored_chunks(self, start: int = 0, stop: int | None = None) -> Generator[bytes]:
        """The bytes [start, stop) of the deflate stream as stored, checked, in pieces of about 256 KiB.

        Raises Replaced when it was compressed anew since `info` was read.
        """
        stop = self.info.stored_length if stop is None else min(stop, self.info.stored_length)
        if start >= stop:
            return
        with self.opened() as blocks:
            if blocks.info != self.info:
                raise Replaced
            for first, data in blocks.stored(start, stop):
                if piece := data[max(start - first, 0) : stop - first]:
                    yield piece

    def using(self, read: Callable[["Blocks"], Answer]) -> Answer:
        """What `read` makes of the blocks; it is asked once more when they were replaced meanwhile."""
        with suppress(Replaced), self.opened() as blocks:
            return read(blocks)
        with self.opened() as blocks:
            return read(blocks)

    def as_stored(self) -> "FrozenVoxels":
        """The same voxels, with the facts of the file that holds them now."""
        with self.opened() as blocks:
            return FrozenVoxels(self.blobs, blocks.info, self.whole and blocks.file)

    def verify(self) -> None:
        """Read everything back and compare it with its sha256; raises Damaged."""
        self.fronts(())

    def fronts(self, lengths: Collection[int], watch: Watcher | None = None) -> list[Front]:
        """The first bytes of each of these lengths, the shortest first, from one look at all bytes.

        `watch` is given every piece with its offset. Raises Damaged when all bytes are not those their sha256 names.
        """
        found, ends, measured = list[Front](), deque(sorted(lengths)), _Measured()
        with self.opened() as blocks:
            for data in chain([b""], blocks.chunks()):
                if watch:
                    watch(measured.length, data)
                rest = memoryview(data)
                while ends and ends[0] - measured.length <= len(rest):
                    count = ends.popleft() - measured.length
                    measured.add(rest[:count])
                    rest = rest[count:]
                    found.append(measured.front)
                measured.add(rest)
            blocks.check_end()
        if measured.front != self.info.front:
            raise damaged("they are not the bytes their sha256 names")
        return found

    @contextmanager
    def opened(self) -> Iterator["Blocks"]:
        """The blocks, for several reads from one open file."""
        with self.named() as blocks:
            if not blocks.file.tells_of(self.file):
                raise damaged("the stored file is not the one the record tells of")
            yield blocks

    @contextmanager
    def named(self) -> Iterator["Blocks"]:
        """The blocks of the file under this name, whatever length and checksum `info` tells of."""
        with _open(self.blobs, self.file.key) as blob:
            file, index = read_footer(blob)
            if file.sha256 != self.file.sha256:
                raise damaged("the stored file is another one")
            yield Blocks(blob, file, index, self.info.front if self.whole else None)


class _Measured:
    """Length and checksums of the bytes that came by so far."""

    def __init__(self) -> None:
        self.length = 0
        self._sha256 = hashlib.sha256()
        self._crc32 = 0

    def add(self, data: memoryview) -> None:
        self.length += len(data)
        self._sha256.update(data)
        self._crc32 = crc32(data, self._crc32)

    @property
    def front(self) -> Front:
        return Front(self._sha256.hexdigest(), self.length, self._crc32)


def _open(blobs: Blobs, key: str) -> Blob:
    try:
        return blobs.open(key)
    except FileNotFoundError as error:
        raise damaged("the stored file is missing") from error
