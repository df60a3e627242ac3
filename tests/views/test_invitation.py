"""What an invitation's link leads to: joining as oneself, or with a new account."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth.models import User
from django.test import Client

from inspector import access, actions
from inspector.models import Dataset, Role
from tests.views.pages import said

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("server_mode")]
TOM = {"username": "tom", "full_name": "Tom Rehn", "password": "a long pass phrase"}


@pytest.fixture
def link(owner: User, dataset: Dataset) -> str:
    _, secret = actions.invite(actor=owner, dataset=dataset, role=Role.EDITOR)
    return f"/invitations/{secret}/"


def test_somebody_with_an_account_joins_by_one_button(link: str, stranger: User) -> None:
    browser = Client()
    browser.force_login(stranger)
    assert "Join Study as editor" in said(browser.get(link))

    assert browser.post(link)["Location"] == "/"

    assert "You are in Study now, as editor." in said(browser.get("/"))
    assert access.dataset(stranger, "study").role == "editor"
    assert "This invitation cannot be used" in said(browser.get(link), 404)


def test_a_member_is_told_and_nothing_changes(link: str, member: User) -> None:
    browser = Client()
    browser.force_login(member)

    assert "You are in Study already, as editor." in said(browser.post(link), 409)
    assert browser.get(link).status_code == 200


def test_somebody_new_makes_an_account_and_is_in(link: str) -> None:
    browser = Client()
    shown = said(browser.get(link))
    assert "With a new account" in shown
    assert f'href="/login/?next={link}"' in shown

    assert browser.post(link, TOM)["Location"] == "/"

    assert "You are in Study now, as editor." in said(browser.get("/"))
    assert Client().login(username="tom", password="a long pass phrase")


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"username": "OLGA"}, "Somebody has this name already. Choose another one."),
        ({"username": "a b"}, "Use letters, digits and @ . + - _ only."),
        ({"username": ""}, "Choose a name to sign in with."),
        ({"full_name": " "}, "Write the name that others see."),
        ({"password": "short"}, "This password is too short."),
        ({"password": "tom rehn tom rehn", "full_name": "tom rehn tom rehn"}, "The password is too similar"),
    ],
    ids=["taken", "blank inside", "no name", "no full name", "short", "similar"],
)
def test_an_account_that_cannot_be_made_is_told_beside_the_field(
    link: str, typed: dict[str, str], sentence: str
) -> None:
    shown = said(Client().post(link, TOM | typed), 422)

    assert sentence in shown
    assert re.findall(r'type="password"[^>]* value=', shown) == []
    assert User.objects.count() == 1
    assert Client().get(link).status_code == 200


def test_a_link_that_opens_nothing_names_nobody(link: str, dataset: Dataset) -> None:
    shown = said(Client().get("/invitations/nothing/"), 404)

    assert access.NOT_OPEN in shown
    assert "Study" not in shown
    assert "olga" not in shown
    assert said(Client().post("/invitations/nothing/", TOM), 404)
    assert User.objects.filter(username="tom").count() == 0


def test_the_page_is_kept_by_no_cache(link: str) -> None:
    assert "no-store" in Client().get(link)["Cache-Control"]
