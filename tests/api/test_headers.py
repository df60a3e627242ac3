"""The API on one image: its header as stored, edits, history, restore and downloads."""

import gzip
import io
import json
import zipfile

import nibabel
import pytest
from django.contrib.auth.models import User

from inspector.core import constraints
from tests.api.conftest import Program
from tests.builders import nifti1_bytes, pair

pytestmark = pytest.mark.django_db


def test_the_header_is_shown_as_stored(program: Program) -> None:
    image = program.upload(
        ("scan.nii", nifti1_bytes(descrip=b"FSL\0rest of an older text", pixdim=(0, 2, 2, -3, 0, 0, 0, 0)))
    )

    header = program.ok("GET", f"/images/{image['id']}/header")

    fields = {field["name"]: field for field in header["fields"]}
    assert len(fields) == 43
    assert fields["pixdim"]["value"] == [0, 2, 2, -3, 0, 0, 0, 0]
    assert fields["descrip"]["value"] == "FSL"
    assert fields["descrip"]["after_nul"] == "rest of an older text"
    assert (fields["dim"]["offset"], fields["dim"]["bytes"]) == (40, 16)
    assert header["etag"] == image["etag"]


def test_the_etag_comes_as_a_header_too(program: Program) -> None:
    image = program.upload(("scan.nii", nifti1_bytes()))

    assert program.call("GET", f"/images/{image['id']}/header")["ETag"] == image["etag"]


def test_an_edit_changes_the_named_bytes_and_no_others(program: Program) -> None:
    data = nifti1_bytes(descrip=b"FSL")
    image = program.upload(("scan.nii", data))

    change = program.edit(image, descrip="checked")

    assert change["changes"] == [{"field": "descrip", "old": "FSL", "new": "checked"}]
    assert change["bytes_changed"] == 7
    assert change["revision"] == 2
    assert change["voxels"]["sha256_before"] == change["voxels"]["sha256_after"] == image["voxels"]["sha256"]
    edited = program.download(image, _as="nii")
    assert edited == data[:148] + b"checked".ljust(80, b"\0") + data[228:]


def test_a_dry_run_says_the_same_and_stores_nothing(program: Program) -> None:
    image = program.upload(("scan.nii", nifti1_bytes(descrip=b"FSL")))
    path = f"/images/{image['id']}/header"

    change = program.ok("PATCH", path, {"set": {"descrip": "new"}, "dry_run": True}, If_Match=image["etag"])

    assert change["changes"] == [{"field": "descrip", "old": "FSL", "new": "new"}]
    assert change["revision"] == 1
    assert len(program.ok("GET", f"/images/{image['id']}/history")["revisions"]) == 1


def test_codes_may_be_named_by_their_label(program: Program) -> None:
    image = program.upload(("scan.nii", nifti1_bytes(qform_code=0)))

    assert program.edit(image, qform_code="scanner")["changes"] == [{"field": "qform_code", "old": 0, "new": 1}]


def test_another_type_of_the_same_size_is_taken_with_a_warning(program: Program) -> None:
    image = program.upload(("scan.nii", nifti1_bytes()))

    change = program.edit(image, datatype="uint16")

    assert change["changes"] == [{"field": "datatype", "old": 4, "new": 512}]
    assert change["voxels"]["sha256_before"] == change["voxels"]["sha256_after"]
    assert change["notes"] == [
        "The voxel bytes stay as they are and are read as uint16, not as int16: their values can become others."
    ]


@pytest.mark.parametrize(
    ("datatype", "why"),
    [("float32", "need 96 bytes; the file holds 48."), ("uint8", "are 24 bytes, but the voxels take 48.")],
)
def test_a_type_of_another_size_is_refused_and_points_to_converting(program: Program, datatype: str, why: str) -> None:
    image = program.upload(("scan.nii", nifti1_bytes()))

    body = {"set": {"datatype": datatype}, "reason": "test"}
    refused = program.ok("PATCH", f"/images/{image['id']}/header", body, status=422, If_Match=image["etag"])

    (sentence,) = refused["error"]["fields"]["datatype"]
    assert why in sentence
    assert sentence.endswith(constraints.CONVERT)


def test_a_flip_of_left_and_right_is_called_one(program: Program) -> None:
    image = program.upload(
        ("scan.nii", nifti1_bytes(sform_code=1, srow_x=(-2, 0, 0, 90), srow_y=(0, 2, 0, 0), srow_z=(0, 0, 2, 0)))
    )

    impact = program.edit(image, srow_x=[2, 0, 0, -90])["impact"]

    assert impact["left_right_flip"] is True
    assert impact["axis_codes"] == ["LAS", "RAS"]


def test_everything_wrong_with_an_edit_is_said_at_once_beside_its_field(program: Program) -> None:
    image = program.upload(("scan.nii", nifti1_bytes()))

    answer = program.call(
        "PATCH",
        f"/images/{image['id']}/header",
        {"set": {"descrip": "x" * 81, "magic": "n+2", "qform_code": 9, "nonsense": 1}, "reason": "test"},
        If_Match=image["etag"],
    )

    assert answer.status_code == 422
    assert set(json.loads(answer.content)["error"]["fields"]) == {"descrip", "magic", "qform_code", "nonsense"}


def test_an_edit_must_say_which_revision_it_saw(program: Program) -> None:
    image = program.upload(("scan.nii", nifti1_bytes()))

    answer = program.call("PATCH", f"/images/{image['id']}/header", {"set": {"descrip": "x"}})

    assert answer.status_code == 428


@pytest.mark.parametrize("dry_run", [False, True])
def test_a_stale_edit_is_refused_with_who_saved_first(program: Program, dry_run: bool) -> None:
    image = program.upload(("scan.nii", nifti1_bytes()))
    seen = image["etag"]
    program.edit(image, descrip="first")

    body = {"set": {"descrip": "second"}, "dry_run": dry_run}
    answer = program.call("PATCH", f"/images/{image['id']}/header", body, If_Match=seen)

    assert answer.status_code == 412
    assert answer["ETag"] == image["etag"]
    error = json.loads(answer.content)["error"]
    assert "olga saved revision 2" in error["message"]
    assert error["fields"] == {"descrip": ["a small image became first."]}


def test_an_if_match_without_its_quotes_is_understood(program: Program) -> None:
    image = program.upload(("scan.nii", nifti1_bytes()))
    image["etag"] = image["etag"].strip('"')

    assert program.edit(image, descrip="x")["revision"] == 2


def test_the_history_lists_exactly_what_changed_who_when_and_why(program: Program) -> None:
    image = program.upload(("scan.nii", nifti1_bytes(descrip=b"FSL", cal_max=5)))
    program.edit(image, reason="Protocol of May", descrip="rest", cal_max=7)

    revisions = program.ok("GET", f"/images/{image['id']}/history")["revisions"]

    assert [(r["number"], r["kind"], r["by"], r["reason"]) for r in revisions] == [
        (2, "edit", "olga", "Protocol of May"),
        (1, "upload", "olga", ""),
    ]
    assert revisions[0]["changes"] == [
        {"field": "cal_max", "old": 5.0, "new": 7.0},
        {"field": "descrip", "old": "FSL", "new": "rest"},
    ]
    assert revisions[0]["at"].endswith("Z")


def test_restoring_gives_the_earlier_bytes_back_exactly(program: Program) -> None:
    data = nifti1_bytes(descrip=b"FSL")
    image = program.upload(("scan.nii", data))
    program.edit(image, descrip="new", cal_max=3)

    path, body = f"/images/{image['id']}/restore", {"revision": 1, "reason": "It was right"}
    change = program.ok("POST", path, body, If_Match=image["etag"])

    assert change["revision"] == 3
    assert program.download(image, _as="nii") == data
    assert program.download(image, _as="nii", revision=2) != data


def test_a_revision_that_is_not_there_is_not_found(program: Program) -> None:
    image = program.upload(("scan.nii", nifti1_bytes()))

    for path in ("header", "download", "slice"):
        assert program.call("GET", f"/images/{image['id']}/{path}?revision=9").status_code == 404


def test_the_upload_comes_back_byte_for_byte_after_any_edit(program: Program) -> None:
    data = gzip.compress(nifti1_bytes(descrip=b"FSL"))
    image = program.upload(("scan.nii.gz", data))
    program.edit(image, descrip="new")

    assert program.download(image, _as="original") == data


def test_every_kind_of_download_holds_the_same_voxels(program: Program) -> None:
    header, voxels = pair(descrip=b"FSL")
    image = program.upload(("scan.hdr", header), ("scan.img", voxels))
    program.edit(image, descrip="new")

    plain = program.download(image, _as="nii")
    with zipfile.ZipFile(io.BytesIO(program.download(image))) as archive:
        assert sorted(archive.namelist()) == ["scan.hdr", "scan.img"]
        assert archive.read("scan.img") == voxels
    assert gzip.decompress(program.download(image, _as="nii.gz")) == plain
    assert plain.endswith(voxels)
    assert nibabel.Nifti1Image.from_bytes(plain).header["descrip"].item() == b"new"


def test_a_download_the_caller_has_already_is_not_sent_again(program: Program) -> None:
    image = program.upload(("scan.nii", nifti1_bytes()))
    path = f"/images/{image['id']}/download"
    etag = program.call("GET", path)["ETag"]

    assert program.call("GET", path, If_None_Match=etag).status_code == 304


def test_a_download_is_an_attachment_that_nothing_interprets(program: Program) -> None:
    image = program.upload(('x";filename=evil.html.nii', nifti1_bytes()))

    answer = program.call("GET", f"/images/{image['id']}/download")

    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "sandbox"
    assert answer["Content-Disposition"].startswith("attachment; filename=")
    assert ";filename=evil" not in answer["Content-Disposition"]


def test_the_audit_lists_what_happened_and_verifies(program: Program, member: User) -> None:
    image = program.upload(("scan.nii", nifti1_bytes(descrip=b"FSL")))
    program.edit(image, reason="Why not", descrip="new")

    entries = program.ok("GET", f"/audit?image={image['id']}")["results"]
    verdict = program.ok("GET", "/audit/verify")

    assert [entry["action"] for entry in entries] == ["edit", "upload"]
    assert entries[0]["values"] == {"reason": "Why not", "descrip.old": "FSL", "descrip.new": "new"}
    assert verdict == {"ok": True, "entries": 2, "head": entries[0]["hash"], "problem": ""}
