"""Slices of frozen voxels: only the blocks they touch are inflated, and memory is bounded by the slice.

The stored order is that of NIfTI: the first axis fastest. A volume is a flat index over the axes 4 to 7.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod
from typing import Any, Final

import numpy as np
from numpy.lib.stride_tricks import as_strided
from numpy.typing import NDArray

from inspector.core.errors import ImageError
from inspector.core.header import Header
from inspector.core.scaling import scaling
from inspector.core.words import counted
from inspector.vault.frozen import Blocks, FrozenVoxels

BINARY: Final = 1
LARGEST_SLICE: Final = 64 * 1024 * 1024
READ_AHEAD: Final = 1 << 20
SAMPLES: Final = 100_000
SAMPLED_PIECES: Final = 32


class NoPicture(ImageError):
    """The voxels cannot be shown; the header still can."""

    code = "no_picture"


@dataclass(frozen=True, slots=True)
class Grid:
    """Where the voxels lie in the block: three lengths, the number of volumes, bits per voxel, the first byte.

    And what their numbers stand for: `slope` times the number plus `inter`; 1 and 0 where nothing is scaled.
    """

    shape: tuple[int, int, int]
    volumes: int
    bits: int
    dtype: "np.dtype[Any]"
    start: int
    slope: float = 1.0
    inter: float = 0.0

    @classmethod
    def of(cls, header: Header, block_length: int) -> "Grid":
        """Raises NoPicture when dim or datatype make no sense."""
        shape = header.shape
        if not shape:
            raise NoPicture(f"No picture: dim[0] is {header.numbers('dim')[0]}, and an image has 1 to 7 axes.")
        for axis, length in enumerate(shape, 1):
            if length < 1:
                raise NoPicture(f"No picture: dim[{axis}] is {length}.")
        binary = header.number("datatype") == BINARY
        dtype = np.dtype("u1") if binary else header.dtype
        if dtype is None:
            kind = header.datatype
            named = f"{kind.label} voxels cannot be read here" if kind else "its meaning is not known"
            raise NoPicture(f"No picture: datatype is {header.number('datatype')}, and {named}.")
        first, second, third = (*shape, 1, 1)[:3]
        bits = 1 if binary else dtype.itemsize * 8
        start = header.voxel_start(block_length)
        return cls((first, second, third), prod(shape[3:]), bits, dtype, start, *scaling(header))

    @property
    def volume_voxels(self) -> int:
        return prod(self.shape)

    def check(self, axis: int, index: int, volume: int) -> None:
        """Raises NoPicture when there is no such slice."""
        if not 0 <= index < self.shape[axis]:
            raise NoPicture(f"No picture: slice {index} of an axis with {self.shape[axis]}, counted from 0.")
        if not 0 <= volume < self.volumes:
            raise NoPicture(f"No picture: volume {volume} of {self.volumes}, counted from 0.")

    def check_size(self, axis: int) -> None:
        """Raises NoPicture when slices across this axis are too large to be read."""
        touched = self.volume_voxels // self.shape[2 if self.bits == 1 else axis]
        size = touched * self.dtype.itemsize
        if size > LARGEST_SLICE:
            raise NoPicture(
                f"No picture: one slice has {size:,} bytes, and slices of up to {LARGEST_SLICE:,} are drawn."
            )


def volume_at(header: Header, indices: Sequence[int]) -> int:
    """The flat index of the volume at one index for each axis from the fourth. Raises NoPicture."""
    lengths = header.shape[3:]
    if len(indices) != len(lengths):
        raise NoPicture(
            f"No picture: {counted(len(indices), 'index', 'indices')} for the volume, and the image has "
            f"{counted(len(lengths), 'axis', 'axes')} from the fourth on."
        )
    flat, step = 0, 1
    for axis, (index, length) in enumerate(zip(indices, lengths, strict=True), 4):
        if not 0 <= index < length:
            raise NoPicture(f"No picture: volume {index} of {length} along axis {axis}, counted from 0.")
        flat, step = flat + index * step, step * length
    return flat


def read_slice(frozen: FrozenVoxels, header: Header, axis: int, index: int, volume: int = 0) -> NDArray[Any]:
    """One slice across a stored axis (0 to 2): a 2-D array over the two other axes in order.

    Values are scaled by scl_slope and scl_inter where slope is neither 0 nor non-finite. Complex numbers give their
    magnitude, colours a last axis of red, green, blue. Raises NoPicture, or Damaged.
    """
    grid = Grid.of(header, frozen.length)
    grid.check(axis, index, volume)
    grid.check_size(axis)
    read = _read_bits if grid.bits == 1 else _read_items
    values = frozen.using(lambda blocks: read(blocks, frozen.length, grid, axis, index, volume))
    return meaning(values, grid)


def read_block(frozen: FrozenVoxels, grid: Grid, rows: range, planes: range, volume: int = 0) -> NDArray[Any]:
    """Stored numbers along the whole first axis, of some rows (second axis) of some planes (third), as they are.

    An array over the three axes in order; `meaning` scales what is taken of it. Raises NoPicture, or Damaged.
    """
    grid.check_size(2)
    read = _read_block_bits if grid.bits == 1 else _read_block_items
    return frozen.using(lambda blocks: read(blocks, frozen.length, grid, rows, planes, volume))


def sample(frozen: FrozenVoxels, grid: Grid, volume: int = 0) -> NDArray[Any]:
    """About 100,000 values of a volume, scaled, from pieces spread over it; fewer where it is small or cut short.

    Up to that many voxels, each is there once.
    """
    if grid.bits == 1 or grid.dtype.names:
        return np.array([0.0, 1.0])
    item = grid.dtype.itemsize
    first = grid.start + volume * grid.volume_voxels * item
    voxels = min(grid.volume_voxels, max(frozen.length - first, 0) // item)

    def read(blocks: Blocks) -> list[NDArray[Any]]:
        piece = max(1, min(voxels, blocks.file.block_size // item))
        pieces = min(SAMPLED_PIECES, -(-voxels // piece))
        whole = pieces * piece >= voxels
        starts = range(0, voxels, piece) if whole else np.linspace(0, voxels - piece, pieces).astype(np.int64)
        step = max(1, piece * pieces // SAMPLES)
        ranges = [(first + int(at) * item, first + min(int(at) + piece, voxels) * item) for at in starts]
        blocks.will_read(ranges)
        return [np.frombuffer(blocks.read(start, stop - start), grid.dtype)[::step] for start, stop in ranges]

    values = frozen.using(read)
    return meaning(np.concatenate(values) if values else np.empty(0), grid)


def _read_items(blocks: Blocks, available: int, grid: Grid, axis: int, index: int, volume: int) -> NDArray[Any]:
    """A slice of whole-byte voxels: equal runs of bytes at equal distances."""
    first_axis, second_axis, third_axis = grid.shape
    item = grid.dtype.itemsize
    row, plane = first_axis * item, first_axis * second_axis * item
    run, distance, count = (
        (item, row, second_axis * third_axis),
        (row, plane, third_axis),
        (plane, plane, 1),
    )[axis]
    first = grid.start + volume * plane * third_axis + index * (item, row, plane)[axis]
    check_there(first + (count - 1) * distance + run, available)
    data = _gather(blocks, first, run, distance, count)
    rest = [length for number, length in enumerate(grid.shape) if number != axis]
    return data.reshape(-1).view(grid.dtype).reshape(rest, order="F")


def _gather(blocks: Blocks, first: int, run: int, distance: int, count: int) -> NDArray[np.uint8]:
    """`count` runs of `run` bytes that begin `distance` bytes apart, as the rows of an array."""
    data = np.empty((count, run), np.uint8)
    together = max(1, READ_AHEAD // distance)
    pieces = [(number, min(together, count - number)) for number in range(0, count, together)]
    ranges = [(first + number * distance, first + (number + runs - 1) * distance + run) for number, runs in pieces]
    blocks.will_read(ranges)
    for (number, runs), (start, stop) in zip(pieces, ranges, strict=True):
        piece = blocks.read(start, stop - start)
        data[number : number + runs] = as_strided(np.frombuffer(piece, np.uint8), (runs, run), (distance, 1))
    return data


def _read_bits(blocks: Blocks, available: int, grid: Grid, axis: int, index: int, volume: int) -> NDArray[Any]:
    """A slice of 1-bit voxels, plane by plane; the first voxel is the highest bit of a byte, as MRtrix writes them."""
    plane = grid.shape[0] * grid.shape[1]
    planes = []
    for third in (index,) if axis == 2 else range(grid.shape[2]):
        first = (volume * grid.shape[2] + third) * plane
        start, stop = grid.start + first // 8, grid.start + (first + plane + 7) // 8
        check_there(stop, available)
        bits = np.unpackbits(np.frombuffer(blocks.read(start, stop - start), np.uint8))
        values = bits[first % 8 : first % 8 + plane].reshape(grid.shape[:2], order="F")
        planes.append(values if axis == 2 else values.take(index, axis))
    return planes[0] if axis == 2 else np.stack(planes, axis=-1)


def _read_block_items(
    blocks: Blocks, available: int, grid: Grid, rows: range, planes: range, volume: int
) -> NDArray[Any]:
    row = grid.shape[0] * grid.dtype.itemsize
    plane = row * grid.shape[1]
    first = grid.start + (volume * grid.shape[2] + planes.start) * plane + rows.start * row
    check_there(first + (len(planes) - 1) * plane + len(rows) * row, available)
    data = _gather(blocks, first, len(rows) * row, plane, len(planes))
    return data.reshape(-1).view(grid.dtype).reshape((grid.shape[0], len(rows), len(planes)), order="F")


def _read_block_bits(
    blocks: Blocks, available: int, grid: Grid, rows: range, planes: range, volume: int
) -> NDArray[Any]:
    whole = [_read_bits(blocks, available, grid, 2, plane, volume) for plane in planes]
    return np.stack(whole, axis=-1)[:, rows.start : rows.stop]


def check_there(stop: int, available: int) -> None:
    """Raises NoPicture when the voxels end before `stop`."""
    if stop > available:
        missing = counted(stop - available, "byte")
        raise NoPicture(f"No picture: the file ends {missing} before the last voxel of this slice.")


def meaning(stored: NDArray[Any], grid: Grid) -> NDArray[Any]:
    """Stored values as what they stand for: scaled, complex numbers as magnitudes, colours as bytes."""
    if stored.dtype.names:
        # Opacity is left out: a picture on black would hide the colours that are stored.
        return np.stack([stored[channel] for channel in "RGB"], axis=-1)
    values = stored.astype(stored.dtype.newbyteorder("="), copy=False)
    with np.errstate(all="ignore"):
        if (grid.slope, grid.inter) != (1, 0):
            wide = np.result_type(values.dtype, np.float64)
            values = values.astype(wide) * grid.slope + grid.inter
        return np.abs(values) if np.iscomplexobj(values) else values
