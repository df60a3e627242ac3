"""Pictures of slices: how a stored slice is turned, windowed and scaled, and its PNG.

Arrays come with the stored voxel axes in order; letters are those of the patient: R L, A P, S I.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from inspector.core.png import png

Plane = Literal["axial", "coronal", "sagittal"]
Convention = Literal["neurological", "radiological"]
PLANES: Final[tuple[Plane, ...]] = ("axial", "coronal", "sagittal")
CONVENTIONS: Final[tuple[Convention, ...]] = ("neurological", "radiological")
DEFAULT_SIZE: Final = 512
LARGEST_SIZE: Final = 2048
BAND: Final = 1 << 15  # values that are windowed together stay in the processor's cache: ten times as fast

_OPPOSITE: Final = dict(zip("RLAPSI", "LRPAIS", strict=True))
# Of each plane: the letters it is cut across, and those at the right and the top of the neurological picture.
_ACROSS: Final[Mapping[Plane, str]] = {"axial": "S", "coronal": "A", "sagittal": "R"}
_RIGHT: Final[Mapping[Plane, str]] = {"axial": "R", "coronal": "R", "sagittal": "P"}
_TOP: Final[Mapping[Plane, str]] = {"axial": "A", "coronal": "S", "sagittal": "S"}


@dataclass(frozen=True, slots=True)
class View:
    """How the stored slices closest to a plane become pictures.

    `axis` is the stored axis (0 to 2) the slices are counted along; `rows` and `columns` are the stored axes that
    run down and to the right, each turned around where its flip says so. `letters` name the four edges.
    """

    axis: int
    rows: int
    columns: int
    flip_rows: bool
    flip_columns: bool
    letters: dict[str, str]

    def turned(self, values: NDArray[Any]) -> NDArray[Any]:
        """A slice with its two stored axes in order (and perhaps colours last) as picture rows and columns."""
        picture = values if self.rows < self.columns else np.swapaxes(values, 0, 1)
        return picture[:: -1 if self.flip_rows else 1, :: -1 if self.flip_columns else 1]


def orient(axis_codes: str | None, plane: Plane, convention: Convention = "neurological") -> View:
    """The view of a plane for an image whose stored axes increase towards `axis_codes`, such as "LAS".

    Anterior (axial) or superior is up. Neurological: the patient's left is on the left; radiological mirrors axial
    and coronal. Anterior is on the left of a sagittal picture in both. Without axis codes the stored axes are taken
    for R, A and S, and the letters say "i+" and "i−" for the ends of the first axis, and so on.
    """
    codes = axis_codes or "RAS"
    right, top = _RIGHT[plane], _TOP[plane]
    if convention == "radiological" and plane != "sagittal":
        right = _OPPOSITE[right]
    edges = {"top": top, "bottom": _OPPOSITE[top], "left": _OPPOSITE[right], "right": right}
    stored = dict(zip("RAS", ("i", "j", "k"), strict=True))
    if axis_codes is None:
        edges = {
            edge: f"{stored[letter]}+" if letter in stored else f"{stored[_OPPOSITE[letter]]}−"
            for edge, letter in edges.items()
        }
    rows, columns = _stored_axis(codes, top), _stored_axis(codes, right)
    axis = _stored_axis(codes, _ACROSS[plane])
    return View(axis, rows, columns, codes[rows] == top, codes[columns] != right, edges)


def window(values: NDArray[Any]) -> tuple[float, float]:
    """The values to show as black and as white: the 1st and the 99.5th percentile of the finite ones.

    Where those are the same, the least and the greatest; low is always below high.
    """
    finite = _finite(values)
    if not finite.size:
        return 0.0, 1.0
    low, high = (float(value) for value in np.percentile(finite, (1, 99.5)))
    return (low, high) if low < high else extent(finite)


def extent(values: NDArray[Any]) -> tuple[float, float]:
    """The least and the greatest finite value; 0 as well where these are the same. Low is always below high."""
    finite = _finite(values)
    low, high = (float(finite.min()), float(finite.max())) if finite.size else (0.0, 1.0)
    if low == high:
        low, high = min(low, 0.0), max(high, 0.0)
    return (low, high) if low < high else (0.0, 1.0)


def _finite(values: NDArray[Any]) -> NDArray[np.float64]:
    numbers = np.asarray(values, dtype=np.float64)
    return numbers[np.isfinite(numbers)]


def grey(values: NDArray[Any], low: float, high: float) -> NDArray[np.uint8]:
    """Values as 0 (low or less, NaN and the infinities) to 255 (high or more)."""
    picture = np.empty(values.shape, np.uint8)
    step = max(1, BAND // max(1, values.shape[1]))
    with np.errstate(all="ignore"):
        for start in range(0, len(values), step):
            band = np.asarray(values[start : start + step], dtype=np.float64)
            level = band - low
            level /= high - low
            level *= 255
            level += 0.5
            np.clip(level, 0, 255, out=level)
            level[~np.isfinite(band) | np.isnan(level)] = 0
            picture[start : start + step] = level
    return picture


def pixels(shape: tuple[int, int], spacing: tuple[float, float], size: int | None = None) -> tuple[int, int]:
    """Rows and columns of a picture whose pixels are square in mm.

    `shape` and `spacing` are rows and columns of the slice and their voxel sizes. By default the finer axis keeps
    its number of voxels, and the longer side is at most 512; `size` sets the longer side, up to 2048.
    """
    usable = [abs(step) if np.isfinite(step) and step else 1.0 for step in spacing]
    # Counted in the coarser voxel size: in the finer one, sizes that are far apart would come to infinity.
    coarser = max(usable)
    sides = [count * (step / coarser) for count, step in zip(shape, usable, strict=True)]
    finer = min(usable) / coarser
    natural = max(sides) / finer if max(sides) < DEFAULT_SIZE * finer else DEFAULT_SIZE
    longer = natural if size is None else min(max(size, 1), LARGEST_SIZE)
    rows, columns = (max(1, round(side / max(sides) * longer)) for side in sides)
    return rows, columns


def to_png(
    picture: NDArray[np.uint8],
    rows: int,
    columns: int,
    covered: tuple[float, float, float, float] | None = None,
    *,
    mixed: bool = True,
) -> bytes:
    """Grey (2-D) or colour (with a last axis of 3) as PNG, resized without smoothing what is enlarged.

    `covered` are left, top, right and bottom of the part to show, in pixels from the upper left corner. What is made
    smaller is averaged, or where it may not be `mixed`, as the colours of labels, a part of the pixels is left out.
    """
    whole = (0, 0, picture.shape[1], picture.shape[0])
    covered = covered or whole
    if picture.shape[:2] == (rows, columns) and covered == whole:
        return png(picture)
    image = Image.fromarray(np.ascontiguousarray(picture))
    how = Image.Resampling.BOX if mixed else Image.Resampling.NEAREST
    return png(np.asarray(image.resize((columns, rows), how, covered)))


def _stored_axis(codes: str, letter: str) -> int:
    """The stored axis that runs along the line of a letter, in either direction."""
    return next(axis for axis, code in enumerate(codes) if code in (letter, _OPPOSITE[letter]))
