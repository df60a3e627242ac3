"""Coming in by the word of an issuer: a real one, over HTTP, which tells the truth."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.models import User
from django.db import connections
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from inspector import access
from inspector.actions import invite
from inspector.models import Dataset, Invitation, Membership, Role
from tests.doors.journey import Come, recorded, refused
from tests.doors.provider import Provider, running

pytestmark = pytest.mark.django_db


@pytest.fixture
def invited(dataset: Dataset) -> str:
    """The address of an open invitation."""
    _, secret = invite(actor=None, dataset=dataset, role=Role.VIEWER)
    return f"/invitations/{secret}/"


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


def test_a_closed_account_stays_closed(provider: Provider, come: Come) -> None:
    come()
    User.objects.update(is_active=False)
    client = Client()

    answer = come(client)

    assert (answer.status_code, SESSION_KEY in client.session) == (422, False)
    assert "Your account here is closed." in answer.content.decode()
    assert recorded()[2:] == [("", "sign in refused")]


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
