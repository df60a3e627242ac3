"""Which volumes have a preview, how it is made smaller, and how its stored file is laid out.

The small volume is cut into bricks of 8 by 8 columns, 64 planes deep. A slice across the first or the second axis
inflates the bricks it goes through, an eighth of whose voxels it needs. Where a stored plane is too large to be read
for every picture, the small planes are kept as well, each by itself behind the bricks of its layer. In a brick or
plane the first bytes of all numbers come first, then the second bytes, and so on, which compresses better. The file
ends with an index (for each brick or plane its offset and the CRC-32 of its stored bytes) and a footer, whose
checksum covers the key and the index.
"""

import hashlib
import struct
from dataclasses import dataclass
from math import prod
from typing import Final

import numpy as np

from inspector.vault.previews.boxes import FLOAT, Boxes
from inspector.vault.slices import LARGEST_SLICE, Grid

SMALL: Final = 2 * 1024 * 1024
LONGEST_ROW: Final = 1024 * 1024
SIDE: Final = 8
DEPTH: Final = 64
MAGIC: Final = b"HIPREVU2"
FOOTER: Final = struct.Struct("<8sQII")
ENTRY: Final = np.dtype([("start", "<u8"), ("crc32", "<u4")])


@dataclass(frozen=True, slots=True)
class Plan:
    """The preview of one volume: how it is made smaller, and where its bytes lie in the voxel block."""

    boxes: Boxes
    volume: int

    @classmethod
    def of(cls, grid: Grid, volume: int, block_length: int) -> "Plan | None":
        """None where slices are read from the voxels themselves: a small volume, or one that is not all there."""
        plan = cls(Boxes.of(grid), volume)
        columns, rows, _ = grid.shape
        row = grid.dtype.itemsize * columns
        shifted = grid.dtype.kind == "c" and grid.inter != 0  # a magnitude cannot be shifted afterwards
        fits = row * plan.boxes.box[1] <= LONGEST_ROW and row * rows <= LARGEST_SLICE
        there = 0 <= volume < grid.volumes and plan.stop <= block_length
        return plan if fits and there and not shifted and plan.stop - plan.first > SMALL else None

    @property
    def _first_bit(self) -> int:
        return self.volume * self.boxes.grid.volume_voxels * self.boxes.grid.bits

    @property
    def first(self) -> int:
        """The byte of the voxel block in which the volume begins."""
        return self.boxes.grid.start + self._first_bit // 8

    @property
    def stop(self) -> int:
        """The byte of the voxel block after the last one of the volume."""
        grid = self.boxes.grid
        return grid.start + (self._first_bit + grid.volume_voxels * grid.bits + 7) // 8

    @property
    def skipped_bits(self) -> int:
        """Bits of the first byte that belong to the volume before."""
        return self._first_bit % 8

    @property
    def planes(self) -> bool:
        """Whether slices across the third axis are kept too: a stored one is too large to be read every time."""
        columns, rows, _ = self.boxes.grid.shape
        return columns * rows * self.boxes.grid.dtype.itemsize > SMALL

    @property
    def bytes_per_voxel(self) -> int:
        """Of a float32 the last byte is not kept: 16 bits of precision are more than a picture shows."""
        return 3 if self.boxes.dtype == FLOAT else self.boxes.dtype.itemsize * self.boxes.channels

    def serves(self, axis: int) -> bool:
        return axis < 2 or self.planes

    def key(self, voxels_sha256: str) -> str:
        """The blob's name. It depends on what of the header says where the numbers lie, not on what they stand for."""
        grid = self.boxes.grid
        layout = (MAGIC, grid.shape, grid.bits, grid.dtype.descr, grid.start, self.volume)
        return f"previews/{voxels_sha256}-{hashlib.sha256(repr(layout).encode()).hexdigest()[:16]}"

    def bricks(self) -> tuple[int, int]:
        """How many bricks lie along the first and the second axis."""
        columns, rows, _ = self.boxes.shape
        return -(-columns // SIDE), -(-rows // SIDE)

    def slabs(self) -> list[int]:
        """How many planes deep each layer of bricks is."""
        planes = self.boxes.shape[2]
        return [min(DEPTH, planes - start) for start in range(0, planes, DEPTH)]

    def first_of(self, slab: int) -> int:
        """The number of the first brick of a layer; of the layer after the last one, how many entries there are."""
        depths = self.slabs()[:slab]
        return len(depths) * prod(self.bricks()) + (sum(depths) if self.planes else 0)
