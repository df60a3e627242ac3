"""SPM12: the sform, else the qform, else the centre of the volume with x flipped. Units are converted.

Source: @nifti/subsref.m, private/decode_qform0.m, private/Q2M.m, private/read_hdr.m and private/getdict.m of SPM12.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from inspector.core.codes import DATATYPES
from inspector.core.geometry import QOFFSET, QUATERNION, SROWS, Matrix, rotation_of
from inspector.core.header import Header
from inspector.core.readers.reading import Reading, Source, affine_of, centred, placed, refused, three, unit_note
from inspector.core.words import format_float

_SCALE: Final = {1: 1000.0, 3: 0.001}
_NOT_READ: Final = (255, 2304)
# Bytes of one number; complex and colour voxels have several.
_PARTS: Final = {32: 2, 1792: 2, 2048: 2, 128: 3}


def read(header: Header) -> Reading:
    if why := _refusal(header):
        return refused(why)
    source, affine, note = _form(header)
    scale = _SCALE.get(header.number("xyzt_units") & 7, 1.0)
    return placed(source, np.diag([scale, scale, scale, 1.0]) @ affine, note, unit_note(header, "SPM12", converts=True))


def _form(header: Header) -> tuple[Source, Matrix, str]:
    if header.number("sform_code") > 0:
        note = "SPM12 keeps the qform beside it as mat0." if header.number("qform_code") > 0 else ""
        return "sform", np.array([*(header.numbers(name) for name in SROWS), (0, 0, 0, 1)], np.float64), note
    axes = min(max(header.numbers("dim")[0], 0), 3)
    steps = three(header.numbers("pixdim")[1 : axes + 1])
    if header.number("qform_code") <= 0:
        shape = np.array(header.numbers("dim")[1:4], np.float64)
        return "neither", centred(steps, shape, flip=True), "Without a form SPM12 centres it on 0 and flips x."
    negative = steps < 0
    note = "A negative voxel size counts as 1." if negative.any() else ""
    qfac = -1.0 if header.numbers("pixdim")[0] < 0 else 1.0
    linear = rotation_of(*map(header.number, QUATERNION), least=1e-14) * np.where(negative, 1.0, steps)
    return "qform", affine_of(linear * (1.0, 1.0, qfac), np.array([*map(header.number, QOFFSET)])), note


def _refusal(header: Header) -> str:
    code, offset = header.number("datatype"), float(header.number("vox_offset"))
    kind = DATATYPES.get(code)
    if kind is None or code in _NOT_READ:
        return f"SPM12 does not open it, because datatype is {code}."
    if header.raw("magic")[:3] not in (b"n+1", b"n+2", b"ni1", b"ni2"):
        return "SPM12 does not open it, because the magic is not NIfTI's."
    if header.raw("magic")[1:2] == b"+" and not offset >= header.number("sizeof_hdr"):
        return f"SPM12 does not open it, because vox_offset is {format_float(offset)}, inside the header."
    size = kind.bits // 8 // _PARTS.get(code, 1)
    if size > 1 and offset % size:
        return f"SPM12 does not open it, because vox_offset {format_float(offset)} is no multiple of {size}."
    return ""
