"""A volume made smaller while its bytes come by: each voxel of the small one is the mean over a box of stored ones.

Arrays have the stored axes in reverse (planes, rows, columns), for the first stored axis is the fastest.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from inspector.vault.slices import Grid

MOST: Final = 256
PIECE: Final = 256 * 1024
FLOAT: Final = np.dtype("<f4")


@dataclass(frozen=True, slots=True)
class Boxes:
    """How the volumes of a grid are made smaller, and what a voxel of the small volume is.

    `box` are the lengths of a box along the three stored axes, `shape` those of the small volume. `dtype` is the
    stored type where means of it can be kept as such (whole numbers of one or two bytes, colours); else float32.
    """

    grid: Grid
    box: tuple[int, int, int]

    @classmethod
    def of(cls, grid: Grid) -> "Boxes":
        first, second, third = (-(-length // MOST) for length in grid.shape)
        return cls(grid, (first, second, third))

    @property
    def shape(self) -> tuple[int, int, int]:
        first, second, third = (-(-length // box) for length, box in zip(self.grid.shape, self.box, strict=True))
        return first, second, third

    @property
    def channels(self) -> int:
        """3 for colours, whose opacity is left out; 1 for numbers."""
        return 3 if self.grid.dtype.names else 1

    @property
    def dtype(self) -> "np.dtype[Any]":
        stored = self.grid.dtype
        if stored.names:
            return np.dtype("u1")
        small = stored.kind in "iu" and stored.itemsize <= 2 and self.grid.bits > 1
        return stored.newbyteorder("<") if small else FLOAT

    @property
    def exact(self) -> bool:
        """Whether the small volume holds the stored numbers themselves."""
        return self.box == (1, 1, 1) and (self.dtype != FLOAT or self.grid.bits == 1)


class BoxMeans:
    """Takes in the raw bytes of one volume in pieces of any length and gives the planes of the small volume.

    Memory is bounded by a row of boxes and a piece. Values that are not finite do not count; a box of nothing else
    is NaN. Of complex numbers the magnitudes are averaged.
    """

    def __init__(self, boxes: Boxes, skipped_bits: int = 0) -> None:
        self._boxes = boxes
        self._skipped_bits = skipped_bits
        self._rest: NDArray[Any] = np.empty(0, boxes.grid.dtype)
        self._bytes = b""
        self._row = 0
        self._single = boxes.box == (1, 1, 1)
        first, second, _ = boxes.shape
        self._flat = (second, first, boxes.channels)
        self._dtype = boxes.dtype
        across, down = (
            np.minimum(box, length - np.arange(0, length, box))
            for box, length in zip(boxes.box[:2], boxes.grid.shape[:2], strict=True)
        )
        self._areas = np.outer(down, across)[..., np.newaxis]
        self._clear()

    def write(self, data: bytes | memoryview) -> Iterator[NDArray[Any]]:
        """The planes that are finished by this piece, each (rows, columns, channels)."""
        for start in range(0, len(data), PIECE):
            yield from self._take(self._voxels(data[start : start + PIECE]))

    def _voxels(self, data: bytes | memoryview) -> NDArray[Any]:
        """Whole voxels, after those that waited for the rest of their row."""
        dtype = self._boxes.grid.dtype
        if self._boxes.grid.bits == 1:
            fresh = np.unpackbits(np.frombuffer(data, np.uint8))[self._skipped_bits :]
            self._skipped_bits = 0
        else:
            data = self._bytes + data if self._bytes else data
            whole = len(data) - len(data) % dtype.itemsize
            fresh, self._bytes = np.frombuffer(data[:whole], dtype), bytes(data[whole:])
        return np.concatenate([self._rest, fresh]) if self._rest.size else fresh

    def _take(self, voxels: NDArray[Any]) -> Iterator[NDArray[Any]]:
        """Take whole planes or, of a plane that is not there as a whole, whole rows of boxes."""
        columns, rows, planes = self._boxes.grid.shape
        while self._row < rows * planes:
            row, there = self._row % rows, len(voxels) // columns
            if row == 0 and there >= rows:
                count, height = min(there // rows, planes - self._row // rows), rows
            elif self._single:
                count = height = 0
            else:
                count, height = 1, min(there, rows - row)
                height -= height % self._boxes.box[1] if row + height < rows else 0
            if count * height == 0:
                self._rest = voxels.copy()
                return
            used = count * height * columns
            yield from self._add(self._numbers(voxels[:used]).reshape(count, height, columns, -1), row)
            self._row += count * height
            voxels = voxels[used:]
        self._rest = voxels[:0].copy()

    def _numbers(self, voxels: NDArray[Any]) -> NDArray[Any]:
        if voxels.dtype.names:
            return voxels.view(np.uint8).reshape(len(voxels), -1)[:, :3]
        with np.errstate(all="ignore"):
            values = np.abs(voxels) if np.iscomplexobj(voxels) else voxels
            # Sums of boxes stay exact: 2-byte numbers are added as int32, all others as float64.
            wanted = self._sums.dtype if values.dtype.itemsize > 2 else values.dtype.newbyteorder("=")
            return values.astype(wanted, copy=False)

    def _add(self, values: NDArray[Any], row: int) -> Iterator[NDArray[Any]]:
        """Add rows of whole boxes (planes, rows, columns, channels) that begin at `row` of their plane."""
        if self._single:
            with np.errstate(all="ignore"):
                yield from values.astype(self._dtype)
            return
        with np.errstate(all="ignore"):
            sums, bad = self._summed(values), None
            if sums.dtype.kind == "f" and not np.isfinite(sums).all():
                finite = np.isfinite(values)
                sums, bad = self._summed(np.where(finite, values, 0)), self._summed(~finite)
        depth, planes = self._boxes.box[2], self._boxes.grid.shape[2]
        start = row // self._boxes.box[1]
        place = slice(start, start + sums.shape[1])
        first = self._row // self._boxes.grid.shape[1]
        last_row = row + values.shape[1] == self._boxes.grid.shape[1]
        at = 0
        while at < len(sums):
            count = min(len(sums) - at, depth - (first + at) % depth)
            self._sums[place] += sums[at : at + count].sum(axis=0) if count > 1 else sums[at]
            if bad is not None:
                self._bad[place] += bad[at : at + count].sum(axis=0)
            at += count
            if last_row and ((first + at) % depth == 0 or first + at == planes):
                yield self._finished((first + at - 1) % depth + 1)

    def _summed(self, values: NDArray[Any]) -> NDArray[Any]:
        """Sums over the rows and columns of boxes; the planes stay apart."""
        columns, rows, _ = self._boxes.box
        wide = np.dtype(np.float64) if values.dtype.kind == "f" or columns * rows > 1 << 15 else np.dtype(np.int32)
        return _every(_every(values, 1, rows, wide), 2, columns, wide)

    def _finished(self, depth: int) -> NDArray[Any]:
        """The means of a plane of boxes that are `depth` planes deep."""
        with np.errstate(all="ignore"):
            means = self._sums / (self._areas * depth - self._bad)
            plane: NDArray[Any] = (means if self._dtype == FLOAT else np.rint(means)).astype(self._dtype)
        self._clear()
        return plane

    def _clear(self) -> None:
        self._sums = np.zeros(self._flat, np.float64)
        self._bad = np.zeros(self._flat, np.float64)


def _every(values: NDArray[Any], axis: int, step: int, dtype: "np.dtype[Any]") -> NDArray[Any]:
    """Sums of `step` neighbours along an axis; of fewer at its end."""
    if step == 1:
        return values
    before = (slice(None),) * axis
    sums = values[(*before, slice(0, None, step))].astype(dtype)
    for offset in range(1, min(step, values.shape[axis])):
        part = values[(*before, slice(offset, None, step))]
        sums[(*before, slice(0, part.shape[axis]))] += part
    return sums
