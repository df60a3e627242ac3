"""The two ways to look at an image: along its voxel axes, and in the space of the patient.

Each is a grid of three axes that the crosshair steps along. In voxel space these are the stored ones; in world space
they run to the right, the front and the head, in steps of the smallest voxel size, over all of the volume.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import numpy as np

from inspector.core import comparison
from inspector.core.exact import exact_number
from inspector.core.geometry import Geometry, Matrix
from inspector.core.header import Header
from inspector.core.render import PLANES, Convention, Plane, View, orient, pixels
from inspector.core.world import NORMAL, Frame, Placed, bounds, finest, holding, step_at
from inspector.vault.slices import Grid, NoPicture
from inspector.vault.world import placed

Index = tuple[int, int, int]
# Steps along an axis of world space, at most.
MOST = 1024
# A place in an address is told to this part of a step, in powers of ten.
EXACT = 3


@dataclass(frozen=True)
class Side:
    """How an axis of the grid runs along one side of a picture: its middle of step n is at offset + (n + ½) · scale."""

    axis: int
    turned: bool
    offset: float
    scale: float

    def at(self, index: Index, counts: Index) -> float:
        step = index[self.axis]
        return self.offset + ((counts[self.axis] - 1 - step if self.turned else step) + 0.5) * self.scale

    def as_json(self) -> dict[str, Any]:
        return {"axis": self.axis, "turned": self.turned, "offset": self.offset, "scale": self.scale}


@dataclass(frozen=True)
class Pane:
    """One plane: the axis of the grid that it is stepped along, its letters, and its picture's size and sides.

    `query` is what the picture's address says besides the place; `place` the middle of the picture in mm, in world
    space.
    """

    plane: Plane
    axis: int
    letters: Mapping[str, str]
    width: float
    height: float
    across: Side
    down: Side
    query: str
    place: tuple[float, float, float] | None = None

    def where(self, space: Space, index: Index) -> str:
        """The part of the picture's address that names its slice."""
        step = index[self.axis]
        if self.place is None:
            return f"index={step}"
        place = list(self.place)
        place[self.axis] = space.value(self.axis, step)
        return urlencode({"centre": ",".join(map(exact_number, place))}, safe=",")

    def as_json(self) -> dict[str, Any]:
        return {
            "axis": self.axis,
            "width": self.width,
            "height": self.height,
            "across": self.across.as_json(),
            "down": self.down.as_json(),
            "query": self.query,
            "place": self.place,
        }


@dataclass(frozen=True, eq=False)
class Space:
    """One way to look. Step n of an axis has the value first + n · step: an index, or millimetres."""

    name: str
    counts: Index
    first: tuple[float, float, float]
    step: float
    panes: tuple[Pane, ...]
    affine: Matrix | None

    def value(self, axis: int, step: int) -> float:
        return round(self.first[axis] + step * self.step, self.decimals)

    @property
    def decimals(self) -> int:
        """How many a value has in an address."""
        return _decimals(self.step)

    @property
    def shown(self) -> int:
        """How many decimals tell steps apart: none of indices, one of millimetres."""
        return 0 if self.name == "voxel" else max(1, self.decimals - EXACT + 1)

    def told(self, axis: int, step: int) -> str:
        """A value as people read it."""
        return true_minus(f"{self.value(axis, step) + 0.0:.{self.shown}f}")

    def nearest(self, axis: int, value: float) -> int:
        """The step that is nearest to a value."""
        return round(min(max((value - self.first[axis]) / self.step, 0), self.counts[axis] - 1))

    def holding(self, place: Matrix) -> Index | None:
        """The step that a place in mm lies in; None outside of the grid."""
        return None if self.affine is None else holding(self.affine, self.counts, place)

    def nearby(self, place: Matrix) -> Index:
        """The step of the grid nearest to a place in mm; the middle where nothing says which it is."""
        at = None if self.affine is None else step_at(self.affine, place)
        if at is None or not np.isfinite(at).all():
            return self.middle
        i, j, k = (min(max(round(float(part)), 0), count - 1) for part, count in zip(at, self.counts, strict=True))
        return i, j, k

    def place(self, index: Index) -> Matrix | None:
        """Where a step lies, in mm."""
        return None if self.affine is None else (self.affine @ [*index, 1])[:3]

    @property
    def middle(self) -> Index:
        i, j, k = (count // 2 for count in self.counts)
        return i, j, k

    def values(self, index: Index) -> dict[str, str]:
        """The values of the three sliders, as an address names them."""
        return {pane.plane: exact_number(self.value(pane.axis, index[pane.axis])) for pane in self.panes}

    def as_json(self) -> dict[str, Any]:
        return {
            "counts": self.counts,
            "first": self.first,
            "step": self.step,
            "decimals": self.decimals,
            "shown": self.shown,
            "affine": None if self.affine is None else self.affine[:3].tolist(),
            "inverse": None if self.affine is None else np.linalg.inv(self.affine)[:3].tolist(),
            "axes": {pane.plane: pane.axis for pane in self.panes},
        }


def true_minus(number: str) -> str:
    """A written number with the sign of typographers, and none before zero."""
    return number.replace("-", "−") if float(number) else number.removeprefix("-")


def _decimals(step: float) -> int:
    return max(0, EXACT - round(math.log10(step)))


def voxel_space(header: Header, grid: Grid, convention: Convention) -> Space:
    geometry = Geometry.of(header)
    panes = tuple(_stored(geometry, grid, plane, convention) for plane in PLANES)
    lies = comparison.Placed.of(header)
    return Space("voxel", grid.shape, (0, 0, 0), 1, panes, lies.affine if lies else None)


def world_space(header: Header, grid: Grid, convention: Convention) -> Space:
    """Raises NoPicture where the affine in use places nothing."""
    known = Geometry.of(header).axis_codes is not None
    return shared_space([(placed(header), grid.shape)], convention, known=known)


def shared_space(
    volumes: Sequence[Placed], convention: Convention, *, known: bool = True, size: int | None = None
) -> Space:
    """The space that holds volumes, each an affine (4x4, voxel to mm) and three lengths.

    `known` says whether the affines tell the patient's sides. With `size`, pictures have at most that many pixels along
    their longer side, and as many for each of the volumes, whatever their voxel sizes. Raises NoPicture.
    """
    low, high = bounds(volumes)
    reach = [float(part) for part in high - low]
    step = max(min(finest(affine) for affine, _ in volumes), max(reach) / MOST)
    if not all(math.isfinite(part) and part > 0 for part in (*reach, step)):
        raise NoPicture("No picture in world space: the numbers of the matrix are too large or too small to draw it.")
    i, j, k = (max(1, math.ceil(part / step - 1e-6)) for part in reach)
    x, y, z = (round(float(part) + step / 2, _decimals(step)) for part in low)
    steps = np.diag([step, step, step, 1.0])
    steps[:3, 3] = x, y, z
    panes = tuple(_resampled(volumes, (i, j, k), low, step, plane, convention, known, size) for plane in PLANES)
    return Space("world", (i, j, k), (x, y, z), step, panes, steps)


def _stored(geometry: Geometry, grid: Grid, plane: Plane, convention: Convention) -> Pane:
    view = orient(geometry.axis_codes, plane, convention)
    spacing = geometry.voxel_sizes[view.rows], geometry.voxel_sizes[view.columns]
    height, width = pixels((grid.shape[view.rows], grid.shape[view.columns]), spacing)
    across = Side(view.columns, view.flip_columns, 0, width / grid.shape[view.columns])
    down = Side(view.rows, view.flip_rows, 0, height / grid.shape[view.rows])
    return Pane(plane, view.axis, view.letters, width, height, across, down, f"plane={plane}")


def _resampled(
    volumes: Sequence[Placed],
    counts: Index,
    low: Matrix,
    step: float,
    plane: Plane,
    convention: Convention,
    known: bool,
    size: int | None,
) -> Pane:
    view: View = orient("RAS", plane, convention)
    columns, rows = counts[view.columns], counts[view.rows]
    x, y, z = (round(float(low[axis]) + counts[axis] * step / 2, _decimals(step)) for axis in range(3))
    field = (columns * step, rows * step)
    size = size and min(size, max(columns, rows))
    frame = Frame.around(volumes, plane, convention=convention, centre=(x, y, z), field=field, size=size)
    width, height = (side / step for side in frame.field)
    across = Side(view.columns, view.flip_columns, (width - columns) / 2, 1)
    down = Side(view.rows, view.flip_rows, (height - rows) / 2, 1)
    letters = view.letters if known else orient(None, plane, convention).letters
    told = {"plane": plane, "space": "world", "field": ",".join(map(exact_number, field))}
    query = urlencode({**told, "size": size} if size else told, safe=",")
    return Pane(plane, NORMAL[plane], letters, width, height, across, down, query, (x, y, z))
