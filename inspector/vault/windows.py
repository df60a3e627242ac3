"""The window of a volume: the values shown as black and as white, found once for the same voxels and kept."""

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from inspector.core.render import window
from inspector.vault.blobs import Blobs
from inspector.vault.frozen import FrozenInfo, FrozenVoxels
from inspector.vault.slices import Grid, sample

KEPT: Final = 4096


@dataclass(frozen=True, slots=True)
class _Volume:
    """Whose window it is, by content; nothing large is held."""

    info: FrozenInfo
    grid: Grid
    volume: int
    blobs: Blobs = field(compare=False)


def window_of(frozen: FrozenVoxels, grid: Grid, volume: int) -> tuple[float, float]:
    """The least and the greatest value to show, from voxels sampled all over the volume. Raises Damaged."""
    return _window(_Volume(frozen.info, grid, volume, frozen.blobs))


@lru_cache(KEPT)
def _window(of: _Volume) -> tuple[float, float]:
    return window(sample(FrozenVoxels(of.blobs, of.info), of.grid, of.volume))
