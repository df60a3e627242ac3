"""The frozen voxel block: everything after the header, seekable, and downloadable as it lies.

Offsets count raw (inflated) bytes from the first byte after the header, unless they are called stored.
"""

import hashlib
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from typing import TypeVar

from inspector.vault.ahead import in_order
from inspector.vault.blobs import Blob, Blobs, Replaced
from inspector.vault.deflate import END, DeflateError, crc32, inflate_block
from inspector.vault.payload import ENTRY, FrozenInfo, damaged, read_footer

__all__ = ["Blocks", "FrozenInfo", "FrozenVoxels"]

# Small enough to stay in the processor's cache from the checksum to the socket: as fast as sendfile, and checked.
STORED_CHUNK = 1 << 18
# Blocks that a thread inflates at a time: one piece of half a MiB for the socket.
RUN = 4

Answer = TypeVar("Answer")


class FrozenVoxels:
    """A frozen voxel block, readable at any offset.

    Every block is checked against its checksum before use. Reading raises Damaged when the stored file is
    missing, holds other bytes than `info` tells of, or fails a checksum. The file may be replaced by a denser one at
    any time: raw bytes are read from whichever is there, stored ones only from the one that `info` tells of.
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
            return FrozenVoxels(self.blobs, blocks.info)

    def verify(self) -> None:
        """Read everything back and compare it with its sha256; raises Damaged."""
        digest, checksum = hashlib.sha256(), 0
        with self.opened() as blocks:
            for data in blocks.chunks():
                digest.update(data)
                checksum = crc32(data, checksum)
            blocks.check_end()
        if (digest.hexdigest(), checksum) != (self.info.sha256, self.info.crc32):
            raise damaged("they are not the bytes their sha256 names")

    @contextmanager
    def opened(self) -> Iterator["Blocks"]:
        """The blocks, for several reads from one open file."""
        with self.named() as blocks:
            if not blocks.info.tells_of(self.info):
                raise damaged("the stored file is not the one the record tells of")
            yield blocks

    @contextmanager
    def named(self) -> Iterator["Blocks"]:
        """The blocks of the file under this name, whatever length and checksum `info` tells of."""
        with _open(self.blobs, self.info.key) as blob:
            info, index = read_footer(blob)
            if info.sha256 != self.info.sha256:
                raise damaged("the stored file is another one")
            yield Blocks(blob, info, index)


class Blocks:
    """The blocks of one open stored file. The last block read is kept, for neighbours that share it."""

    def __init__(self, blob: Blob, info: FrozenInfo, index: bytes) -> None:
        self._blob = blob
        self.info = info
        self._index = index
        self._last = (-1, b"")

    def read(self, offset: int, count: int) -> bytes:
        """The raw bytes [offset, offset + count), fewer only where the voxels end."""
        size = self.info.block_size
        stop = min(offset + count, self.info.length)
        pieces = []
        while offset < stop:
            inside = offset % size
            pieces.append(self.raw(offset // size)[inside : inside + stop - offset])
            offset += len(pieces[-1])
        return b"".join(pieces)

    def chunks(self, start: int = 0, stop: int | None = None) -> Generator[bytes]:
        """The raw bytes [start, stop) in pieces of up to RUN blocks, inflated ahead by threads."""
        stop = self.info.length if stop is None else min(stop, self.info.length)
        size, end = self.info.block_size, -(-stop // self.info.block_size)
        firsts = range(start // size, end, RUN)
        self.will_read([(start, stop)])
        with closing(in_order(lambda number: self.raw_run(number, min(number + RUN, end)), firsts)) as runs:
            for number, data in zip(firsts, runs, strict=True):
                yield data[max(start - number * size, 0) : stop - number * size]

    def will_read(self, ranges: Sequence[tuple[int, int]]) -> None:
        """These raw [start, stop) are read next, in this order."""
        size = self.info.block_size
        there = [(start, min(stop, self.info.length)) for start, stop in ranges]
        self._blob.will_read(
            [
                (self._entry(start // size)[0], self._entry((stop - 1) // size)[1])
                for start, stop in there
                if start < stop
            ]
        )

    def raw(self, number: int) -> bytes:
        """The raw bytes of a block."""
        if self._last[0] != number:
            self._last = (number, self.raw_run(number, number + 1))
        return self._last[1]

    def raw_run(self, number: int, end: int) -> bytes:
        """The raw bytes of the blocks [number, end), from one look at the file; threads may call it together."""
        first, data = self._run(number, end)
        return b"".join(self._inflated(block, self._slice(data, first, block)) for block in range(number, end))

    def stored(self, start: int, stop: int) -> Iterator[tuple[int, bytes]]:
        """(offset, bytes) of the deflate stream in checked runs of whole blocks that cover [start, stop)."""
        number = self._block_at(start)
        if number < self.info.blocks:
            last = min(self._block_at(stop - 1), self.info.blocks - 1)
            self._blob.will_read([(self._entry(number)[0], self._entry(last)[1])])
        while number < self.info.blocks and (first := self._entry(number)[0]) < stop:
            end = number + 1
            while end < self.info.blocks and self._entry(end)[1] - first <= STORED_CHUNK:
                end += 1
            yield self._run(number, end)
            number = end
        tail = self.info.stored_length - len(END)
        if stop > tail:
            self.check_end()
            yield tail, END

    def block(self, number: int) -> tuple[bytes, bytes]:
        """The stored and the raw bytes of a block; threads may call it together."""
        _, data = self._run(number, number + 1)
        return data, self._inflated(number, data)

    def check_end(self) -> None:
        """Raise Damaged unless the deflate stream ends with its empty final block."""
        if self._blob.read_at(self.info.stored_length - len(END), len(END)) != END:
            raise damaged("the end of the stream is not there")

    def _run(self, number: int, end: int) -> tuple[int, bytes]:
        """(offset, bytes) of the stored blocks [number, end), each of them checked."""
        first, last = self._entry(number)[0], self._entry(end - 1)[1]
        data = self._blob.read_at(first, last - first)
        for block in range(number, end):
            if crc32(self._slice(data, first, block)) != self._entry(block)[2]:
                raise damaged(f"block {block + 1} of {self.info.blocks} fails its checksum")
        return first, data

    def _slice(self, data: bytes, first: int, number: int) -> memoryview:
        """The stored bytes of one block out of those from the offset `first` on."""
        start, stop, _ = self._entry(number)
        return memoryview(data)[start - first : stop - first]

    def _inflated(self, number: int, stored: bytes | memoryview) -> bytes:
        length = min(self.info.block_size, self.info.length - number * self.info.block_size)
        try:
            return inflate_block(stored, length)
        except DeflateError as error:
            raise damaged(f"block {number + 1} of {self.info.blocks} cannot be unpacked") from error

    def _entry(self, number: int) -> tuple[int, int, int]:
        """Stored start, stored stop and checksum of a block."""
        start, checksum = ENTRY.unpack_from(self._index, number * ENTRY.size)
        if number + 1 < self.info.blocks:
            stop = ENTRY.unpack_from(self._index, (number + 1) * ENTRY.size)[0]
        else:
            stop = self.info.stored_length - len(END)
        return start, stop, checksum

    def _block_at(self, stored: int) -> int:
        """The last block that starts at or before a stored offset."""
        low, high = 0, self.info.blocks
        while low < high:
            middle = (low + high) // 2
            if self._entry(middle)[1] <= stored:
                low = middle + 1
            else:
                high = middle
        return low


def _open(blobs: Blobs, key: str) -> Blob:
    try:
        return blobs.open(key)
    except FileNotFoundError as error:
        raise damaged("the stored file is missing") from error
