"""The privacy check of an image by the API: what is found, what is done about it, what may stay, who saw the text."""

from __future__ import annotations

import gzip
import io
from typing import Any

import pytest
from django.contrib.auth.models import User

from inspector import actions, audit
from inspector.models import AuditEntry, Dataset, Image
from tests.api.conftest import Program
from tests.builders import nifti1_bytes, pair, voxels

pytestmark = pytest.mark.django_db

NAME = "DOE^JANE"


@pytest.fixture(autouse=True)
def own(owner: User, dataset: Dataset) -> None:
    """The study has said whose it is, so that one name is found for certain."""
    actions.keep_own_list(actor=owner, dataset=dataset, identifiers=["Jane Doe"])


def packed(data: bytes, name: str = "") -> bytes:
    raw = io.BytesIO()
    with gzip.GzipFile(name, "wb", fileobj=raw, mtime=0) as file:
        file.write(data)
    return raw.getvalue()


def found(program: Program, image: dict[str, Any]) -> list[dict[str, Any]]:
    """The findings of our list."""
    told = program.ok("GET", f"/images/{image['id']}/privacy")
    return [each for each in told["findings"] if each["recognizer"] == "own list"]


def clear(program: Program, image: dict[str, Any], status: int = 200, **body: Any) -> Any:
    body = {"findings": "all", "reason": "Release", **body}
    return program.ok("POST", f"/images/{image['id']}/privacy/remedies", body, status, If_Match=image["etag"])


def test_every_byte_is_told_and_the_text_is_masked(program: Program) -> None:
    data = nifti1_bytes(descrip=NAME)
    image = program.upload(("scan.nii", data))

    told = program.ok("GET", f"/images/{image['id']}/privacy")

    [name] = [each for each in told["findings"] if each["surface"] == "descrip"]
    assert (name["offset"], name["length"], name["text"], name["level"]) == (148, 8, "D••^••••", "high")
    assert [each["remedy"] for each in name["remedies"]][:2] == ["blank field", "blank text"]
    assert sum(span["length"] for span in told["spans"] if span["layer"] == "unpacked") == len(data)
    assert told["verdict"].startswith("Not clear: 1 high")
    assert (image["privacy"]["high"], told["levels"]["high"]) == (1, 1)


def test_all_is_cleared_with_one_call_and_the_voxels_are_the_same(program: Program) -> None:
    data = nifti1_bytes(
        descrip=NAME, aux_file=b"x\0Jane Doe", extensions=[(6, b"by Jane Doe"), (44, b'{"a":"Doe, Jane"}')]
    )
    image = program.upload(("scan.nii.gz", packed(data)))

    change = clear(program, image)

    after = gzip.decompress(program.download(image))
    assert (change["revision"], change["remains"], change["voxels"]["sha256_before"]) == (
        2,
        0,
        change["voxels"]["sha256_after"],
    )
    assert found(program, image) == []
    assert b"DOE" not in after.upper()
    assert after[-48:] == data[-48:]
    assert program.ok("GET", f"/images/{image['id']}")["privacy"]["high"] == 0


def test_a_dry_run_writes_nothing(program: Program) -> None:
    image = program.upload(("scan.nii", nifti1_bytes(descrip=NAME)))
    entries = AuditEntry.objects.count()

    change = clear(program, image, dry_run=True)

    assert [each["field"] for each in change["changes"]] == ["descrip"]
    assert (change["revision"], AuditEntry.objects.count(), len(found(program, image))) == (1, entries, 1)


def test_a_finding_gets_the_remedy_that_is_named(program: Program) -> None:
    image = program.upload(("scan.nii", nifti1_bytes(descrip=b"of DOE^JANE, 1")))
    [name] = found(program, image)

    change = clear(program, image, findings=[name["id"]], remedies={name["id"]: "blank text"})

    assert change["changes"] == [{"field": "descrip", "old": "of DOE^JANE, 1", "new": "of         , 1"}]


def test_a_name_in_the_name_of_the_file_goes_with_a_new_one(program: Program) -> None:
    image = program.upload(("DOE_JANE.nii", nifti1_bytes(descrip=b"")))

    change = clear(program, image, name="sub-01")

    renamed = program.ok("GET", f"/images/{image['id']}")
    assert (change["renamed"], renamed["name"], renamed["revision"]) == ("sub-01.nii", "sub-01.nii", 1)
    assert found(program, image) == []
    assert "DOE" not in program.call("GET", f"/images/{image['id']}/download")["Content-Disposition"]


def test_the_packing_of_the_upload_is_left_behind(program: Program) -> None:
    image = program.upload(("scan.nii.gz", packed(nifti1_bytes(descrip=b""), "DOE_JANE.nii")))
    [name] = found(program, image)

    change = clear(program, image)

    assert (name["layer"], name["surface"]) == ("stored", "gzip member 1")
    assert change["left_behind"] >= 1
    [again] = found(program, image)
    assert again["decided"] == "left behind"
    assert b"DOE" not in program.download(image)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        pytest.param({"findings": ["nothing"]}, "findings", id="an unknown finding"),
        pytest.param({"findings": []}, "findings", id="no finding"),
        pytest.param({"reason": " "}, "reason", id="no reason"),
        pytest.param({"remedies": {"x": "burn"}}, "remedies", id="an unknown remedy"),
    ],
)
def test_what_cannot_be_done_is_said_beside_its_field(program: Program, body: dict[str, Any], field: str) -> None:
    image = program.upload(("scan.nii", nifti1_bytes(descrip=NAME)))

    refused = clear(program, image, 422, **body)

    assert list(refused["error"]["fields"]) == [field]
    assert len(found(program, image)) == 1


def test_an_accepted_finding_is_open_no_more_and_the_reason_stays(program: Program, dataset: Dataset) -> None:
    image = program.upload(("scan.nii", nifti1_bytes(descrip=NAME)))
    other = program.upload(("mask.nii", nifti1_bytes(descrip=NAME)))
    [name] = found(program, image)

    body = {"findings": [name["id"]], "reason": "A phantom", "everywhere": True}
    assert program.call("POST", f"/images/{image['id']}/privacy/waivers", body).status_code == 204

    assert [each["decided"] for each in found(program, image) + found(program, other)] == ["accepted", "accepted"]
    assert list(Image.objects.values_list("high", flat=True)) == [0, 0]
    entry = AuditEntry.objects.order_by("seq").last()
    assert entry is not None
    assert (entry.action, entry.told["reason"]) == ("findings accepted", "A phantom")


def test_who_saw_the_text_is_on_record(program: Program) -> None:
    image = program.upload(("scan.nii", nifti1_bytes(descrip=NAME)))
    [name] = found(program, image)

    shown = program.ok("POST", f"/images/{image['id']}/privacy/reveal", {"findings": [name["id"]]})

    assert [each["text"] for each in shown["findings"]] == [NAME]
    entry = AuditEntry.objects.order_by("seq").last()
    assert entry is not None
    assert (entry.action, entry.facts) == ("text shown", {"revision": 1, "findings": 1})
    assert audit.verify().ok


def test_the_record_holds_no_removed_text_beside_what_can_be_erased(program: Program) -> None:
    image = program.upload(("scan.nii", nifti1_bytes(descrip=NAME)))

    clear(program, image)

    assert not [entry for entry in AuditEntry.objects.all() if "DOE" in entry.body]


@pytest.mark.parametrize("called", ["scan.nii", "scan.nii.gz"])
def test_what_stands_behind_the_voxels_is_cut_off_and_the_voxels_stay(program: Program, called: str) -> None:
    data = nifti1_bytes(descrip=b"")
    whole = data + b"by Jane Doe"
    image = program.upload((called, packed(whole) if called.endswith("gz") else whole))

    change = clear(program, image)

    assert program.download(image, _as="nii") == data
    assert gzip.decompress(program.download(image, _as="nii.gz")) == data
    assert found(program, image) == []
    assert (change["revision"], program.ok("GET", f"/images/{image['id']}")["voxels"]["bytes"]) == (2, 48)
    entry = AuditEntry.objects.get(action="edit")
    assert entry.facts["bytes_cut"] == 11


def test_decisions_of_a_dataset_do_not_move_with_an_image(program: Program, owner: User) -> None:
    image = program.upload(("scan.nii", nifti1_bytes(descrip=NAME)))
    [name] = found(program, image)
    actions.waive(actor=owner, image=Image.objects.get(), findings=[name["id"]], reason="A phantom")
    other = actions.make_dataset(actor=owner, name="Other")
    actions.keep_own_list(actor=owner, dataset=other, identifiers=["Jane Doe"])

    actions.move(actor=owner, image=Image.objects.get(), to=other)

    [there] = found(program, image)
    assert (there["decided"], Image.objects.get().high) == (None, 1)


def test_a_gap_in_the_voxel_file_of_a_pair_is_told_and_never_mistaken_for_the_header(program: Program) -> None:
    head, block = pair(descrip=b"", vox_offset=32, block=b"DOE^JANE".ljust(32, b"\0") + voxels())
    image = program.upload(("scan.hdr", head), ("scan.img", block))

    [name] = found(program, image)
    clear(program, image, 422, findings=[name["id"]])

    assert (name["surface"], name["offset"], name["remedies"]) == ("gap before the voxels", 0, [])
    assert program.ok("GET", f"/images/{image['id']}")["revision"] == 1
