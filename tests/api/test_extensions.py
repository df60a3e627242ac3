"""The API on the extensions of an image: add a comment, change one, remove any, and go back."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from typing import Any

import nibabel
import pytest
from django.contrib.auth.models import User

from inspector import audit
from inspector.models import Draft
from tests.api.conftest import Program
from tests.builders import extension, nifti1_bytes, nifti2_bytes, pair, voxels

pytestmark = pytest.mark.django_db


def change(
    program: Program, image: dict[str, Any], method: str, at: str = "", status: int = 200, **body: Any
) -> dict[str, Any]:
    """One call on the extensions; of a saved one the image keeps the new etag."""
    path = f"/images/{image['id']}/extensions{at}"
    told: dict[str, Any] = program.ok(method, path, body, status, If_Match=image["etag"])
    image["etag"] = told.get("etag", image["etag"])
    return told


def texts(program: Program, image: dict[str, Any]) -> list[str]:
    return [each["text"] for each in program.ok("GET", f"/images/{image['id']}/header")["extensions"]]


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("make", [nifti1_bytes, nifti2_bytes])
def test_a_comment_is_added_and_voxels_move_along(program: Program, make: Any, order: str) -> None:
    data = make(order, extensions=[(4, b"<AFNI/>")])
    image = program.upload(("scan.nii", data))

    told = change(program, image, "POST", text="looked at twice", reason="For the record.")

    assert [(each["field"], each["old"], each["new"]) for each in told["changes"]] == [
        ("vox_offset", len(data) - 48, len(data) - 48 + 32),
        ("extension 2", None, "looked at twice"),
    ]
    assert told["voxels"]["sha256_before"] == told["voxels"]["sha256_after"] == image["voxels"]["sha256"]
    for kind in ("nii", "nii.gz"):
        sent = program.download(image, _as=kind)
        sent = gzip.decompress(sent) if kind == "nii.gz" else sent
        assert sent[-48:] == voxels()
        assert sent[len(data) - 48 : -48] == extension(6, b"looked at twice", order)
    opened = (nibabel.Nifti1Image if make is nifti1_bytes else nibabel.Nifti2Image).from_bytes(sent)
    assert [each.get_code() for each in opened.header.extensions] == [4, 6]
    assert program.download(image, _as="original") == data


def test_a_pair_keeps_its_vox_offset(program: Program) -> None:
    hdr, img = pair()
    image = program.upload(("scan.hdr", hdr[:348]), ("scan.img", img))

    told = change(program, image, "POST", text="hello")

    assert [each["field"] for each in told["changes"]] == ["extension 1"]
    with zipfile.ZipFile(io.BytesIO(program.download(image))) as zipped:
        assert zipped.read("scan.hdr") == hdr[:348] + b"\1\0\0\0" + extension(6, b"hello")
        assert zipped.read("scan.img") == img


def test_a_comment_is_changed_and_removed(program: Program) -> None:
    image = program.upload(("scan.nii", nifti1_bytes(extensions=[(6, b"one"), (16, b"\x80\x04\x95")])))

    told = change(program, image, "PATCH", "/0", text="another")
    assert told["changes"] == [{"field": "extension 1", "old": "one", "new": "another"}]
    assert told["bytes_changed"] == 6

    told = change(program, image, "DELETE", "/1", reason="Nobody needs it.")
    assert told["changes"][-1] == {"field": "extension 2", "old": "pickle, 8 bytes", "new": None}
    assert told["bytes_changed"] == 17
    assert texts(program, image) == ["another"]


def test_removing_the_last_one_clears_the_flag(program: Program) -> None:
    image = program.upload(("scan.nii", nifti1_bytes(extensions=[(6, b"one")])))

    change(program, image, "DELETE", "/0")

    assert program.download(image, _as="nii") == nifti1_bytes()


def test_restoring_brings_extensions_back_and_takes_them_away(program: Program) -> None:
    image = program.upload(("scan.nii", nifti1_bytes(extensions=[(6, b"one")])))
    first = program.download(image, _as="nii")
    change(program, image, "POST", text="two")
    second = program.download(image, _as="nii")

    for number, sent in ((1, first), (2, second)):
        body = {"revision": number, "reason": "Back and forth."}
        told = program.ok("POST", f"/images/{image['id']}/restore", body, If_Match=image["etag"])
        image["etag"] = told["etag"]
        assert told["changes"][-1]["field"] == "extension 2"
        assert program.download(image, _as="nii") == sent
    assert audit.verify().ok


def test_history_and_audit_tell_of_extensions(program: Program) -> None:
    image = program.upload(("scan.nii", nifti1_bytes()))
    change(program, image, "POST", text="hello", reason="A greeting.")

    newest = program.ok("GET", f"/images/{image['id']}/history")["revisions"][0]
    entry = program.ok("GET", f"/audit?image={image['id']}")["results"][0]

    assert newest["changes"][-1] == {"field": "extension 1", "old": None, "new": "hello"}
    assert (newest["kind"], newest["reason"]) == ("edit", "A greeting.")
    assert entry["facts"]["fields"] == ["vox_offset", "extension 1"]
    assert "hello" not in json.dumps(entry["facts"])
    assert entry["values"]["extension 1.new"] == "hello"


def test_a_removal_that_brings_an_error_is_refused_unless_it_is_allowed(program: Program) -> None:
    cifti: dict[str, Any] = {"dim": (6, 1, 1, 1, 1, 2, 3, 1), "intent_code": 3006, "block": bytes(12)}
    image = program.upload(("a.dscalar.nii", nifti2_bytes(extensions=[(32, b"<CIFTI/>")], **cifti)))
    path, seen = f"/images/{image['id']}/extensions/0", {"If_Match": image["etag"]}

    refused = program.ok("DELETE", path, {"reason": "not ours"}, status=422, **seen)
    assert refused["error"]["code"] == "brings_errors"

    allowed = program.ok("DELETE", path, {"reason": "not ours", "allow": ["N9"]}, **seen)
    assert [finding["rule"] for finding in allowed["findings"]["new"]] == ["N9"]


def test_a_dry_run_stores_nothing(program: Program) -> None:
    image = program.upload(("scan.nii", nifti1_bytes()))

    told = change(program, image, "POST", text="hello", dry_run=True)

    assert (told["revision"], told["bytes_changed"]) == (1, 18)
    assert texts(program, image) == []


def test_fields_that_wait_to_be_saved_go_along(program: Program, owner: User) -> None:
    image = program.upload(("scan.nii", nifti1_bytes()))
    Draft.objects.create(user=owner, image_id=image["id"], base=1, values={"descrip": "waiting"})

    change(program, image, "POST", text="hello")

    assert [(draft.base, draft.values) for draft in Draft.objects.all()] == [(2, {"descrip": "waiting"})]


@pytest.mark.parametrize(
    ("method", "at", "body", "status", "code"),
    [
        ("POST", "", {"text": "a\0b"}, 422, "edit_refused"),
        ("POST", "", {"text": " "}, 422, "edit_refused"),
        ("POST", "", {}, 422, "wrong_input"),
        ("POST", "", {"text": "x", "code": 4}, 422, "wrong_input"),
        ("PATCH", "/0", {"text": "one"}, 422, "nothing_to_save"),
        ("PATCH", "/1", {"text": "x"}, 422, "edit_refused"),
        ("PATCH", "/2", {"text": "x"}, 404, "not_found"),
        ("DELETE", "/2", {}, 404, "not_found"),
        ("DELETE", "/-1", {}, 404, "not_found"),
        ("DELETE", f"/{9**99}", {}, 404, "not_found"),
    ],
)
def test_what_cannot_be_done_is_refused_and_changes_nothing(
    program: Program, method: str, at: str, body: dict[str, Any], status: int, code: str
) -> None:
    image = program.upload(("scan.nii", nifti1_bytes(extensions=[(6, b"one"), (4, b"<AFNI/>")])))

    assert change(program, image, method, at, status, **body)["error"]["code"] == code
    assert texts(program, image) == ["one", "<AFNI/>"]


def test_the_data_comes_as_a_file_that_no_browser_opens(program: Program) -> None:
    image = program.upload(("scan.nii", nifti1_bytes(extensions=[(6, b"one"), (4, b"<AFNI/>")])))
    change(program, image, "DELETE", "/0")
    path = f"/images/{image['id']}/extensions"

    answer = program.call("GET", f"{path}/0/data")
    part = program.call("GET", f"{path}/1/data?revision=1", Range="bytes=1-4")

    assert answer.getvalue() == b"<AFNI/>\0"
    assert answer["Content-Disposition"] == 'attachment; filename="scan-extension-1.bin"'
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Security-Policy"] == "sandbox"
    assert (part.status_code, part.getvalue()) == (206, b"AFNI")
    assert program.call("GET", f"{path}/1/data").status_code == 404
    assert program.call("GET", f"{path}/0/data", Range="bytes=99-").status_code == 416


def test_a_chain_that_does_not_fit_is_left_alone(program: Program) -> None:
    image = program.upload(("scan.nii", nifti1_bytes(extensions=[(6, b"one")], gap=b"\1" * 16)))

    error = change(program, image, "DELETE", "/0", 422)["error"]

    assert error["fields"]["extensions"][0].endswith("cannot be moved safely, so they stay as they are.")


def test_the_revision_seen_has_to_be_named_and_current(program: Program) -> None:
    image = program.upload(("scan.nii", nifti1_bytes(extensions=[(6, b"one")])))
    path = f"/images/{image['id']}/extensions"

    assert program.call("POST", path, {"text": "x"}).status_code == 428
    assert program.call("DELETE", f"{path}/0", {}).status_code == 428
    old = image["etag"]
    change(program, image, "POST", text="two")
    for method, at in (("POST", ""), ("PATCH", "/0"), ("DELETE", "/0")):
        body = {} if method == "DELETE" else {"text": "x"}
        answer = program.call(method, path + at, body, If_Match=old)
        assert answer.status_code == 412
        assert answer["ETag"] == image["etag"]
    assert texts(program, image) == ["one", "two"]


def test_a_stranger_finds_no_image(program: Program, stranger: User) -> None:
    image = program.upload(("scan.nii", nifti1_bytes(extensions=[(6, b"one")])))

    change(Program(stranger), image, "POST", status=404, text="x")
    change(Program(stranger), image, "DELETE", "/0", 404)
