"""Reading slices of a stored preview."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
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

    @property
    def bytes_per_voxel(self) -> int:
        return self._plan.bytes_per_voxel

    def slice(self, axis: int, index: int) -> NDArray[Any]:
        """The slice with stored slice `index` in it: a 2-D array over the two other axes, and perhaps colours.

        Values are scaled as those of `read_slice`.
        """
        small = index // self._plan.boxes.box[axis]
        data = self._plane(small) if axis == 2 else self._across(axis, small)
        return np.swapaxes(self.values(data), 0, 1)

    def bricks(self, wanted: NDArray[np.bool_]) -> "Bricks":
        """The bricks that are wanted: (layers of bricks, bricks down, bricks across)."""
        starts, depths = np.zeros(wanted.shape, np.intp), self._plan.slabs()
        read, length = [np.empty(0, np.uint8)], 0
        for layer in np.flatnonzero(wanted.any(axis=(1, 2))).tolist():
            numbers = np.flatnonzero(wanted[layer])
            shape = (self._plan.bytes_per_voxel, depths[layer], SIDE, SIDE)
            bricks = self._read((self._plan.first_of(layer) + numbers).tolist(), shape)
            starts[layer].flat[numbers] = length + np.arange(len(numbers)) * prod(shape)
            length += bricks.size
            read.append(bricks.reshape(-1))
        return Bricks(self, np.concatenate(read), starts, np.array(depths))

    def values(self, data: NDArray[np.uint8]) -> NDArray[Any]:
        """What the bytes of voxels, (…, bytes), stand for."""
        return self._meaning(_as_values(data, self._plan.boxes))

    def _meaning(self, values: NDArray[Any]) -> NDArray[Any]:
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
        runs = list(_runs(numbers))
        self._blob.will_read([(self._starts[first], self._starts[stop]) for first, stop in runs])
        pieces = [self._run(first, stop) for first, stop in runs]
        try:
            data = inflate_block(b"".join(pieces), len(numbers) * prod(shape))
        except DeflateError as error:
            raise Unusable from error
        return np.frombuffer(data, np.uint8).reshape(len(numbers), *shape)

    def _run(self, first: int, stop: int) -> bytes:
        """The stored bytes of the bricks or planes [first, stop), each of them checked."""
        start = self._starts[first]
        data = self._blob.read_at(start, self._starts[stop] - start)
        for number in range(first, stop):
            piece = memoryview(data)[self._starts[number] - start : self._starts[number + 1] - start]
            if crc32(piece) != self._checksums[number]:
                raise Unusable
        return data


@dataclass(frozen=True, slots=True, eq=False)
class Bricks:
    """Some bricks of a preview, one after another in `data`; `starts` says where each begins."""

    preview: Preview
    data: NDArray[np.uint8]
    starts: NDArray[np.intp]
    depths: NDArray[np.intp]

    def at(self, voxels: NDArray[np.intp]) -> NDArray[Any]:
        """The values of voxels of the small volume, at indices (3, n), scaled as those of `read_slice`."""
        i, j, k = voxels
        layer = k // DEPTH
        inside = ((k % DEPTH) * SIDE + j % SIDE) * SIDE + i % SIDE
        first = self.starts[layer, j // SIDE, i // SIDE] + inside
        apart = self.depths[layer] * SIDE * SIDE
        count = self.preview.bytes_per_voxel
        return self.preview.values(np.stack([self.data[first + number * apart] for number in range(count)], axis=-1))


def _as_values(data: NDArray[np.uint8], boxes: Boxes) -> NDArray[Any]:
    """The way back from (…, bytes) to (…), or to (…, 3) of colours."""
    if boxes.channels == 3:
        return data
    if boxes.dtype == FLOAT:
        data = np.concatenate([np.zeros((*data.shape[:-1], 1), np.uint8), data], axis=-1)
    values: NDArray[Any] = np.ascontiguousarray(data).view(boxes.dtype)[..., 0]
    return values


def _runs(numbers: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Ascending numbers as (first, stop) of those that follow one another."""
    first = 0
    for at in range(1, len(numbers) + 1):
        if at == len(numbers) or numbers[at] != numbers[at - 1] + 1:
            yield numbers[first], numbers[at - 1] + 1
            first = at
