"""niivue: the form with the higher code, the sform when they are equal; what makes no sense is replaced.

Source: nifti-reader-js (nifti1.ts, nifti2.ts) and AffineProcessor.ts of niivue.
"""

from __future__ import annotations

import math

import numpy as np

from inspector.core.formats.nifti import has_magic
from inspector.core.geometry import QOFFSET, QUATERNION, SROWS, Matrix, quaternion_matrix
from inspector.core.header import Header
from inspector.core.readers.reading import Reading, Source, affine_of, placed, refused, unit_note
from inspector.core.words import format_float


def read(header: Header) -> Reading:
    if has_magic(header.data, header.version) is None:
        return refused("niivue does not open it, because the magic is not NIfTI's.")
    q, s = header.number("qform_code"), header.number("sform_code")
    steps = np.array(header.numbers("pixdim")[1:4], np.float64)
    notes = [unit_note(header, "niivue", converts=False)]
    source, affine = _form(header, steps, q, s)
    if not _makes_sense(affine):
        if source != "neither":
            notes.append(f"The {source} makes no sense to niivue, so that it is not used.")
        source, affine = "qform", _qform(header, steps)
    if not _makes_sense(affine):
        notes.append("niivue falls back on voxel sizes with the first voxel at 0.")
        source, affine = "neither", np.diag([*np.where(np.isnan(steps) | (steps == 0), 1.0, steps), 1.0])
    qfac = header.numbers("pixdim")[0]
    if source == "qform" and qfac not in (-1, 0, 1):
        notes.append(f"pixdim[0] is {format_float(qfac)}; niivue multiplies the third voxel size by it.")
    return placed(source, affine, *notes)


def _form(header: Header, steps: Matrix, q: int, s: int) -> tuple[Source, Matrix]:
    if q > s:
        return "qform", _qform(header, steps)
    if s > 0:
        return "sform", np.array([*(header.numbers(name) for name in SROWS), (0, 0, 0, 1)], np.float64)
    return "neither", np.diag([*steps, 1.0])


def _qform(header: Header, steps: Matrix) -> Matrix:
    """As the standard has it, but a quaternion that is too long gives NaN, and pixdim[0] is a factor, not a sign."""
    b, c, d = (header.number(name) for name in QUATERNION)
    rest = 1.0 - (b * b + c * c + d * d)
    a = math.sqrt(rest) if rest >= 0 else math.nan
    rotation = quaternion_matrix(a, b, c, d)
    qfac = header.numbers("pixdim")[0] or 1.0
    return affine_of(rotation * steps * (1.0, 1.0, qfac), np.array([*map(header.number, QOFFSET)]))


def _makes_sense(affine: Matrix) -> bool:
    """No NaN, and no row or column of zeros."""
    used = affine[:3, :3] != 0
    return bool(not np.isnan(affine).any() and used.any(axis=0).all() and used.any(axis=1).all())
