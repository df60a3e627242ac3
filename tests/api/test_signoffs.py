"""Reviews, comments, proposals and releases by program."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User

from inspector.models import AuditEntry, Dataset, Role
from tests.api.conftest import Program
from tests.builders import nifti1_bytes
from tests.conftest import joined

Programs = Callable[[User], Program]


@pytest.fixture
def image(program: Program) -> dict[str, Any]:
    return program.upload(("scan.nii", nifti1_bytes(descrip=b"FSL")))


@pytest.fixture
def reader(program_of: Programs, dataset: Dataset) -> Program:
    """The program of somebody who may look and comment only."""
    return program_of(joined("vera", dataset, Role.VIEWER))


@pytest.fixture
def reviewer(program_of: Programs, dataset: Dataset) -> Program:
    return program_of(joined("rita", dataset, Role.REVIEWER))


def code(program: Program, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, str]:
    answer = program.call(method, path, body, **headers)
    return answer.status_code, json.loads(answer.content)["error"]["code"]


def test_a_review_is_asked_for_and_given(program: Program, reviewer: Program, image: dict[str, Any]) -> None:
    path = f"/images/{image['id']}/signoffs"
    asked = program.ok("POST", f"{path}/ask", {"asked_of": "rita", "note": "TR"}, If_Match=image["etag"])
    assert (asked["state"], asked["asked_of"]) == ("asked", "rita")

    given = reviewer.ok("POST", path, {"step": "sign", "note": "Fine."}, If_Match=image["etag"])

    assert (given["state"], given["reviewed_revision"], given["asked_of"]) == ("reviewed", 1, None)
    assert [(step["step"], step["by"], step["note"]) for step in program.ok("GET", path)["steps"]] == [
        ("sign", "rita", "Fine."),
        ("ask", "olga", "TR"),
    ]


def test_a_review_names_what_it_saw(program: Program, image: dict[str, Any]) -> None:
    path, seen = f"/images/{image['id']}/signoffs", image["etag"]
    program.edit(image, descrip="SPM")

    assert code(program, "POST", path, {"step": "sign"}) == (428, "if_match_missing")
    stale = program.call("POST", path, {"step": "sign"}, If_Match=seen)

    error = json.loads(stale.content)["error"]
    assert (stale.status_code, stale["ETag"], list(error["fields"])) == (412, image["etag"], ["descrip"])


def test_what_cannot_be_decided_says_why(program: Program, image: dict[str, Any], dataset: Dataset) -> None:
    path = f"/images/{image['id']}/signoffs"
    Dataset.objects.filter(pk=dataset.pk).update(four_eyes=True)
    program.edit(image, descrip="SPM")
    etag = {"If_Match": image["etag"]}

    assert code(program, "POST", path, {"step": "sign"}, **etag) == (409, "own_edit")
    assert code(program, "POST", path, {"step": "reopen", "note": "why"}, **etag) == (409, "not_now")
    assert code(program, "POST", path, {"step": "changes"}, **etag) == (422, "edit_refused")
    assert code(program, "POST", path, {"step": "dance"}, **etag) == (422, "wrong_input")
    assert code(program, "POST", f"{path}/ask", {"asked_of": "mats"}, **etag) == (422, "edit_refused")


def test_comments_are_written_answered_settled_and_taken_back(
    program: Program, reader: Program, image: dict[str, Any]
) -> None:
    path = f"/images/{image['id']}/comments"
    first = reader.ok("POST", path, {"text": "@olga why?", "field": "pixdim"}, 201)
    answer = program.ok("POST", path, {"text": "Because.", "thread": first["id"]}, 201)
    assert (first["mentions"], answer["field"], answer["thread"]) == (["olga"], "pixdim", first["id"])

    assert program.ok("POST", f"{path}/{first['id']}", {"settled": True})["settled"]
    assert code(program, "POST", f"{path}/{first['id']}", {"settled": True}) == (409, "not_now")
    assert code(program, "DELETE", f"{path}/{first['id']}") == (409, "not_now")
    assert reader.call("DELETE", f"{path}/{first['id']}").status_code == 204

    left = program.ok("GET", f"{path}?field=pixdim")["comments"]
    assert [(each["by"], each["text"]) for each in left] == [("vera", None), ("olga", "Because.")]
    assert code(reader, "POST", path, {"text": "x", "thread": 10**30}) == (404, "not_found")


def test_a_proposal_is_accepted_by_who_may_edit(program: Program, reader: Program, image: dict[str, Any]) -> None:
    path, etag = f"/images/{image['id']}/proposals", {"If_Match": image["etag"]}
    body = {"set": {"descrip": "SPM"}, "reason": "By the protocol"}
    made = reader.ok("POST", path, body, 201, **etag)
    assert (made["set"], made["decision"]) == ({"descrip": "SPM"}, "open")

    assert code(reader, "POST", f"{path}/{made['id']}/accept", {}, **etag) == (403, "forbidden")
    change = program.ok("POST", f"{path}/{made['id']}/accept", {}, **etag)

    assert [each["new"] for each in change["changes"]] == ["SPM"]
    assert [(each["decision"], each["decided_by"]) for each in reader.ok("GET", path)["proposals"]] == [
        ("accepted", "olga")
    ]
    assert code(program, "POST", f"{path}/{made['id']}/decline", {"reason": "no"}) == (409, "not_now")


def test_a_proposal_is_declined_or_withdrawn(program: Program, reader: Program, image: dict[str, Any]) -> None:
    path, etag = f"/images/{image['id']}/proposals", {"If_Match": image["etag"]}
    body = {"set": {"cal_max": 7}, "reason": "By the protocol"}
    first, second = (reader.ok("POST", path, body, 201, **etag)["id"] for _ in range(2))

    declined = program.ok("POST", f"{path}/{first}/decline", {"reason": "It is 8."})
    withdrawn = reader.ok("DELETE", f"{path}/{second}")

    assert (declined["decision"], declined["answer"]) == ("declined", "It is 8.")
    assert withdrawn["decision"] == "withdrawn"


def test_a_proposal_on_an_earlier_revision_needs_the_fields_to_take(
    program: Program, reader: Program, image: dict[str, Any]
) -> None:
    path = f"/images/{image['id']}/proposals"
    body = {"set": {"descrip": "SPM", "cal_max": 7}, "reason": "By the protocol"}
    made = reader.ok("POST", path, body, 201, If_Match=image["etag"])
    program.edit(image, descrip="AFNI")
    etag = {"If_Match": image["etag"]}

    assert code(program, "POST", f"{path}/{made['id']}/accept", {}, **etag) == (409, "stale_proposal")
    change = program.ok("POST", f"{path}/{made['id']}/accept", {"fields": ["cal_max"]}, **etag)

    assert [each["field"] for each in change["changes"]] == ["cal_max"]


def test_a_release_is_held_back_until_the_review_and_then_on_record(
    program: Program, image: dict[str, Any], dataset: Dataset
) -> None:
    Dataset.objects.filter(pk=dataset.pk).update(release_needs_review=True)
    download = f"/images/{image['id']}/download?purpose=release"
    assert code(program, "GET", download) == (409, "not_reviewed")
    entries = AuditEntry.objects.count()
    program.download(image)
    assert AuditEntry.objects.count() == entries

    program.ok("POST", f"/images/{image['id']}/signoffs", {"step": "sign"}, If_Match=image["etag"])
    program.download(image, purpose="release")

    entry = AuditEntry.objects.order_by("-seq")[0]
    assert (entry.action, entry.facts["revision"]) == ("release download", 1)
    assert code(program, "GET", f"{download}&as=original") == (409, "not_reviewed")
