"""AFNI, with its default preference for the sform.

Source: THD_open_nifti in thd_niftiread.c as of 2008, on top of nifti_clib.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from inspector.core.header import Header
from inspector.core.readers import clib
from inspector.core.readers.reading import Reading, placed, refused

_AFNI: Final = 4
_TYPES: Final = (2, 4, 8, 16, 32, 64, 128, 256, 512, 768)


def read(header: Header) -> Reading:
    if why := _refusal(header):
        return refused(why)
    loaded = clib.load(header)
    notes = [*loaded.notes, _units(loaded.scale), _attributes(header)]
    if not (loaded.sform_code or loaded.qform_code):
        steps = np.where(loaded.steps > 0, loaded.steps, 1.0) * loaded.scale
        notes.append("Without a form AFNI warns, puts the first voxel at 0 and assumes RAS.")
        return placed("neither", np.diag([*steps, 1.0]), *notes)
    if loaded.sform_code and loaded.qform_code and np.linalg.det(loaded.sto) * np.linalg.det(loaded.qto) < 0:
        notes.append("AFNI warns that the two forms have different handedness.")
    source, matrix = ("sform", loaded.sto) if loaded.sform_code else ("qform", loaded.qto)
    affine = matrix.copy()
    affine[:3, :3] *= loaded.scale
    return placed("sform" if source == "sform" else "qform", affine, *notes)


def _refusal(header: Header) -> str:
    if why := clib.refusal(header, "AFNI", strict=True):
        return why
    if not clib.is_nifti(header):
        return "AFNI does not open it as NIfTI, because the magic is not NIfTI's."
    kind, dim = header.number("datatype"), header.numbers("dim")
    if kind not in _TYPES:
        return f"AFNI does not open it, because it has no type of voxel for datatype {kind}."
    if dim[0] >= 5 and dim[4] > 1 and dim[5] > 1:
        return "AFNI does not open it, because it has both a fourth and a fifth axis."
    return ""


def _units(scale: float) -> str:
    return "" if scale == 1 else "AFNI converts the voxel sizes to millimetres, but not the origin."


def _attributes(header: Header) -> str:
    if not any(extension.code == _AFNI for extension in header.extensions):
        return ""
    return "There is an AFNI extension: what it says about the geometry wins over the header."
