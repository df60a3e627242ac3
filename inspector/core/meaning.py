"""What a stored value means, in a few words. Nothing is repaired: what means nothing is said to mean nothing."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType

from inspector.core.codes import INTENTS
from inspector.core.header import Header
from inspector.core.words import counted, format_float

AXES = ("", "i", "j", "k")
_NAMES = ("Poisson", "Laplace", "Weibull", "M", "N")


def meaning(header: Header, name: str) -> str:
    """One line on what the stored value of this field means. Raises KeyError for a name the header does not have."""
    field = header.field(name)
    say = _SAID.get(name)
    if say:
        return say(header)
    if field.is_text:
        return _text(header, name)
    return _code(header, name) if field.codes else plain(field.meaning)


def plain(sentence: str) -> str:
    """A sentence of the tables as a phrase: without its full stop, in lower case unless it starts with a name."""
    first = sentence.partition(" ")[0]
    stays = not first.isalpha() or first[1:] != first[1:].lower() or first in _NAMES
    return (sentence if stays else sentence[0].lower() + sentence[1:]).removesuffix(".")


def _text(header: Header, name: str) -> str:
    rest = header.after_nul(name)
    if any(rest):
        return f"{counted(len(rest), 'byte')} after the end mark"
    used = len(header.raw(name).rstrip(b"\0"))
    return f"{used} of {header.field(name).count} bytes used" if used else "nothing written"


def _code(header: Header, name: str) -> str:
    codes = header.field(name).codes
    code = codes.get(header.number(name)) if codes else None
    return f"{code.label}: {plain(code.meaning)}" if code else "not a code of the standard"


def _form_code(header: Header, name: str) -> str:
    form = name.removesuffix("_code")
    return f"unknown: {form} not used" if header.number(name) == 0 else _code(header, name)


def _dim(header: Header) -> str:
    axes, *lengths = header.numbers("dim")
    if not 1 <= axes <= 7:
        return f"{axes} axes; 1 to 7 are possible"
    said = f"{'1 axis' if axes == 1 else f'{axes} axes'}: {' × '.join(str(n) for n in lengths[: min(axes, 3)])} voxels"
    if axes >= 4:
        said += f", {counted(lengths[3], 'volume')}"
    further = [f"{lengths[axis - 1]} along axis {axis}" for axis in range(5, axes + 1)]
    return ", ".join([said, *further])


def _datatype(header: Header) -> str:
    code = header.datatype
    return f"{code.label}: {plain(code.meaning)}" if code else "not a code of the standard"


def _bitpix(header: Header) -> str:
    bits = header.number("bitpix")
    said = counted(bits // 8, "byte") if bits % 8 == 0 and bits else counted(bits, "bit")
    code = header.datatype
    if code is None or not code.bits:
        return f"{said} per voxel"
    return f"{said} per voxel" + ("" if code.bits == bits else f", but {code.label} takes {code.bits} bits")


def _pixdim(header: Header) -> str:
    qfac, *steps = header.numbers("pixdim")
    space, time = header.units
    axes = len(header.shape)
    said = [f"voxel {' × '.join(format_float(step) for step in steps[:3])} {unit(space)}"]
    if axes >= 4:
        name = "repetition time" if time in ("unknown", "s", "ms", "us") else "step"
        said.append(f"{name} {format_float(steps[3])} {unit(time)}")
    said.append(f"qfac {_signed(qfac)}")
    return "; ".join(said)


def _units(header: Header) -> str:
    space, time = header.units
    said = f"space {unit(space)}, time {unit(time)}"
    return said + (", and two bits that mean nothing" if header.number("xyzt_units") & 0o300 else "")


def _offset(header: Header) -> str:
    shift = header.number("toffset")
    return "no time shift" if shift == 0 else f"the first volume is at {format_float(shift)} {unit(header.units[1])}"


def _first_voxel(side: str, header: Header) -> str:
    space = unit(header.units[0])
    return f"first voxel, towards {side} {space}" if space.startswith("(") else f"{space}, first voxel, towards {side}"


def _slope(header: Header) -> str:
    slope, inter = header.number("scl_slope"), header.number("scl_inter")
    if not math.isfinite(slope):
        return "not a number: readers disagree on what to do"
    if slope == 0:
        return "0: no scaling is applied"
    if slope == 1 and inter == 0:
        return "stored values are shown as they are"
    return f"value = {format_float(slope)} × stored" + (f" {_signed_term(inter)}" if inter else "")


def _inter(header: Header) -> str:
    return "not used while scl_slope is 0" if header.number("scl_slope") == 0 else "added after the slope"


def _display(side: str, header: Header) -> str:
    both = header.number("cal_max"), header.number("cal_min")
    return f"display {side}" if any(both) else "no display range is stored"


def _dim_info(header: Header) -> str:
    byte = header.number("dim_info")
    roles = {"frequency": byte & 3, "phase": byte >> 2 & 3, "slice": byte >> 4 & 3}
    said = [f"{role} axis {AXES[axis]}" for role, axis in roles.items() if axis]
    return ", ".join(said) or "not set"


def _slice_duration(header: Header) -> str:
    duration = header.number("slice_duration")
    return "not set" if duration == 0 else f"{format_float(duration)} {unit(header.units[1])} for one slice"


def _slice_code(header: Header) -> str:
    return "unknown order" if header.number("slice_code") == 0 else _code(header, "slice_code")


def _intent_parameter(index: int, header: Header) -> str:
    intent = INTENTS.get(header.number("intent_code"))
    parameters = intent.parameters if intent else ()
    return parameters[index] if index < len(parameters) else "not used by this intent"


def _size(header: Header) -> str:
    size = header.number("sizeof_hdr")
    return (
        f"{header.format}: {header.fixed_size} bytes" if size == header.fixed_size else f"should be {header.fixed_size}"
    )


def _magic(header: Header) -> str:
    known = {
        b"n+1": "one file: header, then voxels",
        b"ni1": "a pair: voxels are in the .img",
        b"n+2": "one file: header, then voxels",
        b"ni2": "a pair: voxels are in the .img",
    }
    return known.get(header.raw("magic")[:3], "not a mark of the standard")


def _vox_offset(header: Header) -> str:
    offset = header.number("vox_offset")
    if header.paired:
        return f"voxels start at byte {format_float(offset)} of the .img"
    return f"voxels start at byte {format_float(offset)}"


def unit(label: str) -> str:
    """A unit beside a number; a missing one is said."""
    return {"": "(no unit)", "unknown": "(no unit)", "um": "µm", "us": "µs"}.get(label, label)


def amount(distance: float) -> str:
    """A distance to be judged, not computed with: 0.02, 2.1, 254; ∞ beyond all numbers."""
    if not math.isfinite(distance):
        return "∞"
    return f"{distance:,.0f}" if distance >= 100 else f"{distance:.1f}" if distance >= 1 else f"{distance:.2f}"


def _signed(number: float) -> str:
    return format_float(number).replace("-", "−")


def _signed_term(number: float) -> str:
    return f"− {format_float(-number)}" if number < 0 else f"+ {format_float(number)}"


_SAID: Mapping[str, Callable[[Header], str]] = MappingProxyType(
    {
        "sizeof_hdr": _size,
        "magic": _magic,
        "vox_offset": _vox_offset,
        "dim": _dim,
        "datatype": _datatype,
        "bitpix": _bitpix,
        "pixdim": _pixdim,
        "xyzt_units": _units,
        "toffset": _offset,
        "qform_code": lambda header: _form_code(header, "qform_code"),
        "sform_code": lambda header: _form_code(header, "sform_code"),
        "srow_x": lambda header: "right (+) from i, j, k",
        "srow_y": lambda header: "anterior (+) from i, j, k",
        "srow_z": lambda header: "superior (+) from i, j, k",
        "quatern_b": lambda header: "rotation, quaternion b",
        "quatern_c": lambda header: "rotation, quaternion c",
        "quatern_d": lambda header: "rotation, quaternion d",
        "qoffset_x": partial(_first_voxel, "right"),
        "qoffset_y": partial(_first_voxel, "anterior"),
        "qoffset_z": partial(_first_voxel, "superior"),
        "scl_slope": _slope,
        "scl_inter": _inter,
        "cal_max": partial(_display, "white"),
        "cal_min": partial(_display, "black"),
        "dim_info": _dim_info,
        "slice_start": lambda header: "first slice",
        "slice_end": lambda header: "last slice",
        "slice_code": _slice_code,
        "slice_duration": _slice_duration,
        "intent_p1": partial(_intent_parameter, 0),
        "intent_p2": partial(_intent_parameter, 1),
        "intent_p3": partial(_intent_parameter, 2),
    }
)
