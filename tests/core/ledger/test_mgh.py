"""MGH images as spans: the header and its spare bytes, the voxels, the footer, and each tag."""

from __future__ import annotations

import struct

import numpy as np
import pytest
from nibabel.freesurfer.mghformat import MGHImage

from inspector.core.ledger import Kind
from tests.core.ledger.laid import lengths, texts, told

VOXELS = np.arange(24, dtype=np.int16).reshape(2, 3, 4)
IMAGE = bytes(MGHImage(VOXELS, np.eye(4)).to_bytes())  # type: ignore[no-untyped-call]


def tag(number: int, data: bytes) -> bytes:
    return struct.pack(">iq", number, len(data)) + data


def test_the_voxels_are_as_many_as_the_header_says() -> None:
    assert lengths(IMAGE, Kind.VOXELS) == [(48, "voxels")]
    assert texts(IMAGE) == []
    assert lengths(IMAGE, Kind.OPAQUE) == []


def test_spare_bytes_are_looked_at() -> None:
    data = IMAGE[:100] + b"Smith^John" + IMAGE[110:]

    assert texts(data) == [("Smith^John", "spare bytes")]


def test_each_tag_is_a_text_of_its_own() -> None:
    command = tag(3, b"mri_convert /home/jdoe/001.dcm orig.mgz\0") + tag(31, b"/data/doe_jane/talairach.xfm\0")
    old = struct.pack(">2i", 30, 5) + b"xfm\0" + tag(41, b"ROW\0")

    assert texts(IMAGE + command + old) == [
        ("mri_convert /home/jdoe/001.dcm orig.mgz", "CMDLINE"),
        ("/data/doe_jane/talairach.xfm", "MGH_XFORM"),
        ("xfm", "MGH_XFORM"),
        ("ROW", "PEDIR"),
    ]


def test_a_colour_table_has_the_names_of_its_colours() -> None:
    name = struct.pack(">2i", 1, 9) + b"Doe_Jane\0" + struct.pack(">4i", 1, 2, 3, 0)
    table = struct.pack(">4i", 1, -2, 2, 8) + b"lut.txt\0" + struct.pack(">i", 1) + name

    assert texts(IMAGE + table + tag(3, b"after")) == [
        ("lut.txt", "file of the colours"),
        ("Doe_Jane", "name of a colour"),
        ("after", "CMDLINE"),
    ]


@pytest.mark.parametrize(
    "behind",
    [
        pytest.param(struct.pack(">iq", 3, 1 << 40), id="a tag that is longer than the file"),
        pytest.param(struct.pack(">iq", 3, -1), id="a tag of less than nothing"),
        pytest.param(struct.pack(">i", 1) + b"\xff\xff\xff\xfe\x7f\xff\xff\xff\x7f\xff\xff\xff", id="a name too long"),
        pytest.param(struct.pack(">iq", 999, 4), id="a tag that nobody knows"),
        pytest.param(b"\0\0\0", id="less than a tag"),
    ],
)
def test_what_is_no_tag_is_laid_by_what_it_is(behind: bytes) -> None:
    assert told(IMAGE + behind + b"Smith^John")[-1][2:] == ("MGH", "after its end")


def test_letters_in_place_of_numbers_are_text() -> None:
    delta = IMAGE[:30] + b"Smith, John " + IMAGE[42:]

    assert texts(delta) == [("Smith, John ", "delta")]


def test_voxels_of_a_type_without_a_size_are_opaque() -> None:
    data = IMAGE[:20] + struct.pack(">i", 6) + IMAGE[24:]

    assert lengths(data, Kind.OPAQUE) == [(len(IMAGE) - 284, "voxels")]


@pytest.mark.parametrize("length", [24, 89, 100, 284, 300, 335, 340])
def test_a_file_that_ends_early_is_told_as_far_as_it_goes(length: int) -> None:
    assert sum(count for kind in Kind for count, _ in lengths(IMAGE[:length], kind)) == length
