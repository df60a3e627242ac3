"""The voxels that a plane through the world cuts: only those are read, and memory is bounded by a few stored slices.

A plane straight across a stored axis reads that slice. An oblique one reads, slice by slice, the rows it goes through;
or bricks of the preview, where these are fewer bytes.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from inspector.core.header import Header
from inspector.core.world import Cut, Indices, Interpolation, Voxels, lowest, sample
from inspector.vault.frozen import FrozenVoxels
from inspector.vault.previews import Plan, read_preview, using_preview
from inspector.vault.previews.plan import DEPTH, SIDE
from inspector.vault.slices import Grid, meaning, read_block, read_slice

Box = tuple[int, int, int]
# Bytes of stored slices that are held at a time, and pixels whose places are.
TOGETHER: Final = 16 * 1024 * 1024
PART: Final = 1 << 17


@dataclass(frozen=True, slots=True, eq=False)
class Sampled:
    """The values of a frame's pixels, (rows, columns) or (rows, columns, 3), and which of them lie in the volume.

    `box` are the stored voxels that a value stands for, and `usual` whether it comes from where it should, as in
    `Picture`.
    """

    values: NDArray[Any]
    inside: NDArray[np.bool_]
    box: Box | None
    usual: bool


@dataclass(frozen=True, slots=True, eq=False)
class Taken:
    """The values of the pixels in the volume, one after another."""

    values: NDArray[Any]
    box: Box | None = None
    usual: bool = True


@dataclass(frozen=True, slots=True, eq=False)
class Source:
    """One volume of an image, and the preview that may serve for it."""

    frozen: FrozenVoxels
    header: Header
    grid: Grid
    volume: int
    plan: Plan | None

    def on(self, cut: Cut, interpolation: Interpolation) -> Sampled:
        """The values on a plane. Raises NoPicture, or Damaged."""
        inside = cut.inside()
        pixels = np.flatnonzero(inside)
        if not pixels.size:
            return Sampled(np.zeros(inside.shape, np.uint8), inside, None, True)
        axis = cut.axis
        if axis is None:
            taken = self._oblique(cut, pixels, interpolation)
        else:
            taken = self._straight(cut.straight(axis), pixels, axis, interpolation)
        picture = np.zeros((inside.size, *taken.values.shape[1:]), taken.values.dtype)
        picture[pixels] = taken.values
        return Sampled(picture.reshape(*inside.shape, *taken.values.shape[1:]), inside, taken.box, taken.usual)

    def _straight(self, cut: Cut, pixels: Indices, axis: int, interpolation: Interpolation) -> Taken:
        """From the one slice the plane lies in, or the two it lies between."""
        plan = self.plan if self.plan and self.plan.serves(axis) else None
        if plan:
            small, box = cut.reduced(plan.boxes.box, plan.boxes.shape), plan.boxes.box
            means = {
                index: read_preview(self.frozen, plan, axis, index * box[axis])
                for index in _layers(small, axis, interpolation)
            }
            there = {index: values for index, values in means.items() if values is not None}
            if len(there) == len(means):
                values = _values(small, pixels, _of_slices(axis, there), interpolation)
                return Taken(values, None if plan.boxes.exact else box)
        slices = {
            index: read_slice(self.frozen, self.header, axis, index, self.volume)
            for index in _layers(cut, axis, interpolation)
        }
        return Taken(_values(cut, pixels, _of_slices(axis, slices), interpolation), usual=plan is None)

    def _oblique(self, cut: Cut, pixels: Indices, interpolation: Interpolation) -> Taken:
        plan, usual = self.plan, True
        levels = np.concatenate([lowest(cut.at(part), cut.shape, interpolation)[2] for part in _parts(pixels)])
        if plan:
            small = cut.reduced(plan.boxes.box, plan.boxes.shape)
            wanted = _bricks(small, pixels, plan, interpolation)
            if _size(wanted, plan) < (int(np.ptp(levels)) + 1) * self._plane:
                bricks = using_preview(self.frozen, plan, lambda preview: preview.bricks(wanted))
                if bricks is not None:
                    values = _values(small, pixels, bricks.at, interpolation)
                    return Taken(values, None if plan.boxes.exact else plan.boxes.box)
                usual = False
        return Taken(self._by_slabs(cut, pixels, levels, interpolation), usual=usual)

    @property
    def _plane(self) -> int:
        """The bytes of a stored slice across the third axis."""
        return self.grid.shape[0] * self.grid.shape[1] * self.grid.dtype.itemsize

    def _by_slabs(self, cut: Cut, pixels: Indices, levels: Indices, interpolation: Interpolation) -> NDArray[Any]:
        """From the stored voxels, a few slices across the third axis at a time. `levels` are the pixels' first."""
        slabs = levels // max(1, TOGETHER // self._plane)
        values: NDArray[Any] | None = None
        # Only those with pixels: a header may claim more slices than can be counted through.
        for slab in np.unique(slabs):
            mine = np.flatnonzero(slabs == slab)
            planes = range(int(levels[mine].min()), int(levels[mine].max()) + 1)
            found = _values(cut, pixels[mine], self._slab(cut, pixels[mine], planes, interpolation), interpolation)
            if values is None:
                values = np.zeros((pixels.size, *found.shape[1:]), found.dtype)
            values[mine] = found
        return np.empty(0) if values is None else values

    def _slab(self, cut: Cut, pixels: Indices, planes: range, interpolation: Interpolation) -> Voxels:
        """The rows of these slices, and of the next for linear, that the pixels need."""
        more = 1 if interpolation == "linear" else 0
        rows = np.concatenate([lowest(cut.at(part), cut.shape, interpolation)[1] for part in _parts(pixels)])
        first, stop = int(rows.min()), min(int(rows.max()) + 1 + more, cut.shape[1])
        planes = range(planes.start, min(planes.stop + more, cut.shape[2]))
        block = read_block(self.frozen, self.grid, range(first, stop), planes, self.volume)
        return lambda at: meaning(block[at[0], at[1] - first, at[2] - planes.start], self.grid)


def _values(cut: Cut, pixels: Indices, voxels: Voxels, interpolation: Interpolation) -> NDArray[Any]:
    return np.concatenate([sample(cut.at(part), cut.shape, voxels, interpolation) for part in _parts(pixels)])


def _parts(pixels: Indices) -> Iterator[Indices]:
    for start in range(0, len(pixels), PART):
        yield pixels[start : start + PART]


def _layers(cut: Cut, axis: int, interpolation: Interpolation) -> list[int]:
    """The slices across an axis that a plane straight across it needs."""
    place = cut.at(np.zeros(1, np.intp))
    below = int(lowest(place, cut.shape, interpolation)[axis, 0])
    between = interpolation == "linear" and place[axis, 0] > below and below + 1 < cut.shape[axis]
    return [below, below + 1] if between else [below]


def _of_slices(axis: int, slices: Mapping[int, NDArray[Any]]) -> Voxels:
    """Voxels out of one slice across an axis, or of two neighbours, by their numbers."""
    first, stacked = min(slices), np.stack([slices[index] for index in sorted(slices)])
    one, other = (each for each in range(3) if each != axis)
    last = len(stacked) - 1
    return lambda at: stacked[np.minimum(at[axis] - first, last), at[one], at[other]]


def _bricks(cut: Cut, pixels: Indices, plan: Plan, interpolation: Interpolation) -> NDArray[np.bool_]:
    """Which bricks of a preview the plane goes through: (layers, down, across)."""
    across, down = plan.bricks()
    wanted = np.zeros((len(plan.slabs()), down, across), np.bool_)
    last = np.array(cut.shape)[:, None] - 1
    for part in _parts(pixels):
        low = lowest(cut.at(part), cut.shape, interpolation)
        ends = (low,) if interpolation == "nearest" else (low, np.minimum(low + 1, last))
        for i, j, k in product(ends, repeat=3):
            wanted[k[2] // DEPTH, j[1] // SIDE, i[0] // SIDE] = True
    return wanted


def _size(wanted: NDArray[np.bool_], plan: Plan) -> int:
    """The bytes of these bricks."""
    columns = sum(int(layer.sum()) * depth for layer, depth in zip(wanted, plan.slabs(), strict=True))
    return columns * SIDE * SIDE * plan.bytes_per_voxel
