"""Reading slices of a stored preview."""

from collections.abc import Sequence
from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from inspector.vault.blobs import Blob
from inspector.vault.deflate import DeflateError, crc32, inflate_block
from inspector.vault.previews.boxes import FLOAT, Boxes
from inspector.vault.previews.plan import DEPTH, SIDE, Plan
from inspector.vault.previews.stored import Unusable, read_index
from inspector.vault.slices import meaning


class Preview:
    """An open preview. Raises Unusable when it is not what was written."""

    def __init__(self, blob: Blob, plan: Plan, voxels_sha256: str) -> None:
        self._blob = blob
        self._plan = plan
        self._starts, self._checksums = read_index(blob, plan.key(voxels_sha256))
        if len(self._checksums) != plan.first_of(len(plan.slabs())):
            raise Unusable

    def slice(self, axis: int, index: int) -> NDArray[Any]:
        """The slice with stored slice `index` in it: a 2-D array over the two other axes, and perhaps colours.

        Values are scaled as those of `read_slice`.
        """
        small = index // self._plan.boxes.box[axis]
        data = self._plane(small) if axis == 2 else self._across(axis, small)
        values = np.swapaxes(_as_values(data, self._plan.boxes), 0, 1)
        if self._plan.boxes.channels == 3:
            return values
        values = meaning(values, self._plan.boxes.grid)
        return np.abs(values) if self._plan.boxes.grid.dtype.kind == "c" else values

    def _across(self, axis: int, index: int) -> NDArray[np.uint8]:
        """A slice across the first or second axis: (planes, the other axis, bytes)."""
        across, down = self._plan.bricks()
        brick, inside = divmod(index, SIDE)
        shape = (self._plan.bytes_per_voxel, SIDE, SIDE)
        layers = []
        for number, depth in enumerate(self._plan.slabs()):
            first = self._plan.first_of(number)
            wanted = range(first + brick, first + across * down, across) if axis == 0 else None
            numbers = wanted or range(first + brick * across, first + (brick + 1) * across)
            bricks = self._read(numbers, (shape[0], depth, *shape[1:]))
            cut = bricks[..., inside] if axis == 0 else bricks[..., inside, :]
            layers.append(cut.transpose(2, 0, 3, 1).reshape(depth, -1, shape[0]))
        return np.concatenate(layers)[:, : self._plan.boxes.shape[1 - axis]]

    def _plane(self, index: int) -> NDArray[np.uint8]:
        """A slice across the third axis: (rows, columns, bytes)."""
        slab, inside = divmod(index, DEPTH)
        columns, rows, _ = self._plan.boxes.shape
        number = self._plan.first_of(slab) + prod(self._plan.bricks()) + inside
        return np.moveaxis(self._read([number], (self._plan.bytes_per_voxel, rows, columns))[0], 0, -1)

    def _read(self, numbers: Sequence[int], shape: tuple[int, ...]) -> NDArray[np.uint8]:
        """Several bricks or planes of one shape, inflated at once: one after the other they are a stream too."""
        pieces = []
        self._blob.will_read([(self._starts[number], self._starts[number + 1]) for number in numbers])
        for number in numbers:
            start, stop = self._starts[number], self._starts[number + 1]
            pieces.append(self._blob.read_at(start, stop - start))
            if crc32(pieces[-1]) != self._checksums[number]:
                raise Unusable
        try:
            data = inflate_block(b"".join(pieces), len(pieces) * prod(shape))
        except DeflateError as error:
            raise Unusable from error
        return np.frombuffer(data, np.uint8).reshape(len(pieces), *shape)


def _as_values(data: NDArray[np.uint8], boxes: Boxes) -> NDArray[Any]:
    """The way back from (…, …, bytes) to (…, …), or to (…, …, 3) of colours."""
    if boxes.channels == 3:
        return data
    if boxes.dtype == FLOAT:
        data = np.concatenate([np.zeros((*data.shape[:2], 1), np.uint8), data], axis=-1)
    values: NDArray[Any] = np.ascontiguousarray(data).view(boxes.dtype)[..., 0]
    return values
