"""The blocks of a stored voxel file, inflated or as they lie: each is checked before use.

A front is the first bytes of what is stored. Its deflate stream is that of the file up to the last block that it has
as a whole; the part of the next one is compressed by itself, and the empty final block ends it.
"""

from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from functools import cached_property

from inspector.vault.ahead import in_order
from inspector.vault.blobs import Blob
from inspector.vault.deflate import END, DeflateError, crc32, deflate_block, inflate_block
from inspector.vault.payload import ENTRY, Front, FrozenInfo, damaged

# Small enough to stay in the processor's cache from the checksum to the socket: as fast as sendfile, and checked.
STORED_CHUNK = 1 << 18
# Blocks that a thread inflates at a time: one piece of half a MiB for the socket.
RUN = 4


class Blocks:
    """The blocks of one open stored file, all of them or those of a front; `file` are the facts of all.

    The last block read is kept, for neighbours that share it.
    """

    def __init__(self, blob: Blob, file: FrozenInfo, index: bytes, front: Front | None = None) -> None:
        self._blob = blob
        self.file = file
        self._index = index
        self._front = front
        self.length = front.length if front else file.length
        # The blocks that are given as they are stored.
        self._verbatim = front.length // file.block_size if front else file.blocks
        self._last = (-1, b"")

    @cached_property
    def info(self) -> FrozenInfo:
        """The facts of what is given."""
        if self._front is None:
            return self.file
        return replace(self.file.cut(self._front), stored_length=self._end + len(self._part) + len(END))

    @cached_property
    def _part(self) -> bytes:
        """The last block of a front that ends inside a stored one, compressed anew; else b""."""
        rest = self.length - self._verbatim * self.file.block_size if self._front else 0
        return deflate_block(memoryview(self.raw(self._verbatim))[:rest]) if rest else b""

    @property
    def _end(self) -> int:
        """Where the blocks end that are given as they are stored."""
        return self._entry(self._verbatim - 1)[1] if self._verbatim else 0

    def read(self, offset: int, count: int) -> bytes:
        """The raw bytes [offset, offset + count), fewer only where the voxels end."""
        size = self.file.block_size
        stop = min(offset + count, self.length)
        pieces = []
        while offset < stop:
            inside = offset % size
            pieces.append(self.raw(offset // size)[inside : inside + stop - offset])
            offset += len(pieces[-1])
        return b"".join(pieces)

    def chunks(self, start: int = 0, stop: int | None = None) -> Generator[bytes]:
        """The raw bytes [start, stop) in pieces of up to RUN blocks, inflated ahead by threads."""
        stop = self.length if stop is None else min(stop, self.length)
        size, end = self.file.block_size, -(-stop // self.file.block_size)
        firsts = range(start // size, end, RUN)
        self.will_read([(start, stop)])
        with closing(in_order(lambda number: self.raw_run(number, min(number + RUN, end)), firsts)) as runs:
            for number, data in zip(firsts, runs, strict=True):
                yield data[max(start - number * size, 0) : stop - number * size]

    def will_read(self, ranges: Sequence[tuple[int, int]]) -> None:
        """These raw [start, stop) are read next, in this order."""
        size = self.file.block_size
        there = [(start, min(stop, self.length)) for start, stop in ranges]
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
        if number < self._verbatim:
            last = min(self._block_at(stop - 1), self._verbatim - 1)
            self._blob.will_read([(self._entry(number)[0], self._entry(last)[1])])
        while number < self._verbatim and (first := self._entry(number)[0]) < stop:
            end = number + 1
            while end < self._verbatim and self._entry(end)[1] - first <= STORED_CHUNK:
                end += 1
            yield self._run(number, end)
            number = end
        if self._part and stop > self._end:
            yield self._end, self._part
        tail = self._end + len(self._part)
        if stop > tail:
            if self._front is None:
                self.check_end()
            yield tail, END

    def block(self, number: int) -> tuple[bytes, bytes]:
        """The stored and the raw bytes of a block; threads may call it together."""
        _, data = self._run(number, number + 1)
        return data, self._inflated(number, data)

    def check_end(self) -> None:
        """Raise Damaged unless the stored deflate stream ends with its empty final block."""
        if self._blob.read_at(self.file.stored_length - len(END), len(END)) != END:
            raise damaged("the end of the stream is not there")

    def _run(self, number: int, end: int) -> tuple[int, bytes]:
        """(offset, bytes) of the stored blocks [number, end), each of them checked."""
        first, last = self._entry(number)[0], self._entry(end - 1)[1]
        data = self._blob.read_at(first, last - first)
        for block in range(number, end):
            if crc32(self._slice(data, first, block)) != self._entry(block)[2]:
                raise damaged(f"block {block + 1} of {self.file.blocks} fails its checksum")
        return first, data

    def _slice(self, data: bytes, first: int, number: int) -> memoryview:
        """The stored bytes of one block out of those from the offset `first` on."""
        start, stop, _ = self._entry(number)
        return memoryview(data)[start - first : stop - first]

    def _inflated(self, number: int, stored: bytes | memoryview) -> bytes:
        length = min(self.file.block_size, self.file.length - number * self.file.block_size)
        try:
            return inflate_block(stored, length)
        except DeflateError as error:
            raise damaged(f"block {number + 1} of {self.file.blocks} cannot be unpacked") from error

    def _entry(self, number: int) -> tuple[int, int, int]:
        """Stored start, stored stop and checksum of a block."""
        start, checksum = ENTRY.unpack_from(self._index, number * ENTRY.size)
        if number + 1 < self.file.blocks:
            stop = ENTRY.unpack_from(self._index, (number + 1) * ENTRY.size)[0]
        else:
            stop = self.file.stored_length - len(END)
        return start, stop, checksum

    def _block_at(self, stored: int) -> int:
        """The last block that starts at or before a stored offset; behind those given as stored, the next."""
        low, high = 0, self._verbatim
        while low < high:
            middle = (low + high) // 2
            if self._entry(middle)[1] <= stored:
                low = middle + 1
            else:
                high = middle
        return low
