"""The page of a dataset: members, roles, invitations, its name. Every form works without scripts."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import Settings

from inspector import access, actions
from inspector.models import Dataset, Invitation, Membership, Role
from tests.conftest import joined
from tests.views.pages import said

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("server_mode")]


def page(client: Client, address: str = "/datasets/study/") -> str:
    return said(client.get(address))


def test_a_manager_sees_members_with_forms_and_a_viewer_without(client: Client, dataset: Dataset) -> None:
    vera = Client()
    vera.force_login(joined("vera", dataset, Role.VIEWER))

    assert 'action="/datasets/study/members/vera/"' in page(client)
    shown = page(vera)
    assert "olga" in shown
    assert set(re.findall(r'<form[^>]* action="(/datasets[^"]*)"', shown)) == {"/datasets/study/leave/"}


def test_a_manager_gives_another_role(client: Client, member: User) -> None:
    answer = client.post("/datasets/study/members/mats/", {"role": "reviewer"})

    assert answer["Location"] == "/datasets/study/"
    assert Membership.objects.get(user=member).role == "reviewer"
    assert "mats is reviewer in Study." in page(client)


def test_a_role_that_does_not_exist_is_refused_beside_the_member(client: Client, member: User) -> None:
    assert "Choose one of the roles." in said(client.post("/datasets/study/members/mats/", {"role": "king"}), 422)
    assert Membership.objects.get(user=member).role == "editor"


@pytest.mark.parametrize("place", ["members/olga/", "members/olga/remove/", "leave/"])
def test_the_last_manager_is_told_who_has_to_come_first(client: Client, place: str) -> None:
    answer = client.post(f"/datasets/study/{place}", {"role": "viewer"})

    assert "Study needs a manager. Make somebody else a manager first." in said(answer, 422)
    assert access.dataset(User.objects.get(username="olga"), "study").role == "manager"


def test_a_member_is_removed_or_goes(client: Client, dataset: Dataset, member: User) -> None:
    vera = Client()
    vera.force_login(joined("vera", dataset, Role.VIEWER))

    assert client.post("/datasets/study/members/mats/remove/")["Location"] == "/datasets/study/"
    assert vera.post("/datasets/study/leave/")["Location"] == "/datasets/"

    assert [row.user.get_username() for row in access.members(dataset)] == ["olga"]
    assert vera.get("/datasets/study/").status_code == 404


def test_a_colleague_of_another_dataset_is_added_without_a_link(client: Client, owner: User, stranger: User) -> None:
    assert '<option value="stan">' not in page(client)
    assert client.post("/datasets/study/members/", {"member": "stan", "role": "editor"}).status_code == 404
    both = actions.make_dataset(actor=owner, name="Both")
    actions.give_role(actor=owner, dataset=both, person=stranger, role=Role.VIEWER)

    assert '<option value="stan">' in page(client)
    assert "Choose somebody." in said(client.post("/datasets/study/members/", {"role": "editor"}), 422)
    client.post("/datasets/study/members/", {"member": "stan", "role": "editor"})

    assert access.dataset(stranger, "study").role == "editor"


def test_an_invitation_shows_its_link_once_and_can_be_revoked(client: Client) -> None:
    shown = said(client.post("/datasets/study/invitations/", {"role": "editor", "note": "Ilse", "days": "3"}), 201)

    link = re.findall(r'value="http://testserver(/invitations/[^"]+)"', shown)
    assert len(link) == 1
    assert "Ilse" in page(client)
    assert link[0] not in page(client)
    made = Invitation.objects.get()
    client.post(f"/datasets/study/invitations/{made.pk}/revoke/")
    assert "The invitation is revoked." in page(client)
    assert Client().get(link[0]).status_code == 404
    assert client.post(f"/datasets/study/invitations/{made.pk}/revoke/").status_code == 404


@pytest.mark.parametrize("days", ["", "0", "91", "soon"])
def test_an_invitation_that_cannot_be_made_keeps_what_was_typed(client: Client, days: str) -> None:
    shown = said(client.post("/datasets/study/invitations/", {"role": "reviewer", "note": "Ilse", "days": days}), 422)

    assert "Choose from 1 to 90 days." in shown
    assert 'value="Ilse"' in shown
    assert '<option value="reviewer" selected>' in shown
    assert not Invitation.objects.exists()


def test_an_invitation_of_another_dataset_is_not_there(client: Client, stranger: User) -> None:
    elsewhere = Dataset.objects.get(slug="elsewhere")
    made, _ = actions.invite(actor=stranger, dataset=elsewhere, role=Role.VIEWER)

    assert client.post(f"/datasets/study/invitations/{made.pk}/revoke/").status_code == 404
    assert made in access.invitations(elsewhere)


def test_a_dataset_is_renamed_where_it_is(client: Client) -> None:
    assert client.post("/datasets/study/rename/", {"name": "Pilot"})["Location"] == "/datasets/study/"
    assert "<title>Pilot · " in page(client)
    assert "Give the dataset a name." in said(client.post("/datasets/study/rename/", {"name": " "}), 422)


def test_alone_on_a_machine_a_dataset_is_a_name(settings: Settings, client: Client) -> None:
    settings.MODE = "local"

    shown = page(client)

    assert "Rename" in shown
    assert [word for word in ("Members", "Invitations", "manager", "Leave") if word in shown] == []
