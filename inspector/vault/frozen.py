"""The frozen voxel block: everything after the header, seekable, and downloadable as it lies.

Offsets count raw (inflated) bytes from the first byte after the header, unless they are called stored.
"""

import hashlib
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager
from functools import cached_property

from inspector.vault.ahead import in_order
from inspector.vault.blobs import Blob, Blobs
from inspector.vault.deflate import END, DeflateError, crc32, inflate_block
from inspector.vault.payload import ENTRY, FrozenInfo, damaged, read_footer

__all__ = ["Blocks", "FrozenInfo", "FrozenVoxels"]

# Small enough to stay in the processor's cache from the checksum to the socket: as fast as sendfile, and checked.
STORED_CHUNK = 1 << 18
# Blocks that a thread inflates at a time: one piece of half a MiB for the socket.
RUN = 4


class FrozenVoxels:
    """A frozen voxel block, readable at any offset.

    Every block is checked against its checksum before use. Reading raises Damaged when the stored file is
    missing, is not the one `info` tells of, or fails a checksum.
    """

    def __init__(self, blobs: Blobs, info: FrozenInfo) -> None:
        self.info = info
        self.blobs = blobs

    @property
    def length(self) -> int:
        return self.info.length

    def read(self, offset: int, count: int) -> bytes:
        """The raw bytes [offset, offset + count), fewer only where the voxels end."""
        return b"".join(self.raw_chunks(offset, offset + count))

    def raw_chunks(self, start: int = 0, stop: int | None = None) -> Generator[bytes]:
        """The raw bytes [start, stop) in pieces of about half a MiB, inflated ahead by threads."""
        stop = self.length if stop is None else min(stop, self.length)
        size = self.info.block_size
        if start >= stop:
            return
        firsts = range(start // size, -(-stop // size), RUN)
        with self.opened() as blocks, closing(_inflated(blocks, firsts)) as runs:
            for number, data in zip(firsts, runs, strict=True):
                first = number * size
                yield data[max(start - first, 0) : stop - first]

    def stored_chunks(self, start: int = 0, stop: int | None = None) -> Iterator[bytes]:
        """The bytes [start, stop) of the deflate stream as stored, checked, in pieces of about 256 KiB."""
        stop = self.info.stored_length if stop is None else min(stop, self.info.stored_length)
        if start >= stop:
            return
        with self.opened() as blocks:
            for first, data in blocks.stored(start, stop):
                if piece := data[max(start - first, 0) : stop - first]:
                    yield piece

    def check(self) -> None:
        """Look whether the stored file is there and is the right one, without reading its voxels; raises Damaged."""
        with self.opened():
            pass

    def verify(self) -> None:
        """Read everything back and compare it with its sha256; raises Damaged."""
        digest, checksum = hashlib.sha256(), 0
        for data in self.raw_chunks():
            digest.update(data)
            checksum = crc32(data, checksum)
        for _ in self.stored_chunks(self.info.stored_length - len(END)):
            pass
        if (digest.hexdigest(), checksum) != (self.info.sha256, self.info.crc32):
            raise damaged("they are not the bytes their sha256 names")

    @contextmanager
    def opened(self) -> Iterator["Blocks"]:
        """The blocks, for several reads from one open file."""
        with _open(self.blobs, self.info.key) as blob:
            yield Blocks(blob, self.info, self._index)

    @cached_property
    def _index(self) -> bytes:
        with _open(self.blobs, self.info.key) as blob:
            info, index = read_footer(blob)
        if info != self.info:
            raise damaged("the stored file is not the one the record tells of")
        return index


class Blocks:
    """The blocks of one open stored file. The last block read is kept, for neighbours that share it."""

    def __init__(self, blob: Blob, info: FrozenInfo, index: bytes) -> None:
        self._blob = blob
        self._info = info
        self._index = index
        self._last = (-1, b"")

    def read(self, offset: int, count: int) -> bytes:
        """The raw bytes [offset, offset + count), fewer only where the voxels end."""
        size = self._info.block_size
        stop = min(offset + count, self._info.length)
        pieces = []
        while offset < stop:
            inside = offset % size
            pieces.append(self.raw(offset // size)[inside : inside + stop - offset])
            offset += len(pieces[-1])
        return b"".join(pieces)

    def raw(self, number: int) -> bytes:
        """The raw bytes of a block."""
        if self._last[0] != number:
            self._last = (number, self.raw_run(number, number + 1))
        return self._last[1]

    def raw_run(self, number: int, end: int) -> bytes:
        """The raw bytes of the blocks [number, end), from one look at the file; threads may call it together."""
        first, data = self._stored_run(number, end)
        return b"".join(self._inflated(block, self._slice(data, first, block)) for block in range(number, end))

    def stored(self, start: int, stop: int) -> Iterator[tuple[int, bytes]]:
        """(offset, bytes) of the deflate stream in checked runs of whole blocks that cover [start, stop)."""
        number = self._block_at(start)
        while number < self._info.blocks and (first := self._entry(number)[0]) < stop:
            end = number + 1
            while end < self._info.blocks and self._entry(end)[1] - first <= STORED_CHUNK:
                end += 1
            yield self._stored_run(number, end)
            number = end
        tail = self._info.stored_length - len(END)
        if stop > tail:
            if self._blob.read_at(tail, len(END)) != END:
                raise damaged("the end of the stream is not there")
            yield tail, END

    def _stored_run(self, number: int, end: int) -> tuple[int, bytes]:
        """(offset, bytes) of the stored blocks [number, end), each of them checked."""
        first, last = self._entry(number)[0], self._entry(end - 1)[1]
        data = self._blob.read_at(first, last - first)
        for block in range(number, end):
            if crc32(self._slice(data, first, block)) != self._entry(block)[2]:
                raise damaged(f"block {block + 1} of {self._info.blocks} fails its checksum")
        return first, data

    def _slice(self, data: bytes, first: int, number: int) -> memoryview:
        """The stored bytes of one block out of those from the offset `first` on."""
        start, stop, _ = self._entry(number)
        return memoryview(data)[start - first : stop - first]

    def _inflated(self, number: int, stored: memoryview) -> bytes:
        length = min(self._info.block_size, self._info.length - number * self._info.block_size)
        try:
            return inflate_block(stored, length)
        except DeflateError as error:
            raise damaged(f"block {number + 1} of {self._info.blocks} cannot be unpacked") from error

    def _entry(self, number: int) -> tuple[int, int, int]:
        """Stored start, stored stop and checksum of a block."""
        start, checksum = ENTRY.unpack_from(self._index, number * ENTRY.size)
        if number + 1 < self._info.blocks:
            stop = ENTRY.unpack_from(self._index, (number + 1) * ENTRY.size)[0]
        else:
            stop = self._info.stored_length - len(END)
        return start, stop, checksum

    def _block_at(self, stored: int) -> int:
        """The last block that starts at or before a stored offset."""
        low, high = 0, self._info.blocks
        while low < high:
            middle = (low + high) // 2
            if self._entry(middle)[1] <= stored:
                low = middle + 1
            else:
                high = middle
        return low


def _inflated(blocks: Blocks, firsts: range) -> Generator[bytes]:
    """The raw bytes of runs of blocks that begin at `firsts` and end where it does."""
    return in_order(lambda number: blocks.raw_run(number, min(number + RUN, firsts.stop)), firsts)


def _open(blobs: Blobs, key: str) -> Blob:
    try:
        return blobs.open(key)
    except FileNotFoundError as error:
        raise damaged("the stored file is missing") from error
