from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.test import Client
from pytest_django import Settings

from inspector import access

pytestmark = pytest.mark.django_db

API = "/api/v1/images"


@pytest.fixture
def visitor() -> Client:
    """A browser that was never here, which says where its requests come from."""
    return Client(enforce_csrf_checks=True, headers={"host": "127.0.0.1"})


def test_the_first_visit_to_a_page_signs_the_one_user_in(visitor: Client) -> None:
    answer = visitor.get("/")

    assert answer.status_code == 200
    assert answer.wsgi_request.user == access.local_user()


def test_a_second_visit_uses_the_same_session(visitor: Client) -> None:
    visitor.get("/")
    visitor.get("/help/")

    assert Session.objects.count() == 1


def test_reaching_the_api_signs_nobody_in(visitor: Client) -> None:
    answer = visitor.get(API)

    assert (answer.status_code, Session.objects.count()) == (401, 0)


def test_the_api_takes_a_token_without_cookies(visitor: Client) -> None:
    token = access.make_token(access.local_user(), "test")

    assert visitor.get(API, headers={"authorization": f"Bearer {token}"}).status_code == 200


def test_the_api_takes_the_session_of_a_page(visitor: Client) -> None:
    visitor.get("/")

    assert visitor.get(API).status_code == 200


def test_server_mode_asks_a_stranger_to_sign_in(visitor: Client, settings: Settings) -> None:
    settings.MODE = "server"

    answer = visitor.get("/help/")

    assert (answer.status_code, answer["Location"]) == (302, "/login/?next=/help/")


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "localhost:8000", "[::1]:8000"])
def test_names_of_this_machine_are_answered(host: str, visitor: Client) -> None:
    assert visitor.get("/help/", headers={"host": host}).status_code == 200


@pytest.mark.parametrize("host", ["rebound.example.org", "127.0.0.1.example.org", "10.0.0.5", "localhost.example"])
def test_any_other_name_is_refused(host: str, visitor: Client) -> None:
    assert visitor.get("/help/", headers={"host": host}).status_code == 400


def test_a_page_of_ours_may_change_something(visitor: Client) -> None:
    token = str(visitor.get("/").context["csrf_token"])

    answer = visitor.post("/theme/", {"theme": "dark", "csrfmiddlewaretoken": token})

    assert answer.status_code in (204, 302)


@pytest.mark.parametrize(
    "origin", ["http://evil.example.org", "http://127.0.0.1:9999", "null"], ids=["site", "port", "sandbox"]
)
def test_another_pages_origin_changes_nothing(origin: str, visitor: Client) -> None:
    token = str(visitor.get("/").context["csrf_token"])

    answer = visitor.post("/theme/", {"theme": "dark", "csrfmiddlewaretoken": token}, headers={"origin": origin})

    assert answer.status_code == 403


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
@pytest.mark.parametrize(
    ("method", "path"), [("post", "/theme/"), ("get", API), ("get", "/"), ("delete", API)], ids=lambda part: part
)
def test_what_another_site_makes_a_browser_send_is_refused(site: str, method: str, path: str, visitor: Client) -> None:
    visitor.get("/")

    answer = getattr(visitor, method)(path, headers={"sec-fetch-site": site, "sec-fetch-mode": "no-cors"})

    assert answer.status_code == 403
    assert "This request came from another site's page; nothing was done." in answer.content.decode()


def test_a_form_of_another_site_is_refused_though_it_navigates(visitor: Client) -> None:
    fetch = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document"}

    assert visitor.post("/theme/", headers=fetch).status_code == 403


def test_a_link_from_another_site_is_followed(visitor: Client) -> None:
    fetch = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document"}

    assert visitor.get("/help/", headers=fetch).status_code == 200


def test_a_frame_in_another_site_is_refused(visitor: Client) -> None:
    fetch = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "iframe"}

    assert visitor.get("/help/", headers=fetch).status_code == 403


def test_no_answer_invites_other_sites(visitor: Client) -> None:
    answers = [visitor.get(path, headers={"origin": "http://evil.example.org"}) for path in ("/", API, "/healthz")]

    assert [answer for answer in answers if "Access-Control-Allow-Origin" in answer] == []


def test_every_page_carries_the_content_security_policy(visitor: Client) -> None:
    policy = visitor.get("/help/")["Content-Security-Policy"]

    assert sorted(policy.split("; ")) == [
        "base-uri 'none'",
        "connect-src 'self'",
        "default-src 'none'",
        "font-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "img-src 'self' data: blob:",
        "script-src 'self'",
        "style-src 'self'",
    ]


def test_a_person_signed_in_keeps_being_themselves(owner: User, client_of: Callable[[User], Client]) -> None:
    assert client_of(owner).get("/").wsgi_request.user == owner


def test_pages_are_asked_for_again_and_what_says_otherwise_is_left(visitor: Client) -> None:
    assert visitor.get("/")["Cache-Control"] == "private, no-cache"
    assert visitor.get("/nowhere/")["Cache-Control"] == "private, no-cache"
    assert "Cache-Control" not in visitor.get("/healthz")
