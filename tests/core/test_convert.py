"""A header in the other version of NIfTI says exactly the same, or is refused with the name of the field."""

import math
import struct
from typing import Any

import nibabel as nib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.core.convert import converted, left_out
from inspector.core.errors import CannotConvert
from inspector.core.fields import BY_VERSION, NIFTI1
from inspector.core.header import Header
from tests.builders import head

CONTAINER = {"sizeof_hdr", "magic", "vox_offset"}
LEGACY = [field.name for field in NIFTI1 if field.name not in BY_VERSION[2]]
EXTENSIONS = [(6, b"a comment"), (4, b"<xml/>")]


def parsed(version: int = 1, order: str = "<", **values: Any) -> Header:
    return Header.parse(head(version, order, **values))


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("paired", [False, True], ids=["single", "pair"])
@pytest.mark.parametrize("version", [1, 2])
def test_there_and_back_gives_the_same_bytes(version: int, paired: bool, order: str) -> None:
    header = parsed(version, order, paired=paired, extensions=EXTENSIONS, gap=b"gap!" * 4, descrip=b"a\0b", dim_info=57)

    other = converted(header, 3 - version)

    assert (other.version, other.byteorder, other.paired) == (3 - version, order, paired)
    assert converted(other, version) == header
    assert Header.parse(other.data) == other


@pytest.mark.parametrize("version", [1, 2])
def test_the_same_version_is_the_same_header(version: int) -> None:
    header = parsed(version, vox_offset=7)

    assert converted(header, version) is header


@given(fixed=st.binary(min_size=348, max_size=348), order=st.sampled_from("<>"), paired=st.booleans())
def test_whatever_nifti1_holds_fits_nifti2_and_comes_back(fixed: bytes, order: str, paired: bool) -> None:
    header = Header(fixed + bytes(4), 1, order, paired).with_bytes(108, bytes(4))
    expected = header.with_bytes(0, struct.pack(f"{order}i", 348)).with_bytes(344, b"ni1\0" if paired else b"n+1\0")
    for name in LEGACY:
        expected = expected.with_bytes(expected.field(name).offset, bytes(expected.field(name).size))
    if not paired:
        expected = expected.with_bytes(108, struct.pack(f"{order}f", 352))

    there = converted(header, 2, LEGACY)

    assert converted(there, 1) == expected
    assert {name: as_written(there, name) for name in BY_VERSION[2].keys() - CONTAINER - {"unused_str"}} == {
        name: as_written(header, name) for name in BY_VERSION[2].keys() - CONTAINER - {"unused_str"}
    }


def as_written(header: Header, name: str) -> str:
    """What a field says, in a form in which NaN is like NaN and -0 is not like 0."""
    return repr(header.raw(name) if header.field(name).is_text else header.value(name))


def test_extensions_keep_their_bytes_and_the_voxels_begin_behind_them() -> None:
    header = parsed(1, extensions=EXTENSIONS, gap=bytes(32))
    other = converted(header, 2)

    assert other.data[540:] == header.data[348:]
    assert [(extension.code, extension.data) for extension in other.extensions] == [
        (extension.code, extension.data) for extension in header.extensions
    ]
    assert other.number("vox_offset") == len(other.data)


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("version", [1, 2])
def test_nibabel_reads_the_same_from_both(version: int, order: str) -> None:
    header = parsed(version, order, intent_code=3, slice_code=1, cal_max=0.5)

    ours, theirs = (read_by_nibabel(converted(header, wanted)) for wanted in (1, 2))

    names = [name for name in BY_VERSION[1].keys() & BY_VERSION[2].keys() if name not in CONTAINER]
    assert {name: ours[name].tolist() for name in names} == {name: theirs[name].tolist() for name in names}


def read_by_nibabel(header: Header) -> Any:
    kind: Any = {1: nib.Nifti1Header, 2: nib.Nifti2Header}[header.version]
    return kind(header.data[: header.fixed_size])


@pytest.mark.parametrize(
    ("values", "field", "sentence"),
    [
        pytest.param(
            {"dim": (3, 40000, 3, 2, 1, 1, 1, 1)}, "dim", r"dim\[1\] is 40000; .* -32,768 to 32,767", id="dim"
        ),
        pytest.param({"intent_code": 70000}, "intent_code", "intent_code is 70000; ", id="intent"),
        pytest.param({"slice_end": 1 << 40}, "slice_end", "slice_end is 1099511627776; ", id="slice_end"),
        pytest.param({"slice_code": -1}, "slice_code", "slice_code is -1; .* 0 to 255", id="below zero"),
        pytest.param({"scl_slope": 0.1}, "scl_slope", "scl_slope is 0.1; a 4-byte number", id="a fraction"),
        pytest.param({"cal_max": 1e300}, "cal_max", r"cal_max is 1e\+300; ", id="too large"),
        pytest.param({"srow_x": (1, 0, 0, 1e-50)}, "srow_x", r"srow_x\[3\] is 1e-50; ", id="too small"),
        pytest.param({"unused_str": b"mine"}, "unused_str", "NIfTI-1 has no such field; it holds 'mine'", id="unused"),
        pytest.param(
            {"toffset": struct.pack("<Q", 0x7FF0000000000001)}, "toffset", "a NaN that carries more bits", id="NaN"
        ),
        pytest.param(
            {"gap": bytes(1 << 24) + b"x"}, "vox_offset", "vox_offset is 16777569; a 4-byte number", id="offset"
        ),
    ],
)
def test_what_does_not_fit_nifti1_is_named(values: dict[str, Any], field: str, sentence: str) -> None:
    with pytest.raises(CannotConvert, match=sentence) as refusal:
        converted(parsed(2, **values), 1)

    assert list(refusal.value.fields) == [field]


@pytest.mark.parametrize("offset", [0.5, math.nan, math.inf, -0.0, 1e30])
def test_an_offset_in_the_img_that_is_no_whole_number_is_refused(offset: float) -> None:
    with pytest.raises(CannotConvert, match="vox_offset is "):
        converted(parsed(1, paired=True, vox_offset=offset), 2)


def test_a_field_that_the_other_version_lacks_is_left_out_only_when_named() -> None:
    header = parsed(1, db_name=b"patient", regular=b"r", glmin=-13)

    assert left_out(header, 2) == ("db_name", "regular", "glmin")
    with pytest.raises(CannotConvert) as refusal:
        converted(header, 2, without=["regular"])
    assert list(refusal.value.fields) == ["db_name", "glmin"]
    assert converted(header, 2, without=["db_name", "regular", "glmin"]) == converted(parsed(1), 2)


def test_a_value_that_does_not_fit_cannot_be_left_out() -> None:
    with pytest.raises(CannotConvert):
        converted(parsed(2, scl_slope=0.1), 1, without=["scl_slope"])
