"""Planes through the world as the patient lies in it, and the voxels that lie on them.

Places in the world are x, y, z in mm, x towards the patient's right, y to the front, z up (RAS+). Voxel coordinates
are indices along the three stored axes, whole numbers at voxel centres: voxel 0 reaches from -0.5 to 0.5.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Any, Final, Literal, Self

import numpy as np
from numpy.typing import NDArray

from inspector.core.geometry import Matrix
from inspector.core.render import DEFAULT_SIZE, LARGEST_SIZE, Convention, Plane, orient

Interpolation = Literal["nearest", "linear"]
INTERPOLATIONS: Final[tuple[Interpolation, ...]] = ("nearest", "linear")
Point = tuple[float, float, float]
Placed = tuple[Matrix, Sequence[int]]
Places = NDArray[np.float64]
Indices = NDArray[np.intp]
Voxels = Callable[[Indices], NDArray[Any]]

# Of each plane: the world axis straight across it, and those that run to the right and up, in either direction.
NORMAL: Final[Mapping[Plane, int]] = {"axial": 2, "coronal": 1, "sagittal": 0}
_RIGHT_AND_UP: Final[Mapping[Plane, tuple[int, int]]] = {"axial": (0, 1), "coronal": (0, 2), "sagittal": (1, 2)}
# Places nearer to a voxel's centre than this, in voxels, are there.
NEAR: Final = 1e-5
# Planes are moved by a little of a voxel, in mm of the world: what lies midway between two voxels goes to the same one
# however the volume is stored, and neither its order nor rounding errors decide.
NUDGE: Final = np.array([1e-6, 7e-7, 4e-7])
MOST_LAYERS: Final = 1 << 31
# A plane that leaves a stored slice by less, in voxels, lies in it: a float32 says no more.
STRAIGHT: Final = 1e-3
_TOWARDS: Final[Mapping[str, Places]] = {
    letter: np.eye(3)[number // 2] * (1 if letter in "RAS" else -1) for number, letter in enumerate("LRPAIS")
}


@dataclass(frozen=True, slots=True)
class Frame:
    """A rectangle of square pixels on an anatomical plane of the world.

    `centre` is the place in its middle, `pixel` the size of a pixel in mm.
    """

    plane: Plane
    convention: Convention
    centre: Point
    pixel: float
    rows: int
    columns: int

    @classmethod
    def around(
        cls,
        placed: Sequence[Placed],
        plane: Plane,
        *,
        convention: Convention = "neurological",
        centre: Point | None = None,
        field: tuple[float, float] | None = None,
        size: int | None = None,
    ) -> Self:
        """The frame around volumes, each an affine (4x4, voxel to mm) and the lengths of its axes.

        By default it holds them all, pixels are as large as the smallest voxel size, and the longer side has at most
        512 of them. `field` are its width and height in mm; `size` sets the pixels of the longer side, up to 2048.
        Pixels are counted from the left, the back and the feet, and so are the layers of which the default plane is the
        middle one: a row of voxels as large as the pixels is met in its middle, not between two of them.
        """
        low, high = bounds(placed)
        smallest = min(finest(affine) for affine, _ in placed)
        right, up = _RIGHT_AND_UP[plane]
        width, height = field or (float(high[right] - low[right]), float(high[up] - low[up]))
        longer = max(width, height)
        pixel = max(smallest, longer / DEFAULT_SIZE) if size is None else longer / min(max(size, 1), LARGEST_SIZE)
        rows, columns = (max(1, math.ceil(side / pixel - NEAR)) for side in (height, width))
        if centre is None:
            middle, normal = (low + high) / 2, NORMAL[plane]
            layers = round(min(float(high[normal] - low[normal]) / smallest, MOST_LAYERS))
            middle[normal] = low[normal] + smallest * (layers // 2 + 0.5) if layers > 1 else middle[normal]
            if field is None:
                middle[[right, up]] = low[[right, up]] + np.array([columns, rows]) * pixel / 2
            centre = (float(middle[0]), float(middle[1]), float(middle[2]))
        return cls(plane, convention, centre, pixel, rows, columns)

    @property
    def field(self) -> tuple[float, float]:
        """Width and height in mm."""
        return self.columns * self.pixel, self.rows * self.pixel

    @property
    def letters(self) -> dict[str, str]:
        """The patient's sides at the edges "top", "bottom", "left" and "right"."""
        return orient("RAS", self.plane, self.convention).letters

    @property
    def across(self) -> Places:
        """The way from one pixel to the next on its right, in mm."""
        return _TOWARDS[self.letters["right"]] * self.pixel

    @property
    def down(self) -> Places:
        """The way from one pixel to the next below, in mm."""
        return _TOWARDS[self.letters["bottom"]] * self.pixel

    @property
    @np.errstate(over="ignore", invalid="ignore")
    def first(self) -> Places:
        """The place of the middle of the upper left pixel."""
        return np.array(self.centre) - self.across * (self.columns - 1) / 2 - self.down * (self.rows - 1) / 2


@dataclass(frozen=True, slots=True, eq=False)
class Cut:
    """Where the pixels of a frame lie in a volume: the voxel coordinates of the first, and the ways to the next."""

    first: Places
    down: Places
    across: Places
    rows: int
    columns: int
    shape: tuple[int, int, int]

    @classmethod
    @np.errstate(over="ignore", invalid="ignore")
    def of(cls, frame: Frame, affine: Matrix, shape: tuple[int, int, int]) -> Self:
        """Through the volume that an affine (4x4, voxel to mm, invertible) places."""
        inverse = np.linalg.inv(affine)
        linear = inverse[:3, :3]
        first = linear @ (frame.first + NUDGE * finest(affine)) + inverse[:3, 3]
        return cls(first, linear @ frame.down, linear @ frame.across, frame.rows, frame.columns, shape)

    @property
    def axis(self) -> int | None:
        """The stored axis that the plane lies straight across; None where it is oblique to all."""
        ways = np.abs(np.stack([self.down * self.rows, self.across * self.columns]))
        straight = [axis for axis in range(3) if (ways[:, axis] < STRAIGHT).all()]
        return straight[0] if len(straight) == 1 else None

    def straight(self, axis: int) -> Self:
        """The same plane, exactly straight across an axis that it lies nearly straight across."""
        first, down, across = self.first.copy(), self.down.copy(), self.across.copy()
        first[axis] += (down[axis] * (self.rows - 1) + across[axis] * (self.columns - 1)) / 2
        down[axis] = across[axis] = 0
        return replace(self, first=first, down=down, across=across)

    def at(self, pixels: Indices) -> Places:
        """The voxel coordinates, (3, n), of pixels that are numbered row by row."""
        rows, columns = np.divmod(pixels, self.columns)
        return self.first[:, None] + self.down[:, None] * rows + self.across[:, None] * columns

    def inside(self) -> NDArray[np.bool_]:
        """Which pixels lie in the volume: (rows, columns)."""
        mask = np.ones((self.rows, self.columns), np.bool_)
        for axis, length in enumerate(self.shape):
            places = self.along(axis)
            mask &= (places >= -0.5) & (places < length - 0.5)
        return mask

    @np.errstate(over="ignore", invalid="ignore")
    def along(self, axis: int) -> Places:
        """The coordinates of all pixels along one stored axis: (rows, columns)."""
        rows, columns = np.arange(self.rows)[:, None], np.arange(self.columns)
        found: Places = self.first[axis] + self.down[axis] * rows + self.across[axis] * columns
        return found

    def reduced(self, box: tuple[int, int, int], shape: tuple[int, int, int]) -> Self:
        """The same plane in a smaller volume, of which each voxel stands for a box of these ones."""
        by = np.array(box, np.float64)
        first = (self.first + 0.5) / by - 0.5
        return replace(self, first=first, down=self.down / by, across=self.across / by, shape=shape)


@np.errstate(over="ignore", under="ignore")
def finest(affine: Matrix) -> float:
    """The smallest voxel size."""
    return float(np.linalg.norm(affine[:3, :3], axis=0).min())


@np.errstate(all="ignore")
def step_at(affine: Matrix, place: Places) -> Places:
    """The voxel coordinates of a place in mm: (3,). Not finite where numbers end before the place does."""
    found: Places = (np.linalg.inv(affine) @ [*place, 1])[:3]
    return found


def holding(affine: Matrix, shape: Sequence[int], place: Places) -> tuple[int, int, int] | None:
    """The voxel that a place in mm lies in; None outside of the volume."""
    at = step_at(affine, place)
    if not np.isfinite(at).all():
        return None
    i, j, k = (round(float(part)) for part in at)
    inside = all(0 <= index < length for index, length in zip((i, j, k), shape, strict=True))
    return (i, j, k) if inside else None


def bounds(placed: Sequence[Placed]) -> tuple[Places, Places]:
    """The lowest and the highest x, y and z of volumes, the outer sides of their voxels included."""
    lows, highs = [], []
    for affine, shape in placed:
        lengths = np.array([*shape, 1, 1, 1][:3], np.float64)
        with np.errstate(all="ignore"):
            middle = affine[:3, :3] @ ((lengths - 1) / 2) + affine[:3, 3]
            reach = np.abs(affine[:3, :3]) @ (lengths / 2)
            lows.append(middle - reach)
            highs.append(middle + reach)
    return np.min(lows, axis=0), np.max(highs, axis=0)


def lowest(places: Places, shape: tuple[int, int, int], interpolation: Interpolation) -> Indices:
    """The voxel, (3, n), that `sample` takes for each place; of the two along each axis, for linear, the lower."""
    last = np.array(shape)[:, None] - 1
    offset = 0.5 if interpolation == "nearest" else NEAR
    return np.clip(np.floor(places + offset), 0, last).astype(np.intp)


def sample(
    places: Places, shape: tuple[int, int, int], voxels: Voxels, interpolation: Interpolation = "nearest"
) -> NDArray[Any]:
    """The values at voxel coordinates (3, n), all of them in the volume; colours give (n, 3).

    `voxels` gives the values at whole indices (3, m). Linear is trilinear; beyond the centre of an outer voxel its
    value goes on. The same as SimpleITK's interpolators, and as scipy's map_coordinates with mode "nearest".
    """
    below = lowest(places, shape, interpolation)
    if interpolation == "nearest":
        return voxels(below)
    last = np.array(shape)[:, None] - 1
    above = np.minimum(below + 1, last)
    part = np.clip(places, 0, last) - below
    part[part < NEAR] = 0
    total: NDArray[Any] | None = None
    for ends in product((False, True), repeat=3):
        i, j, k = (part[axis] if end else 1 - part[axis] for axis, end in enumerate(ends))
        weight = i * j * k
        if weight.any():
            values = voxels(np.stack([(above if end else below)[axis] for axis, end in enumerate(ends)]))
            more = _weighted(values, weight)
            total = more if total is None else total + more
    return np.empty(0) if total is None else total


def _weighted(values: NDArray[Any], weight: Places) -> NDArray[Any]:
    """Values by their weights; what has none counts for nothing, though it be NaN."""
    weight = weight if values.ndim == 1 else weight[:, None]
    with np.errstate(all="ignore"):
        return np.where(weight > 0, values * weight, 0)
