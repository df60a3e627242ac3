"""Headers of every kind for property tests: any version, byte order, extensions and gap, any bytes in the fields.

And new values for their fields, with what tells whether they arrived and nothing else moved.
"""

import math
from typing import Any

import numpy as np
from hypothesis import strategies as st

from inspector.core.fields import BY_VERSION, Field
from inspector.core.geometry import Matrix
from inspector.core.header import Header
from tests.builders import head

LOCKED = ("sizeof_hdr", "magic", "vox_offset")
# Right values of these depend on other fields.
LINKED = (
    "srow_x",
    "srow_y",
    "srow_z",
    "quatern_b",
    "quatern_c",
    "quatern_d",
    "qform_code",
    "sform_code",
    "scl_inter",
    "slice_start",
    "slice_end",
    "dim",
    "datatype",
    "bitpix",
    *LOCKED,
)
SHAPES = st.tuples(st.sampled_from([1, 2]), st.sampled_from("<>"), st.booleans())
CHAINS = st.lists(st.tuples(st.integers(-9, 50), st.binary(max_size=40)), max_size=3)
INT16 = 4
# The fields that pictures, places, times and values are made from.
WILD = (
    *("dim", "pixdim", "datatype", "xyzt_units", "dim_info", "slice_start", "slice_end", "slice_code"),
    *("slice_duration", "toffset", "scl_slope", "scl_inter", "cal_min", "cal_max", "qform_code", "sform_code"),
    *("quatern_b", "quatern_c", "quatern_d", "qoffset_x", "qoffset_y", "qoffset_z", "srow_x", "srow_y", "srow_z"),
)


@st.composite
def headers(
    draw: st.DrawFn,
    datatypes: tuple[int, ...] = (INT16,),
    chains: st.SearchStrategy[list[tuple[int, bytes]]] = CHAINS,
) -> Header:
    """Any field holds any bytes; dim, datatype and the marks make sense, or there would be nothing to edit."""
    version, order, paired = draw(SHAPES)
    noise = bytearray(draw(st.binary(min_size=540, max_size=540)))
    chain, gap, datatype = draw(chains), draw(st.binary(max_size=40)), draw(st.sampled_from(datatypes))
    base = head(version, order, paired=paired, extensions=chain, gap=gap, datatype=datatype)
    data = bytearray(base)
    for field in Header.parse(base).fields:
        if field.name not in (*LOCKED, "dim", "datatype", "bitpix"):
            data[field.offset : field.offset + field.size] = noise[field.offset : field.offset + field.size]
    return Header.parse(bytes(data), paired=paired)


@st.composite
def new_values(draw: st.DrawFn, header: Header) -> dict[str, Any]:
    """Values for some of the fields, each right by itself."""
    names = draw(st.sets(st.sampled_from([field.name for field in header.fields if field.name not in LINKED])))
    return {name: draw(_values(header.field(name)), label=name) for name in sorted(names)}


@st.composite
def affines(draw: st.DrawFn, tilt: float = 0.2) -> Matrix:
    """Axes in any order and direction, of any size, turned and sheared a little."""
    order = draw(st.permutations(range(3)))
    signs = draw(st.tuples(*[st.sampled_from([-1, 1])] * 3))
    sizes = draw(st.tuples(*[st.floats(0.1, 10)] * 3))
    tilted = np.array(draw(st.lists(st.floats(-tilt, tilt), min_size=9, max_size=9))).reshape(3, 3)
    affine = np.eye(4)
    affine[:3, :3] = (np.eye(3)[:, order] * signs + tilted) * sizes
    affine[:3, 3] = draw(st.tuples(*[st.floats(-100, 100)] * 3))
    return affine


@st.composite
def wild_values(draw: st.DrawFn, version: int) -> dict[str, Any]:
    """Values for some of the fields that say where and when voxels are and what they stand for: any, right or not."""
    names = draw(st.sets(st.sampled_from(WILD), max_size=6))
    return {name: draw(_wild(BY_VERSION[version][name]), label=name) for name in sorted(names)}


def differing_fields(before: Header, after: bytes) -> set[str]:
    """The fields in which a header's bytes differ from as many others; "" stands for every byte outside of fields."""
    assert len(after) == len(before.data)
    owners = {at: field.name for field in before.fields for at in range(field.offset, field.offset + field.size)}
    pairs = enumerate(zip(before.data, after, strict=True))
    return {owners.get(at, "") for at, (old, new) in pairs if old != new}


def same_value(stored: object, given: object) -> bool:
    """Whether a field reads as it was set; NaN is NaN."""
    if isinstance(given, list):
        return isinstance(stored, tuple) and all(map(same_value, stored, given))
    if isinstance(given, float) and math.isnan(given):
        return isinstance(stored, float) and math.isnan(stored)
    return stored == given


def _values(field: Field) -> st.SearchStrategy[Any]:
    """Values that are right for a field by itself."""
    if field.is_text:
        room = max(field.count - 1, 1)
        text = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=room)
        return text.filter(lambda value: len(value.encode()) <= room)
    if field.codes:
        return st.sampled_from([code.number for code in field.codes])
    return _SPECIAL[field.name] if field.name in _SPECIAL else _numbers(field)


def _numbers(field: Field) -> st.SearchStrategy[Any]:
    if field.is_float:
        return st.floats(allow_nan=True, width=32 if field.type == "f4" else 64)
    bits = 8 * field.size
    return st.integers(-(2 ** (bits - 1)), 2 ** (bits - 1) - 1)


def _wild(field: Field) -> st.SearchStrategy[Any]:
    """Numbers that a field can hold, most of them at an end of what it can, or none."""
    if field.is_float:
        info = np.finfo(np.float32 if field.type == "f4" else np.float64)
        ends = [float(end) for end in (info.max, info.tiny, info.smallest_subnormal, math.sqrt(info.max))]
        usual = [0.0, 1.0, 2.5, 1000.0, math.inf, *ends]
        number = st.sampled_from([sign * part for part in usual for sign in (1, -1)] + [math.nan]) | _numbers(field)
    else:
        unsigned, bits = field.type == "u1", 8 * field.size // field.count
        least, most = (0, 255) if unsigned else (-(2 ** (bits - 1)), 2 ** (bits - 1) - 1)
        number = st.sampled_from([1, 2, 3, 4, 7, 40, 0, least, most // 2, most]) | st.integers(least, most)
    return st.tuples(*[number] * field.count) if field.is_array else number


_FINITE = st.floats(-1000, 1000, width=32)
_SPECIAL: dict[str, st.SearchStrategy[Any]] = {
    **dict.fromkeys(("qoffset_x", "qoffset_y", "qoffset_z", "toffset", "cal_min", "cal_max"), _FINITE),
    "slice_duration": st.floats(0, 1000, width=32),
    "pixdim": st.tuples(st.sampled_from([-1, 1]), *[st.floats(0.5, 100, width=32)] * 7).map(list),
    "xyzt_units": st.sampled_from([0, 1, 2, 3, 10, 18, 26, 32, 50]),
    "dim_info": st.integers(0, 63),
}
