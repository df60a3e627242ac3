"""Private values of Siemens: the elements of a CSA header, the memory behind them, and the protocol as text."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.core.ledger import Held, Kind, Track
from inspector.core.ledger.formats.siemens import lay_siemens

PROTOCOL = (
    b'<XProtocol>\n{\n  <ID> 1000002\n  <Class> "MrProtocol@MrProt"\n'
    b'  <ParamString."tPatientName">  { "Doe, Jane"  }\n  <ParamLong.""Age"">  { 19610302 }\n}\n'
    b'### ASCCONV BEGIN ###\nsSlice[0].dThickness\t = \t2.5\nsWip.tFree = "of Jane Doe"\nlKey = 19610302\n'
    b"ulUniqueKey = 2026296351\n"
)


def element(name: bytes, *values: bytes) -> bytes:
    head = struct.pack("<64si4siii", name, 1, b"LO", 0, len(values), 77)
    return head + b"".join(struct.pack("<4i", *[len(value)] * 4) + value + bytes(-len(value) % 4) for value in values)


def csa(*elements: bytes) -> bytes:
    return b"SV10\x04\x03\x02\x01" + struct.pack("<2I", len(elements), 77) + b"".join(elements)


def laid(data: bytes) -> list[tuple[str, Kind, str]]:
    track = Track()
    lay_siemens(track, data, "DICOM", "CSA")
    layer = track.layer("scan.dcm", "stored", Held(data))
    assert (layer.unaccounted, layer.length) == ("", len(data))
    return [(data[span.start : span.stop].decode("latin-1"), span.kind, span.part) for span in layer.spans]


def texts(data: bytes) -> list[tuple[str, str]]:
    return [(text, part) for text, kind, part in laid(data) if kind in (Kind.TEXT, Kind.OPAQUE)]


def test_every_value_has_the_name_of_its_element() -> None:
    data = csa(element(b"PatientName", b"Doe^Jane\0"), element(b"EchoTime", b"2.5\0"), element(b"Empty"))

    assert texts(data) == [("Doe^Jane", "CSA.PatientName")]


def test_memory_behind_a_name_or_a_value_is_opaque_when_it_may_tell_something() -> None:
    data = csa(element(b"EchoTime\0Smith^John", b"2.5\0Smith^John"), element(b"Other\0\x01\x02", b"1\0\x01ab"))

    assert texts(data) == [("\0Smith^John".ljust(56, "\0"), "CSA"), ("\0Smith^John\0\0", "CSA.EchoTime")]


def test_a_name_that_is_no_word_of_a_program_is_text() -> None:
    assert texts(csa(element(b"Smith, John 1961"))) == [("Smith, John 1961", "names")]


@pytest.mark.parametrize(
    "data", [PROTOCOL, csa(element(b"MrPhoenixProtocol", PROTOCOL))], ids=["alone", "in an element"]
)
def test_the_values_of_a_protocol_have_the_names_of_their_parameters(data: bytes) -> None:
    found = [(text.strip(), part.rpartition(".")[2]) for text, part in texts(data)]

    assert found == [
        ("Doe, Jane", "tPatientName"),
        ("{ 19610302 }\n}", "Age"),
        ('"of Jane Doe"', "tFree"),
        ("19610302", "lKey"),
    ]


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(csa()[:10], id="no number of elements"),
        pytest.param(b"SV10\x04\x03\x02\x01\xff\xff\xff\xff\x4d\0\0\0Smith^John", id="elements that are not there"),
        pytest.param(csa(element(b"A"))[:-20] + b"Smith^John", id="an element that is cut off"),
        pytest.param(csa(element(b"A", b"abc\0")).replace(b"\x04\0\0\0", b"\xff\xff\xff\x7f"), id="a value too long"),
    ],
)
def test_what_is_no_element_is_laid_by_what_it_is(data: bytes) -> None:
    assert laid(data)[-1][2].startswith("CSA")


@given(st.data())
def test_whatever_is_broken_it_is_tiled(chance: st.DataObject) -> None:
    data = chance.draw(st.sampled_from([PROTOCOL, csa(element(b"A", PROTOCOL), element(b"B", b"1\0"))]))
    at = chance.draw(st.integers(4, len(data)))
    data = (
        data[:at]
        + chance.draw(st.binary(max_size=4) | st.sampled_from([b'"', b"\n", b"<", b"=", b"\0"]))
        + data[at + 1 :]
    )

    laid(data)
