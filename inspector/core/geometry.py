"""Where the voxels lie: the affine in use, and what follows from it.

An affine maps voxel indices (i, j, k, 1), counted from 0 at voxel centres, to (x, y, z, 1) with x towards the
patient's right, y to the front, z up (RAS+). Its numbers are in the units stored in xyzt_units, whatever these are.
Source: nifti1.h, "3D IMAGE (VOLUME) ORIENTATION AND LOCATION IN SPACE", methods 1 to 3.
"""

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from inspector.core.header import Header

Matrix = NDArray[np.float64]
Source = Literal["sform", "qform", "pixdim"]

SROWS: Final = ("srow_x", "srow_y", "srow_z")
QUATERNION: Final = ("quatern_b", "quatern_c", "quatern_d")
QOFFSET: Final = ("qoffset_x", "qoffset_y", "qoffset_z")
# The volume spanned by the three columns, relative to a box with the same edges; below it they lie in a plane.
SINGULAR: Final = 1e-6
MILLIMETRES: Final = {1: 1000.0, 2: 1.0, 3: 0.001}
_LETTERS: Final = (("L", "R"), ("P", "A"), ("I", "S"))


@dataclass(frozen=True, eq=False)
class Geometry:
    """How a header places its voxels.

    `source` is the form in use: the sform if its code is above 0, else the qform if its code is, else only the voxel
    sizes (`pixdim`, origin 0), when the orientation of the image is not known. `affine` (4x4, voxel to RAS+ in stored
    units) is None when the form in use is not finite or not invertible. `sform` and `qform` are the two matrices
    whenever they are finite, also those with code 0. `axis_codes` says where each voxel axis points, such as "LAS".
    """

    affine: Matrix | None
    source: Source
    sform: Matrix | None
    qform: Matrix | None
    sform_code: int
    qform_code: int
    axis_codes: str | None
    voxel_sizes: tuple[float, float, float]
    handedness: Literal["left", "right"] | None
    obliquity_degrees: float | None

    @classmethod
    @np.errstate(over="ignore", invalid="ignore")
    def of(cls, header: Header) -> "Geometry":
        sform, qform = sform_matrix(header), qform_matrix(header)
        sform_code, qform_code = header.number("sform_code"), header.number("qform_code")
        source: Source = "sform" if sform_code > 0 else "qform" if qform_code > 0 else "pixdim"
        stored = {"sform": sform, "qform": qform, "pixdim": _finite(np.diag([*_steps(header), 1.0]))}[source]
        affine = stored if stored is not None and is_invertible(stored) else None
        known = affine if source != "pixdim" else None
        return cls(
            affine,
            source,
            sform,
            qform,
            sform_code,
            qform_code,
            axis_codes=None if known is None else axis_codes(known),
            voxel_sizes=_voxel_sizes(header, None if source == "pixdim" else stored),
            handedness=None if known is None else "right" if _determinant(known) > 0 else "left",
            obliquity_degrees=None if known is None else obliquity(known),
        )


def sform_matrix(header: Header) -> Matrix | None:
    """The rows srow_x, srow_y, srow_z and 0 0 0 1; None when a number is not finite."""
    return _finite(np.array([*(header.numbers(name) for name in SROWS), (0, 0, 0, 1)], dtype=np.float64))


@np.errstate(over="ignore", invalid="ignore")
def qform_matrix(header: Header) -> Matrix | None:
    """Rotation by the quaternion, times pixdim[1..3] (the third with the sign of pixdim[0]), plus qoffset.

    None when a number is not finite. pixdim 0 on an axis the image does not have counts as 1.
    """
    rotation = rotation_of(*(header.number(name) for name in QUATERNION))
    qfac = -1.0 if header.numbers("pixdim")[0] < 0 else 1.0
    affine = np.eye(4)
    affine[:3, :3] = rotation * np.multiply(_steps(header), (1.0, 1.0, qfac))
    affine[:3, 3] = [header.number(name) for name in QOFFSET]
    return _finite(affine)


def rotation_of(b: float, c: float, d: float, *, least: float = 1e-7) -> Matrix:
    """The 3x3 rotation of the unit quaternion (a, b, c, d), where a >= 0 follows from the other three.

    When b, c, d leave less than `least` for a² (by rounding, or because they are too long) they are scaled to length
    1 and a is 0, as the reference library does. Source: nifti1.h, "QUATERNION REPRESENTATION OF ROTATION MATRIX".
    """
    rest = 1.0 - (b * b + c * c + d * d)
    if rest < least:
        length = math.sqrt(b * b + c * c + d * d)
        return quaternion_matrix(0.0, b / length, c / length, d / length)
    return quaternion_matrix(math.sqrt(rest), b, c, d)


def quaternion_matrix(a: float, b: float, c: float, d: float) -> Matrix:
    """The 3x3 matrix of a quaternion, a rotation when its length is 1."""
    return np.array(
        [
            [a * a + b * b - c * c - d * d, 2 * (b * c - a * d), 2 * (b * d + a * c)],
            [2 * (b * c + a * d), a * a + c * c - b * b - d * d, 2 * (c * d - a * b)],
            [2 * (b * d - a * c), 2 * (c * d + a * b), a * a + d * d - c * c - b * b],
        ]
    )


@np.errstate(over="ignore", invalid="ignore")
def is_invertible(affine: Matrix) -> bool:
    """Whether the three voxel axes are finite, not zero and do not lie in one plane."""
    linear = affine[:3, :3]
    sizes = np.linalg.norm(linear, axis=0)
    if not np.isfinite(affine).all() or not np.isfinite(sizes).all() or not sizes.all():
        return False
    return bool(abs(np.linalg.det(linear / sizes)) > SINGULAR)


def axis_codes(affine: Matrix) -> str:
    """For each voxel axis the letter of the world direction it points to most: RAS, LPS, ...

    The axes are first made orthogonal, and no two get the same world axis; the one that fits best chooses first.
    """
    nearest = orthogonal(affine)
    letters, free = ["", "", ""], [0, 1, 2]
    for axis in sorted(range(3), key=lambda column: -np.abs(nearest[:, column]).max()):
        world = max(free, key=lambda row: abs(nearest[row, axis]))
        free.remove(world)
        letters[axis] = _LETTERS[world][int(nearest[world, axis] > 0)]
    return "".join(letters)


def obliquity(affine: Matrix) -> float:
    """The largest angle, in degrees, between a voxel axis and the world axis nearest to it."""
    linear = affine[:3, :3] / np.linalg.norm(affine[:3, :3], axis=0)
    straight = np.abs(linear).max(axis=0)
    aside = np.sqrt(np.maximum((linear**2).sum(axis=0) - straight**2, 0))
    return float(np.degrees(np.arctan2(aside, straight)).max())


@np.errstate(over="ignore", invalid="ignore")
def corner_distance(first: Matrix, second: Matrix, shape: Sequence[int]) -> float:
    """The largest distance between where two affines put the same corner voxel of a grid of that shape."""
    return float(np.linalg.norm((first - second)[:3] @ corners(shape), axis=0).max())


def orthogonal(affine: Matrix) -> Matrix:
    """The orthogonal 3x3 matrix nearest to the directions of the voxel axes (it keeps a reflection)."""
    linear = affine[:3, :3] / np.linalg.norm(affine[:3, :3], axis=0)
    left, _, right = np.linalg.svd(linear)
    return np.asarray(left @ right, dtype=np.float64)


def corners(shape: Sequence[int]) -> Matrix:
    """The eight corner voxels of the first three axes as homogeneous columns, shape (4, 8)."""
    last = [max(length - 1, 0) for length in [*shape, 1, 1, 1][:3]]
    return np.array([*itertools.product(*((0, end) for end in last), (1,))], dtype=np.float64).T


@np.errstate(over="ignore", invalid="ignore")
def in_millimetres(affine: Matrix, header: Header) -> Matrix:
    """The affine in millimetres by the unit that the header states; unknown counts as mm. It may become infinite."""
    scale = MILLIMETRES.get(header.number("xyzt_units") & 0o07, 1.0)
    return np.diag([scale, scale, scale, 1.0]) @ affine


def _determinant(affine: Matrix) -> float:
    return float(np.linalg.det(affine[:3, :3] / np.linalg.norm(affine[:3, :3], axis=0)))


def _steps(header: Header) -> list[float]:
    """pixdim[1..3]; a 0 on an axis the image does not have is 1, or a flat image would have no qform."""
    axes = len(header.shape)
    stored = header.numbers("pixdim")[1:4]
    return [1.0 if axis > axes and step == 0 else step for axis, step in enumerate(stored, start=1)]


def _voxel_sizes(header: Header, used: Matrix | None) -> tuple[float, float, float]:
    """Lengths of the columns of the form in use; pixdim[1..3] as stored when there is none."""
    sizes = header.numbers("pixdim")[1:4] if used is None else np.linalg.norm(used[:3, :3], axis=0)
    x, y, z = (float(size) for size in sizes)
    return x, y, z


def _finite(affine: Matrix) -> Matrix | None:
    return affine if np.isfinite(affine).all() else None
