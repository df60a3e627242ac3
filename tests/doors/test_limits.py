from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import resolve
from pytest_django import Settings

from inspector.doors.limits import LIMITS, TRANSFERS, LimitsMiddleware
from tests.builders import nifti1_bytes

pytestmark = pytest.mark.django_db


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch, server_mode: Settings) -> None:
    """The same limits, met after three requests."""
    from dataclasses import replace

    from inspector.doors import limits

    monkeypatch.setattr(limits, "LIMITS", tuple(replace(limit, burst=3, per_minute=3) for limit in LIMITS))


@pytest.mark.usefixtures("few")
def test_more_writes_than_one_person_is_given_are_refused(owner: User, client_of: Callable[[User], Client]) -> None:
    client = client_of(owner)

    answers = [client.post("/theme/", {"theme": "dark"}) for _ in range(4)]

    assert [answer.status_code for answer in answers] == [302, 302, 302, 429]
    assert answers[3]["Retry-After"] == "20"
    assert "Nothing was done: this is more at once than one person is given. Try again in 20 s." in _text(answers[3])
    assert client.get("/help/").status_code == 200


@pytest.mark.usefixtures("few")
def test_programs_are_told_in_the_shape_of_the_api(
    owner: User, member: User, token_of: Callable[[User], dict[str, Any]]
) -> None:
    client, mine, other = Client(), token_of(owner), token_of(member)

    answers = [client.delete("/api/v1/images/x", **mine) for _ in range(4)]

    assert [answer.status_code for answer in answers] == [422, 422, 422, 429]
    assert answers[3].json() == {
        "error": {
            "code": "too_many",
            "message": "Nothing was done: this is more at once than one person is given. Try again in 20 s.",
            "fields": {},
        }
    }
    assert answers[3]["Retry-After"] == "20"
    assert client.delete("/api/v1/images/x", **other).status_code == 422


@pytest.mark.usefixtures("few")
def test_one_address_with_ever_new_tokens_is_stopped(db: None) -> None:
    client = Client()
    tries = [client.delete("/api/v1/images/x", headers={"Authorization": f"Bearer {i}"}) for i in range(17)]

    assert [answer.status_code for answer in tries] == [401] * 15 + [429] * 2


@pytest.mark.usefixtures("few")
@pytest.mark.parametrize("path", ["/api/v1/audit/verify", "/api/v1/images/x/slice"])
def test_what_costs_much_to_read_is_limited(path: str, owner: User, token_of: Callable[[User], dict[str, Any]]) -> None:
    client, mine = Client(), token_of(owner)

    statuses = [client.get(path, **mine).status_code for _ in range(4)]

    assert statuses[3] == 429
    assert 429 not in statuses[:3]


@pytest.mark.usefixtures("few")
def test_local_mode_has_no_limits(owner: User, client_of: Callable[[User], Client], settings: Settings) -> None:
    settings.MODE = "local"
    client = client_of(owner)

    assert {client.post("/theme/", {"theme": "dark"}).status_code for _ in range(30)} == {302}


def test_the_limits_are_far_from_what_a_person_does() -> None:
    assert min(limit.burst for limit in LIMITS[:2]) >= 300
    assert min(limit.per_minute for limit in LIMITS[:2]) >= 600


def test_more_files_under_way_than_one_person_is_given_are_refused_and_then_taken(
    owner: User, server_mode: Settings
) -> None:
    limits = LimitsMiddleware(lambda request: HttpResponse())
    requests = [_transfer(owner) for _ in range(TRANSFERS + 1)]

    begun = [limits.process_view(request, _view, (), {}) for request in requests]
    limits(requests[0]).close()
    again = limits.process_view(_transfer(owner), _view, (), {})

    assert [answer.status_code if answer else None for answer in begun] == [None] * TRANSFERS + [429]
    assert again is None


def test_an_upload_that_was_answered_is_under_way_no_longer(
    owner: User, server_mode: Settings, token_of: Callable[[User], dict[str, Any]]
) -> None:
    client, mine = Client(), token_of(owner)
    files = [{"file": SimpleUploadedFile("scan.nii", nifti1_bytes())} for _ in range(TRANSFERS + 2)]

    assert {client.post("/api/v1/images", file, **mine).status_code for file in files} == {201}


@pytest.mark.usefixtures("server_mode")
def test_a_file_of_somebody_who_is_not_signed_in_is_not_read() -> None:
    paths = ("/upload/", "/login/", "/api/v1/images")

    answers = [Client().post(path, {"file": SimpleUploadedFile("scan.nii", bytes(100_000))}) for path in paths]

    assert [answer.status_code for answer in answers] == [302, 302, 401]
    assert answers[2].json()["error"]["message"] == "Send a token: Authorization: Bearer <token>. Nothing was read."


def _transfer(person: User) -> HttpRequest:
    request = RequestFactory().post("/upload/", {"file": SimpleUploadedFile("scan.nii", b"")})
    request.user = person
    request.resolver_match = resolve("/upload/")
    return request


def _view(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


def _text(answer: Any) -> str:
    return str(answer.content.decode())
