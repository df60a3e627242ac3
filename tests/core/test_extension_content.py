"""What is in an extension, by its kind; whatever the bytes are, something can be shown and nothing is run."""

from __future__ import annotations

import pickle
import struct
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.core.extensions import Extension, content
from inspector.core.extensions.content import Content
from inspector.core.header import Header, head_length
from tests.builders import extension, head

NAME = b"\x10\x00\x10\x00PN" + struct.pack("<H", 8) + b"Doe^Jane"
CODES = [0, 2, 4, 6, 16, 32, 44, 99]


def read(code: int, data: bytes, *, view: str = "", first: int = 0, order: str = "<") -> Content:
    (found,) = Header.parse(head(order=order, extensions=[(code, data)])).extensions
    return content.read(found, order, view=view, first=first)


@given(st.sampled_from(CODES), st.binary(max_size=400), st.sampled_from("<>"))
def test_any_bytes_are_shown_as_something(code: int, data: bytes, order: str) -> None:
    for view in read(code, data, order=order).views:
        shown = read(code, data, view=view, order=order)
        assert shown.view in shown.views
        assert shown.shown == shown.total


@given(st.binary(max_size=300).map(lambda data: NAME + data))
def test_any_bytes_behind_a_patient_name_are_shown_as_something(data: bytes) -> None:
    assert read(2, data).view in ("dicom", "bytes")


@given(st.binary(max_size=9000), st.sampled_from("<>"))
def test_the_parts_of_the_bytes_are_all_of_them(data: bytes, order: str) -> None:
    (found,) = Header.parse(head(order=order, extensions=[(99, data)])).extensions
    first, shown = 0, b""
    while True:
        part = content.read(found, order, view="bytes", first=first)
        shown += b"".join(bytes.fromhex(line.hex) for line in part.bytes)
        first = part.next
        if not first:
            break
        assert part.left == part.total - first

    assert shown == found.data


def test_bytes_stand_at_their_offset_in_the_header() -> None:
    shown = read(99, b"\0\x01ABC")

    assert [(line.offset, line.hex, line.text) for line in shown.bytes] == [
        (360, "00 01 41 42 43 00 00 00", "··ABC···")
    ]


def test_text_is_shown_by_its_lines() -> None:
    assert list(read(6, b"one\r\n\n two\n").lines) == ["one", "", " two"]


def test_a_long_line_is_shown_in_pieces() -> None:
    shown = read(6, b"x" * 2001)

    assert [len(line) for line in shown.lines] == [1000, 1000, 1]


def test_many_lines_are_shown_in_parts() -> None:
    data = "\n".join(str(number) for number in range(900)).encode()

    first, last = read(6, data), read(6, data, first=800)

    assert (first.lines[0], first.lines[-1], first.next, first.left) == ("0", "399", 400, 500)
    assert (last.lines[0], last.lines[-1], last.next, last.left) == ("800", "899", 0, 0)


def test_xml_is_laid_out_by_its_elements() -> None:
    shown = read(4, b"<?xml version='1.0'?><a x='1&amp;2'><b>few words</b><!-- why --><c/>\n<d>two\nlines</d></a>")

    assert shown.views == ("xml", "text", "bytes")
    assert list(shown.lines) == [
        '<a x="1&amp;2">',
        "  <b>few words</b>",
        "  <!-- why -->",
        "  <c/>",
        "  <d>",
        "    two",
        "    lines",
        "  </d>",
        "</a>",
    ]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (
            b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/hostname">]><a>&b;</a>',
            "It has a document type declaration (DOCTYPE), which is refused: it could name files.",
        ),
        (b"<a><b></a>", "It is not well-formed XML: mismatched tag at line 1, column 9."),
        (b"<?xml version='1.0' encoding='of its own'?><a/>", "It is not well-formed XML: XML declaration"),
        (b"<?xml version='1.0' encoding='unheard'?><a/>", "It cannot be read as XML: unknown encoding: unheard."),
    ],
    ids=["DOCTYPE", "not closed", "no encoding", "unknown encoding"],
)
def test_xml_that_cannot_be_laid_out_is_shown_as_text_and_says_why(data: bytes, sentence: str) -> None:
    shown = read(4, data)

    assert shown.view == "text"
    assert shown.note.startswith(sentence)
    assert "".join(shown.lines) == data.decode()


def test_json_keeps_the_spelling_of_its_values() -> None:
    shown = read(44, b'{"a": 1.50, "b": {"c": [1,\n 2], "d": []}, "a": "[x, y]", "e": [{}]}')

    assert list(shown.lines) == [
        "{",
        '  "a": 1.50,',
        '  "b": {',
        '    "c": [1, 2],',
        '    "d": []',
        "  },",
        '  "a": "[x, y]",',
        '  "e": [',
        "    {}",
        "  ]",
        "}",
    ]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b'{"a": 1,\n "b" 2}', "It is not JSON: Expecting ':' delimiter at line 2, column 6."),
        (b"[" * 100_000, "It is JSON of too many levels to be laid out."),
        (b"[" + b"9" * 5000 + b"]", "It is JSON that cannot be read: Exceeds the limit"),
    ],
    ids=["a colon is missing", "too deep", "a number without end"],
)
def test_json_that_cannot_be_laid_out_is_shown_as_text_and_says_where(data: bytes, sentence: str) -> None:
    shown = read(44, data)

    assert shown.view == "text"
    assert shown.note.startswith(sentence)


@pytest.mark.parametrize("start", [b"", bytes(128) + b"DICM"], ids=["a data set", "a file"])
def test_dicom_attributes_are_listed_with_those_of_sequences(start: bytes) -> None:
    item = b"\xfe\xff\x00\xe0" + struct.pack("<I", len(NAME)) + NAME
    sequence = b"\x08\x00\x40\x11SQ\0\0" + struct.pack("<I", len(item)) + item

    shown = read(2, start + sequence + NAME)

    assert [(row.depth, row.tag, row.name, row.vr, row.value) for row in shown.attributes] == [
        (0, "(0008,1140)", "Referenced Image Sequence", "SQ", "1 item"),
        (1, "(0010,0010)", "Patient's Name", "PN", "Doe^Jane"),
        (0, "(0010,0010)", "Patient's Name", "PN", "Doe^Jane"),
    ]


@pytest.mark.parametrize("order", ["<", ">"])
def test_dicom_without_types_is_found_in_either_byte_order(order: str) -> None:
    data = struct.pack(f"{order}HHI", 0x10, 0x10, 8) + b"Doe^Jane"

    assert [row.value for row in read(2, data, order=order).attributes] == ["Doe^Jane"]


def test_a_value_that_cannot_be_decoded_is_shown_as_bytes() -> None:
    shown = read(2, NAME + b"\x20\x00\x13\x00US" + struct.pack("<H", 3) + b"\1\2\3")

    assert [row.value for row in shown.attributes] == ["Doe^Jane", "01 02 03"]


def test_text_in_an_unknown_character_set_is_shown_as_far_as_it_can_be_read() -> None:
    shown = read(2, b"\x08\x00\x05\x00CS" + struct.pack("<H", 4) + b"nope" + NAME)

    assert [row.value for row in shown.attributes] == ["nope", "Doe^Jane"]


def test_bytes_that_are_no_dicom_say_so() -> None:
    shown = read(2, b"no attributes in here")

    assert (shown.view, shown.views) == ("bytes", ("bytes",))
    assert shown.note == "No DICOM data set was found in it."


def test_a_pickle_is_never_loaded() -> None:
    class Trap:
        def __reduce__(self) -> tuple[object, tuple[str]]:
            return pytest.fail, ("It was loaded.",)

    shown = read(16, pickle.dumps(Trap()))

    assert shown.views == ("bytes",)
    assert shown.note == "Pickled Python objects are never loaded here: that could run code."


def test_a_cifti_header_is_summed_up() -> None:
    model = '<BrainModel IndexOffset="0" IndexCount="{}" BrainStructure="CIFTI_STRUCTURE_CORTEX_LEFT"/>'
    data = (
        '<CIFTI Version="2"><Matrix><MatrixIndicesMap AppliesToMatrixDimension="0" '
        'IndicesMapToDataType="CIFTI_INDEX_TYPE_SERIES" NumberOfSeriesPoints="120" SeriesStart="0" SeriesStep="0.7" '
        'SeriesUnit="SECOND"/><MatrixIndicesMap AppliesToMatrixDimension="1" '
        f'IndicesMapToDataType="CIFTI_INDEX_TYPE_BRAIN_MODELS">{model.format(29696)}{model.format("many")}'
        '</MatrixIndicesMap><MatrixIndicesMap AppliesToMatrixDimension="2" '
        'IndicesMapToDataType="CIFTI_INDEX_TYPE_SCALARS"><NamedMap><MapName>thickness</MapName></NamedMap>'
        "</MatrixIndicesMap></Matrix></CIFTI>"
    )

    shown = read(32, data.encode())

    assert [(each.dimensions, each.kind, each.summary, each.names) for each in shown.maps] == [
        ("0", "series", "120 points from 0 in steps of 0.7 (second)", []),
        ("1", "brain models", "2 brain models, 29,696 vertices and voxels", []),
        ("2", "scalars", "", ["thickness"]),
    ]
    assert shown.lines[0] == '<CIFTI Version="2">'


def test_what_is_too_large_to_be_laid_out_is_shown_as_text() -> None:
    data = b"<a>" + b" " * content.LARGEST + b"</a>"

    shown = content.read(Extension(0, 4, 352, len(data) + 8, data), "<")

    assert (shown.view, shown.note) == ("text", "It has 2 MiB, too many to be laid out.")


def test_a_view_that_an_extension_does_not_have_is_its_first(data_folder: Path) -> None:
    prefix = (data_folder / "phi/planted/dicom_extension.nii").read_bytes()
    header = Header.parse(prefix[: head_length(prefix[:540])])

    shown = content.read(header.extensions[0], header.byteorder, view="xml")

    assert [row.tag for row in shown.attributes] == ["(0008,0080)", "(0010,0010)", "(0010,0020)", "(0010,0030)"]


def test_no_data_has_no_lines() -> None:
    nothing = Extension(0, 6, 352, 16, b"")

    assert (content.read(nothing, "<").shown, len(extension(6, b""))) == (0, 16)
