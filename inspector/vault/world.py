"""A plane of the world as a picture: the image lies on it where its affine places it, straight or oblique."""

from dataclasses import dataclass

import numpy as np

from inspector.core.colours import Colormap, painted
from inspector.core.geometry import Geometry, Matrix, in_millimetres, is_invertible
from inspector.core.header import Header
from inspector.core.png import png
from inspector.core.render import Convention, Plane, orient
from inspector.core.world import Cut, Frame, Interpolation, Point, bounds
from inspector.vault.cuts import Box, Source
from inspector.vault.frozen import FrozenVoxels
from inspector.vault.pictures import Quality
from inspector.vault.previews import Plan
from inspector.vault.slices import Grid, NoPicture
from inspector.vault.windows import completed


@dataclass(frozen=True, slots=True)
class WorldPicture:
    """A PNG of a frame; what lies outside of the volume is transparent.

    `letters` name the edges "top", "bottom", "left" and "right": the patient's sides, or where the header does not
    tell these, the voxel axes. `volume` to `usual` are as in `Picture`.
    """

    png: bytes
    frame: Frame
    letters: dict[str, str]
    volume: int
    volumes: int
    low: float
    high: float
    box: Box | None
    usual: bool


def world_picture(
    frozen: FrozenVoxels,
    header: Header,
    *,
    plane: Plane,
    centre: Point | None = None,
    field: tuple[float, float] | None = None,
    affine: Matrix | None = None,
    volume: int = 0,
    low: float | None = None,
    high: float | None = None,
    size: int | None = None,
    convention: Convention = "neurological",
    interpolation: Interpolation = "nearest",
    colormap: Colormap = "gray",
    quality: Quality = "fast",
) -> WorldPicture:
    """Draw what lies on a plane of the world. Raises NoPicture, or Damaged.

    `affine` (4x4, voxel to mm) draws the voxels as if the header placed them so. `centre`, `field` and `size` make
    the frame as `Frame.around` does, `quality` is as in `picture`.
    """
    grid = Grid.of(header, frozen.length)
    grid.check(0, 0, volume)
    used = placed(header) if affine is None else affine
    _check(used, grid.shape)
    frame = Frame.around([(used, grid.shape)], plane, convention=convention, centre=centre, field=field, size=size)
    plan = Plan.of(grid, volume, frozen.length) if quality == "fast" else None
    labels = colormap == "labels"
    found = Source(frozen, header, grid, volume, plan).on(
        Cut.of(frame, used, grid.shape), "nearest" if labels else interpolation
    )
    low, high = completed(low, high, frozen, grid, volume)
    shown = painted(found.values, low, high, colormap)
    if not found.inside.all():
        shown = np.dstack([shown, np.where(found.inside, 255, 0).astype(np.uint8)])
    known = affine is not None or Geometry.of(header).axis_codes is not None
    letters = frame.letters if known else orient(None, plane, convention).letters
    return WorldPicture(png(shown), frame, letters, volume, grid.volumes, low, high, found.box, found.usual)


def placed(header: Header) -> Matrix:
    """The affine in use (4x4, voxel to mm). Raises NoPicture where it places nothing."""
    affine = Geometry.of(header).affine
    if affine is None:
        raise NoPicture("No picture in world space: the matrix in use is not finite or cannot be inverted.")
    return in_millimetres(affine, header)


def _check(affine: Matrix, shape: tuple[int, int, int]) -> None:
    """Raises NoPicture where numbers end before the volume does."""
    low, high = bounds([(affine, shape)])
    with np.errstate(all="ignore"):
        reach = high - low
        inverse = np.linalg.inv(affine) if is_invertible(affine) else np.full((4, 4), np.nan)
    if not (np.isfinite(reach).all() and (reach > 0).all() and np.isfinite(inverse).all()):
        raise NoPicture("No picture in world space: the numbers of the matrix are too large or too small to draw it.")
