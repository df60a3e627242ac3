"""An identifier is found wherever it stands and however it is written, and its bytes are told."""

import base64
import json
from typing import Any
from xml.sax.saxutils import escape

import pytest

from inspector.core.privacy.own_list import OwnList
from inspector.core.privacy.scan import TOO_LONG, scan
from tests.builders import nifti1_bytes
from tests.core.privacy.looking import KEY, NAME, seen

WIDE = NAME.encode("utf-16-le")
PACKED = base64.b64encode(f"Patient {NAME}".encode())


@pytest.mark.parametrize(
    ("written", "surface", "part"),
    [
        pytest.param({"descrip": b"of DOE^JANE"}, "descrip", "", id="a text field"),
        pytest.param({"db_name": b"DOE^JANE"}, "db_name", "", id="a field that few programs show"),
        pytest.param({"descrip": b"FSL\0DOE^JANE"}, "descrip", "after its end", id="behind the NUL"),
        pytest.param({"extensions": [(6, b"seen: DOE^JANE")]}, "extension 1", "content", id="a comment"),
        pytest.param({"extensions": [(6, b"a"), (44, b'{"a": "DOE^JANE"}')]}, "extension 2", "a", id="JSON"),
        pytest.param({"extensions": [(4, b"<a><b c='DOE^JANE'/></a>")]}, "extension 1", "a/b@c", id="XML"),
        pytest.param({"extensions": [(6, b"a\0\0\0DOE^JANE")]}, "extension 1", "after its end", id="in an extension"),
        pytest.param({"gap": b"DOE^JANE" + bytes(8)}, "gap before the voxels", "", id="the gap"),
        pytest.param({"gap": WIDE}, "gap before the voxels", "", id="UTF-16"),
        pytest.param({"extensions": [(6, PACKED)]}, "extension 1", "content", id="base64"),
        pytest.param({"extensions": [(16, b"\x80\x04DOE^JANE\x94.")]}, "extension 1", "content", id="a pickle"),
    ],
)
def test_it_is_found_in(written: dict[str, Any], surface: str, part: str) -> None:
    found = seen(**written).only

    assert (found.surface, found.part, found.level) == (surface, part, "high")


def test_it_is_found_behind_the_voxels() -> None:
    data = nifti1_bytes()

    found = seen(data + b"by DOE^JANE").only

    assert (found.surface, found.start, found.stop) == ("bytes behind the voxels", len(data) + 3, len(data) + 11)


def test_it_is_found_in_the_name_of_the_file() -> None:
    found = seen(called="doe-jane.nii").only

    assert (found.layer, found.surface, found.text) == ("file name", "file name", "doe-jane")


@pytest.mark.parametrize(
    "written",
    [json.dumps("DÖE^JANE"), escape("DÖE^JANE").encode("ascii", "xmlcharrefreplace").decode(), "D%C3%96E%5EJANE"],
)
def test_escapes_hide_nothing(written: str) -> None:
    found = seen(extensions=[(6, f"1; {written}; 2".encode())]).only

    assert found.text == "DÖE^JANE"
    assert found.length == len(written.strip('"'))


def test_a_finding_tells_its_text_only_where_it_is_asked_for() -> None:
    found = seen(descrip=b"of DOE^JANE, 1").only

    assert (found.before, found.masked, found.after) == ("of ", "D••^••••", ", 1")
    assert found.as_json(masked=True)["text"] == "D••^••••"
    assert NAME not in repr(found)


def test_each_of_two_in_a_line_is_a_finding() -> None:
    found = seen(descrip=b"DOE^JANE; 12; DOE^JANE")

    assert [(each.start, each.stop) for each in found.findings] == [(148, 156), (162, 170)]


def test_what_a_program_writes_explains_no_identifier_of_the_study() -> None:
    own = (OwnList.of(["brain mask"], KEY).recognizer,)
    ledger = seen(descrip=b"brain mask").ledger

    assert [each.recognizer for each in scan(ledger) if each.surface == "descrip"] == []
    assert [each.recognizer for each in scan(ledger, own) if each.surface == "descrip"] == ["own list"]


def test_a_long_line_is_looked_at_to_its_end() -> None:
    text = b"x1 " * 40_000 + b"DOE^JANE"

    found = seen(extensions=[(6, text)]).only

    assert found.start == 360 + len(text) - 8


ENDLESS = {"hits": b"DOE^JANE; 12; " * 6000, "lines": b"1 2\n" * 11_000}


@pytest.mark.parametrize("behind", ENDLESS.values(), ids=ENDLESS)
def test_text_without_end_is_told_to_be_too_long_and_not_looked_at_to_its_end(behind: bytes) -> None:
    data = nifti1_bytes()

    found = [each for each in scan(seen(data + behind).ledger) if each.why == TOO_LONG]

    assert [(each.surface, each.level, each.stop) for each in found] == [
        ("bytes behind the voxels", "medium", len(data) + len(behind))
    ]


def test_the_same_text_is_found_again_where_a_program_may_have_written_it() -> None:
    ledger = seen(db_name=b"sliceOrder3", extensions=[(44, b'{"PatientName": "sliceOrder3"}')]).ledger

    found = [(each.surface, each.recognizer, each.text) for each in scan(ledger) if each.level == "high"]

    assert found == [("extension 1", "labelled value", "sliceOrder3"), ("db_name", "same text", "sliceOrder3")]
