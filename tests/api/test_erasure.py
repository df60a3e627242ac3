"""Removing, putting back and erasing from programs."""

import pytest
from django.contrib.auth.models import User

from inspector.models import Image
from tests.api.conftest import Program
from tests.builders import nifti1_bytes

pytestmark = pytest.mark.django_db


@pytest.fixture
def gone(program: Program) -> str:
    """The id of an image that was removed."""
    image = program.upload(("scan.nii", nifti1_bytes(descrip=b"Jane Doe")))
    program.call("DELETE", f"/images/{image['id']}", {"reason": "Uploaded twice"})
    return str(image["id"])


def test_removed_images_are_listed_when_asked_for(program: Program, gone: str) -> None:
    assert program.ok("GET", "/images")["count"] == 0
    assert [image["id"] for image in program.ok("GET", "/images?removed=true")["results"]] == [gone]


def test_a_removed_image_is_put_back(program: Program, gone: str) -> None:
    assert program.ok("POST", f"/images/{gone}/put-back", {"reason": "It was needed"})["id"] == gone
    assert program.ok("GET", "/images")["count"] == 1


def test_a_removed_image_is_erased_for_good(program: Program, gone: str) -> None:
    entry = program.ok("POST", f"/images/{gone}/purge", {"reason": "Consent withdrawn"})

    assert (entry["action"], entry["image"], entry["values"]) == ("purge", gone, {"reason": "Consent withdrawn"})
    assert Image.objects.count() == 0
    assert program.ok("GET", "/audit/verify")["ok"]


def test_an_image_has_to_be_removed_before_it_is_erased(program: Program) -> None:
    image = program.upload(("scan.nii", nifti1_bytes()))

    assert program.call("POST", f"/images/{image['id']}/purge", {"reason": "x"}).status_code == 404


def test_a_value_is_erased_by_entry_and_label(program: Program) -> None:
    image = program.upload(("scan.nii", nifti1_bytes(descrip=b"Jane Doe")))
    program.edit(image, descrip="removed")
    value = {"entry": 2, "label": "descrip.old"}

    entry = program.ok("POST", f"/images/{image['id']}/erase", {**value, "reason": "It names a patient"})

    assert entry["facts"] == {
        "erased": [[2, "descrip.old"]],
        "fields": ["descrip"],
        "files": ["single"],
        "revisions": [1],
    }
    assert program.call("POST", f"/images/{image['id']}/erase", {**value, "reason": "again"}).status_code == 404


def test_what_is_current_is_refused_beside_its_field(program: Program) -> None:
    image = program.upload(("scan.nii", nifti1_bytes(descrip=b"Jane Doe")))
    program.edit(image, descrip="removed")

    refused = program.ok(
        "POST", f"/images/{image['id']}/erase", {"entry": 2, "label": "descrip.new", "reason": "x"}, status=422
    )

    assert refused["error"]["fields"] == {
        "descrip": ["Revision 2 is the current one and still holds it. Change it, then erase it."]
    }


def test_a_stranger_erases_nothing(program: Program, gone: str, stranger: User) -> None:
    other = Program(stranger)

    calls: dict[str, dict[str, object]] = {"put-back": {}, "purge": {}, "erase": {"entry": 1, "label": "name"}}
    answers = [other.call("POST", f"/images/{gone}/{call}", {**body, "reason": "x"}) for call, body in calls.items()]

    assert [answer.status_code for answer in answers] == [404, 404, 404]
    assert other.ok("GET", "/images?removed=true")["count"] == 0
