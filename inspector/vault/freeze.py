"""Writing a voxel block once: cut into blocks, compressed, hashed and published under its sha256."""

import hashlib
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from types import TracebackType
from typing import Self

from inspector.core.errors import Damaged
from inspector.vault.blobs import Blobs
from inspector.vault.deflate import LEVEL, crc32, deflate_block, deflate_trial
from inspector.vault.frozen import FrozenVoxels
from inspector.vault.payload import BLOCK_SIZE, FrozenInfo, StreamWriter, read_footer

BLOCKS = 4
BUFFERS = 6
# One block in so many is compressed at both levels; the better one serves the blocks that follow.
TRIAL = 32

Watcher = Callable[[memoryview], None]


class FrozenWriter:
    """Freezes the bytes it is fed, in memory that does not grow with them.

    A context manager; what was not committed when it ends is dropped. Each of the `watchers` is called with all
    the bytes in order, a piece at a time; the piece is overwritten afterwards.
    """

    def __init__(self, blobs: Blobs, watchers: Sequence[Watcher] = ()) -> None:
        self._blobs = blobs
        self._watchers = watchers
        self._open = ExitStack()
        # Filled in turn, and again as soon as their blocks are stored: fresh memory costs more than hashing it.
        self._buffers = [memoryview(bytearray(BLOCKS * BLOCK_SIZE)) for _ in range(BUFFERS)]
        self._filled = 0
        self._pending: deque[Future[tuple[bytes, int]]] = deque()
        self._submitted = 0
        self._level = LEVEL
        self._highest_level = 0
        self._sha256 = hashlib.sha256()
        self._crc32 = 0
        self._info: FrozenInfo | None = None
        self.length = 0
        self._stream = StreamWriter(self._open.enter_context(blobs.write()))
        # The compressor leaves Python's lock, so it runs while the next bytes are read and hashed.
        self._pool = ThreadPoolExecutor(2, "freeze")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.drop()

    def drop(self) -> None:
        """End the threads, and remove what was not committed."""
        self._pool.shutdown(cancel_futures=True)
        self._open.close()

    def room(self) -> memoryview:
        """Where the next bytes go, for whoever can put them there without a copy; `grew` says how many they were."""
        return self._buffers[0][self._filled :]

    def grew(self, count: int) -> None:
        self._filled += count
        if self._filled == len(self._buffers[0]):
            self._cut()

    def feed(self, data: bytes | memoryview) -> None:
        rest = memoryview(data)
        while rest:
            room = self.room()
            count = min(len(room), len(rest))
            room[:count] = rest[:count]
            self.grew(count)
            rest = rest[count:]

    def finish(self) -> FrozenInfo:
        """Write what is left, end the threads and return the facts; the block is not published yet."""
        if self._info is None:
            self._cut()
            while self._pending:
                self._store()
            self._pool.shutdown()
            # Many finished blocks may wait to be published together.
            self._buffers.clear()
            self._info = FrozenInfo(
                self._sha256.hexdigest(),
                self.length,
                self._crc32,
                self._stream.end(),
                level=self._highest_level or LEVEL,
            )
            self._stream.finish(self._info)
        return self._info

    def commit(self) -> FrozenInfo:
        """Publish the block under its sha256 and return its facts.

        A sound one that another version of the compressor stored stays, since the records of other images tell of
        it; any other is replaced, for it may have been damaged since.
        """
        info = self.finish()
        there = _stored_otherwise(self._blobs, info)
        if there is None:
            self._stream.commit(info)
        return there or info

    def _cut(self) -> None:
        """Hand the bytes of this buffer on, and turn to the next."""
        data = self._buffers[0][: self._filled]
        for start in range(0, len(data), BLOCK_SIZE):
            self._submit(data[start : start + BLOCK_SIZE])
        self.length += len(data)
        self._sha256.update(data)
        self._crc32 = crc32(data, self._crc32)
        for watch in self._watchers:
            watch(data)
        while len(self._pending) > (BUFFERS - 1) * BLOCKS:
            self._store()
        self._buffers.append(self._buffers.pop(0))
        self._filled = 0

    def _submit(self, block: memoryview) -> None:
        if self._submitted % TRIAL:
            self._pending.append(self._pool.submit(_deflated, block, self._level))
        else:
            self._pending.append(self._pool.submit(deflate_trial, block))
        if self._submitted == 0:
            self._level = self._pending[0].result()[1]
        self._submitted += 1

    def _store(self) -> None:
        """Write the oldest block that is compressed or on its way."""
        number = self._submitted - len(self._pending)
        stored, level = self._pending.popleft().result()
        if number % TRIAL == 0:
            # It comes into effect a fixed number of blocks later, so the same bytes give the same file.
            self._level = level
        self._highest_level = max(level, self._highest_level)
        self._stream.add(stored)


def _deflated(block: memoryview, level: int) -> tuple[bytes, int]:
    return deflate_block(block, level), level


def _stored_otherwise(blobs: Blobs, info: FrozenInfo) -> FrozenInfo | None:
    """The facts of a sound block under this key that was compressed to other bytes."""
    if not blobs.exists(info.key):
        return None
    try:
        with blobs.open(info.key) as blob:
            there, _ = read_footer(blob)
        if there == info or there.sha256 != info.sha256:
            return None
        FrozenVoxels(blobs, there).verify()
    except Damaged:
        return None
    return there
