"""A person's own name, password and tokens."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import Settings

from inspector import access, actions
from inspector.models import ApiToken, AuditEntry
from tests.views.pages import said

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("server_mode")]


@pytest.fixture
def owner(owner: User) -> User:
    """Has a password."""
    owner.set_password("the first pass phrase")
    owner.save()
    return owner


def test_a_token_is_shown_once_and_works(client: Client, owner: User) -> None:
    shown = said(client.post("/account/tokens/", {"name": "my laptop"}), 201)

    token = re.findall(r'value="(hi_[^"]+)"', shown)[0]
    assert access.token_owner(token) == owner
    listed = said(client.get("/account/"))
    assert "my laptop" in listed
    assert "last used" in listed
    assert token not in listed


def test_a_token_without_a_name_is_refused_beside_the_field(client: Client) -> None:
    assert "Name the program or machine it is for." in said(client.post("/account/tokens/", {"name": ""}), 422)
    assert not ApiToken.objects.exists()


def test_a_revoked_token_leaves_the_list(client: Client, owner: User) -> None:
    made, text = actions.make_token(actor=owner, name="my laptop")

    client.post(f"/account/tokens/{made.pk}/revoke/")

    assert "my laptop is revoked." in said(client.get("/account/"))
    assert access.token_owner(text) is None
    assert client.post(f"/account/tokens/{made.pk}/revoke/").status_code == 404


def test_the_token_of_somebody_else_is_not_there(client: Client, stranger: User) -> None:
    made, text = actions.make_token(actor=stranger, name="theirs")

    assert client.post(f"/account/tokens/{made.pk}/revoke/").status_code == 404
    assert "theirs" not in said(client.get("/account/"))
    assert access.token_owner(text) == stranger


def test_the_full_name_is_changed_on_record(client: Client, owner: User) -> None:
    client.post("/account/name/", {"full_name": " Olga   Lindqvist "})

    owner.refresh_from_db()
    assert owner.get_full_name() == "Olga Lindqvist"
    assert AuditEntry.objects.get().told == {"was": "", "called": "Olga Lindqvist"}
    assert "Write the name that others see." in said(client.post("/account/name/", {"full_name": " "}), 422)


def test_another_password_ends_the_other_sessions(client: Client, owner: User) -> None:
    elsewhere = Client()
    elsewhere.force_login(owner)

    client.post("/account/password/", {"old": "the first pass phrase", "password": "the second pass phrase"})

    assert "Your password is changed." in said(client.get("/account/"))
    assert elsewhere.get("/account/").status_code == 302
    assert Client().login(username="olga", password="the second pass phrase")
    assert AuditEntry.objects.get().action == "password changed"


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("wrong", "the second pass phrase", "This is not your password."),
        ("the first pass phrase", "short", "This password is too short."),
        ("the first pass phrase", "", "Choose a password."),
        ("", "the second pass phrase", "Type the password you have now."),
    ],
    ids=["wrong", "short", "none", "no old one"],
)
def test_a_password_that_cannot_be_changed_is_told_beside_the_field(
    client: Client, owner: User, old: str, new: str, sentence: str
) -> None:
    assert sentence in said(client.post("/account/password/", {"old": old, "password": new}), 422)

    owner.refresh_from_db()
    assert owner.check_password("the first pass phrase")


def test_passwords_that_are_tried_here_count_as_tries_to_sign_in(client: Client, owner: User) -> None:
    tried = [said(client.post("/account/password/", {"old": "wrong"}), 422) for _ in range(5)]
    right = {"old": "the first pass phrase", "password": "the second pass phrase"}

    shown = said(client.post("/account/password/", right), 422)

    assert ["This is not your password." in page for page in tried] == [True] * 5
    assert "Signing in was tried too often. Try again in 15 minutes." in shown
    assert Client().post("/login/", {"username": "olga", "password": "the first pass phrase"}).status_code == 429


def test_alone_on_a_machine_there_are_tokens_and_no_password(settings: Settings) -> None:
    settings.MODE = "local"

    shown = said(Client().get("/account/"))

    assert "Make token" in shown
    assert 'type="password"' not in shown
