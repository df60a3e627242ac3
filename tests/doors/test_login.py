"""Signing in and out: what the door says, counts and records."""

import json
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.models import User
from django.db import connections
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from inspector import audit, lockout
from inspector.models import AuditEntry, SignInTries
from tests.doors.conftest import PASSWORD

pytestmark = pytest.mark.django_db

Knock = Callable[..., Any]


def test_the_right_password_leads_to_the_page_that_was_asked_for(ada: User) -> None:
    client = Client()
    assert client.get("/help/")["Location"] == "/login/?next=/help/"

    answer = client.post("/login/", {"username": "olga", "password": PASSWORD, "next": "/help/"})

    assert (answer.status_code, answer["Location"]) == (302, "/help/")
    assert client.get("/help/").wsgi_request.user == ada


@pytest.mark.parametrize("address", ["https://evil.example.org/", "//evil.example.org", "javascript:alert(1)", ""])
def test_another_sites_address_is_not_gone_to(address: str, ada: User) -> None:
    answer = Client().post("/login/", {"username": "olga", "password": PASSWORD, "next": address})

    assert answer["Location"] == "/"


def test_signing_in_changes_the_session_and_the_csrf_token(ada: User) -> None:
    client = Client(enforce_csrf_checks=True)
    token = str(client.get("/login/").context["csrf_token"])
    before = client.cookies[_csrf(client)].value

    client.post("/login/", {"username": "olga", "password": PASSWORD, "csrfmiddlewaretoken": token})

    assert client.cookies[_csrf(client)].value != before


def test_a_session_from_before_is_not_carried_over(ada: User) -> None:
    client = Client()
    session = client.session
    session["planted"] = "by somebody else"
    session.save()
    planted = session.session_key

    client.post("/login/", {"username": "olga", "password": PASSWORD})

    assert client.session.session_key != planted


def test_a_wrong_name_and_a_wrong_password_are_told_alike(ada: User, knock: Knock) -> None:
    answers = [knock("olga", "wrong password"), knock("nobody", "wrong password")]

    assert [answer.status_code for answer in answers] == [422, 422]
    pages = [_without_marks(answer, name) for answer, name in zip(answers, ("olga", "nobody"), strict=True)]
    assert pages[0] == pages[1]
    assert "The name and the password do not fit together." in pages[0]


@pytest.mark.parametrize("name", ["olga", "nobody"])
def test_the_sixth_try_is_not_looked_at_whoever_it_is_for(name: str, ada: User, knock: Knock) -> None:
    statuses = [knock(name, "wrong password").status_code for _ in range(5)]

    answer = knock(name, PASSWORD)

    assert statuses == [422] * 5
    assert (answer.status_code, 800 < int(answer["Retry-After"]) <= 900) == (429, True)
    assert "Signing in was tried too often. Try again in 15 minutes." in answer.content.decode()
    assert answer["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"


def test_a_lock_out_is_for_one_name_at_one_address(ada: User, knock: Knock) -> None:
    for _ in range(5):
        knock("olga", "wrong password")

    assert knock("mats", "wrong password").status_code == 422
    assert knock("olga", PASSWORD, address="192.0.2.2").status_code == 302


def test_what_the_client_itself_says_of_its_address_changes_nothing(ada: User) -> None:
    form = {"username": "olga", "password": "wrong password"}
    said = [Client().post("/login/", form, headers={"X-Forwarded-For": f"10.0.0.{i}, 192.0.2.1"}) for i in range(6)]

    assert [answer.status_code for answer in said] == [422] * 5 + [429]


def test_the_addresses_of_one_network_count_as_one(ada: User, knock: Knock) -> None:
    statuses = [knock("olga", "wrong password", address=f"2001:db8:1:2::{i}").status_code for i in range(6)]

    assert statuses == [422] * 5 + [429]


def test_a_lock_out_ends_and_waiting_is_not_made_longer_by_trying(ada: User, knock: Knock) -> None:
    for _ in range(9):
        knock("olga", "wrong password")
    SignInTries.objects.update(last=timezone.now() - lockout.WINDOW - timedelta(seconds=1))

    assert knock("olga").status_code == 302


def test_signing_in_resets_the_tries(ada: User, knock: Knock) -> None:
    tries = [*["wrong password"] * 4, PASSWORD] * 3

    assert [knock("olga", word).status_code for word in tries] == [422, 422, 422, 422, 302] * 3


def test_many_names_from_one_address_are_stopped_too(ada: User, knock: Knock) -> None:
    SignInTries.objects.create(subject=lockout._of_address("192.0.2.1"), count=100, last=timezone.now())

    assert [knock("olga").status_code, knock("olga", address="192.0.2.9").status_code] == [429, 302]


@pytest.mark.django_db(transaction=True)
def test_of_twenty_tries_at_once_five_are_looked_at(ada: User, knock: Knock) -> None:
    def attempt(_: int) -> int:
        try:
            return int(knock("olga", "wrong password").status_code)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        statuses = sorted(pool.map(attempt, range(20)))

    assert statuses == [422] * 5 + [429] * 15


def test_the_record_tells_of_every_try_and_of_nothing_that_was_typed(ada: User, knock: Knock) -> None:
    knock("hunter2-is-my-password", "another secret")
    for _ in range(6):
        knock("olga", "another secret")
    knock("olga", address="192.0.2.2")

    entries = AuditEntry.objects.order_by("seq")
    assert [(entry.actor, entry.action) for entry in entries] == [
        ("", "sign in refused"),
        *[("olga", "sign in refused")] * 4,
        ("olga", "locked out"),
        ("olga", "sign in"),
    ]
    text = json.dumps([*entries.values("body", "actor"), *SignInTries.objects.values("subject")])
    assert [secret for secret in ("hunter2", "another secret", PASSWORD, "192.0.2") if secret in text] == []
    assert audit.verify().ok


def test_signing_out_is_a_post_that_ends_the_session(ada: User, client_of: Callable[[User], Client]) -> None:
    client = client_of(ada)
    refused = client.get("/sign-out/")

    answer = client.post("/sign-out/")

    assert (refused.status_code, answer.status_code, answer["Location"]) == (405, 302, "/login/")
    assert SESSION_KEY not in client.session
    assert AuditEntry.objects.values_list("actor", "action").get() == ("olga", "sign out")


def test_every_page_has_the_way_out_in_server_mode_only(
    ada: User, client_of: Callable[[User], Client], server_mode: Settings
) -> None:
    shown = 'action="/sign-out/"' in client_of(ada).get("/").content.decode()
    server_mode.MODE = "local"

    assert (shown, 'action="/sign-out/"' in Client().get("/").content.decode()) == (True, False)


def test_a_new_password_ends_every_other_session(ada: User, knock: Knock) -> None:
    here, elsewhere = Client(), Client()
    knock("olga", client=here)
    knock("olga", client=elsewhere)

    ada.set_password("difference engine")
    ada.save()

    assert [client.get("/help/").status_code for client in (here, elsewhere)] == [302, 302]


def test_a_person_who_may_not_come_any_more_is_refused_like_a_wrong_password(ada: User, knock: Knock) -> None:
    ada.is_active = False
    ada.save()

    assert knock("olga").status_code == 422


@pytest.mark.parametrize(
    "form",
    [{}, {"username": "olga"}, {"password": PASSWORD}, {"username": "o" * 151, "password": "p"}],
    ids=["nothing", "no password", "no name", "a long name"],
)
def test_a_form_that_cannot_be_right_is_answered_in_the_same_words(form: dict[str, str], ada: User) -> None:
    answer = Client().post("/login/", form)

    assert answer.status_code == 422
    assert "do not fit together" in answer.content.decode()


@pytest.mark.parametrize("name", ["olga\0", "\x1b[31m", "a\r\nb", "‮agl"], ids=ascii)
def test_a_strange_name_is_no_fault_of_the_program(name: str, ada: User, knock: Knock) -> None:
    assert knock(name).status_code == 422


def test_passwords_are_kept_by_argon2_and_nothing_weaker() -> None:
    from project.settings import PASSWORD_HASHERS

    assert PASSWORD_HASHERS == ["project.hashers.Argon2"]


def test_whoever_is_signed_in_is_not_asked_again(ada: User, client_of: Callable[[User], Client]) -> None:
    assert client_of(ada).get("/login/?next=/help/")["Location"] == "/help/"


def _csrf(client: Client) -> str:
    return next(name for name in client.cookies if "csrf" in name)


def _without_marks(answer: Any, name: str) -> str:
    """The page without what differs by itself: the CSRF tokens and the name that was typed."""
    return re.sub(r'csrfmiddlewaretoken" value="\w+"|X-CSRFToken": "\w+"', "", answer.content.decode()).replace(
        name, ""
    )
