"""What an edit may not do. Each rule looks at the header before and after and yields (field, sentence).

Only what is edited is checked: a value that was wrong and stays as it was stands in nobody's way.
Sources: nifti1.h and nifti2.h, the notes on each field.
"""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from inspector.core.codes import SPACE_UNITS, TIME_UNITS
from inspector.core.geometry import QOFFSET, QUATERNION, SROWS, Matrix, is_invertible, sform_matrix
from inspector.core.header import Header
from inspector.core.words import counted, format_float

Problem = tuple[str, str]
# Rounding to 4-byte floats can leave a unit quaternion this much too long.
_QUATERNION_SLACK: Final = 1e-6
# An edit never rewrites voxels; other programs do.
CONVERT: Final = "To have other voxels, convert the image with a program that rewrites them, and upload the result."
_FINITE: Final = (*QUATERNION, *QOFFSET, *SROWS, "toffset", "slice_duration", "cal_min", "cal_max")


@dataclass(frozen=True, slots=True)
class Edit:
    """Two headers, the names of the fields whose bytes differ, and how many bytes of voxels there are."""

    before: Header
    after: Header
    edited: frozenset[str]
    voxel_block_length: int

    def touched(self, *names: str) -> list[str]:
        return [name for name in names if name in self.edited]

    def elements(self, name: str) -> Iterator[tuple[int, Any]]:
        """Index and new value of the numbers of an array that differ."""
        if name not in self.edited:
            return
        width = self.after.field(name).size // self.after.field(name).count
        old, new = self.before.raw(name), self.after.raw(name)
        for index, value in enumerate(self.after.numbers(name)):
            if old[index * width : (index + 1) * width] != new[index * width : (index + 1) * width]:
                yield index, value


def axes_are_counted(edit: Edit) -> Iterator[Problem]:
    """dim[0] is 1 to 7; every axis in use has at least one voxel."""
    if "dim" not in edit.edited:
        return
    axes, *lengths = edit.after.numbers("dim")
    if not 1 <= axes <= 7:
        yield "dim", f"dim[0] is the number of axes, 1 to 7, not {axes}."
        return
    for axis, length in enumerate(lengths, start=1):
        if axis <= axes and length < 1:
            yield "dim", f"dim[{axis}] is {length}; each of the {axes} axes has at least 1 voxel."
    for axis, length in edit.elements("dim"):
        if axis > axes and length < 0:
            yield "dim", f"dim[{axis}] is {length}; an axis that is not used is 0 or 1."


def voxel_sizes_are_positive(edit: Edit) -> Iterator[Problem]:
    """pixdim[0] is a sign; the sizes of existing axes in space are above 0; all are finite."""
    axes = len(edit.after.shape)
    for index, step in edit.elements("pixdim"):
        name = f"pixdim[{index}]"
        if index == 0 and step not in (-1, 1):
            yield "pixdim", f"{name} is a sign, -1 or 1, not {format_float(step)}."
        elif not math.isfinite(step):
            yield "pixdim", f"{name} has to be a finite number."
        elif 1 <= index <= min(axes, 3) and step <= 0:
            yield "pixdim", f"{name} is a voxel size and has to be above 0, not {format_float(step)}."


def datatype_has_a_size(edit: Edit) -> Iterator[Problem]:
    kind = edit.after.datatype
    if "datatype" in edit.edited and kind and not kind.bits:
        yield "datatype", f"{kind.number} ({kind.label}) is no type of voxel: choose one that has a size."


def bitpix_follows(edit: Edit) -> Iterator[Problem]:
    """bitpix can only be set to what datatype implies."""
    kind, bits = edit.after.datatype, edit.after.number("bitpix")
    if "bitpix" not in edit.edited:
        return
    if kind is None or not kind.bits:
        yield "bitpix", "datatype is not a type of the standard, so nothing says what bitpix should be: set that first."
    elif bits != kind.bits:
        yield "bitpix", f"bitpix follows from datatype: {kind.label} takes {counted(kind.bits, 'bit')}, not {bits}."


def voxels_are_there(edit: Edit) -> Iterator[Problem]:
    """dim and datatype may claim the bytes they claimed before, or all that are there; never more."""
    names = edit.touched("dim", "datatype")
    if not names:
        return
    needed, claimed = edit.after.voxel_bytes, edit.before.voxel_bytes
    there = edit.voxel_block_length - edit.after.voxel_start(edit.voxel_block_length)
    sentence = ""
    if needed is None:
        sentence = "dim and datatype together do not say how many bytes of voxels there are."
    elif needed > there:
        sentence = f"{_described(edit.after)} need {counted(needed, 'byte')}; the file holds {there:,}. {CONVERT}"
    elif claimed is not None and claimed <= there and needed not in (claimed, there):
        sentence = (
            f"{_described(edit.after)} are {counted(needed, 'byte')}, but the voxels take {claimed:,}. An edit leaves "
            f"them as they are, so that dim and datatype have to come to the same number of bytes. {CONVERT}"
        )
    if sentence:
        yield from ((name, sentence) for name in names)


def _described(header: Header) -> str:
    kind = header.datatype
    return f"{' x '.join(map(str, header.shape))} voxels of {kind.label if kind else f'{header.bits_per_voxel} bits'}"


def numbers_are_finite(edit: Edit) -> Iterator[Problem]:
    for name in edit.touched(*_FINITE):
        if not all(map(math.isfinite, edit.after.numbers(name))):
            yield name, f"{name} has to be finite: not NaN, not Infinity."


def quaternion_is_a_rotation(edit: Edit) -> Iterator[Problem]:
    """b, c, d are finite and together at most 1 long, when they are edited or come into use."""
    names = edit.touched(*QUATERNION) or _comes_into_use(edit, "qform_code")
    parts = [edit.after.number(name) for name in QUATERNION]
    squares = sum(part * part for part in parts)
    if not names or squares <= 1 + _QUATERNION_SLACK:
        return
    what = f"is {format_float(squares)}" if math.isfinite(squares) else "is not finite"
    yield from ((name, f"quatern_b² + quatern_c² + quatern_d² {what}; a rotation has at most 1.") for name in names)


def qoffset_is_finite(edit: Edit) -> Iterator[Problem]:
    for name in _comes_into_use(edit, "qform_code"):
        if not all(math.isfinite(edit.after.number(offset)) for offset in QOFFSET):
            yield name, "The qform cannot be used: a qoffset is not finite."


def sform_is_invertible(edit: Edit) -> Iterator[Problem]:
    """The rows stay invertible; rows that never were, and are not in use, may be filled in step by step."""
    after, before = sform_matrix(edit.after), sform_matrix(edit.before)
    if after is not None and is_invertible(after):
        return
    why = _flatness(after) if after is not None else "its rows are not finite"
    for code in _comes_into_use(edit, "sform_code"):
        yield code, f"The sform cannot be used as it is: {why}. Set srow_x, srow_y and srow_z together with {code}."
    was = before is not None and is_invertible(before)
    if after is not None and (was or edit.after.number("sform_code") > 0):
        yield from ((name, f"The sform is not invertible: {why}.") for name in edit.touched(*SROWS))


def _flatness(affine: Matrix) -> str:
    for axis, column in zip("ijk", affine[:3, :3].T, strict=True):
        if not column.any():
            return f"voxel axis {axis} has no length, its column is all 0"
    return "its three columns lie in one plane"


def _comes_into_use(edit: Edit, code: str) -> list[str]:
    return [code] if code in edit.edited and edit.after.number(code) > 0 >= edit.before.number(code) else []


def units_are_known(edit: Edit) -> Iterator[Problem]:
    packed = edit.after.number("xyzt_units")
    known = SPACE_UNITS.get(packed & 0o07) and TIME_UNITS.get(packed & 0o70) and 0 <= packed <= 0o77
    if "xyzt_units" in edit.edited and not known:
        yield (
            "xyzt_units",
            (
                f"{packed} is no pair of units. Add one of 0, 1 m, 2 mm, 3 um and one of 0, 8 s, 16 ms, 24 us, 32 Hz, "
                "40 ppm, 48 rad/s; millimetres and seconds are 10."
            ),
        )


def directions_fit(edit: Edit) -> Iterator[Problem]:
    packed = edit.after.number("dim_info")
    if "dim_info" in edit.edited and packed > 0o77:
        yield (
            "dim_info",
            (f"{packed} sets bits without a meaning. It is frequency + 4 x phase + 16 x slice axis, each 0 to 3."),
        )


def slices_exist(edit: Edit) -> Iterator[Problem]:
    """slice_start and slice_end lie on the slice axis and in order; slice_end 0 stands for the last."""
    axis = edit.after.number("dim_info") >> 4 & 3
    shape = edit.after.shape
    last = shape[axis - 1] - 1 if 1 <= axis <= len(shape) else None
    start, end = edit.after.number("slice_start"), edit.after.number("slice_end")
    for name in edit.touched("slice_start", "slice_end"):
        number = edit.after.number(name)
        if number < 0:
            yield name, f"{name} counts slices from 0; {number} is below."
        elif last is not None and number > max(last, 0):
            yield name, f"{name} is {number}; the last slice along axis {'ijk'[axis - 1]} is {last}."
        elif end and start > end:
            yield name, f"slice_start is {start}, after slice_end, {end}."


def durations_are_not_negative(edit: Edit) -> Iterator[Problem]:
    if "slice_duration" in edit.edited and edit.after.number("slice_duration") < 0:
        yield "slice_duration", "slice_duration is a length of time and cannot be negative."


def intercept_is_usable(edit: Edit) -> Iterator[Problem]:
    """With a slope that is applied, an intercept that is not finite makes programs refuse the file."""
    slope, inter = edit.after.number("scl_slope"), edit.after.number("scl_inter")
    if math.isfinite(slope) and slope != 0 and not math.isfinite(inter):
        for name in edit.touched("scl_inter"):
            yield name, f"scl_inter has to be finite while scl_slope is {format_float(slope)}."


RULES: Final = (
    axes_are_counted,
    voxel_sizes_are_positive,
    datatype_has_a_size,
    bitpix_follows,
    numbers_are_finite,
    quaternion_is_a_rotation,
    qoffset_is_finite,
    sform_is_invertible,
    units_are_known,
    directions_fit,
    slices_exist,
    durations_are_not_negative,
    intercept_is_usable,
)


def problems(edit: Edit) -> list[Problem]:
    """All that is wrong with an edit. Bytes are counted only once dim and datatype are right by themselves."""
    found = [problem for rule in RULES for problem in rule(edit)]
    if not _any_of(found, ("dim", "datatype")):
        found.extend(voxels_are_there(edit))
    return found


def _any_of(found: Iterable[Problem], names: tuple[str, ...]) -> bool:
    return any(name in names for name, _ in found)
