"""Writing a preview while the bytes of its volume come by."""

from contextlib import ExitStack
from types import TracebackType
from typing import Any, Final, Self

import numpy as np
from numpy.typing import NDArray

from inspector.vault.blobs import Blobs
from inspector.vault.deflate import crc32, deflate_block
from inspector.vault.previews.boxes import FLOAT, BoxMeans
from inspector.vault.previews.plan import DEPTH, SIDE, Plan
from inspector.vault.previews.stored import ending

LEVEL: Final = 1


class PreviewBuilder:
    """Makes a preview from the raw bytes of a voxel block as they come by; memory stays under 20 MB.

    A context manager; a preview that was not committed when it ends is dropped. No piece is held on to.
    """

    def __init__(self, blobs: Blobs, plan: Plan) -> None:
        self._plan = plan
        self._means = BoxMeans(plan.boxes, plan.skipped_bits)
        across, down = plan.bricks()
        self._slab = np.zeros((DEPTH, down * SIDE, across * SIDE, plan.bytes_per_voxel), np.uint8)
        self._planes = 0
        self._index: list[tuple[int, int]] = []
        self._length = 0
        self._open = ExitStack()
        self._writer = self._open.enter_context(blobs.write())

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.drop()

    def drop(self) -> None:
        """Remove what was not committed."""
        self._open.close()

    @property
    def complete(self) -> bool:
        """Whether all bytes of the volume came."""
        return self._planes == self._plan.boxes.shape[2]

    def write(self, data: bytes | memoryview, offset: int) -> None:
        """The bytes from `offset` of the voxel block on. In order; what is not of the volume is left out."""
        piece = data[max(self._plan.first - offset, 0) : max(self._plan.stop - offset, 0)]
        columns, rows, depth = self._plan.boxes.shape
        for plane in self._means.write(piece):
            self._slab[self._planes % DEPTH, :rows, :columns] = _as_bytes(plane)
            self._planes += 1
            if self._planes % DEPTH == 0 or self._planes == depth:
                self._store((self._planes - 1) % DEPTH + 1)

    def commit(self, voxels_sha256: str) -> None:
        """Publish the preview. Raises ValueError when bytes of the volume are still to come."""
        if not self.complete:
            raise ValueError(f"only {self._planes} of {self._plan.boxes.shape[2]} planes came")
        key = self._plan.key(voxels_sha256)
        self._writer.write(ending(key, self._length, self._index))
        self._writer.commit(key)

    def _store(self, depth: int) -> None:
        slab = self._slab[:depth]
        for start in range(0, slab.shape[1], SIDE):
            rows = slab[:, start : start + SIDE].reshape(depth, SIDE, -1, SIDE, slab.shape[3])
            for brick in np.ascontiguousarray(rows.transpose(2, 4, 0, 1, 3)):
                self._append(brick)
        columns, rows_there, _ = self._plan.boxes.shape
        for plane in slab[:, :rows_there, :columns] if self._plan.planes else ():
            self._append(np.ascontiguousarray(np.moveaxis(plane, -1, 0)))

    def _append(self, values: NDArray[np.uint8]) -> None:
        stored = deflate_block(values.data, LEVEL)
        self._index.append((self._length, crc32(stored)))
        self._length += len(stored)
        self._writer.write(stored)


def _as_bytes(plane: NDArray[Any]) -> NDArray[np.uint8]:
    """(rows, columns, channels) as (rows, columns, bytes); a float32 rounded to its first three bytes."""
    if plane.dtype != FLOAT:
        return plane.view(np.uint8)
    bits = plane.view("<u4")
    rounded = np.where(np.isfinite(plane), bits + np.uint32(0x80), bits)
    return rounded.view(np.uint8)[..., 1:]
