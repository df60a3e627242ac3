"""A slice as a picture: the stored slice closest to an anatomical plane, turned, windowed and scaled."""

from dataclasses import dataclass

import numpy as np

from inspector.core.geometry import Geometry
from inspector.core.header import Header
from inspector.core.render import Convention, Plane, grey, orient, pixels, to_png, window
from inspector.vault.frozen import FrozenVoxels
from inspector.vault.slices import Grid, read_slice, sample


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG of `width` by `height` pixels: slice `index` of `count`, volume `volume` of `volumes`.

    `letters` name the edges "top", "bottom", "left" and "right"; `low` and `high` are the values shown as black
    and white.
    """

    png: bytes
    index: int
    count: int
    volume: int
    volumes: int
    letters: dict[str, str]
    width: int
    height: int
    low: float
    high: float


def picture(
    frozen: FrozenVoxels,
    header: Header,
    *,
    plane: Plane,
    index: int | None = None,
    volume: int = 0,
    low: float | None = None,
    high: float | None = None,
    size: int | None = None,
    convention: Convention = "neurological",
) -> Picture:
    """Draw one slice; `index` counts along the stored axis, the middle by default. Raises NoPicture, or Damaged."""
    geometry = Geometry.of(header)
    grid = Grid.of(header, frozen.length)
    view = orient(geometry.axis_codes, plane, convention)
    count = grid.shape[view.axis]
    index = count // 2 if index is None else index
    values = view.turned(read_slice(frozen, header, view.axis, index, volume))
    if low is None or high is None:
        found = window(sample(frozen, header, volume))
        low, high = found[0] if low is None else low, found[1] if high is None else high
    spacing = geometry.voxel_sizes[view.rows], geometry.voxel_sizes[view.columns]
    rows, columns = pixels((values.shape[0], values.shape[1]), spacing, size)
    shown = values.astype(np.uint8) if values.ndim == 3 else grey(values, low, high)
    png = to_png(shown, rows, columns)
    return Picture(png, index, count, volume, grid.volumes, view.letters, columns, rows, low, high)
