"""nibabel 5.4: checks and repairs on load, then sform, qform or the centre of the volume.

Source: nibabel/nifti1.py (_get_checks, get_best_affine, get_qform), analyze.py, quaternions.py.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Final

import numpy as np

from inspector.core.codes import XFORMS
from inspector.core.formats.nifti import PAIR, SINGLE
from inspector.core.geometry import QOFFSET, QUATERNION, SROWS, Matrix, rotation_of
from inspector.core.header import FLAG, Header
from inspector.core.readers.reading import Reading, affine_of, centred, placed, refused, three, unit_note
from inspector.core.words import format_float

_EPSILON: Final = {1: 3 * 2.0**-23, 2: 3 * 2.0**-52}


def read(header: Header) -> Reading:
    if why := next(_refusals(header), ""):
        return refused(why)
    sform_code, qform_code = (_code(header.number(name)) for name in ("sform_code", "qform_code"))
    notes = (*_repairs(header), unit_note(header, "nibabel", converts=False))
    if sform_code:
        return placed("sform", np.array([*(header.numbers(name) for name in SROWS), (0, 0, 0, 1)]), *notes)
    steps = three(tuple(_step(step) for step in header.numbers("pixdim")[1:4]))
    if not qform_code:
        axes = len(header.shape)
        guess = "Without a form it is centred on 0, and x decreases with i."
        return placed("neither", centred(three(tuple(steps[:axes])), three(header.shape), flip=True), *notes, guess)
    rotation = _rotation(header)
    if rotation is None:
        return refused("nibabel does not open it, because the quaternion is longer than 1.")
    qfac = -1.0 if header.numbers("pixdim")[0] == -1 else 1.0
    offset = np.array([header.number(name) for name in QOFFSET])
    return placed("qform", affine_of(rotation * steps * (1.0, 1.0, qfac), offset), *notes)


def _refusals(header: Header) -> Iterator[str]:
    magic, offset = header.raw("magic")[:4], header.number("vox_offset")
    if magic != (PAIR if header.paired else SINGLE)[header.version]:
        yield "nibabel does not open it, because the magic does not fit the kind of file."
    if header.version == 2 and header.number("sizeof_hdr") != header.fixed_size:
        yield f"nibabel does not open it, because sizeof_hdr is {header.number('sizeof_hdr')}."
    # On the little-endian machines in use today nibabel then tries the other byte order, which may be the right one.
    if not 0 <= header.numbers("dim")[0] <= 7 and header.byteorder == "<":
        yield f"nibabel does not open it, because dim[0] is {header.numbers('dim')[0]}."
    # 16-byte floats are None too, except on the few machines that have them.
    if header.dtype is None:
        yield f"nibabel does not open it, because datatype is {header.number('datatype')}."
    if not header.paired and offset != 0 and not offset >= header.fixed_size + FLAG:
        yield f"nibabel does not open it, because vox_offset is {format_float(float(offset))}, inside the header."
    if header.extension_problem and header.extension_flag[:1] != b"\0":
        yield f"nibabel does not open it: {header.extension_problem}"
    slope, inter = header.number("scl_slope"), header.number("scl_inter")
    if math.isfinite(slope) and slope != 0 and not math.isfinite(inter):
        yield f"nibabel does not open it, because scl_inter is {format_float(inter)} while scl_slope is set."


def _repairs(header: Header) -> Iterator[str]:
    for name in ("sform_code", "qform_code"):
        if _code(header.number(name)) != header.number(name):
            yield f"{name} {header.number(name)} counts as 0."
    qfac, *steps = header.numbers("pixdim")[:4]
    if qfac not in (-1, 1):
        yield f"pixdim[0] {format_float(qfac)} counts as 1."
    if any(step < 0 for step in steps):
        yield "Negative voxel sizes lose their sign."
    if 0 in steps:
        yield "A voxel size of 0 counts as 1."


def _code(stored: int) -> int:
    return stored if XFORMS.get(stored) else 0


def _step(step: float) -> float:
    return 1.0 if step == 0 else abs(step)


def _rotation(header: Header) -> Matrix | None:
    """The rotation of the stored quaternion, None when it is longer than rounding can explain."""
    b, c, d = (header.number(name) for name in QUATERNION)
    rest = 1.0 - (b * b + c * c + d * d)
    if abs(rest) < _EPSILON[header.version]:
        return rotation_of(b, c, d, least=math.inf)
    return None if rest < 0 else rotation_of(b, c, d, least=0.0)
