"""Releases by program: made or refused with sentences, listed, taken, and taken again."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User

from inspector import actions
from inspector.models import AuditEntry, Dataset, Image, Role
from tests.api.conftest import Program
from tests.builders import nifti1_bytes
from tests.conftest import joined

pytestmark = pytest.mark.django_db
CLEAN = nifti1_bytes(descrip=b"FSL5.0")
BODY = {"name": "First release", "images": "all", "profile": "default", "reason": "For the archive."}
ADDRESS = "/datasets/study/releases"


@pytest.fixture
def image(program: Program) -> dict[str, Any]:
    return program.upload(("scan.nii", CLEAN))


def test_a_release_is_made_listed_and_taken_twice_as_the_same_bytes(program: Program, image: dict[str, Any]) -> None:
    made = program.ok("POST", ADDRESS, BODY, status=201)

    answers = [program.call("GET", f"/releases/{made['id']}/download") for _ in range(2)]
    first, again = (answer.getvalue() for answer in answers)
    assert (first == again, len(first)) == (True, int(answers[0]["Content-Length"]))
    assert answers[0]["Content-Disposition"] == 'attachment; filename="First release.zip"'
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert archive.namelist()[0] == "README.txt"
        assert archive.namelist()[-1] == "SHA256SUMS"
    assert program.ok("GET", f"/releases/{made['id']}") == made
    page = program.ok("GET", ADDRESS)
    assert (page["count"], page["results"]) == (1, [{name: made[name] for name in made if name != "files"}])
    assert [file["image"] for file in made["files"]] == [image["id"]]
    assert (made["made_by"], made["reason"], made["gone"]) == ("olga", "For the archive.", [])
    assert AuditEntry.objects.filter(action="release downloaded").count() == 2


def test_what_holds_images_back_is_told_by_their_ids(program: Program, image: dict[str, Any]) -> None:
    named = program.upload(("other.nii", nifti1_bytes(descrip=b"FSL5.0", aux_file=b"DOE^JANE")))

    answer = program.ok("POST", ADDRESS, BODY, status=409)

    assert answer["error"] == {
        "code": "not_cleared",
        "message": "Nothing was released. 1 image of 2 cannot leave yet; see fields.",
        "fields": {named["id"]: ["Not clear: 1 high. Clear these findings, or accept them with a reason."]},
    }
    only = program.ok("POST", ADDRESS, {**BODY, "images": [image["id"]]}, status=201)
    assert only["images"] == 1


@pytest.mark.parametrize(
    ("change", "field"),
    [({"name": ""}, "name"), ({"reason": " "}, "reason"), ({"images": []}, "images"), ({"profile": "x"}, "profile")],
)
def test_a_release_that_is_not_told_in_full_is_refused(
    program: Program, image: dict[str, Any], change: dict[str, Any], field: str
) -> None:
    answer = program.ok("POST", ADDRESS, {**BODY, **change}, status=422)

    assert [*answer["error"]["fields"]] == [field]


def test_an_image_of_another_dataset_is_none_of_this_one(
    program: Program, image: dict[str, Any], stranger: User
) -> None:
    answer = program.ok("POST", ADDRESS, {**BODY, "images": [image["id"], "abc"]}, status=422)
    assert answer["error"]["fields"] == {"abc": ["There is no such image in this dataset."]}

    assert Program(stranger).ok("POST", ADDRESS, BODY, status=404)["error"]["code"] == "not_found"


def test_a_part_of_it_can_be_asked_for(program: Program, image: dict[str, Any]) -> None:
    made = program.ok("POST", ADDRESS, BODY, status=201)
    address = f"/releases/{made['id']}/download"
    whole = program.call("GET", address)

    part = program.call("GET", address, Range="bytes=100-299")

    assert (part.status_code, part.getvalue()) == (206, whole.getvalue()[100:300])
    assert part["ETag"] == whole["ETag"]


def test_after_a_purge_the_download_says_what_is_gone(program: Program, image: dict[str, Any], owner: User) -> None:
    made = program.ok("POST", ADDRESS, BODY, status=201)
    row = Image.objects.get()
    actions.delete(actor=owner, image=row, reason="Withdrawn")
    assert program.ok("GET", f"/releases/{made['id']}/download", status=409)["error"]["code"] == "not_now"

    actions.purge(actor=owner, image=row, reason="Withdrawn")

    answer = program.ok("GET", f"/releases/{made['id']}/download", status=410)
    assert answer["error"]["message"].startswith(f"Image {image['id']} was erased for good.")
    assert program.ok("GET", f"/releases/{made['id']}")["gone"] == [f"Image {image['id']} was erased for good."]


def test_a_viewer_takes_a_release_and_makes_none(
    program: Program, image: dict[str, Any], dataset: Dataset, program_of: Callable[[User], Program]
) -> None:
    made = program.ok("POST", ADDRESS, BODY, status=201)
    viewer = program_of(joined("vera", dataset, Role.VIEWER))

    assert viewer.call("GET", f"/releases/{made['id']}/download").status_code == 200
    assert viewer.ok("POST", ADDRESS, BODY, status=403)["error"]["code"] == "forbidden"


def test_what_a_volume_may_show_and_what_is_stated_of_it(program: Program, image: dict[str, Any]) -> None:
    face = f"/images/{image['id']}/face"
    assert program.ok("GET", face) == {
        "image": image["id"],
        "may_show": False,
        "told": "Not flagged as a head: fewer than two of its axes are 150 mm long. Whether a face can be seen is for "
        "people to say.",
        "tool": None,
        "stated_by": None,
        "stated_at": None,
    }

    stated = program.ok("POST", face, {"tool": "a tool 1.0"})

    assert (stated["tool"], stated["stated_by"]) == ("a tool 1.0", "olga")
    assert program.ok("POST", face, {})["tool"] is None
    assert program.ok("POST", face, {}, status=422)["error"]["fields"] == {
        "tool": ["Say with which tool it was defaced."]
    }
