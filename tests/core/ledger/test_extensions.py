"""Extensions as spans: by their code, with each value of a document apart, and what is left over in them."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydicom.dataset import Dataset
from pydicom.filebase import DicomBytesIO
from pydicom.filewriter import write_dataset
from pydicom.sequence import Sequence

from inspector.core.header import Header
from inspector.core.ledger import Held, Kind, Layer, image
from tests.builders import head

Told = list[tuple[str, Kind, str]]


def laid(*extensions: tuple[int, bytes], order: str = "<") -> Layer:
    return image.single("scan.nii", "stored", Header.parse(head(1, order, extensions=extensions)), Held(b""))


def inside(code: int, data: bytes) -> Told:
    """(text, kind, part) of what stands behind the head of the one extension, without the layout."""
    found = head(extensions=[(code, data)])
    spans = [span for span in laid((code, data)).spans if span.surface == "extension 1" and span.part]
    return [(found[span.start : span.stop].decode("latin-1"), span.kind, span.part) for span in spans[2:]]


def texts(told: Told) -> list[tuple[str, str]]:
    return [(text, part) for text, kind, part in told if kind is Kind.TEXT]


CODES = st.sampled_from([-1, 0, 2, 4, 6, 8, 16, 32, 40, 44])
DOCUMENTS = st.one_of(
    st.binary(max_size=60),
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=9),
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=9), inner, max_size=4),
        max_leaves=9,
    ).map(lambda value: json.dumps(value, ensure_ascii=False, indent=1).encode("utf-8", "replace")),
    st.text("<>/=\"'!?-[]CDATA a", max_size=60).map(lambda text: f"<a>{text}</a>".encode()),
)


@given(st.lists(st.tuples(CODES, DOCUMENTS), max_size=3), st.sampled_from("<>"))
def test_whatever_is_in_them_they_are_tiled(extensions: list[tuple[int, bytes]], order: str) -> None:
    layer = laid(*extensions, order=order)

    assert layer.unaccounted == ""
    assert layer.length == len(head(1, order, extensions=extensions))


def test_size_code_and_filling_are_apart() -> None:
    spans = [span for span in laid((6, b"a comment"), (6, b"another")).spans if span.surface.startswith("extension ")]

    assert [(span.start, span.length, span.kind, span.surface, span.part) for span in spans if span.start >= 352] == [
        (352, 4, Kind.STRUCTURE, "extension 1", "size"),
        (356, 4, Kind.STRUCTURE, "extension 1", "code"),
        (360, 9, Kind.TEXT, "extension 1", "content"),
        (369, 15, Kind.PADDING, "extension 1", "filling"),
        (384, 4, Kind.STRUCTURE, "extension 2", "size"),
        (388, 4, Kind.STRUCTURE, "extension 2", "code"),
        (392, 7, Kind.TEXT, "extension 2", "content"),
        (399, 1, Kind.PADDING, "extension 2", "filling"),
    ]


def test_what_is_behind_the_nul_of_a_comment_is_told_apart() -> None:
    assert inside(6, b"short\0of a longer one") == [
        ("short", Kind.TEXT, "content"),
        ("\0", Kind.PADDING, "after its end"),
        ("of a longer one", Kind.TEXT, "after its end"),
        ("\0\0\0", Kind.PADDING, "filling"),
    ]


def test_every_value_of_a_json_text_has_its_path() -> None:
    told = inside(44, b'{"global": {"PatientName": "Doe^\\"Jane", "n": [1.5, true]}, "x": ""}\0left')

    assert texts(told) == [
        ("global", "names"),
        ("PatientName", "names"),
        ('Doe^\\"Jane', "global.PatientName"),
        ("n", "names"),
        ("1.5", "global.n"),
        ("x", "names"),
        ("left", "after its end"),
    ]
    assert ("true", Kind.STRUCTURE, "global.n") in told


def test_every_value_of_an_xml_document_has_its_path() -> None:
    told = inside(
        4,
        b'<?xml version="1.0"?><A n=\'1\'>\n <AFNI_atr atr_name="NOTE">[jane@host] <![CDATA[raw]]></AFNI_atr>'
        b"<!-- by jane --><?do it?><B/></A>\n",
    )

    assert texts(told) == [
        ("A", "names"),
        ("n", "names"),
        ("1", "A@n"),
        ("AFNI_atr", "names"),
        ("atr_name", "names"),
        ("NOTE", "A/AFNI_atr[NOTE]@atr_name"),
        ("[jane@host] ", "A/AFNI_atr[NOTE]"),
        ("raw", "A/AFNI_atr[NOTE]"),
        ("AFNI_atr", "names"),
        (" by jane ", "comment"),
        ("do it", "instruction"),
        ("B", "names"),
        ("A", "names"),
    ]


@pytest.mark.parametrize(
    ("code", "data"),
    [
        pytest.param(4, b"<A>jane@host", id="XML that does not end"),
        pytest.param(8, b'<!DOCTYPE a [<!ENTITY b "jane">]><a>&b;</a>', id="XML with a document type"),
        pytest.param(44, b'{"PatientName": Doe}', id="JSON that is none"),
        pytest.param(2, b"Patient: Jane", id="DICOM that is none"),
        pytest.param(99, b"Patient: Jane", id="a code without a meaning"),
    ],
)
def test_a_document_that_cannot_be_read_is_a_text_as_a_whole(code: int, data: bytes) -> None:
    assert inside(code, data)[0] == (data.decode(), Kind.TEXT, "content")


@pytest.mark.parametrize("code", [16, 40])
def test_what_programs_load_is_opaque_even_when_it_looks_like_text(code: int) -> None:
    assert inside(code, b"cos\nsystem\n")[0] == ("cos\nsystem\n", Kind.OPAQUE, "content")


def test_bytes_between_which_eight_zeros_stand_are_looked_at_apart() -> None:
    assert inside(99, b"\x01\x02" + bytes(8) + b"Jane") == [
        ("\x01\x02", Kind.OPAQUE, "content"),
        ("\0" * 8, Kind.PADDING, "content"),
        ("Jane", Kind.TEXT, "content"),
        ("\0" * 10, Kind.PADDING, "filling"),
    ]


def data_set(*, implicit: bool, undefined: bool) -> bytes:
    """An institution, and in a sequence of a sequence a name and an id."""
    deep, item, whole = Dataset(), Dataset(), Dataset()
    deep.PatientName = "Doe^Jane"
    item.PatientID = "4711"
    item.RequestAttributesSequence = Sequence([deep])
    whole.InstitutionName = "St. Olga"
    whole.ReferencedPatientSequence = Sequence([item])
    whole.Rows = 5
    for owner, name in ((item, "RequestAttributesSequence"), (whole, "ReferencedPatientSequence")):
        owner[name].is_undefined_length = undefined
        owner[name].value[0].is_undefined_length_sequence_item = undefined
    stream = DicomBytesIO()
    stream.is_little_endian, stream.is_implicit_VR = True, implicit
    write_dataset(stream, whole)
    return stream.getvalue()


@pytest.mark.parametrize("preamble", [b"", bytes(128) + b"DICM"], ids=["alone", "with a preamble"])
@pytest.mark.parametrize("implicit", [False, True], ids=["explicit", "implicit"])
@pytest.mark.parametrize("undefined", [False, True], ids=["of known length", "of unknown length"])
def test_every_value_of_a_dicom_data_set_has_its_attribute(preamble: bytes, implicit: bool, undefined: bool) -> None:
    data = data_set(implicit=implicit, undefined=undefined)
    assert (b"\xff" * 4 in data) is undefined

    told = inside(2, preamble + data)

    assert texts(told) == [
        ("St. Olga", "InstitutionName"),
        ("4711", "ReferencedPatientSequence.PatientID"),
        ("Doe^Jane", "ReferencedPatientSequence.RequestAttributesSequence.PatientName"),
    ]
    assert ("\x05\0", Kind.STRUCTURE, "Rows") in told
    assert [text for text, kind, _ in told if kind is Kind.OPAQUE] == []


def test_a_preamble_is_looked_at() -> None:
    told = inside(2, b"Smith^John".ljust(128, b"\0") + b"DICM" + data_set(implicit=False, undefined=False))

    assert told[:3] == [
        ("Smith^John", Kind.TEXT, "preamble"),
        ("\0" * 118, Kind.PADDING, "preamble"),
        ("DICM", Kind.STRUCTURE, "mark"),
    ]
