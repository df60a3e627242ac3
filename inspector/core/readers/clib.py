"""What nifti_clib makes of a NIfTI-1 or NIfTI-2 header before ITK, AFNI or nifti_tool see it.

Source: nifti_convert_nhdr2nim and nifti_quatern_to_mat44 in nifti1_io.c and nifti2_io.c.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from inspector.core.codes import DATATYPES
from inspector.core.geometry import QOFFSET, QUATERNION, SROWS, Matrix, rotation_of
from inspector.core.header import Header
from inspector.core.readers.reading import affine_of, numbers_text
from inspector.core.words import listed

_MAGIC: Final = re.compile(rb"n[i+][1-9]\0")
_SCALE: Final = {1: 1000.0, 3: 0.001}


@dataclass(frozen=True, eq=False, slots=True)
class Loaded:
    """The repaired header. `sto` is all 0 without an sform; `steps` are pixdim[1..3]; `scale` takes units to mm."""

    dim: tuple[int, ...]
    steps: Matrix
    qto: Matrix
    sto: Matrix
    qform_code: int
    sform_code: int
    intent_code: int
    scale: float
    notes: tuple[str, ...]


def refusal(header: Header, name: str, *, strict: bool) -> str:
    """Why the library does not open the file; "" when it does.

    Its second edition, in AFNI and nifti_tool, is `strict` with the marks of the format; the first, in ITK, is not.
    """
    dim, kind = header.numbers("dim"), DATATYPES.get(header.number("datatype"))
    if strict and header.number("sizeof_hdr") != header.fixed_size:
        return f"{name} does not open it, because sizeof_hdr is {header.number('sizeof_hdr')}."
    if strict and header.version == 2 and not is_nifti(header):
        return f"{name} does not open it, because the magic is not NIfTI-2's."
    if not 1 <= dim[0] <= 7:
        return f"{name} does not open it, because dim[0] is {dim[0]} and has to be 1 to 7."
    if dim[1] <= 0:
        return f"{name} does not open it, because dim[1] is {dim[1]}."
    if kind is None or kind.bits < 8:
        return f"{name} does not open it, because datatype is {header.number('datatype')}."
    return ""


def load(header: Header) -> Loaded:
    """The header as the library hands it on; ask `refusal` first."""
    axes = header.numbers("dim")[0]
    stored = header.numbers("pixdim")
    known = is_nifti(header)
    pixdim = [_step(step) if 1 <= axis <= axes else step for axis, step in enumerate(stored)]
    steps = np.array(pixdim[1:4], dtype=np.float64)
    codes = [max(header.number(name), 0) if known else 0 for name in ("qform_code", "sform_code")]
    rows = [header.numbers(name) for name in SROWS] if codes[1] else [(0.0,) * 4] * 3
    return Loaded(
        dim=_dim(header),
        steps=steps,
        qto=_qto(header, steps) if codes[0] else np.diag([*steps, 1.0]),
        sto=np.array([*rows, (0, 0, 0, 1 if codes[1] else 0)], dtype=np.float64),
        qform_code=codes[0],
        sform_code=codes[1],
        intent_code=header.number("intent_code") if known else 0,
        scale=_SCALE.get(header.number("xyzt_units") & 7, 1.0) if known else 1.0,
        notes=tuple(_notes(header, known)),
    )


def is_nifti(header: Header) -> bool:
    return _MAGIC.fullmatch(header.raw("magic")[:4]) is not None


def _notes(header: Header, known: bool) -> Iterator[str]:
    if not known:
        yield "The magic is not NIfTI's, so that the file is taken for Analyze 7.5: its orientation is ignored."
    steps = header.numbers("pixdim")[1 : len(header.shape) + 1][:3]
    if bad := [step for step in steps if _step(step) != step]:
        yield f"A voxel size of {listed([numbers_text((step,)) for step in bad], 'and')} counts as 1."
    if header.number("qform_code") > 0 and any(step < 0 for step in steps):
        yield "A negative voxel size counts as 1 in the qform."


def _step(step: float) -> float:
    return step if step != 0 and np.isfinite(step) else 1.0


def _dim(header: Header) -> tuple[int, ...]:
    axes, *lengths = header.numbers("dim")
    return (
        axes,
        *(max(length, 1) if axis <= axes else min(max(length, 0), 1) for axis, length in enumerate(lengths, start=1)),
    )


def _qto(header: Header, steps: Matrix) -> Matrix:
    b, c, d, *offset = (_fixed(header.number(name)) for name in (*QUATERNION, *QOFFSET))
    lengths = np.where(steps > 0, steps, 1.0)
    qfac = -1.0 if header.numbers("pixdim")[0] < 0 else 1.0
    return affine_of(rotation_of(b, c, d) * lengths * (1.0, 1.0, qfac), np.array(offset))


def _fixed(number: float) -> float:
    return number if np.isfinite(number) else 0.0
