"""A second factor is set up, kept, turned off, and taken away."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from inspector import authenticator
from inspector.actions import invite
from inspector.models import AuditEntry, Dataset, Role, SignInTries
from tests.doors.conftest import PASSWORD, Clock
from tests.doors.phone import STEP, Phone
from tests.doors.test_login_code import is_in, recorded, said, send

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("offered")]

PAGE = "/account/second-factor/"
NOT_NOW = "This code does not count, or not any more."
Knock = Callable[..., Any]


def scanned(page: str) -> Phone:
    """A phone that got the key of this page."""
    return Phone(re.findall(r'id="key">([A-Z2-7 ]+)<', page)[0], [])


def shown_codes(page: str) -> list[str]:
    return re.findall(r"<li>(\d{5} \d{5})</li>", page)


def test_it_is_set_up_with_a_code_and_the_password(
    ada: User, clock: Clock, client_of: Callable[[User], Client]
) -> None:
    client = client_of(ada)
    assert "Set up a second factor" in said(client.get("/account/"))
    phone = scanned(said(client.get(PAGE)))

    shown = said(client.post(PAGE, {"code": phone.code(clock.now), "old": PASSWORD}), 201)

    assert len({*shown_codes(shown)}) == 10
    assert "10 recovery codes left" in said(client.get("/account/"))
    again = said(client.get(PAGE))
    assert [secret for secret in (phone.key, *shown_codes(shown)) if secret in again] == []
    assert recorded() == [("olga", "second factor set up")]


def test_the_picture_is_of_the_key_for_this_account(ada: User, clock: Clock) -> None:
    sealed = authenticator.new_key()
    key = authenticator.shown_key(sealed).replace(" ", "")

    address = authenticator.address(ada, sealed)

    assert address == f"otpauth://totp/olga?secret={key}&issuer=Header%20Inspector"
    assert authenticator.picture(address).startswith("data:image/svg+xml;")


def test_a_mistyped_code_sets_nothing_up_and_leaves_the_key(
    ada: User, clock: Clock, client_of: Callable[[User], Client]
) -> None:
    client = client_of(ada)
    before = scanned(said(client.get(PAGE)))

    shown = said(client.post(PAGE, {"code": "12345", "old": PASSWORD}), 422)
    nothing = said(client.post(PAGE, {"code": "", "old": "wrong"}), 422)

    assert "This is no code of this key." in shown
    assert ("Type the six digits" in nothing, "This is not your password." in nothing) == (True, True)
    assert (scanned(shown), Authenticator.objects.count(), recorded()) == (before, 0, [])


def test_a_key_that_somebody_else_saw_in_this_browser_is_not_offered(
    ada: User, stranger: User, client_of: Callable[[User], Client]
) -> None:
    stranger.set_password(PASSWORD)
    stranger.save()
    client = client_of(stranger)
    seen = scanned(said(client.get(PAGE)))
    here = client_of(ada)
    session = here.session
    session["second factor"] = client.session["second factor"]
    session.save()

    assert scanned(said(here.get(PAGE))) != seen


def test_setting_it_up_ends_the_other_sessions(ada: User, clock: Clock, client_of: Callable[[User], Client]) -> None:
    here, elsewhere = client_of(ada), client_of(ada)
    phone = scanned(said(here.get(PAGE)))

    here.post(PAGE, {"code": phone.code(clock.now), "old": PASSWORD})

    assert [client.get("/help/").status_code for client in (here, elsewhere)] == [200, 302]
    assert User.objects.get(pk=ada.pk).check_password(PASSWORD)


def test_new_recovery_codes_take_the_place_of_the_old_ones(half: Client, phone: Phone, knock: Knock) -> None:
    send(half, phone.recovery[0])
    assert "This is not your password." in said(half.post(f"{PAGE}recovery-codes/", {"old": "wrong"}), 422)

    new = shown_codes(said(half.post(f"{PAGE}recovery-codes/", {"old": PASSWORD}), 201))

    other = Client()
    knock("olga", client=other)
    assert [send(other, code).status_code for code in (phone.recovery[1], new[0])] == [422, 302]
    assert ("olga", "recovery codes made") in recorded()


def test_passwords_that_are_tried_from_within_are_counted_too(half: Client, phone: Phone) -> None:
    send(half, phone.recovery[0])
    pages = [said(half.post(f"{PAGE}off/", {"old": "wrong"}), 422) for _ in range(6)]

    assert ["tried too often" in page for page in pages] == [False] * 5 + [True]
    assert said(half.post(f"{PAGE}off/", {"old": PASSWORD}), 422)
    assert Authenticator.objects.exists()


def test_turned_off_the_password_is_enough_and_other_sessions_end(
    half: Client, phone: Phone, knock: Knock, ada: User, client_of: Callable[[User], Client]
) -> None:
    send(half, phone.recovery[0])
    elsewhere = client_of(ada)

    half.post(f"{PAGE}off/", {"old": PASSWORD})

    assert "Your second factor is off." in said(half.get("/account/"))
    assert elsewhere.get("/help/").status_code == 302
    assert (knock("olga")["Location"], Authenticator.objects.count()) == ("/", 0)
    assert recorded()[-2:] == [("olga", "second factor turned off"), ("olga", "sign in")]


def test_where_everybody_needs_one_nothing_goes_before_it(ada: User, clock: Clock, offered: Settings) -> None:
    offered.SECOND_FACTOR = "required"
    client = Client()

    answer = client.post("/login/", {"username": "olga", "password": PASSWORD, "next": "/help/"})
    others = [client.get(path).status_code for path in ("/", "/account/", "/login/code/", "/api/v1/images")]
    page = said(client.get(answer["Location"]))
    done = said(client.post(PAGE, {"code": scanned(page).code(clock.now), "old": PASSWORD}), 201)

    assert (answer["Location"], others) == (PAGE, [302, 302, 302, 401])
    assert "This server asks everybody for a code" in page
    assert (len(shown_codes(done)), 'href="/help/"' in done, client.get("/help/").status_code) == (10, True, 200)
    assert recorded() == [("olga", "password accepted"), ("olga", "second factor set up"), ("olga", "sign in")]


def test_where_everybody_needs_one_another_phone_follows_at_once(half: Client, phone: Phone, offered: Settings) -> None:
    offered.SECOND_FACTOR = "required"
    send(half, phone.recovery[0])

    answer = half.post(f"{PAGE}off/", {"old": PASSWORD})

    assert (answer["Location"], is_in(half), half.get("/help/").status_code) == (PAGE, False, 302)
    assert scanned(said(half.get(PAGE))) != phone


def test_who_comes_by_an_invitation_sets_it_up_first(dataset: Dataset, offered: Settings) -> None:
    offered.SECOND_FACTOR = "required"
    _, secret = invite(actor=None, dataset=dataset, role=Role.VIEWER)
    client = Client()

    answer = client.post(
        f"/invitations/{secret}/", {"username": "grace", "full_name": "Grace Hopper", "password": PASSWORD}
    )

    assert (answer["Location"], is_in(client)) == (PAGE, False)


def test_who_has_no_password_is_the_issuers_business(
    member: User, offered: Settings, client_of: Callable[[User], Client]
) -> None:
    offered.SECOND_FACTOR = "required"
    client = client_of(member)

    assert "second factor" not in said(client.get("/account/")).lower()
    assert (client.get("/help/").status_code, client.get(PAGE)["Location"]) == (200, "/account/")


def test_who_has_one_does_not_get_another_by_half(half: Client) -> None:
    assert half.get(PAGE)["Location"] == f"/login/?next={PAGE}"
    assert half.post(PAGE, {"code": "1", "old": PASSWORD})["Location"] == f"/login/?next={PAGE}"


def test_where_it_is_off_it_is_not_there(
    phone: Phone, knock: Knock, offered: Settings, ada: User, client_of: Callable[[User], Client]
) -> None:
    offered.SECOND_FACTOR = "off"
    client = client_of(ada)
    names = ("second_factor", "login_code", "recovery_codes", "second_factor_off")

    assert [client.post(reverse(name)).status_code for name in names] == [404] * 4
    assert "second factor" not in said(client.get("/account/")).lower()
    assert knock("olga")["Location"] == "/"


def test_a_command_takes_it_away_from_who_lost_everything(
    phone: Phone, knock: Knock, ada: User, client_of: Callable[[User], Client]
) -> None:
    thief, other, out = client_of(ada), Client(), StringIO()

    call_command("reset_factor", "olga", stdout=out)

    assert out.getvalue() == (
        "Done, on record: olga is signed out everywhere, and comes in by the password alone next time.\n"
    )
    assert (knock("olga", client=other)["Location"], thief.get("/help/").status_code) == ("/", 302)
    entry = AuditEntry.objects.get(action="second factor taken away")
    assert (entry.actor, entry.facts) == ("console", {"member": "olga"})


@pytest.mark.parametrize(
    ("name", "rule", "sentence"),
    [
        ("mats", "offered", "mats has no second factor."),
        ("nobody", "required", "There is nobody of the name 'nobody'."),
        ("mats", "off", "Nobody is asked for a second factor here: HEADER_INSPECTOR_SECOND_FACTOR is off."),
    ],
)
def test_the_command_says_what_it_cannot_take(
    name: str, rule: str, sentence: str, member: User, offered: Settings
) -> None:
    offered.SECOND_FACTOR = rule

    with pytest.raises(CommandError, match=re.escape(sentence)):
        call_command("reset_factor", name)


def test_no_key_and_no_code_can_be_read_in_database_record_or_log(
    ada: User, clock: Clock, client_of: Callable[[User], Client], caplog: pytest.LogCaptureFixture
) -> None:
    client = client_of(ada)
    phone = scanned(said(client.get(PAGE)))
    during = _everything_kept()
    codes = shown_codes(said(client.post(PAGE, {"code": phone.code(clock.now), "old": PASSWORD}), 201))
    client.logout()
    send(client, phone.code(clock.now + STEP))

    kept = during + _everything_kept() + caplog.text
    secrets = [phone.key.replace(" ", ""), phone.key, *codes, *(code.replace(" ", "") for code in codes)]
    assert [secret for secret in secrets if secret in kept] == []


def _everything_kept() -> str:
    rows = [*Authenticator.objects.values("data"), *AuditEntry.objects.values("body")]
    sessions = [session.get_decoded() for session in Session.objects.all()]
    return json.dumps([*rows, *sessions, *SignInTries.objects.values("subject")])
