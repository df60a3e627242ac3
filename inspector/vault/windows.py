"""The window of a volume: the values shown as black and as white, found once for the same voxels and kept."""

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from inspector.core.render import extent, window
from inspector.vault.blobs import Blobs
from inspector.vault.frozen import FrozenInfo, FrozenVoxels
from inspector.vault.slices import Grid, sample

KEPT: Final = 4096


@dataclass(frozen=True, slots=True)
class _Volume:
    """Whose window it is, by content; nothing large is held."""

    info: FrozenInfo
    whole: FrozenInfo | None
    grid: Grid
    volume: int
    blobs: Blobs = field(compare=False)


def window_of(frozen: FrozenVoxels, grid: Grid, volume: int) -> tuple[float, float]:
    """The least and the greatest value to show, from voxels sampled all over the volume. Raises Damaged."""
    return _found(_Volume(frozen.info, frozen.whole, grid, volume, frozen.blobs))[0]


def range_of(frozen: FrozenVoxels, grid: Grid, volume: int) -> tuple[float, float]:
    """The least and the greatest finite value among the voxels sampled. Raises Damaged."""
    return _found(_Volume(frozen.info, frozen.whole, grid, volume, frozen.blobs))[1]


def completed(
    low: float | None, high: float | None, frozen: FrozenVoxels, grid: Grid, volume: int
) -> tuple[float, float]:
    """A window with the ends that are not given taken from `window_of`."""
    if low is not None and high is not None:
        return low, high
    found = window_of(frozen, grid, volume)
    return found[0] if low is None else low, found[1] if high is None else high


@lru_cache(KEPT)
def _found(of: _Volume) -> tuple[tuple[float, float], tuple[float, float]]:
    values = sample(FrozenVoxels(of.blobs, of.info, of.whole), of.grid, of.volume)
    return window(values), extent(values)
