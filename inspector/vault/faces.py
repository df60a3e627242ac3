"""Whether voxels look like a head: every few millimetres of the first volume, read in under a second."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from inspector.core.geometry import Geometry
from inspector.core.header import Header
from inspector.core.privacy.faces import MAY_SHOW, NOT_FLAGGED, Face, Sampled, head_sized, look
from inspector.vault.frozen import FrozenVoxels
from inspector.vault.slices import Grid, NoPicture, meaning, read_block

# As fine as a nose is told from the air before it.
APART = 3.0
# No more bytes are unpacked, however fine the voxels are.
MOST_BYTES = 256 << 20


def face_of(frozen: FrozenVoxels, header: Header) -> Face:
    """What the first volume looks like. One that cannot be read may show anything. Raises Damaged."""
    sides = head_sized(header)
    if isinstance(sides, str):
        return Face(False, NOT_FLAGGED.format(sides))
    try:
        return look(_sampled(frozen, header, sides))
    except NoPicture:
        return Face(True, MAY_SHOW)


def _sampled(frozen: FrozenVoxels, header: Header, sides: tuple[float, float, float]) -> Sampled:
    grid = Grid.of(header, frozen.length)
    across, down, deep = (max(int(APART // side), 1) for side in sides)
    plane = grid.shape[0] * grid.shape[1] * grid.bits // 8
    deep = max(deep, -(-plane * grid.shape[2] // MOST_BYTES))
    planes = [_plane(frozen, grid, number, across, down) for number in range(0, grid.shape[2], deep)]
    spacing = (sides[0] * across, sides[1] * down, sides[2] * deep)
    return Sampled(np.stack(planes, axis=2), spacing, Geometry.of(header).axis_codes)


def _plane(frozen: FrozenVoxels, grid: Grid, number: int, across: int, down: int) -> NDArray[Any]:
    stored = read_block(frozen, grid, range(grid.shape[1]), range(number, number + 1))[::across, ::down, 0]
    values = meaning(stored.reshape(-1, order="F"), grid)
    brightest = values.max(axis=-1) if values.ndim > 1 else values
    return brightest.reshape(stored.shape, order="F")
