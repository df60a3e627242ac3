"""Every field of the NIfTI-1 and NIfTI-2 headers: where it lies, what type it has, what it means.

`NIFTI1` and `NIFTI2` list the fields in file order; together they cover each byte of the 348 and 540 once.
Layouts are those of `struct nifti_1_header` (nifti1.h) and `struct nifti_2_header` (nifti2.h).
Types: u1 unsigned byte; i2, i4, i8 signed integers; f4, f8 IEEE floats; S text of so many bytes.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from inspector.core.codes import DATATYPES, INTENTS, SLICE_ORDERS, XFORMS, CodeTable

Value = int | float | str | tuple[int | float, ...]
Codes = CodeTable[Any]

ITEM_SIZES: Final = MappingProxyType({"u1": 1, "i2": 2, "i4": 4, "i8": 8, "f4": 4, "f8": 8, "S": 1})


@dataclass(frozen=True, slots=True)
class Field:
    """One named byte range of a header. `count` is the array length, or the number of bytes of a text."""

    name: str
    offset: int
    type: str
    count: int
    group: str
    meaning: str
    codes: Codes | None = None
    locked: str = ""

    @property
    def size(self) -> int:
        """Bytes it takes in the header."""
        return ITEM_SIZES[self.type] * self.count

    @property
    def is_text(self) -> bool:
        return self.type == "S"

    @property
    def is_float(self) -> bool:
        return self.type in ("f4", "f8")

    @property
    def is_array(self) -> bool:
        return not self.is_text and self.count > 1

    @property
    def editable(self) -> bool:
        return not self.locked


@dataclass(frozen=True, slots=True)
class Group:
    """Fields that are read and edited together."""

    key: str
    title: str
    note: str


GROUPS: Final = (
    Group("shape", "Shape and type", "How many voxels there are along each axis, and what each one stores."),
    Group("spacing", "Spacing, units, time", "How large a voxel is, how long a volume takes, in which units."),
    Group("orientation", "Orientation", "Where the voxels lie in space: the qform and the sform."),
    Group("intensity", "Scaling and display", "How stored numbers become values, and how bright they are shown."),
    Group("timing", "Slice timing", "Along which axis and in what order the slices were measured."),
    Group("intent", "Intent", "What the values stand for: a statistic, labels, vectors."),
    Group("text", "Text", "Free text. Names, dates and paths can hide here."),
    Group("container", "Container and legacy", "What marks the file as NIfTI, and fields of older formats."),
)


@dataclass(frozen=True, slots=True)
class _About:
    group: str
    meaning: str
    codes: Codes | None = None
    locked: str = ""


def _legacy(use: str) -> _About:
    return _About("container", f"{use} NIfTI programs ignore it.")


ABOUT: Final[Mapping[str, _About]] = MappingProxyType(
    {
        "sizeof_hdr": _About(
            "container",
            "The length of this header in bytes: 348 for NIfTI-1, 540 for NIfTI-2. It also gives the byte order away.",
            locked="It follows from the format and never changes.",
        ),
        "magic": _About(
            "container",
            "The mark that says NIfTI: n+1 or n+2 for a single file, ni1 or ni2 for a .hdr and .img pair.",
            locked="It follows from the kind of file; choose that when downloading.",
        ),
        "vox_offset": _About(
            "container",
            "Where the voxels begin, in bytes from the start of the file (of the .img for a pair).",
            locked="It follows from where the voxels lie in the file.",
        ),
        "data_type": _legacy("A type name kept from Analyze 7.5."),
        "db_name": _legacy("A database name kept from Analyze 7.5; some converters put a patient's name here."),
        "extents": _legacy("Kept from Analyze 7.5, where it was 16384."),
        "session_error": _legacy("Kept from Analyze 7.5."),
        "regular": _legacy("Kept from Analyze 7.5, where the letter r meant volumes of equal size."),
        "glmax": _legacy("The largest value in Analyze 7.5."),
        "glmin": _legacy("The smallest value in Analyze 7.5."),
        "unused_str": _legacy("Fifteen spare bytes at the end, meant to be zero."),
        "dim": _About(
            "shape",
            "The number of axes, then the number of voxels along each: x, y, z, time, and up to three more.",
        ),
        "datatype": _About("shape", "The type of number stored for each voxel.", DATATYPES),
        "bitpix": _About("shape", "Bits per voxel. It repeats what datatype already says and has to agree with it."),
        "pixdim": _About(
            "spacing",
            "Voxel sizes along each axis: [1] to [3] in space, [4] in time (the TR). [0] is a sign of the qform.",
        ),
        "xyzt_units": _About("spacing", "The units of the voxel sizes and of time, packed into one number."),
        "toffset": _About("spacing", "When the first volume was measured, in units of time."),
        "qform_code": _About(
            "orientation",
            "Which coordinates the qform (quaternion and offset) leads to; 0 means it is not used.",
            XFORMS,
        ),
        "sform_code": _About(
            "orientation", "Which coordinates the sform (the three srow rows) leads to; 0 means it is not used.", XFORMS
        ),
        "quatern_b": _About("orientation", "First part of the quaternion that turns voxel axes into scanner axes."),
        "quatern_c": _About("orientation", "Second part of the quaternion that turns voxel axes into scanner axes."),
        "quatern_d": _About("orientation", "Third part of the quaternion that turns voxel axes into scanner axes."),
        "qoffset_x": _About("orientation", "How far to the right the centre of the first voxel lies, in the qform."),
        "qoffset_y": _About("orientation", "How far to the front the centre of the first voxel lies, in the qform."),
        "qoffset_z": _About("orientation", "How far up the centre of the first voxel lies, in the qform."),
        "srow_x": _About("orientation", "First row of the sform: how i, j, k and 1 add up to x, towards the right."),
        "srow_y": _About("orientation", "Second row of the sform: how i, j, k and 1 add up to y, towards the front."),
        "srow_z": _About("orientation", "Third row of the sform: how i, j, k and 1 add up to z, upwards."),
        "scl_slope": _About("intensity", "Stored numbers are multiplied by this; 0 means they are used as they are."),
        "scl_inter": _About("intensity", "Added to each value after the multiplication by scl_slope."),
        "cal_max": _About("intensity", "The value to show as white."),
        "cal_min": _About("intensity", "The value to show as black; both 0 leaves the choice to the viewer."),
        "dim_info": _About(
            "timing",
            "Which voxel axis was frequency, phase and slice direction in the scanner, packed into one number.",
        ),
        "slice_code": _About("timing", "The order in which the slices of a volume were measured.", SLICE_ORDERS),
        "slice_start": _About("timing", "The first slice that slice_code speaks of, counted from 0."),
        "slice_end": _About("timing", "The last slice that slice_code speaks of, counted from 0."),
        "slice_duration": _About("timing", "The time one slice takes, in units of time."),
        "intent_code": _About("intent", "What the values are: plain data, a statistic, labels, vectors.", INTENTS),
        "intent_p1": _About("intent", "First parameter of the intent, such as the degrees of freedom of a t test."),
        "intent_p2": _About("intent", "Second parameter of the intent."),
        "intent_p3": _About("intent", "Third parameter of the intent."),
        "intent_name": _About("intent", "A name for the values, up to 15 bytes."),
        "descrip": _About("text", "Any text, up to 79 bytes; programs often leave their name here."),
        "aux_file": _About("text", "The name of a file that belongs to this one, up to 23 bytes."),
    }
)


def _field(name: str, offset: int, type_: str, count: int) -> Field:
    about = ABOUT[name]
    return Field(name, offset, type_, count, about.group, about.meaning, about.codes, about.locked)


NIFTI1: Final[tuple[Field, ...]] = (
    _field("sizeof_hdr", 0, "i4", 1),
    _field("data_type", 4, "S", 10),
    _field("db_name", 14, "S", 18),
    _field("extents", 32, "i4", 1),
    _field("session_error", 36, "i2", 1),
    _field("regular", 38, "S", 1),
    _field("dim_info", 39, "u1", 1),
    _field("dim", 40, "i2", 8),
    _field("intent_p1", 56, "f4", 1),
    _field("intent_p2", 60, "f4", 1),
    _field("intent_p3", 64, "f4", 1),
    _field("intent_code", 68, "i2", 1),
    _field("datatype", 70, "i2", 1),
    _field("bitpix", 72, "i2", 1),
    _field("slice_start", 74, "i2", 1),
    _field("pixdim", 76, "f4", 8),
    _field("vox_offset", 108, "f4", 1),
    _field("scl_slope", 112, "f4", 1),
    _field("scl_inter", 116, "f4", 1),
    _field("slice_end", 120, "i2", 1),
    _field("slice_code", 122, "u1", 1),
    _field("xyzt_units", 123, "u1", 1),
    _field("cal_max", 124, "f4", 1),
    _field("cal_min", 128, "f4", 1),
    _field("slice_duration", 132, "f4", 1),
    _field("toffset", 136, "f4", 1),
    _field("glmax", 140, "i4", 1),
    _field("glmin", 144, "i4", 1),
    _field("descrip", 148, "S", 80),
    _field("aux_file", 228, "S", 24),
    _field("qform_code", 252, "i2", 1),
    _field("sform_code", 254, "i2", 1),
    _field("quatern_b", 256, "f4", 1),
    _field("quatern_c", 260, "f4", 1),
    _field("quatern_d", 264, "f4", 1),
    _field("qoffset_x", 268, "f4", 1),
    _field("qoffset_y", 272, "f4", 1),
    _field("qoffset_z", 276, "f4", 1),
    _field("srow_x", 280, "f4", 4),
    _field("srow_y", 296, "f4", 4),
    _field("srow_z", 312, "f4", 4),
    _field("intent_name", 328, "S", 16),
    _field("magic", 344, "S", 4),
)

NIFTI2: Final[tuple[Field, ...]] = (
    _field("sizeof_hdr", 0, "i4", 1),
    _field("magic", 4, "S", 8),
    _field("datatype", 12, "i2", 1),
    _field("bitpix", 14, "i2", 1),
    _field("dim", 16, "i8", 8),
    _field("intent_p1", 80, "f8", 1),
    _field("intent_p2", 88, "f8", 1),
    _field("intent_p3", 96, "f8", 1),
    _field("pixdim", 104, "f8", 8),
    _field("vox_offset", 168, "i8", 1),
    _field("scl_slope", 176, "f8", 1),
    _field("scl_inter", 184, "f8", 1),
    _field("cal_max", 192, "f8", 1),
    _field("cal_min", 200, "f8", 1),
    _field("slice_duration", 208, "f8", 1),
    _field("toffset", 216, "f8", 1),
    _field("slice_start", 224, "i8", 1),
    _field("slice_end", 232, "i8", 1),
    _field("descrip", 240, "S", 80),
    _field("aux_file", 320, "S", 24),
    _field("qform_code", 344, "i4", 1),
    _field("sform_code", 348, "i4", 1),
    _field("quatern_b", 352, "f8", 1),
    _field("quatern_c", 360, "f8", 1),
    _field("quatern_d", 368, "f8", 1),
    _field("qoffset_x", 376, "f8", 1),
    _field("qoffset_y", 384, "f8", 1),
    _field("qoffset_z", 392, "f8", 1),
    _field("srow_x", 400, "f8", 4),
    _field("srow_y", 432, "f8", 4),
    _field("srow_z", 464, "f8", 4),
    _field("slice_code", 496, "i4", 1),
    _field("xyzt_units", 500, "i4", 1),
    _field("intent_code", 504, "i4", 1),
    _field("intent_name", 508, "S", 16),
    _field("dim_info", 524, "u1", 1),
    _field("unused_str", 525, "S", 15),
)

BY_VERSION: Final[Mapping[int, Mapping[str, Field]]] = MappingProxyType(
    {
        1: MappingProxyType({field.name: field for field in NIFTI1}),
        2: MappingProxyType({field.name: field for field in NIFTI2}),
    }
)
