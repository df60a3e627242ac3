"""How the values of a volume are distributed, as stored and as what they stand for."""

from dataclasses import dataclass, replace

from inspector.core.header import Header
from inspector.core.histogram import Histogram
from inspector.vault.frozen import FrozenVoxels
from inspector.vault.slices import BINARY, Grid, NoPicture, sample


@dataclass(frozen=True, slots=True)
class Distribution:
    """The histograms of a volume's numbers: `stored` as they lie in the file, `scaled` by scl_slope and scl_inter.

    Of complex numbers both are of magnitudes. `looked_at` of the volume's `voxels` were counted.
    """

    grid: Grid
    stored: Histogram
    scaled: Histogram
    looked_at: int
    voxels: int


def distribution(frozen: FrozenVoxels, header: Header, volume: int = 0) -> Distribution:
    """Count a sample of one volume, as `sample` takes it. Raises NoPicture, or Damaged."""
    if header.number("datatype") == BINARY:
        raise NoPicture("No histogram: every voxel is one bit, 0 or 1.")
    grid = Grid.of(header, frozen.length)
    if grid.dtype.names:
        raise NoPicture("No histogram: every voxel is a colour.")
    grid.check(2, 0, volume)
    whole = grid.dtype.kind in "iu"
    unscaled = replace(grid, slope=1.0, inter=0.0)
    values = sample(frozen, unscaled, volume)
    if not values.size:
        raise NoPicture("No histogram: the file ends before the first voxel of this volume.")
    stored = Histogram.of(values, 1.0 if whole else 0.0)
    looked_at = values.size
    if unscaled != grid:
        values = sample(frozen, grid, volume)
    scaled = Histogram.of(values, abs(grid.slope) if whole else 0.0)
    if stored is None or scaled is None:
        raise NoPicture(
            "No histogram: the voxels that were looked at have no finite values, or span more than numbers can."
        )
    return Distribution(grid, stored, scaled, looked_at, grid.volume_voxels)
