"""Writing a voxel block once: cut into blocks, compressed, hashed and published under its sha256."""

import hashlib
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from types import TracebackType
from typing import Self

from inspector.core.errors import Damaged
from inspector.vault.blobs import Blobs
from inspector.vault.deflate import crc32, deflate_block
from inspector.vault.frozen import FrozenVoxels
from inspector.vault.payload import BLOCK_SIZE, FrozenInfo, StreamWriter, read_footer

IN_FLIGHT = 16


class FrozenWriter:
    """Freezes the bytes it is fed, in memory that does not grow with them.

    A context manager; what was not committed when it ends is dropped.
    """

    def __init__(self, blobs: Blobs) -> None:
        self._blobs = blobs
        self._open = ExitStack()
        self._pending: deque[Future[bytes]] = deque()
        self._rest = b""
        self._sha256 = hashlib.sha256()
        self._crc32 = 0
        self.length = 0

    def __enter__(self) -> Self:
        self._stream = StreamWriter(self._open.enter_context(self._blobs.write()))
        # The compressor leaves Python's lock, so it runs while the next bytes are read and hashed.
        self._pool = self._open.enter_context(ThreadPoolExecutor(2, "freeze"))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._pool.shutdown(cancel_futures=True)
        self._open.close()

    def feed(self, data: bytes) -> None:
        self.length += len(data)
        self._sha256.update(data)
        self._crc32 = crc32(data, self._crc32)
        view = memoryview(self._rest + data if self._rest else data)
        whole = len(view) - len(view) % BLOCK_SIZE
        for start in range(0, whole, BLOCK_SIZE):
            self._submit(view[start : start + BLOCK_SIZE])
        self._rest = bytes(view[whole:])

    def commit(self) -> FrozenInfo:
        """Publish the block under its sha256 and return its facts.

        A sound one that another version of the compressor stored stays, since the records of other images tell of
        it; any other is replaced, for it may have been damaged since.
        """
        if self._rest:
            self._submit(memoryview(self._rest))
        while self._pending:
            self._store()
        info = FrozenInfo(self._sha256.hexdigest(), self.length, self._crc32, self._stream.end())
        there = _stored_otherwise(self._blobs, info)
        if there is None:
            self._stream.commit(info)
        return there or info

    def _submit(self, block: memoryview) -> None:
        self._pending.append(self._pool.submit(deflate_block, block))
        if len(self._pending) > IN_FLIGHT:
            self._store()

    def _store(self) -> None:
        self._stream.add(self._pending.popleft().result())


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
