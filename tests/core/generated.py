"""Headers of every kind for property tests: any version, byte order, extensions and gap, any bytes in the fields.

And new values for their fields, with what tells whether they arrived and nothing else moved.
"""

import math
from typing import Any

from hypothesis import strategies as st

from inspector.core.fields import Field
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


@st.composite
def headers(draw: st.DrawFn, datatypes: tuple[int, ...] = (INT16,)) -> Header:
    """Any field holds any bytes; dim, datatype and the marks make sense, or there would be nothing to edit."""
    version, order, paired = draw(SHAPES)
    noise = bytearray(draw(st.binary(min_size=540, max_size=540)))
    chain, gap, datatype = draw(CHAINS), draw(st.binary(max_size=40)), draw(st.sampled_from(datatypes))
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


_FINITE = st.floats(-1000, 1000, width=32)
_SPECIAL: dict[str, st.SearchStrategy[Any]] = {
    **dict.fromkeys(("qoffset_x", "qoffset_y", "qoffset_z", "toffset", "cal_min", "cal_max"), _FINITE),
    "slice_duration": st.floats(0, 1000, width=32),
    "pixdim": st.tuples(st.sampled_from([-1, 1]), *[st.floats(0.5, 100, width=32)] * 7).map(list),
    "xyzt_units": st.sampled_from([0, 1, 2, 3, 10, 18, 26, 32, 50]),
    "dim_info": st.integers(0, 63),
}
