"""Files that are one document: JSON, XML and GIFTI, whose arrays are voxels where they hold what they say."""

from __future__ import annotations

import base64
import json
import zlib

import numpy as np
import pytest
from nibabel.gifti.gifti import GiftiDataArray, GiftiImage, GiftiMetaData

from inspector.core.ledger import Kind
from tests.core.ledger.laid import layers, lengths, texts, told

TYPE = b'<!DOCTYPE GIFTI SYSTEM "http://gifti.projects.nitrc.org/gifti.dtd">'


def surface(data: str, encoding: str = "Base64Binary", axes: str = 'Dimensionality="1" Dim0="3"') -> bytes:
    head = f'<GIFTI><DataArray {axes} Encoding="{encoding}" DataType="NIFTI_TYPE_INT32">'
    return f"{head}<Data>{data}</Data></DataArray></GIFTI>".encode()


def packed(count: int = 3) -> str:
    return base64.b64encode(np.arange(count, dtype="<i4").tobytes()).decode()


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf", b"\n "], ids=["alone", "a byte order mark", "white space"])
def test_the_values_of_a_side_file_have_their_keys(mark: bytes) -> None:
    data = mark + json.dumps({"PatientName": "Doe^Jane", "deep": {"StationName": "MR1"}}).encode()

    assert [pair for pair in texts(data) if pair[1] != "names"] == [
        ("Doe^Jane", "PatientName"),
        ("MR1", "deep.StationName"),
    ]


def test_a_document_that_is_broken_is_in_no_format() -> None:
    assert layers(b'{"PatientName": Doe}') == ()
    assert layers(b"<html><br></html>") == ()


def test_a_large_document_has_labels_as_far_as_they_go() -> None:
    data = json.dumps([{"StationName": "MR1"}] * 10_000).encode()

    found = told(data)

    assert ("MR1", Kind.TEXT, "JSON", "StationName") in found
    assert found[-1][1:] == (Kind.TEXT, "JSON", "after its end")


def test_a_surface_as_it_is_written_has_its_arrays_as_voxels() -> None:
    voxels = np.arange(6, dtype=np.float32).reshape(2, 3)
    array = GiftiDataArray(voxels, intent="NIFTI_INTENT_POINTSET")  # type: ignore[no-untyped-call]
    about = GiftiMetaData({"UserName": "jdoe"})  # type: ignore[no-untyped-call]
    image = GiftiImage(darrays=[array], meta=about)  # type: ignore[no-untyped-call]

    data = bytes(image.to_bytes())  # type: ignore[no-untyped-call]

    assert ("jdoe", "GIFTI/MetaData/MD/Value") in texts(data)
    assert [surface for _, surface in lengths(data, Kind.VOXELS)] == ["voxels"]


def test_a_document_type_that_only_names_a_file_is_a_text() -> None:
    data = b'<?xml version="1.0"?>\n' + TYPE + b"<GIFTI><MetaData>jdoe</MetaData></GIFTI>"

    found = texts(data)

    assert found[0] == ('GIFTI SYSTEM "http://gifti.projects.nitrc.org/gifti.dtd"', "type")
    assert ("jdoe", "GIFTI/MetaData") in found


def test_a_document_type_that_declares_something_is_refused() -> None:
    assert layers(b'<!DOCTYPE a [<!ENTITY b "jane">]><a>&b;</a>') == ()


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(surface(packed()), id="base64"),
        pytest.param(surface("0 -1.5 2e-3", "ASCII"), id="written"),
        pytest.param(
            surface(base64.b64encode(zlib.compress(bytes(12))).decode(), "GZipBase64Binary"), id="packed base64"
        ),
        pytest.param(surface(packed(6), axes='Dimensionality="2" Dim0="3" Dim1="2"'), id="two axes"),
    ],
)
def test_an_array_that_holds_what_it_says_is_voxels(data: bytes) -> None:
    assert len(lengths(data, Kind.VOXELS)) == 1


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(surface("DoeJane1"), id="another number of bytes"),
        pytest.param(surface("1 2 Smith", "ASCII"), id="letters"),
        pytest.param(surface("1 2", "ASCII"), id="fewer numbers"),
        pytest.param(surface(packed(), "GZipBase64Binary"), id="not packed"),
        pytest.param(surface(packed(), "Something"), id="an encoding that there is not"),
        pytest.param(surface(packed(), axes='Dimensionality="1" Dim0="x"'), id="no length"),
        pytest.param(surface(packed(), axes='Dimensionality="x" Dim0="3"'), id="no axes"),
        pytest.param(
            surface(base64.b64encode(zlib.compress(bytes(12)) + b"Smith^John").decode(), "GZipBase64Binary"),
            id="something behind it",
        ),
    ],
)
def test_an_array_that_holds_something_else_is_looked_at(data: bytes) -> None:
    assert lengths(data, Kind.VOXELS) == []
    assert texts(data)[-4][1] == "GIFTI/DataArray/Data"
