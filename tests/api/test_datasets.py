"""Datasets, members, invitations and tokens, from programs."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile

from inspector import access, actions
from inspector.models import Dataset, Membership, Role
from tests.api.conftest import Program
from tests.api.test_refusals import said
from tests.builders import nifti1_bytes
from tests.conftest import joined

pytestmark = pytest.mark.django_db


def test_a_program_makes_a_dataset_fills_and_renames_it(program: Program, stranger: User) -> None:
    made = program.ok("POST", "/datasets", {"name": "Pilot"}, status=201)
    slug = made["slug"]
    file = SimpleUploadedFile("scan.nii", nifti1_bytes())
    answer = program.client.post("/api/v1/images", {"file": file, "dataset": slug}, headers=program.headers)
    assert answer.status_code == 201

    renamed = program.ok("PATCH", f"/datasets/{slug}", {"name": "Study two"})

    changed_at = renamed.pop("changed_at")
    assert changed_at is not None
    assert renamed == {
        "slug": slug,
        "name": "Study two",
        "role": "manager",
        "members": 1,
        "images": 1,
        "findings": {"error": 0, "warning": 0},
    }
    listed = program.ok("GET", "/datasets")
    assert [row["slug"] for row in listed["results"]] == ["study", slug]
    assert program.ok("GET", f"/images?dataset={slug}")["count"] == 1
    assert program.ok("GET", "/images?dataset=study")["count"] == 0


def test_a_dataset_of_others_is_not_there(program: Program, stranger: User) -> None:
    calls: list[tuple[str, str, Any]] = [
        ("GET", "/datasets/elsewhere", None),
        ("PATCH", "/datasets/elsewhere", {"name": "mine"}),
        ("GET", "/datasets/elsewhere/members", None),
        ("PUT", "/datasets/elsewhere/members/olga", {"role": "manager"}),
        ("DELETE", "/datasets/elsewhere/members/stan", None),
        ("POST", "/datasets/elsewhere/invitations", {"role": "viewer"}),
    ]

    assert [program.call(*call).status_code for call in calls] == [404] * len(calls)
    assert Dataset.objects.get(slug="elsewhere").name == "Elsewhere"


def test_a_dataset_needs_a_name(program: Program) -> None:
    answer = program.call("POST", "/datasets", {"name": " "})

    assert answer.status_code == 422
    assert said(answer)["fields"] == {"name": ["Give the dataset a name."]}


def test_members_are_listed_changed_and_removed(program: Program, member: User) -> None:
    members = program.ok("GET", "/datasets/study/members")
    assert [(row["username"], row["role"]) for row in members] == [("olga", "manager"), ("mats", "editor")]

    changed = program.ok("PUT", "/datasets/study/members/mats", {"role": "reviewer"})
    assert changed["role"] == "reviewer"
    assert program.ok("GET", "/datasets/study/members/mats") == changed

    assert program.call("DELETE", "/datasets/study/members/mats").status_code == 204
    assert program.call("GET", "/datasets/study/members/mats").status_code == 404


def test_only_a_colleague_becomes_a_member_by_name(program: Program, owner: User, stranger: User) -> None:
    answers = [program.call("PUT", f"/datasets/study/members/{name}", {"role": "viewer"}) for name in ("stan", "no")]
    assert [(answer.status_code, said(answer)) for answer in answers] == [(404, said(answers[0]))] * 2

    both = actions.make_dataset(actor=owner, name="Both")
    actions.give_role(actor=owner, dataset=both, person=stranger, role=Role.VIEWER)
    assert program.ok("PUT", "/datasets/study/members/stan", {"role": "viewer"})["username"] == "stan"


@pytest.mark.parametrize(("method", "body"), [("PUT", {"role": "viewer"}), ("DELETE", None)])
def test_the_last_manager_is_a_conflict(program: Program, method: str, body: Any) -> None:
    answer = program.call(method, "/datasets/study/members/olga", body)

    assert answer.status_code == 409
    assert said(answer)["code"] == "last_manager"
    assert Membership.objects.get(user__username="olga").role == "manager"


def test_a_member_may_go_and_send_nobody_away(dataset: Dataset, owner: User, member: User) -> None:
    vera = Program(joined("vera", dataset, Role.VIEWER))

    refused = vera.call("DELETE", "/datasets/study/members/mats")
    assert refused.status_code == 403
    assert "you are a viewer" in said(refused)["message"]
    assert vera.call("DELETE", "/datasets/study/members/vera").status_code == 204
    assert [row.user for row in access.members(dataset)] == [owner, member]


def test_an_invitation_is_made_listed_and_revoked(program: Program, stranger: User) -> None:
    made = program.ok("POST", "/datasets/study/invitations", {"role": "editor", "note": "for Stan"}, status=201)
    secret = made.pop("link").rstrip("/").rpartition("/")[2]
    assert program.ok("GET", "/datasets/study/invitations") == [made]

    assert program.call("DELETE", f"/datasets/study/invitations/{made['id']}").status_code == 204

    assert program.ok("GET", "/datasets/study/invitations") == []
    answer = Program(stranger).client.get(f"/invitations/{secret}/")
    assert answer.status_code == 404
    assert program.call("DELETE", f"/datasets/study/invitations/{made['id']}").status_code == 404


@pytest.mark.parametrize("body", [{"role": "king"}, {"role": "viewer", "days": 0}, {"role": "viewer", "days": 91}])
def test_an_invitation_that_makes_no_sense_is_refused(program: Program, body: dict[str, Any]) -> None:
    assert program.call("POST", "/datasets/study/invitations", body).status_code == 422


def test_a_token_is_told_once_and_its_owner_alone_revokes_it(program: Program, stranger: User) -> None:
    made = program.ok("POST", "/tokens", {"name": "night export"}, status=201)
    text = made.pop("token")
    assert [row["name"] for row in program.ok("GET", "/tokens")] == ["night export", "test"]

    assert Program(stranger).call("DELETE", f"/tokens/{made['id']}").status_code == 404
    assert access.token_owner(text) is not None
    assert program.call("DELETE", f"/tokens/{made['id']}").status_code == 204
    assert access.token_owner(text) is None


@pytest.mark.parametrize("number", ["9" * 18, "9" * 30, "-1"])
def test_no_number_is_a_fault(program: Program, number: str) -> None:
    assert program.call("DELETE", f"/tokens/{number}").status_code == 404
    assert program.call("DELETE", f"/datasets/study/invitations/{number}").status_code == 404


def test_an_image_moves_to_where_the_caller_may_edit(program: Program, owner: User, stranger: User) -> None:
    image = program.upload(("scan.nii", nifti1_bytes()))
    other = actions.make_dataset(actor=owner, name="Other")

    moved = program.ok("POST", f"/images/{image['id']}/move", {"dataset": other.slug, "reason": "It belongs there."})

    assert moved == image | {"dataset": other.slug}
    for slug in ("elsewhere", "nowhere", ""):
        assert program.call("POST", f"/images/{image['id']}/move", {"dataset": slug}).status_code in (404, 422)
    again = program.call("POST", f"/images/{image['id']}/move", {"dataset": other.slug})
    assert said(again)["fields"] == {"dataset": ["The image is in Other already."]}
