"""Coming in by the word of an issuer: a real one, over HTTP, which tells the truth or lies."""

import re
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.models import User
from django.core.cache import cache
from django.db import connections
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from inspector import access
from inspector.actions import invite
from inspector.models import AuditEntry, Dataset, Invitation, Membership, Role
from project.logs import JsonLines
from tests.doors.provider import SECRET, Provider, key, running

pytestmark = pytest.mark.django_db

DOUBTED = "What The Lab answered cannot be trusted. Tell whoever runs this server."
BEGIN_AGAIN = "This sign-in was not begun in this browser, or more than ten minutes ago. Begin again."
Come = Callable[..., Any]


@pytest.fixture
def provider(server_mode: Settings) -> Iterator[Provider]:
    with running() as provider:
        server_mode.ISSUERS = {"lab": provider.issuer()}
        server_mode.NEW_ACCOUNTS = "anyone"
        yield provider
    cache.clear()


def leave(client: Client, wanted: str = "") -> str:
    """Press the button; where the browser is led to."""
    page = client.post("/sign-on/lab/", {"next": wanted})
    assert page.status_code == 200
    (address,) = re.findall(r'href="(http://127[^"]+)"', page.content.decode())
    return unescape(address)


def return_from(address: str) -> str:
    """Sign in at the provider; where it sends the browser."""
    answer = requests.get(address, allow_redirects=False, timeout=10)
    return answer.headers["Location"].removeprefix("http://testserver")


@pytest.fixture
def come() -> Come:
    """The whole way there and back."""

    def come(client: Client | None = None, wanted: str = "") -> Any:
        client = client or Client()
        return client.get(return_from(leave(client, wanted)))

    return come


@pytest.fixture
def invited(dataset: Dataset) -> str:
    """The address of an open invitation."""
    _, secret = invite(actor=None, dataset=dataset, role=Role.VIEWER)
    return f"/invitations/{secret}/"


def refused(answer: Any) -> str:
    """The sentence of a refusal; nobody is signed in, and nothing was made."""
    assert (answer.status_code, SESSION_KEY in answer.client.session) == (422, False)
    assert (SocialAccount.objects.count(), User.objects.filter(username__startswith="grace").count()) == (0, 0)
    (sentence,) = re.findall(r'role="alert">.*?<span>(.*?)</span>', answer.content.decode(), re.DOTALL)
    return unescape(sentence)


def recorded() -> list[tuple[str, str]]:
    return [(entry.actor, entry.action) for entry in AuditEntry.objects.order_by("seq")]


def test_the_first_sign_in_makes_an_account_that_is_a_member_of_nothing(provider: Provider, come: Come) -> None:
    client = Client()

    answer = come(client, "/help/")

    person = User.objects.get(username="grace")
    assert (answer.status_code, answer["Location"]) == (302, "/help/")
    assert client.get("/help/").wsgi_request.user == person
    assert (person.first_name, person.email, person.has_usable_password()) == ("Grace Hopper", "", False)
    assert [*access.datasets(person)] == []
    assert recorded() == [("grace", "account made"), ("grace", "sign in")]


def test_the_second_sign_in_finds_the_account_whatever_it_is_called_now(provider: Provider, come: Come) -> None:
    come()
    provider.person |= {"preferred_username": "amazing", "name": "Somebody"}

    come()

    assert [user.username for user in User.objects.all()] == ["grace"]
    assert recorded()[2:] == [("grace", "sign in")]


@pytest.mark.django_db(transaction=True)
def test_who_comes_four_times_at_once_is_one_person(provider: Provider, come: Come) -> None:
    def attempt(_: int) -> int:
        try:
            return int(come().status_code)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        statuses = [*pool.map(attempt, range(4))]

    assert (statuses, User.objects.count(), SocialAccount.objects.count()) == ([302] * 4, 1, 1)


def test_neither_a_name_nor_an_address_opens_somebody_elses_account(provider: Provider, come: Come) -> None:
    User.objects.create_user("Grace", email="grace@example.org", password="analytical engine")
    provider.person |= {"email": "grace@example.org", "email_verified": True}
    client = Client()

    come(client)

    assert client.get("/help/").wsgi_request.user.username == "grace-2"


def test_the_same_subject_at_another_issuer_is_somebody_else(
    provider: Provider, come: Come, server_mode: Settings
) -> None:
    come()
    with running() as other:
        server_mode.ISSUERS = {"lab": other.issuer()}
        come()

    assert sorted(user.username for user in User.objects.all()) == ["grace", "grace-2"]


def test_names_are_asked_for_where_the_token_leaves_them_out(provider: Provider, come: Come) -> None:
    provider.person, provider.scopes = {"sub": "0000-0002-1825-0097"}, ("openid",)
    provider.profile = {"sub": "0000-0002-1825-0097", "given_name": "Josiah", "family_name": "Carberry"}

    come()

    person = User.objects.get()
    assert (person.username, person.first_name) == ("0000-0002-1825-0097", "Josiah Carberry")


def test_what_the_issuer_calls_somebody_is_made_harmless(provider: Provider, come: Come) -> None:
    provider.person |= {"preferred_username": "../grace<b> \u202ehopper" + "r" * 200, "name": "Grace\u202e  Hopper"}

    come()

    person = User.objects.get()
    assert person.username == ("..-grace-b-hopper" + "r" * 200)[:140]
    assert person.first_name == r"Grace\u202e Hopper"


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


def test_a_closed_account_stays_closed(provider: Provider, come: Come) -> None:
    come()
    User.objects.update(is_active=False)
    client = Client()

    answer = come(client)

    assert (answer.status_code, SESSION_KEY in client.session) == (422, False)
    assert "Your account here is closed." in answer.content.decode()
    assert recorded()[2:] == [("", "sign in refused")]


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


def test_without_an_invitation_nobody_gets_an_account(provider: Provider, come: Come, server_mode: Settings) -> None:
    server_mode.NEW_ACCOUNTS = "invited"

    sentence = refused(come(wanted="/invitations/made-up/"))

    assert sentence == "You have no account here yet. Open the link of your invitation, and sign in from there."


def test_an_invitation_that_is_over_leads_to_no_account(
    provider: Provider, come: Come, server_mode: Settings, invited: str
) -> None:
    server_mode.NEW_ACCOUNTS = "invited"
    Invitation.objects.update(revoked_at=timezone.now())

    assert refused(come(wanted=invited)).startswith("You have no account here yet.")


def test_the_sign_in_page_offers_the_issuers_and_goes_there_on_purpose_only(provider: Provider) -> None:
    page = Client().get("/login/?next=/help/").content.decode()

    assert re.findall(r'method="post" action="(/sign-on/.*?)".*?value="(/help/)"', page) == [
        ("/sign-on/lab/", "/help/")
    ]
    assert "Sign in with The Lab" in page
    assert Client().get("/sign-on/lab/").status_code == 405
    assert Client(enforce_csrf_checks=True).post("/sign-on/lab/").status_code == 403


def test_an_invitation_offers_the_issuers_and_leads_back_to_it(
    provider: Provider, come: Come, server_mode: Settings, invited: str
) -> None:
    server_mode.NEW_ACCOUNTS = "invited"
    client = Client()
    page = client.get(invited).content.decode()

    assert 'action="/sign-on/lab/"' in page
    assert f'name="next" value="{invited}"' in page
    assert "Join" in client.get(come(client, invited)["Location"]).content.decode()
    assert client.post(invited).status_code == 302
    assert [member.user.username for member in Membership.objects.filter(role="viewer")] == ["grace"]


def test_who_has_no_password_here_is_not_asked_for_one(provider: Provider, come: Come) -> None:
    client = Client()
    come(client)

    page = client.get("/account/")

    assert (page.status_code, "Change password" in page.content.decode()) == (200, False)


def test_an_issuer_that_nobody_set_up_is_not_there(provider: Provider, server_mode: Settings) -> None:
    server_mode.ISSUERS = {}

    assert "Sign in with" not in Client().get("/login/").content.decode()
    assert Client().post("/sign-on/lab/").status_code == 404
