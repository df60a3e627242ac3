"""A slice as a picture: the stored slice closest to an anatomical plane, turned, windowed and scaled."""

from dataclasses import dataclass
from typing import Any, Final, Literal

from numpy.typing import NDArray

from inspector.core.colours import Colormap, painted
from inspector.core.geometry import Geometry
from inspector.core.header import Header
from inspector.core.render import Convention, Plane, View, orient, pixels, to_png
from inspector.vault.frozen import FrozenVoxels
from inspector.vault.previews import Plan, read_preview
from inspector.vault.slices import Grid, read_slice
from inspector.vault.windows import completed

Box = tuple[int, int, int]
Quality = Literal["fast", "full"]
QUALITIES: Final[tuple[Quality, ...]] = ("fast", "full")


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG of `width` by `height` pixels: slice `index` of `count`, volume `volume` of `volumes`.

    `letters` name the edges "top", "bottom", "left" and "right"; `low` and `high` are the values shown as black
    and white. `box` are the stored voxels along the three axes that one value stands for; None when the values are
    the stored ones. `usual` is False when they are, only because the preview could not be made.
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
    box: Box | None
    usual: bool


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
    colormap: Colormap = "gray",
    quality: Quality = "fast",
) -> Picture:
    """Draw one slice; `index` counts along the stored axis, the middle by default. Raises NoPicture, or Damaged.

    Where reading the slice from the voxels would take long, a preview serves, unless `quality` is "full".
    """
    geometry = Geometry.of(header)
    grid = Grid.of(header, frozen.length)
    view = orient(geometry.axis_codes, plane, convention)
    count = grid.shape[view.axis]
    index = count // 2 if index is None else index
    grid.check(view.axis, index, volume)
    plan = Plan.of(grid, volume, frozen.length) if quality == "fast" else None
    values, box, usual = _read(frozen, header, grid, plan, view.axis, index, volume)
    low, high = completed(low, high, frozen, grid, volume)
    spacing = geometry.voxel_sizes[view.rows], geometry.voxel_sizes[view.columns]
    rows, columns = pixels((grid.shape[view.rows], grid.shape[view.columns]), spacing, size)
    shown = painted(view.turned(values), low, high, colormap)
    png = to_png(shown, rows, columns, _covered(view, grid, box or (1, 1, 1)), mixed=colormap != "labels")
    return Picture(png, index, count, volume, grid.volumes, view.letters, columns, rows, low, high, box, usual)


def _read(
    frozen: FrozenVoxels, header: Header, grid: Grid, plan: Plan | None, axis: int, index: int, volume: int
) -> tuple[NDArray[Any], Box | None, bool]:
    """The slice, the box of its values (None: they are the stored ones), and whether it comes from where it should."""
    wanted = plan is not None and plan.serves(axis)
    if plan and wanted and (values := read_preview(frozen, plan, axis, index)) is not None:
        return values, None if plan.boxes.exact else plan.boxes.box, True
    return read_slice(frozen, header, axis, index, volume), None, not wanted


def _covered(view: View, grid: Grid, box: Box) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of what holds voxels, in the pixels of a slice: a last box may be part empty."""
    edges = []
    for axis, flipped in ((view.columns, view.flip_columns), (view.rows, view.flip_rows)):
        pixels, filled = -(-grid.shape[axis] // box[axis]), grid.shape[axis] / box[axis]
        edges.append((pixels - filled, float(pixels)) if flipped else (0.0, filled))
    (left, right), (top, bottom) = edges
    return left, top, right, bottom
