"""DICOM files as spans: every value under its keyword, in every syntax, and nothing believed beyond the bytes."""

from __future__ import annotations

import zlib
from io import BytesIO

import pytest
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.encaps import encapsulate
from pydicom.filewriter import dcmwrite
from pydicom.sequence import Sequence
from pydicom.uid import (
    UID,
    DeflatedExplicitVRLittleEndian,
    ExplicitVRBigEndian,
    ExplicitVRLittleEndian,
    ImplicitVRLittleEndian,
    JPEGBaseline8Bit,
)

from inspector.core.ledger import Kind
from tests.core.ledger.laid import layers, lengths, texts, told

SYNTAXES = {
    "explicit": ExplicitVRLittleEndian,
    "implicit": ImplicitVRLittleEndian,
    "big-endian": ExplicitVRBigEndian,
}
NAMED = [
    ("St. Olga", "InstitutionName"),
    ("1.5 T", "(0009,xx02) EXAMPLE 1.0"),
    ("Doe^Jane", "PatientName"),
    ("4711", "ReferencedPatientSequence.PatientID"),
]


def data_set() -> Dataset:
    """A name, a sequence, a private block, and 2 x 3 pixels of two bytes."""
    item, found = Dataset(), Dataset()
    item.PatientID = "4711"
    found.InstitutionName = "St. Olga"
    found.PatientName = "Doe^Jane"
    found.ReferencedPatientSequence = Sequence([item])
    found.private_block(0x0009, "EXAMPLE 1.0", create=True).add_new(0x02, "LO", "1.5 T")
    found.SliceThickness = "1.25"
    found.Rows, found.Columns, found.BitsAllocated = 2, 3, 16
    found.add_new(0x7FE00010, "OW", bytes(range(12)))
    return found


def written(found: Dataset, syntax: UID = ExplicitVRLittleEndian) -> bytes:
    stream = BytesIO()
    found.file_meta = FileMetaDataset()
    found.file_meta.TransferSyntaxUID = syntax
    found.file_meta.MediaStorageSOPClassUID = found.file_meta.MediaStorageSOPInstanceUID = UID("1.2.3")
    found.preamble = bytes(128)
    little, implicit = syntax != ExplicitVRBigEndian, syntax == ImplicitVRLittleEndian
    dcmwrite(stream, found, little_endian=little, implicit_vr=implicit, enforce_file_format=False)
    return stream.getvalue()


def named(data: bytes, layer: int = 0) -> list[tuple[str, str]]:
    """Texts and their parts, without those of group 2 and the padding of values."""
    skipped = ("MediaStorage", "TransferSyntax", "FileMeta", "Implementation")
    found = [(text.rstrip(" "), part) for text, part in texts(data, layer)]
    return [(text, part) for text, part in found if not part.startswith(skipped) and "creator" not in part]


@pytest.mark.parametrize("syntax", SYNTAXES.values(), ids=SYNTAXES.keys())
def test_every_value_has_its_keyword(syntax: UID) -> None:
    data = written(data_set(), syntax)

    assert sorted(named(data)) == sorted(NAMED)
    assert lengths(data, Kind.VOXELS) == [(12, "voxels")]
    assert ("1.25", Kind.STRUCTURE, "DICOM", "SliceThickness") in told(data)


@pytest.mark.parametrize("syntax", SYNTAXES.values(), ids=SYNTAXES.keys())
def test_a_data_set_without_a_preamble_is_one_too(syntax: UID) -> None:
    whole = written(data_set(), syntax)
    group = whole.index(b"\x00\x08\x00\x80" if syntax == ExplicitVRBigEndian else b"\x08\x00\x80\x00")

    assert sorted(named(whole[group:])) == sorted(NAMED)
    assert layers(whole[group:] + b"left") == ()


def test_what_is_deflated_has_a_layer_of_its_own() -> None:
    data = written(data_set(), DeflatedExplicitVRLittleEndian) + b"Smith^John"

    stored, inside = layers(data)

    assert (stored.title, inside.title) == ("stored", "packed inside")
    assert sorted(named(data, 1)) == sorted(NAMED)
    assert ("Smith^John", "after its end") in texts(data)


def test_what_does_not_inflate_is_opaque() -> None:
    data = written(data_set(), DeflatedExplicitVRLittleEndian)

    assert told(data[:-20])[-1][1:] == (Kind.OPAQUE, "DICOM", "deflated data set")


def test_a_large_deflated_data_set_is_not_inflated_further_than_its_limit() -> None:
    engine = zlib.compressobj(1, wbits=-zlib.MAX_WBITS)
    packed = b"".join(engine.compress(bytes(1 << 20)) for _ in range(65)) + engine.flush()
    head = written(Dataset(), DeflatedExplicitVRLittleEndian)

    assert told(head[: head.rindex(b"1.2.840.10008.1.2.1.99") + 22] + packed)[-1][1] is Kind.OPAQUE


def test_packed_pixels_are_voxels_and_their_table_is_not() -> None:
    found = data_set()
    found.PixelData = encapsulate([b"\xff\xd8ab", b"\xff\xd8cdef"], has_bot=True)
    found["PixelData"].VR = "OB"
    found["PixelData"].is_undefined_length = True

    data = written(found, JPEGBaseline8Bit)

    assert lengths(data, Kind.VOXELS) == [(4, "voxels"), (6, "voxels")]
    assert [text for text, kind, _, _ in told(data) if kind is Kind.OPAQUE] == []


def test_what_stands_behind_the_pixels_within_their_value_is_looked_at() -> None:
    found = data_set()
    found.PixelData = bytes(range(12)) + b"Smith^John"

    assert ("Smith^John", "behind PixelData") in texts(written(found))


def test_pixels_whose_size_nothing_tells_are_opaque() -> None:
    found = data_set()
    del found.Rows

    assert lengths(written(found), Kind.VOXELS) == []
    assert lengths(written(found), Kind.OPAQUE) == [(12, "DICOM")]


def test_an_overlay_is_opaque() -> None:
    found = data_set()
    found.add_new(0x60003000, "OW", bytes([1, 2, 3, 4]))

    assert ("\x01\x02\x03\x04", Kind.OPAQUE, "DICOM", "OverlayData") in told(written(found))


def test_a_name_in_another_character_set_is_text() -> None:
    found = data_set()
    found.SpecificCharacterSet = ["", "ISO 2022 IR 87"]
    found.PatientName = "Yamada^Tarou=山田^太郎"

    (name,) = [text for text, part in texts(written(found)) if part == "PatientName"]
    assert name.startswith("Yamada^Tarou=\x1b$B")


def test_letters_in_place_of_numbers_are_text() -> None:
    found = data_set()
    found.add_new(0x00181310, "US", [int.from_bytes(pair, "little") for pair in (b"Sm", b"it", b"h^", b"Jo")])

    assert ("Smith^Jo", "AcquisitionMatrix") in texts(written(found))


@pytest.mark.parametrize("undefined", [False, True], ids=["of known length", "of unknown length"])
def test_a_sequence_that_is_written_as_unknown_is_followed(undefined: bool) -> None:
    item = b"\xfe\xff\x00\xe0\x0c\x00\x00\x00\x10\x00\x20\x00\x04\x00\x00\x004711"
    length = b"\xff\xff\xff\xff" if undefined else len(item).to_bytes(4, "little")
    end = b"\xfe\xff\xdd\xe0\x00\x00\x00\x00" if undefined else b""
    whole = written(data_set())
    at = whole.index(b"\x10\x00\x10\x00PN")

    data = whole[:at] + b"\x09\x00\x03\x10UN\x00\x00" + length + item + end + whole[at:]

    assert ("4711", "(0009,xx03) EXAMPLE 1.0.PatientID") in texts(data)
    assert ("Doe^Jane", "PatientName") in named(data)


def test_pixels_that_are_cut_off_are_as_many_as_there_are() -> None:
    assert lengths(written(data_set())[:-5], Kind.VOXELS) == [(7, "voxels")]


def test_what_cannot_be_followed_is_looked_at() -> None:
    whole = written(data_set())
    at = whole.index(b"\x10\x00\x10\x00PN")

    found = told(whole[:at] + b"\x10\x00\x10\x00PN\xff\xff" + b"Smith^John")

    assert found[-1] == ("\x10\0\x10\0PN\xff\xffSmith^John", Kind.OPAQUE, "DICOM", "after its end")


def test_sequences_within_each_other_end_somewhere() -> None:
    deep = b"\x08\x00\x40\x11SQ\x00\x00\xff\xff\xff\xff\xfe\xff\x00\xe0\xff\xff\xff\xff" * 5000

    assert layers(bytes(128) + b"DICM" + deep)[0].length == len(deep) + 132


def test_bytes_that_only_begin_like_a_data_set_are_none() -> None:
    assert layers(b"\x08\x00\x05\x00CS\x0a\x00ISO_IR 100 and then nothing") == ()
    assert layers(b"\x08\x00\xf1\xf1LO\x02\x00ab") == ()
