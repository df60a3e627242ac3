"""Analyze 7.5 as spans: every field of its header under its name, and the voxels of its .img."""

from __future__ import annotations

import struct
from collections.abc import Iterable

import pytest

from inspector.core.ledger import Held, Kind
from inspector.core.ledger.formats import analyze
from tests.core.ledger.laid import layers, texts, told

TEXTS = {
    "data_type": (4, b"dsr"), "db_name": (14, b"DOE^JANE"), "descrip": (148, b"T1 of 2 March"),
    "aux_file": (228, b"none"), "originator": (253, b"jdoe"), "generated": (263, b"19610302"),
    "scannum": (273, b"A4711"), "patient_id": (283, b"MRN4711"),
    "exp_date": (293, b"02/03/1961"), "exp_time": (303, b"10:11:12"),
}  # fmt: skip


def hdr(values: Iterable[tuple[int, bytes]] = (), order: str = "<") -> bytes:
    data = bytearray(348)
    struct.pack_into(f"{order}i", data, 0, 348)
    data[38:39] = b"r"
    struct.pack_into(f"{order}8h", data, 40, 4, 2, 3, 4, 1, 0, 0, 0)
    struct.pack_into(f"{order}2h", data, 70, 4, 16)
    struct.pack_into(f"{order}8f", data, 76, 0, 1, 1, 1, 0, 0, 0, 0)
    for at, text in values:
        data[at : at + len(text)] = text
    return bytes(data)


@pytest.mark.parametrize("order", "<>")
def test_every_text_field_has_its_name(order: str) -> None:
    assert texts(hdr(TEXTS.values(), order)) == [(text.decode(), name) for name, (_, text) in TEXTS.items()]


def test_what_is_behind_the_nul_of_a_field_is_looked_at() -> None:
    assert texts(hdr([(148, b"T1\0DOE^JANE")])) == [("T1", "descrip"), ("DOE^JANE", "descrip")]


@pytest.mark.parametrize("order", "<>")
def test_an_origin_of_spm_is_no_text(order: str) -> None:
    data = hdr([(253, struct.pack(f"{order}5h", 1, 2, 2, 0, 0))], order)

    assert texts(data) == []
    assert [kind for _, kind, _, part in told(data) if part == "originator"] == [Kind.STRUCTURE]


def test_letters_in_numbers_that_nobody_reads_are_text() -> None:
    assert texts(hdr([(316, b"Smith, John")])) == [("Smith, John", "views to smin")]


def test_what_is_behind_the_header_is_looked_at() -> None:
    assert texts(hdr() + b"Smith^John") == [("Smith^John", "after its end")]


def test_a_header_with_the_mark_of_nifti_is_none() -> None:
    assert layers(hdr()[:347]) == ()
    assert analyze.image("scan.img", "stored", b"\x5c\x01", Held(b"")) is None


def test_the_voxels_of_its_img_are_as_many_as_it_says() -> None:
    layer = analyze.image("scan.img", "stored", hdr(), Held(bytes(48) + b"Smith^John"))

    assert layer is not None
    assert [(span.length, span.kind, span.surface) for span in layer.spans] == [
        (48, Kind.VOXELS, "voxels"),
        (10, Kind.TEXT, "bytes behind the voxels"),
    ]


def test_an_img_of_unknown_size_is_opaque() -> None:
    layer = analyze.image("scan.img", "stored", hdr([(40, bytes(16))]), Held(bytes(48)))

    assert layer is not None
    assert [(span.length, span.kind, span.part) for span in layer.spans] == [(48, Kind.OPAQUE, "of unknown extent")]
