"""Images whose head is text (NRRD, MetaImage, MRtrix, PAR, AFNI): values under their keys, and the data behind."""

from __future__ import annotations

import bz2
import gzip
import zlib
from collections.abc import Callable

import pytest

from inspector.core.ledger import Kind
from tests.core.ledger.laid import layers, lengths, texts, told

NRRD = b"NRRD0005\n# by jdoe\ntype: short\ndimension: 2\nsizes: 2 3\nencoding: %s\nowner:=Doe, Jane\n\n"
META = b"NDims = 2\nComment = of Jane Doe\nPatientName = Doe^Jane\n%sDimSize = 2 3\nElementType = MET_SHORT\n%s"
MIF = b"mrtrix image\ndim: 2,3\ndatatype: Int16LE\ncomments: Jane Doe\nfile: . 96\nEND\n"
PAR = (
    b"# === DATA DESCRIPTION FILE ===\r\n# Dataset name: jdoe\r\n.    Patient name       :   Doe, Jane\r\n"
    b".    Examination date/time   :   2014.08.05 / 11:27:34\r\n  1   1    1  1 0 2     0  16    62\r\n"
)
AFNI = (
    b"\ntype = string-attribute\nname = HISTORY_NOTE\ncount = 99\n'[jdoe@host: Thu] it's ~ done~\n\n"
    b"type  = integer-attribute\nname  = SCENE_DATA\ncount = 2\n 0 11\n"
    b"type  = integer-attribute\nname  = MY_DATE\ncount = 1\n 19610302\n"
)
VOXELS = bytes(range(12))


def test_the_values_of_a_head_have_their_keys() -> None:
    data = NRRD % b"raw" + VOXELS

    assert texts(data) == [
        ("# by jdoe", "comment"),
        ("short", "type"),
        ("raw", "encoding"),
        ("owner", "names"),
        ("Doe, Jane", "owner"),
    ]
    assert lengths(data, Kind.VOXELS) == [(12, "voxels")]


@pytest.mark.parametrize(
    ("encoding", "pack"), [(b"gzip", gzip.compress), (b"bzip2", bz2.compress)], ids=["gzip", "bzip2"]
)
def test_packed_voxels_end_where_they_do(encoding: bytes, pack: Callable[[bytes], bytes]) -> None:
    data = NRRD % encoding + pack(VOXELS) + b"Smith^John"

    assert told(data)[-1][:2] == ("Smith^John", Kind.TEXT)
    assert lengths(data, Kind.OPAQUE) == []
    assert len(layers(data)) == 1


def test_what_is_packed_behind_the_voxels_has_a_layer() -> None:
    data = NRRD % b"gzip" + gzip.compress(VOXELS + b"Smith^John")

    assert texts(data, 1) == [("Smith^John", "")]
    assert layers(data)[1].title == "packed inside"


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(NRRD % b"gzip" + gzip.compress(VOXELS[:4]), id="fewer than are claimed"),
        pytest.param(NRRD % b"gzip" + gzip.compress(VOXELS)[:-9], id="cut off"),
        pytest.param(NRRD % b"gzip" + b"no gzip", id="not packed"),
        pytest.param((NRRD % b"raw").replace(b"sizes: 2 3", b"sizes: 2 x") + VOXELS, id="of no size"),
        pytest.param((NRRD % b"raw").replace(b"short", b"block") + VOXELS, id="of no type"),
        pytest.param((NRRD % b"raw").replace(b"sizes: 2 3", b"sizes:" + b" 9" * 99) + VOXELS, id="of too many axes"),
    ],
)
def test_voxels_of_which_nothing_is_sure_are_opaque(data: bytes) -> None:
    assert told(data)[-1][1:] == (Kind.OPAQUE, "voxels", "of unknown extent")


def test_the_gzip_head_in_an_nrrd_is_looked_at() -> None:
    packed = gzip.compress(VOXELS)
    data = NRRD % b"gzip" + packed[:3] + b"\x08" + packed[4:10] + b"DOE_JANE.raw\0" + packed[10:]

    assert ("DOE_JANE.raw", "name") in texts(data)


def test_a_detached_head_names_its_file() -> None:
    data = (NRRD % b"raw").replace(b"encoding", b"data file: doe_jane.raw\nencoding")

    assert ("doe_jane.raw", "data file") in texts(data)
    assert lengths(data, Kind.VOXELS) == []


def test_voxels_that_are_written_are_voxels_and_letters_are_not() -> None:
    assert lengths(NRRD % b"text" + b"1 2 3\n4 5 6\n", Kind.VOXELS) == [(12, "voxels")]
    assert texts(NRRD % b"text" + b"1 2 Smith\n")[-1] == ("1 2 Smith\n", "after its end")


def test_a_meta_image_ends_its_head_with_the_place_of_its_data() -> None:
    data = META % (b"", b"ElementDataFile = LOCAL\n") + VOXELS + b"Smith^John"

    assert texts(data) == [
        ("of Jane Doe", "Comment"),
        ("PatientName", "names"),
        ("Doe^Jane", "PatientName"),
        ("MET_SHORT", "ElementType"),
        ("LOCAL", "ElementDataFile"),
        ("Smith^John", ""),
    ]
    assert lengths(data, Kind.VOXELS) == [(12, "voxels")]


def test_a_packed_meta_image_is_unpacked_to_find_its_end() -> None:
    packed = zlib.compress(VOXELS)
    data = META % (b"CompressedData = True\n", b"ElementDataFile = LOCAL\n") + packed + b"Smith^John"

    assert lengths(data, Kind.VOXELS) == [(len(packed), "voxels")]
    assert texts(data)[-1] == ("Smith^John", "")


def test_a_meta_image_names_its_other_file() -> None:
    assert texts(META % (b"", b"ElementDataFile = doe_jane.raw\n"))[-1] == ("doe_jane.raw", "ElementDataFile")


def test_the_data_of_mrtrix_begin_where_its_head_says() -> None:
    data = MIF + b"Smith^John".ljust(96 - len(MIF), b"\0") + VOXELS

    assert texts(data) == [
        ("Int16LE", "datatype"),
        ("Jane Doe", "comments"),
        (". 96", "file"),
        ("Smith^John", ""),
    ]
    assert lengths(data, Kind.VOXELS) == [(12, "voxels")]


@pytest.mark.parametrize("place", [b"99999999", b"1"], ids=["behind the file", "within the head"])
def test_a_wrong_place_of_the_data_is_not_believed(place: bytes) -> None:
    data = MIF.replace(b". 96", b". " + place) + b"Smith^John"

    assert sum(len(text) for text, *_ in told(data)) == len(data)


def test_a_par_has_keys_comments_and_rows_of_numbers() -> None:
    found = [pair for pair in texts(PAR) if pair[1] != "names"]

    assert found[1:] == [
        ("# Dataset name: jdoe", "comment"),
        ("Doe, Jane", "Patient name"),
        ("2014.08.05 / 11:27:34", "Examination date/time"),
    ]


def test_attributes_of_afni_have_their_names_whatever_they_count() -> None:
    assert [pair for pair in texts(AFNI) if pair[1] not in ("names", "content")] == [
        ("[jdoe@host: Thu] it's ~ done", "HISTORY_NOTE"),
        (" 19610302\n", "MY_DATE"),
    ]


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"\ntype = string-attribute\nnothing", id="AFNI without an attribute"),
        pytest.param(b"NRRD0005 and no line", id="NRRD without its mark"),
        pytest.param(b"Comment = jdoe", id="MetaImage without axes"),
    ],
)
def test_what_only_begins_like_one_is_none(data: bytes) -> None:
    assert layers(data) == ()
