"""One voxel: where it lies, its stored number, and what that stands for. One block is inflated."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from inspector.core.comparison import Placed
from inspector.core.header import Header
from inspector.vault.frozen import FrozenVoxels
from inspector.vault.slices import Grid, check_there, meaning

Number = int | float | tuple[int, ...] | tuple[float, float]


@dataclass(frozen=True, slots=True)
class Voxel:
    """The voxel at three indices of a volume. `place` is in mm, RAS+; None where the affine in use places nothing.

    `stored` is the number as it lies in the file: both parts of a complex one, all channels of a colour. `value` is
    scaled; of a complex number the magnitude, of a colour red, green and blue.
    """

    at: tuple[int, int, int]
    volume: int
    place: tuple[float, float, float] | None
    stored: Number
    value: Number


def read_voxel(frozen: FrozenVoxels, header: Header, at: tuple[int, int, int], volume: int = 0) -> Voxel:
    """Raises NoPicture when there is no such voxel, or Damaged."""
    grid = Grid.of(header, frozen.length)
    for axis, index in enumerate(at):
        grid.check(axis, index, volume)
    i, j, k = at
    number = i + grid.shape[0] * (j + grid.shape[1] * (k + grid.shape[2] * volume))
    stored = _bit(frozen, grid, number) if grid.bits == 1 else _item(frozen, grid, number)
    return Voxel(at, volume, _place(header, at), _number(stored), _number(meaning(stored, grid)))


def _item(frozen: FrozenVoxels, grid: Grid, number: int) -> NDArray[Any]:
    size = grid.dtype.itemsize
    first = grid.start + number * size
    check_there(first + size, frozen.length)
    return np.frombuffer(frozen.read(first, size), grid.dtype)


def _bit(frozen: FrozenVoxels, grid: Grid, number: int) -> NDArray[Any]:
    first = grid.start + number // 8
    check_there(first + 1, frozen.length)
    return np.unpackbits(np.frombuffer(frozen.read(first, 1), np.uint8))[number % 8 : number % 8 + 1]


def _place(header: Header, at: tuple[int, int, int]) -> tuple[float, float, float] | None:
    lies = Placed.of(header)
    if lies is None:
        return None
    x, y, z = (float(part) for part in (lies.affine @ [*at, 1])[:3])
    return x, y, z


def _number(of: NDArray[Any]) -> Number:
    """An array of one voxel as Python's numbers."""
    single = of[0]
    if of.dtype.names or of.ndim == 2:
        return tuple(int(part) for part in single.tolist())
    if np.iscomplexobj(of):
        return float(single.real), float(single.imag)
    return int(single) if of.dtype.kind in "iu" else float(single)
