"""MRtrix3: the sform (its default), else the qform, else the centre of the volume. Axes get length 1, sizes follow.

Source: core/file/nifti_utils.cpp and Header::sanitise in core/header.cpp of MRtrix3 3.0.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from inspector.core.geometry import QOFFSET, QUATERNION, SROWS, Matrix, corner_distance, rotation_of
from inspector.core.header import Header
from inspector.core.readers.reading import Reading, Source, affine_of, centred, placed, refused, three, unit_note

_TYPES: Final = (1, 2, 4, 8, 16, 32, 64, 256, 512, 768, 1024, 1280, 1792)


def read(header: Header) -> Reading:
    if why := _refusal(header):
        return refused(why)
    notes = [unit_note(header, "MRtrix3", converts=False)]
    sizes = three(tuple(abs(step) for step in header.numbers("pixdim")[1 : len(header.shape) + 1]), missing=np.nan)
    sform, qform = (header.number(f"{form}_code") != 0 and _is_nifti(header) for form in ("sform", "qform"))
    source: Source = "sform" if sform else "qform" if qform else "neither"
    unit = np.full((4, 4), np.nan)
    if sform:
        unit, sizes, note = _sform(header, sizes)
        notes.append(note)
    elif qform:
        unit = _qform(header)
        if len(header.shape) < 3:
            notes.append("For a flat image with a qform MRtrix3 takes the missing voxel sizes from unset memory.")
    sizes = np.where(np.isfinite(sizes), sizes, _mean(sizes))
    if not np.isfinite(unit).all():
        guess = "Without a form" if source == "neither" else "As its numbers are not finite,"
        notes.append(f"{guess} MRtrix3 centres it on 0.")
        return placed("neither", centred(sizes, _shape(header), flip=not _is_nifti(header)), *notes)
    affine = affine_of(unit[:3, :3] * sizes, unit[:3, 3])
    if sform and qform:
        notes.append(_warning(affine, affine_of(_qform(header)[:3, :3] * sizes, _qform(header)[:3, 3]), header.shape))
    return placed(source, affine, *notes)


def _refusal(header: Header) -> str:
    kind, axes = header.number("datatype"), header.numbers("dim")[0]
    if header.number("sizeof_hdr") != header.fixed_size:
        return f"MRtrix3 does not open it, because sizeof_hdr is {header.number('sizeof_hdr')}."
    if header.version == 2 and not _is_nifti(header):
        return "MRtrix3 does not open it, because the magic is not NIfTI-2's."
    if kind not in _TYPES:
        return f"MRtrix3 does not open it, because it has no type of voxel for datatype {kind}."
    if not 1 <= axes <= 7:
        return f"MRtrix3 does not open it, because dim[0] is {axes} and has to be 1 to 7."
    return ""


def _is_nifti(header: Header) -> bool:
    return header.raw("magic")[:4] in (b"n+%d\0" % header.version, b"ni%d\0" % header.version)


def _sform(header: Header, sizes: Matrix) -> tuple[Matrix, Matrix, str]:
    """Rows with columns of length 1, and the voxel sizes: of all columns as soon as one differs from pixdim."""
    unit = np.array([*(header.numbers(name) for name in SROWS), (0, 0, 0, 1)], np.float64)
    axes = min(len(header.shape), 3)
    lengths = np.linalg.norm(unit[:3, :3], axis=0)
    differ = bool((np.abs(sizes[:axes] / lengths[:axes] - 1) > 1e-5).any())
    note = "pixdim differs from the columns of the sform; MRtrix3 takes the columns." if differ else ""
    sizes = np.where((np.arange(3) < axes) & differ, lengths, sizes)
    sizes = np.where(np.isfinite(sizes), sizes, _mean(sizes))
    # An axis the image does not have keeps its column, whose length then multiplies its voxel size.
    if np.isfinite(unit).all():
        sizes = np.where(np.arange(3) < axes, sizes, sizes * lengths)
    unit[:3, :3] /= lengths
    return unit, sizes, note


def _qform(header: Header) -> Matrix:
    linear = rotation_of(*map(header.number, QUATERNION)) * (1.0, 1.0, 1.0)
    if not header.numbers("pixdim")[0] >= 0:
        linear[:, 2] *= -1
    return affine_of(linear, np.array([*map(header.number, QOFFSET)]))


def _mean(sizes: Matrix) -> float:
    finite = sizes[np.isfinite(sizes)]
    return float(finite.mean()) if finite.size else 1.0


def _shape(header: Header) -> Matrix:
    return three(tuple(abs(length) or 1 for length in header.shape))


def _warning(sform: Matrix, qform: Matrix, shape: Sequence[int]) -> str:
    """The library warns where the two grids are more than a tenth of a voxel apart."""
    least = 0.1 * float(np.linalg.norm(sform[:3, :3], axis=0).min())
    far = corner_distance(sform, qform, shape) > least
    return "MRtrix3 warns that qform and sform are inconsistent, and takes the sform." if far else ""
