"""An issuer that lies, says no or is away, and journeys that were not begun here: nobody comes in."""

import time
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.auth import SESSION_KEY
from django.test import Client
from pytest_django import Settings

from project.logs import JsonLines
from tests.doors.journey import BEGIN_AGAIN, DOUBTED, Come, leave, recorded, refused, return_from
from tests.doors.provider import SECRET, Provider, key

pytestmark = pytest.mark.django_db
LIES: dict[str, Callable[[Provider], None]] = {
    "another journey's nonce": lambda it: it.lies.update(nonce="another"),
    "no nonce": lambda it: it.lies.update(nonce=None),
    "for another program": lambda it: it.lies.update(aud="another"),
    "asked for by another program": lambda it: it.lies.update(aud=["header-inspector", "another"], azp="another"),
    "by another issuer": lambda it: it.lies.update(iss="https://elsewhere.example.org"),
    "over": lambda it: it.lies.update(exp=int(time.time()) - 120),
    "for ever": lambda it: it.lies.update(exp=None),
    "from the future": lambda it: it.lies.update(iat=int(time.time()) + 600),
    "nobody": lambda it: it.lies.update(sub=""),
    "without a subject": lambda it: it.lies.update(sub=None),
    "a number for a subject": lambda it: it.lies.update(sub=7),
    "too long a subject": lambda it: it.lies.update(sub="7" * 192),
    "signed by somebody else": lambda it: vars(it).update(signed=(key("thief"), "RS256")),
    "signed with the secret": lambda it: vars(it).update(signed=(SECRET * 2, "HS256")),
    "not signed": lambda it: vars(it).update(signed=(None, "none")),
    "somebody else's profile": lambda it: vars(it).update(person={"sub": "7f3a"}, profile={"sub": "other"}),
    "a code that is none": lambda it: it.answer.update(code="made-up"),
}


@pytest.mark.parametrize("lie", LIES.values(), ids=LIES.keys())
def test_a_token_that_is_not_for_this_journey_lets_nobody_in(
    lie: Callable[[Provider], None], provider: Provider, come: Come
) -> None:
    lie(provider)

    assert refused(come()) == DOUBTED
    assert recorded() == [("", "sign in refused")]


def test_the_log_tells_which_check_failed_and_nothing_of_the_answer(
    provider: Provider, come: Come, caplog: pytest.LogCaptureFixture
) -> None:
    provider.lies = {"nonce": "Jane Doe"}

    come()

    (line,) = [JsonLines().format(record) for record in caplog.records if record.name == "inspector.issuer"]
    assert "What an issuer answered cannot be trusted." in line
    assert "_checked" in line
    assert "Jane Doe" not in line


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        ("access_denied", "The Lab was not allowed to say who you are."),
        ("server_error", "The Lab did not say who you are."),
    ],
)
def test_an_issuer_that_says_no_is_told(error: str, sentence: str, provider: Provider, come: Come) -> None:
    provider.answer = {"error": error, "error_description": "<script>"}

    assert refused(come()) == sentence


def test_a_state_that_this_browser_was_not_given_lets_nobody_in(provider: Provider) -> None:
    client, thief = Client(), Client()
    address = return_from(leave(client))

    assert refused(thief.get(address)) == BEGIN_AGAIN
    assert refused(client.get(address.replace("state=", "state=x"))) == BEGIN_AGAIN


def test_a_journey_ends_once(provider: Provider) -> None:
    client = Client()
    address = return_from(leave(client))
    client.get(address)
    client.logout()

    assert (client.get(address).status_code, SESSION_KEY in client.session) == (422, False)


def test_a_journey_to_one_issuer_does_not_end_at_another(provider: Provider, server_mode: Settings) -> None:
    client = Client()
    address = return_from(leave(client))
    server_mode.ISSUERS["orcid"] = provider.issuer("orcid")

    assert refused(client.get(address.replace("/lab/", "/orcid/"))) == BEGIN_AGAIN


def test_an_issuer_that_is_away_is_told_before_and_after(provider: Provider, server_mode: Settings) -> None:
    client = Client()
    address = return_from(leave(client))
    server_mode.ISSUERS = {"lab": provider.issuer()._replace(address="http://127.0.0.1:1")}

    before = client.post("/sign-on/lab/")

    assert (before.status_code, "The Lab does not answer." in before.content.decode()) == (503, True)
    assert refused(client.get(address)) == "The Lab does not answer. Try again in a minute."


def test_an_issuer_that_calls_itself_by_another_name_is_not_gone_to(provider: Provider) -> None:
    provider.calls_itself = "https://elsewhere.example.org"

    answer = Client().post("/sign-on/lab/")

    assert (answer.status_code, DOUBTED in answer.content.decode()) == (503, True)


@pytest.mark.parametrize("address", ["https://evil.example.org/", "//evil.example.org", "javascript:alert(1)", ""])
def test_another_sites_address_is_not_gone_to_afterwards(address: str, provider: Provider, come: Come) -> None:
    assert come(wanted=address)["Location"] == "/"


def test_the_way_there_holds_neither_secret_nor_what_was_wanted(provider: Provider) -> None:
    asked = parse_qs(urlsplit(leave(Client(), "/help/")).query)

    assert sorted(asked) == [
        "client_id",
        "code_challenge",
        "code_challenge_method",
        "nonce",
        "redirect_uri",
        "response_type",
        "scope",
        "state",
    ]
    assert asked["redirect_uri"] == ["http://testserver/sign-on/lab/back/"]


def test_a_session_from_before_is_not_carried_over(provider: Provider, come: Come) -> None:
    client = Client()
    leave(client)
    planted = client.session.session_key

    come(client)

    assert client.session.session_key != planted


def test_a_browser_that_fails_five_times_waits_and_others_do_not(provider: Provider, come: Come) -> None:
    client = Client()
    provider.lies = {"aud": "another"}
    statuses = [come(client).status_code for _ in range(5)]
    provider.lies = {}

    locked, other = come(client), come()

    assert (statuses, locked.status_code, other.status_code) == ([422] * 5, 429, 302)
    assert 800 < int(locked["Retry-After"]) <= 900
    assert [action for _, action in recorded()][3:5] == ["sign in refused", "locked out"]
