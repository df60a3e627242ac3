"""Reading a header: found by content, decoded without repair, never trusting what it claims."""

import hashlib
import struct
from contextlib import suppress
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.core.errors import ImageError, NotAnImage, Truncated
from inspector.core.header import MAX_HEAD, Header, head_length
from tests.builders import head, nifti1_bytes, pair, put

KINDS = [pytest.param(version, order, id=f"NIfTI-{version} {order}") for version in (1, 2) for order in "<>"]
NAN_PAYLOAD = bytes.fromhex("0100c07f")


def broken(version: int = 1, **values: bytes) -> bytes:
    data = bytearray(head(version))
    for name, value in values.items():
        put(data, version, "<", name, value)
    return bytes(data)


@pytest.mark.parametrize(("version", "order"), KINDS)
def test_version_and_byte_order_are_found_by_content(version: int, order: str) -> None:
    header = Header.parse(head(version, order))

    assert (header.version, header.byteorder, header.paired) == (version, order, False)
    assert header.format == f"NIfTI-{version}"
    assert header.endianness == {"<": "little", ">": "big"}[order]
    assert header.shape == (4, 3, 2)
    assert header.value("descrip") == "a small image"
    assert header.value("srow_z") == (0, 0, 3, -1.5)
    assert header.sha256 == hashlib.sha256(head(version, order)).hexdigest()


@pytest.mark.parametrize(("version", "order"), KINDS)
def test_the_header_of_a_pair_is_known_by_its_magic(version: int, order: str) -> None:
    header, _ = pair(version, order)
    assert Header.parse(header).paired is True
    assert Header.parse(header, paired=False).paired is False


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(broken(sizeof_hdr=struct.pack("<i", 349)), id="sizeof_hdr 349"),
        pytest.param(broken(sizeof_hdr=struct.pack("<i", 0)), id="sizeof_hdr 0"),
        pytest.param(broken(magic=b"abc\0"), id="magic abc"),
        pytest.param(broken(magic=b"abc\0", dim=struct.pack("<8h", 9, *range(7))), id="magic abc and nine axes"),
        pytest.param(broken(dim=struct.pack("<8h", 0, *range(7))), id="no axes"),
        pytest.param(broken(dim=struct.pack("<8h", -3, *range(7))), id="minus three axes"),
        pytest.param(broken(datatype=struct.pack("<h", 3)), id="datatype 3"),
        pytest.param(broken(vox_offset=struct.pack("<f", float("nan"))), id="vox_offset NaN"),
        pytest.param(broken(2, magic=b"n+3\0" + bytes(4)), id="NIfTI-2 with magic n+3"),
        pytest.param(broken(2, sizeof_hdr=struct.pack("<i", 348)), id="NIfTI-2 with sizeof_hdr 348"),
    ],
)
def test_a_broken_header_opens(data: bytes) -> None:
    header = Header.parse(data)
    assert header.data == data
    assert header.value("descrip") == "a small image"


def test_a_byte_order_that_only_sizeof_hdr_states_is_not_believed_against_the_rest() -> None:
    data = bytearray(head(1, ">"))
    put(data, 1, "<", "sizeof_hdr", 348)
    assert Header.parse(bytes(data)).byteorder == ">"


@pytest.mark.parametrize(
    ("data", "kind", "part"),
    [
        pytest.param(b"", NotAnImage, "The file is empty: it has 0 bytes.", id="empty"),
        pytest.param(head()[:200], Truncated, "ends after 200 bytes; a NIfTI-1 header needs 348.", id="short"),
        pytest.param(head(2)[:500], Truncated, "ends after 500 bytes; a NIfTI-2 header needs 540.", id="short 2"),
        pytest.param(b"\xff\xfe", Truncated, "ends after 2 bytes;", id="two bytes"),
        pytest.param(head(1, magic=bytes(4)), NotAnImage, "Analyze 7.5", id="Analyze"),
        pytest.param(b"version https://git-lfs.github.com/spec/v1\noid", NotAnImage, "git-LFS pointer", id="LFS"),
        pytest.param(b"\n\n <!DOCTYPE html><html>", NotAnImage, "HTML page", id="HTML"),
        pytest.param(b'<?xml version="1.0"?><!DOCTYPE GIFTI><GIFTI>', NotAnImage, "GIFTI", id="GIFTI"),
        pytest.param(b"<?xml version='1.0'?><a/>", NotAnImage, "XML", id="XML"),
        pytest.param(bytes(128) + b"DICM" + bytes(400), NotAnImage, "DICOM", id="DICOM"),
        pytest.param(b"NRRD0004\n" + bytes(400), NotAnImage, "NRRD", id="NRRD"),
        pytest.param(struct.pack(">7i", 1, 2, 2, 2, 1, 0, 0) + bytes(300), NotAnImage, "MGH", id="MGH"),
        pytest.param(b"\x89HDF\r\n\x1a\n" + bytes(600), NotAnImage, "MINC 2", id="MINC 2"),
        pytest.param(b"CDF\x01" + bytes(600), NotAnImage, "MINC 1", id="MINC 1"),
        pytest.param(b"\ntype  = string-attribute\nname = BYTEORDER", NotAnImage, "AFNI", id="AFNI"),
        pytest.param(b"PK\x03\x04" + bytes(600), NotAnImage, "zip archive", id="zip"),
        pytest.param(b"\x89PNG\r\n\x1a\n" + bytes(600), NotAnImage, "PNG", id="PNG"),
        pytest.param(b"\xff\xd8\xff\xe0" + bytes(600), NotAnImage, "JPEG", id="JPEG"),
        pytest.param(b"\x1f\x8b\x08" + bytes(600), NotAnImage, "gzip", id="gzip in gzip"),
        pytest.param(b"./another_file.nii.gz\n", NotAnImage, "text file", id="text"),
        pytest.param(b"\x07\x01\x02\x03" * 200, NotAnImage, "first number reads 50462983 or 117506563", id="random"),
        pytest.param(bytes(344) + b"ni1\0" + bytes(9), NotAnImage, "no header", id="a magic and nothing else"),
    ],
)
def test_what_is_not_nifti_is_refused_by_its_name(data: bytes, kind: type[ImageError], part: str) -> None:
    with pytest.raises(kind) as refusal:
        Header.parse(data)
    assert part in str(refusal.value)
    assert str(refusal.value).endswith(".")


@given(st.binary(max_size=700))
def test_no_bytes_make_reading_fail_in_another_way(data: bytes) -> None:
    with suppress(ImageError):
        assert Header.parse(data).data == data


@given(st.sampled_from([1, 2]), st.sampled_from("<>"), st.binary(min_size=500, max_size=700), st.booleans())
def test_any_bytes_behind_a_mark_can_be_shown(version: int, order: str, noise: bytes, paired: bool) -> None:
    data = bytearray(noise)
    size = struct.pack(f"{order}i", 348 if version == 1 else 540)
    data[:4] = size
    data[344:348] = data[344:348] if version == 2 else b"n+1\0"
    if len(data) < 540:
        data.extend(bytes(540 - len(data)))
    header = Header.parse(bytes(data), paired=paired)

    for field in header.fields:
        header.value(field.name)
    assert header.fixed_size + 4 <= head_length(bytes(data)) <= MAX_HEAD
    assert 0 <= header.voxel_start(1000) <= 1000
    assert header.voxel_bytes is None or header.voxel_bytes > 0
    assert sum(extension.size for extension in header.extensions) + len(header.gap) <= len(data)
    assert header.as_pair()[header.fixed_size :] == header.data[header.fixed_size :]
    header.as_single()


def test_numbers_are_shown_as_they_are_stored() -> None:
    header = Header.parse(head(pixdim=(0, -2, 0, float("inf"), 1e-30, 0, 0, 0), qform_code=9, bitpix=7))

    assert header.numbers("pixdim")[:4] == (0, -2, 0, float("inf"))
    assert header.value("qform_code") == 9
    assert header.value("bitpix") == 7
    assert header.bits_per_voxel == 16


def test_stored_bytes_are_kept_where_a_value_cannot_tell_them_apart() -> None:
    header = Header.parse(head(cal_max=NAN_PAYLOAD))
    assert header.raw("cal_max") == NAN_PAYLOAD
    assert header.number("cal_max") != header.number("cal_max")


@pytest.mark.parametrize(
    ("stored", "shown", "after"),
    [
        pytest.param(b"plain", "plain", b"", id="plain"),
        pytest.param(b"", "", b"", id="empty"),
        pytest.param("Zürich".encode(), "Zürich", b"", id="UTF-8"),
        pytest.param("Zürich".encode("latin-1"), "Zürich", b"", id="Latin-1"),
        pytest.param(b"FSL\0an older text", "FSL", b"an older text", id="text after the NUL"),
        pytest.param(b"\0\0hidden\0more", "", b"\0hidden\0more", id="text after NULs at the start"),
        pytest.param(b"x" * 80, "x" * 80, b"", id="no NUL at all"),
    ],
)
def test_text_is_shown_up_to_the_nul_and_the_rest_beside_it(stored: bytes, shown: str, after: bytes) -> None:
    header = Header.parse(head(descrip=stored.ljust(80, b"\0")))
    assert header.value("descrip") == shown
    assert header.after_nul("descrip") == after


def test_a_field_that_the_version_does_not_have_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        Header.parse(head(2)).field("extents")


@pytest.mark.parametrize(
    ("vox_offset", "length"),
    [
        (352, 352),
        (0, 352),
        (348, 352),
        (-16, 352),
        (416, 416),
        (float("nan"), 352),
        (float("inf"), 352),
        (1e30, 352),
        (MAX_HEAD, MAX_HEAD),
        (MAX_HEAD * 2, 352),
        (400.7, 400),
    ],
)
def test_the_length_of_a_head_follows_a_believable_vox_offset(vox_offset: float, length: int) -> None:
    assert head_length(head(vox_offset=vox_offset)) == length


def test_the_length_of_a_nifti_2_head_is_at_least_544() -> None:
    assert head_length(head(2, vox_offset=2**62)) == 544
    assert head_length(head(2, vox_offset=-1)) == 544
    assert head_length(head(2, vox_offset=608)) == 608


@pytest.mark.parametrize(
    ("dim", "datatype", "needed"),
    [
        pytest.param((3, 4, 3, 2, 0, 0, 0, 0), 4, 48, id="int16"),
        pytest.param((3, 5, 3, 1, 0, 0, 0, 0), 1, 2, id="bits are rounded up to bytes"),
        pytest.param((3, 2, 2, 2, 1, 1, 1, 1), 128, 24, id="RGB24"),
        pytest.param((1, 3, 0, 0, 0, 0, 0, 0), 2048, 96, id="complex256"),
        pytest.param((7, *[32767] * 7), 64, 8 * 32767**7, id="more than any machine has"),
        pytest.param((0, 1, 1, 1, 1, 1, 1, 1), 4, None, id="no axes"),
        pytest.param((8, 1, 1, 1, 1, 1, 1, 1), 4, None, id="eight axes"),
        pytest.param((3, 4, 0, 2, 1, 1, 1, 1), 4, None, id="an axis of no voxels"),
        pytest.param((3, 4, -3, 2, 1, 1, 1, 1), 4, None, id="a negative axis"),
    ],
)
def test_the_bytes_that_are_claimed_are_counted_exactly(
    dim: tuple[int, ...], datatype: int, needed: int | None
) -> None:
    assert Header.parse(head(dim=dim, datatype=datatype)).voxel_bytes == needed


def test_an_unknown_datatype_is_counted_by_its_bitpix() -> None:
    assert Header.parse(head(datatype=3, bitpix=16)).voxel_bytes == 48
    assert Header.parse(head(datatype=3, bitpix=-1)).voxel_bytes is None


@pytest.mark.parametrize(
    ("datatype", "dtype"),
    [(4, ">i2"), (2, "u1"), (1792, ">c16"), (128, [("R", "u1"), ("G", "u1"), ("B", "u1")]), (1, None), (3, None)],
)
def test_numpy_types_carry_the_byte_order(datatype: int, dtype: Any) -> None:
    found = Header.parse(head(1, ">", datatype=datatype)).dtype
    assert found == (None if dtype is None else np.dtype(dtype))


@pytest.mark.parametrize(
    ("vox_offset", "length", "start"), [(0, 48, 0), (16, 64, 16), (352, 48, 0), (544, 600, 544), (-1, 48, 0)]
)
def test_voxels_of_a_pair_start_at_vox_offset_when_they_fit_behind_it(vox_offset: int, length: int, start: int) -> None:
    header = Header.parse(head(paired=True, vox_offset=vox_offset))
    assert header.voxel_start(length) == start


def test_units_that_mean_nothing_are_named_by_their_number() -> None:
    assert Header.parse(head(xyzt_units=10)).units == ("mm", "s")
    assert Header.parse(head(xyzt_units=60)).units == ("code 4", "code 56")


@pytest.mark.parametrize(("version", "order"), KINDS)
def test_a_pair_becomes_a_single_file_and_back(version: int, order: str) -> None:
    hdr, _ = pair(version, order, extensions=[(6, b"a comment")])
    header = Header.parse(hdr)

    single = Header.parse(header.as_single())
    again = Header.parse(single.as_pair())

    assert (single.paired, single.number("vox_offset")) == (False, len(hdr))
    assert single.extensions == header.extensions
    assert changed(header, single) == {"magic", "vox_offset"}
    assert again.data == hdr


def test_a_short_hdr_gets_its_flag_bytes_when_it_becomes_a_single_file() -> None:
    hdr = head(paired=True)[:348]
    single = Header.parse(Header.parse(hdr).as_single(voxel_start=16))
    assert len(single.data) == 352
    assert single.number("vox_offset") == 368


def test_a_head_is_filled_up_where_nifti_1_could_not_hold_its_length() -> None:
    hdr = head(paired=True) + bytes(2**24 - 352 + 1)
    single = Header.parse(hdr, paired=True).as_single()
    assert len(single) == 2**24 + 16
    assert head_length(single) == len(single)


def test_the_right_container_is_left_as_it_is() -> None:
    odd = head(vox_offset=17, magic=b"abc\0")
    assert Header.parse(odd, paired=False).as_single() == odd
    assert Header.parse(odd, paired=True).as_pair() == odd


def test_a_patch_keeps_the_length_and_stays_inside() -> None:
    header = Header.parse(head())
    assert header.with_bytes(148, b"A").value("descrip") == "A small image"
    with pytest.raises(ValueError, match="do not lie within"):
        header.with_bytes(len(header.data) - 1, b"ab")


def test_a_whole_file_can_be_given_where_only_its_head_is_needed() -> None:
    data = nifti1_bytes()
    assert Header.parse(data[: head_length(data)]).data == head()


def changed(before: Header, after: Header) -> set[str]:
    return {field.name for field in before.fields if before.raw(field.name) != after.raw(field.name)}
