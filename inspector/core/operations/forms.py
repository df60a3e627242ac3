"""The two forms of a header as matrices, and matrices as the values of their fields.

Numbers are rounded as they will be stored. In NIfTI-1 that is to 4-byte floats, which matters for quaternions near
half a turn: `a` is not stored but follows from b, c and d, and there a change in the last bit of one of them turns the
image by hundredths of a degree. Of the neighbouring quaternions the one that turns best is taken.
"""

from __future__ import annotations

import itertools
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from inspector.core.errors import EditError
from inspector.core.geometry import (
    QOFFSET,
    QUATERNION,
    SROWS,
    Geometry,
    Matrix,
    corner_distance,
    is_invertible,
    orthogonal,
    rotation_of,
)
from inspector.core.header import Header
from inspector.core.meaning import amount, unit
from inspector.core.operations.operation import Result

FORMS: Final = ("sform", "qform")
OTHER: Final = {"sform": "qform", "qform": "sform"}
# Below this a quaternion holds a matrix as well as 4-byte floats can; what a person need not be told.
TOLD_MM: Final = 0.005
# Sizes this close differ by rounding only: the stored ones stay.
_SAME_SIZE: Final = 1e-6


def matrix_of(header: Header, form: str) -> Matrix:
    """The matrix of "sform" or "qform", whatever its code. Raises EditError beside it when it cannot be used."""
    here = Geometry.of(header)
    matrix = here.sform if form == "sform" else here.qform
    if matrix is None:
        raise EditError({form: [f"The {form} cannot be used: its numbers are not all finite."]})
    if not is_invertible(matrix):
        raise EditError({form: [f"The {form} cannot be used: its voxel axes are not independent."]})
    return matrix


def used_form(header: Header) -> str:
    """Which form places the image. Raises EditError beside the codes when neither does."""
    here = Geometry.of(header)
    if here.source == "pixdim":
        sentence = "Neither form is used, so that nothing places the image: set a code first."
        raise EditError({"sform_code": [sentence], "qform_code": [sentence]})
    return here.source


def in_use(header: Header, form: str) -> bool:
    return bool(header.number(f"{form}_code") > 0)


def values_of(header: Header, form: str, affine: Matrix) -> Result:
    """The fields that make the form that matrix, and how far it then is from it, where that can be seen.

    Raises EditError when its numbers are too large to be stored, or its axes become too small for it.
    """
    return sform_values(header, affine) if form == "sform" else qform_values(header, affine)


def sform_values(header: Header, affine: Matrix) -> Result:
    stored = as_stored(header, affine[:3])
    return Result({name: tuple(row) for name, row in zip(SROWS, stored.tolist(), strict=True)})


def qform_values(header: Header, affine: Matrix) -> Result:
    """Quaternion, offset, pixdim[0..3]. Shear is taken out, by the rotation nearest to the voxel axes."""
    if not is_invertible(as_stored(header, affine)):
        raise EditError({"op": ["The voxel axes become too small or too large for a qform."]})
    rotation, sizes = orthogonal(affine), np.linalg.norm(affine[:3, :3], axis=0)
    qfac = 1.0 if np.linalg.det(rotation) > 0 else -1.0
    bcd = _quaternion(header, rotation * (1.0, 1.0, qfac))
    pixdim = pixdim_with(header, sizes, qfac)
    offset = qoffset_values(header, affine)
    holds = np.eye(4)
    holds[:3, :3] = rotation_of(*bcd) * np.abs(pixdim[1:4]) * (1.0, 1.0, qfac)
    holds[:3, 3] = [*offset.values()]
    values = {"pixdim": pixdim, **dict(zip(QUATERNION, bcd, strict=True)), **offset}
    return Result(values, _lost(header, affine, holds))


def qoffset_values(header: Header, affine: Matrix) -> dict[str, float]:
    return dict(zip(QOFFSET, as_stored(header, affine[:3, 3]).tolist(), strict=True))


def pixdim_with(header: Header, sizes: NDArray[Any], qfac: float | None = None) -> tuple[float, ...]:
    """The stored pixdim with other voxel sizes; a size that differs by rounding only stays as it is."""
    first, *stored = header.numbers("pixdim")
    steps = [
        was if abs(abs(was) - size) <= _SAME_SIZE * size and was > 0 else float(size)
        for was, size in zip(stored[:3], as_stored(header, sizes), strict=True)
    ]
    sign = -1.0 if first < 0 else 1.0
    return (first if qfac is None or (qfac == sign and first in (-1, 1)) else qfac, *steps, *stored[3:])


def as_stored(header: Header, numbers: NDArray[Any]) -> NDArray[np.float64]:
    """Rounded to the floats of the header. Raises EditError when one of them is too large for it."""
    with np.errstate(over="ignore", under="ignore"):
        kind = np.float32 if header.version == 1 else np.float64
        rounded = np.asarray(numbers, np.float64).astype(kind)
    if not np.isfinite(rounded).all():
        raise EditError({"op": ["A number becomes too large to be stored: this would move the image too far."]})
    return np.where(np.abs(rounded) < np.finfo(kind).tiny, 0.0, rounded).astype(np.float64)


def distance_text(header: Header, distance: float) -> str:
    """A distance with the unit of the header: "2.1 mm"."""
    label = header.units[0]
    return f"{amount(distance)} {'mm' if label == 'unknown' else unit(label)}"


def _lost(header: Header, affine: Matrix, holds: Matrix) -> tuple[str, ...]:
    off = corner_distance(affine, holds, header.shape)
    if off < TOLD_MM:
        return ()
    squared = affine.copy()
    squared[:3, :3] = orthogonal(affine) * np.linalg.norm(affine[:3, :3], axis=0)
    sheared = corner_distance(affine, squared, header.shape)
    why = "a quaternion holds no shear" if sheared > off / 2 else "a quaternion near half a turn is stored roughly"
    return (f"The qform places corners up to {distance_text(header, off)} from where they should be: {why}.",)


def _quaternion(header: Header, rotation: Matrix) -> tuple[float, float, float]:
    """b, c, d as stored, chosen among the neighbours of the exact ones by the rotation that is read back."""
    exact = exact_quaternion(rotation)
    if header.version == 2:
        b, c, d = exact.tolist()
        return b, c, d
    nearest = exact.astype(np.float32)
    around = [
        (part, np.nextafter(part, np.float32(-2)), np.nextafter(part, np.float32(2))) if part else (part,)
        for part in nearest
    ]
    candidates = [tuple(float(part) for part in parts) for parts in itertools.product(*around)]
    b, c, d = min(candidates, key=lambda bcd: float(np.abs(rotation_of(*bcd) - rotation).max()))
    return b, c, d


def exact_quaternion(rotation: Matrix) -> Matrix:
    """b, c, d of the quaternion with a >= 0: the eigenvector that fits best (Bar-Itzhack 2000)."""
    (xx, xy, xz), (yx, yy, yz), (zx, zy, zz) = rotation.tolist()
    fit = np.array(
        [
            [xx + yy + zz, zy - yz, xz - zx, yx - xy],
            [zy - yz, xx - yy - zz, xy + yx, xz + zx],
            [xz - zx, xy + yx, yy - xx - zz, yz + zy],
            [yx - xy, xz + zx, yz + zy, zz - xx - yy],
        ]
    )
    quaternion = np.linalg.eigh(fit)[1][:, -1]
    return np.asarray(quaternion[1:] * (-1.0 if quaternion[0] < 0 else 1.0))
