"""The code after the password: when it counts, how often, and what is known of it meanwhile."""

from __future__ import annotations

import html
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.adapter import get_adapter
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.models import User
from django.db import connections
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from inspector import authenticator, lockout
from inspector.doors import half_way
from inspector.models import AuditEntry, SignInTries
from tests.doors.conftest import PASSWORD, Clock
from tests.doors.phone import STEP, Phone

pytestmark = pytest.mark.django_db

PAGE = "/account/second-factor/"
NOT_NOW = "This code does not count, or not any more."
Knock = Callable[..., Any]


def send(client: Client, code: str, address: str = "192.0.2.1") -> Any:
    return client.post("/login/code/", {"code": code}, headers={"X-Forwarded-For": address})


def said(answer: Any, status: int = 200) -> str:
    assert answer.status_code == status
    return html.unescape(answer.content.decode())


def recorded() -> list[tuple[str, str]]:
    return [(entry.actor, entry.action) for entry in AuditEntry.objects.order_by("seq")]


def is_in(client: Client) -> bool:
    return SESSION_KEY in client.session


@pytest.mark.parametrize(
    ("at", "code"), [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (20000000000, "353130")]
)
def test_codes_are_those_of_the_standard(at: int, code: str, clock: Clock, owner: User) -> None:
    """RFC 6238, appendix B, the last six digits."""
    clock.now = at
    sealed = get_adapter().encrypt("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")

    assert Phone(authenticator.shown_key(sealed), []).code(at) == code
    assert authenticator.keep(owner, sealed, code)


def test_after_the_password_comes_the_code_and_then_the_page_that_was_wanted(phone: Phone, clock: Clock) -> None:
    client = Client()

    first = client.post("/login/", {"username": "olga", "password": PASSWORD, "next": "/help/"})
    between = (client.get("/help/").status_code, client.get("/api/v1/images").status_code, is_in(client))
    page = said(client.get("/login/code/"))
    second = send(client, phone.code(clock.now))

    assert (first["Location"], between, second["Location"]) == ("/login/code/", (302, 401, False), "/help/")
    assert 'autocomplete="one-time-code"' in page
    assert client.get("/help/").status_code == 200
    assert recorded()[1:] == [("olga", "password accepted"), ("olga", "sign in")]


def test_each_half_begins_another_session(phone: Phone, clock: Clock, knock: Knock) -> None:
    client = Client()
    session = client.session
    session["planted"] = "by somebody else"
    session.save()
    keys = [session.session_key]

    knock("olga", client=client)
    keys.append(client.session.session_key)
    send(client, phone.code(clock.now))
    keys.append(client.session.session_key)

    assert len({*keys}) == 3


@pytest.mark.parametrize("steps", [-1, 0, 1])
def test_clocks_may_differ_by_one_step(steps: int, half: Client, phone: Phone, clock: Clock) -> None:
    clock.now += 3 * STEP

    assert send(half, phone.code(clock.now + steps * STEP)).status_code == 302


@pytest.mark.parametrize("steps", [-2, 2])
def test_a_code_of_another_time_lets_nobody_in(steps: int, half: Client, phone: Phone, clock: Clock) -> None:
    clock.now += 3 * STEP

    assert NOT_NOW in said(send(half, phone.code(clock.now + steps * STEP)), 422)
    assert (is_in(half), recorded()[-1]) == (False, ("olga", "code refused"))


def test_blanks_in_a_code_do_not_matter(half: Client, phone: Phone, clock: Clock) -> None:
    code = phone.code(clock.now)

    assert send(half, f" {code[:3]} {code[3:]} ").status_code == 302


def test_a_code_works_once_and_so_does_none_from_before_it(
    half: Client, phone: Phone, clock: Clock, knock: Knock
) -> None:
    thief = Client()
    knock("olga", client=thief)
    earlier, code = phone.code(clock.now), phone.code(clock.now + STEP)

    assert send(half, code).status_code == 302
    assert [send(thief, each).status_code for each in (code, earlier)] == [422, 422]
    assert send(thief, phone.recovery[0]).status_code == 302


@pytest.mark.parametrize("code", ["", "1" * 41, "１２３４５６", "nul\0", "' OR 1=1"])
def test_what_is_no_code_is_refused_beside_the_field(code: str, half: Client) -> None:
    assert 'aria-invalid="true"' in said(send(half, code), 422)
    assert not is_in(half)


@pytest.mark.django_db(transaction=True)
def test_of_the_same_code_sent_four_times_at_once_one_counts(phone: Phone, clock: Clock, knock: Knock) -> None:
    clients = [Client() for _ in range(4)]
    for client in clients:
        knock("olga", client=client)
    code = phone.code(clock.now)

    def attempt(client: Client) -> int:
        try:
            return int(send(client, code).status_code)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        statuses = sorted(pool.map(attempt, clients))

    assert statuses == [302, 422, 422, 422]


def test_a_recovery_code_works_once_and_is_counted(half: Client, phone: Phone, clock: Clock, knock: Knock) -> None:
    again = Client()
    knock("olga", client=again)

    answers = [send(half, phone.recovery[3]).status_code, send(again, phone.recovery[3]).status_code]

    assert answers == [302, 422]
    assert "9 recovery codes left" in said(half.get("/account/"))
    assert recorded()[3:] == [("olga", "recovery code used"), ("olga", "sign in"), ("olga", "code refused")]
    assert AuditEntry.objects.get(action="recovery code used").facts == {"left": 9}


def test_half_way_lasts_ten_minutes(half: Client, phone: Phone, clock: Clock) -> None:
    clock.now += half_way.LONGEST - 1
    last = half.get("/login/code/").status_code
    clock.now += 1

    over = send(half, phone.code(clock.now))

    assert (last, over.status_code, over["Location"], is_in(half)) == (200, 302, "/login/", False)
    assert "more than ten minutes went by" in said(half.get("/login/"))
    assert recorded()[-1] == ("olga", "password accepted")


def test_half_way_is_of_one_browser(half: Client, phone: Phone, clock: Clock) -> None:
    other = Client()

    assert send(other, phone.code(clock.now))["Location"] == "/login/"
    assert not is_in(other)


def test_another_password_ends_what_was_half_way(half: Client, phone: Phone, clock: Clock, ada: User) -> None:
    ada.set_password("difference engine")
    ada.save()

    assert (send(half, phone.code(clock.now))["Location"], is_in(half)) == ("/login/", False)


def test_a_closed_account_does_not_come_in_by_the_other_half(
    half: Client, phone: Phone, clock: Clock, ada: User
) -> None:
    User.objects.update(is_active=False)

    assert (send(half, phone.code(clock.now))["Location"], is_in(half)) == ("/login/", False)


def test_the_door_tells_nobody_who_has_a_second_factor(phone: Phone, member: User, knock: Knock) -> None:
    answers = [knock(name, "wrong password") for name in ("olga", "mats")]

    assert [answer.status_code for answer in answers] == [422, 422]
    assert [answer.client.get("/login/code/")["Location"] for answer in answers] == ["/login/", "/login/"]


def test_five_wrong_codes_lock_and_a_right_password_does_not_open(
    half: Client, phone: Phone, clock: Clock, knock: Knock
) -> None:
    statuses = [send(half, "000000").status_code for _ in range(5)]
    again = Client()
    knock("olga", client=again)

    locked = send(again, phone.code(clock.now))

    assert (statuses, locked.status_code, is_in(again)) == ([422] * 5, 429, False)
    assert 800 < int(locked["Retry-After"]) <= 900
    assert "Signing in was tried too often." in said(locked, 429)
    assert [action for _, action in recorded()][2:7] == ["code refused"] * 4 + ["locked out"]
    assert send(again, phone.code(clock.now), "192.0.2.9").status_code == 302


def test_codes_for_one_account_are_counted_wherever_they_come_from(half: Client, phone: Phone, clock: Clock) -> None:
    statuses = [send(half, "000000", f"192.0.2.{number}").status_code for number in range(20)]

    assert statuses == [422] * 20
    assert send(half, phone.code(clock.now), "192.0.2.77").status_code == 429
    SignInTries.objects.update(last=timezone.now() - lockout.WINDOW - timedelta(seconds=1))
    assert send(half, phone.code(clock.now), "192.0.2.77").status_code == 302


def test_tokens_are_asked_for_no_code(phone: Phone, ada: User, token_of: Callable[[User], dict[str, Any]]) -> None:
    assert Client().get("/api/v1/images", **token_of(ada)).status_code == 200


def test_a_key_of_another_site_opens_nothing(
    half: Client, phone: Phone, clock: Clock, offered: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    offered.AUDIT_KEY = b"somebody else's key"

    assert NOT_NOW in said(send(half, phone.code(clock.now)), 422)
    assert "it was encrypted under another audit key" in caplog.text
