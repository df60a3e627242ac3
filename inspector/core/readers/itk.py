"""ITK 5.4, and with it SimpleITK, ANTs, 3D Slicer and ITK-SNAP: directions have to be orthonormal.

Source: NiftiImageIO::SetImageIOOrientationFromNIfTI in itkNiftiImageIO.cxx of ITK 5.4; its matrices hold 4-byte floats.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from inspector.core.geometry import Matrix
from inspector.core.header import Header
from inspector.core.readers import clib
from inspector.core.readers.clib import Loaded
from inspector.core.readers.reading import Reading, Source, affine_of, placed, refused, unit_note

Floats = NDArray[np.float32]

_VECTORS: Final = (1005, 1006, 1007)
_MATRIX: Final = 1004
_SCANNER: Final = 1
_NO_PIXEL: Final = (1536, 2048)
_EITHER: Final = (
    "The forms share the first voxel and differ by reversed or exchanged axes, which ITK's comparison may not notice: "
    "rounding decides which one it takes."
)


def read(header: Header) -> Reading:
    if why := _refusal(header):
        return refused(why)
    loaded = clib.load(header)
    notes = [*loaded.notes, unit_note(header, "ITK", converts=True) if loaded.scale != 1 else ""]
    axes = min(_axes(loaded), 3)
    steps = np.where(np.arange(3) < axes, loaded.steps * loaded.scale, 1.0)
    if not (loaded.qform_code or loaded.sform_code):
        notes.append("Without a form the first voxel is at 0, x decreases with i and y with j.")
        return placed("neither", np.diag([*steps * (-1.0, -1.0, 1.0), 1.0]), *notes)
    source = _choice(loaded)
    if np.isinf(loaded.sto).any():
        notes.append("A number of the sform is infinite: ITK may compute without end when it looks at it.")
    notes.append(_EITHER if _is_close_call(loaded) else "")
    if source is None:
        return refused(
            "ITK does not open it, because the voxel axes of the sform are not at right angles and there is no qform."
        )
    chosen = loaded.sto if source == "sform" else loaded.qto
    if axes < 3:
        notes.append("ITK reads it as flat: what the forms say outside its plane is lost.")
    directions = _directions(chosen, axes)
    if np.linalg.det(directions) == 0:
        return refused("ITK does not open it, because its voxel axes, cut to the plane it keeps, have no direction.")
    if source == "sform" and _sizes_differ(loaded, axes):
        notes.append("ITK takes directions and origin from the sform, but voxel sizes from pixdim.")
    if source == "qform" and loaded.sform_code:
        notes.append("ITK takes the qform, because the sform differs and its code is not 1, or it is not orthonormal.")
    origin = np.where(np.arange(3) < axes, chosen[:3, 3] * loaded.scale, 0.0)
    return placed(source, affine_of(directions * steps, origin), *notes)


def _refusal(header: Header) -> str:
    if header.version == 2:
        return "ITK does not open it, because it reads NIfTI-1 and this is NIfTI-2."
    if why := clib.refusal(header, "ITK", strict=False):
        return why
    kind = header.number("datatype")
    if kind in _NO_PIXEL:
        return f"ITK does not open it, because it has no type of voxel for datatype {kind}."
    if header.number("intent_code") == _MATRIX and clib.is_nifti(header):
        return "ITK does not open it, because it does not know matrices at each voxel (intent 1004)."
    return ""


def _axes(loaded: Loaded) -> int:
    """How many dimensions ITK gives the image: trailing ones of length 1 are dropped, but not below 3."""
    if loaded.intent_code in _VECTORS:
        return next((axis for axis in (4, 3, 2) if loaded.dim[axis] > 1), 1)
    axes = loaded.dim[0]
    while axes > 3 and loaded.dim[axes] == 1:
        axes -= 1
    return axes


def _choice(loaded: Loaded) -> Source | None:
    """The form ITK takes; None when there is no orthonormal one."""
    sform, qform = loaded.sto.astype(np.float32), loaded.qto.astype(np.float32)
    prefers = _equal(sform, qform)
    if (not prefers or loaded.sform_code) and _is_affine(sform) and _is_orthonormal(sform[:3, :3]):
        if loaded.sform_code and (not loaded.qform_code or loaded.sform_code == _SCANNER):
            prefers = True
        elif loaded.qform_code and loaded.sform_code:
            prefers = _much_alike(sform, qform)
    if prefers:
        return "sform"
    return "qform" if loaded.qform_code else None


def _is_close_call(loaded: Loaded) -> bool:
    """Whether only the sign or the order of singular vectors can tell ITK the two forms apart."""
    if (
        not loaded.qform_code
        or loaded.sform_code in (0, _SCANNER)
        or np.abs(loaded.sto - loaded.qto)[:3, 3].max() > 1e-4
    ):
        return False
    turned = _directions(loaded.sto, 3).T @ _directions(loaded.qto, 3)
    exchanged = np.abs(np.abs(turned) - np.abs(turned).round()).max() < 1e-3
    return bool(exchanged and np.abs(turned - np.eye(3)).max() > 1e-3)


def _equal(sform: Floats, qform: Floats) -> bool:
    """Nearly the same numbers; NaN, which is never greater, counts as the same."""
    apart = np.abs(sform - qform)
    return not ((apart[:3, :3] > 1e-5).any() or apart[:, 3].sum() > 1e-7 or apart[3].sum() > 1e-7)


def _is_affine(sform: Floats) -> bool:
    """Well enough conditioned, the origin included, for double precision."""
    if not np.isfinite(sform).all():
        return False
    values = np.linalg.svd(sform.astype(np.float64), compute_uv=False)
    return bool(values[0] > 0 and values[-1] / values[0] > np.finfo(np.float64).eps)


def _is_orthonormal(linear: Floats) -> bool:
    unit = linear / np.sqrt((linear * linear).sum(axis=0, dtype=np.float32))
    return bool((np.abs(unit @ unit.T - np.eye(3, dtype=np.float32)) <= 1e-4).all())


def _much_alike(sform: Floats, qform: Floats) -> bool:
    """ITK compares voxel sizes, offsets and the left singular vectors of the two, each within 1e-4.

    Those vectors do not tell an axis from its reverse: a form is like its mirror image about the same first voxel.
    """
    (s_sizes, s_axes), (q_sizes, q_axes) = _decomposed(sform[:3, :3]), _decomposed(qform[:3, :3])
    turned = s_axes @ q_axes.T - np.eye(3)
    pairs: tuple[NDArray[Any], ...] = (s_sizes - q_sizes, turned, sform[:3, 3] - qform[:3, 3])
    return all(bool((np.abs(difference) <= 1e-4).all()) for difference in pairs)


def _decomposed(linear: Floats) -> tuple[Floats, Floats]:
    """Singular values, largest first, and left vectors of a matrix whose columns are orthogonal.

    Householder reflections alone do it then; their signs follow LINPACK's dsvdc, which ITK uses.
    """
    work, left = linear.copy(), np.eye(3, dtype=np.float32)
    for step in range(2):
        column = work[step:, step]
        length = np.sqrt((column * column).sum(dtype=np.float32))
        if length == 0:
            continue
        column = column / (np.copysign(length, column[0]) if column[0] else length)
        column[0] += 1
        mirror = np.eye(3, dtype=np.float32)
        mirror[step:, step:] -= np.outer(column, column) / column[0]
        work, left = mirror @ work, left @ mirror
    sizes = np.linalg.norm(linear, axis=0)
    order = np.argsort(-sizes, kind="stable")
    return sizes[order], left[:, order]


def _directions(chosen: Matrix, axes: int) -> Matrix:
    """Unit columns, cut to as many axes as ITK keeps."""
    kept = np.eye(3)
    kept[:axes, :axes] = chosen[:axes, :axes]
    lengths = np.linalg.norm(kept, axis=0)
    return np.asarray(kept / np.where(lengths == 0, 1.0, lengths))


def _sizes_differ(loaded: Loaded, axes: int) -> bool:
    columns = np.linalg.norm(loaded.sto[:3, :axes], axis=0)
    return not np.allclose(columns, np.abs(loaded.steps[:axes]), rtol=1e-3, atol=0)
