"""What the API refuses has one shape, whoever refuses it; nothing that is sent brings a fault about."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

import pytest
from django.contrib.auth.models import User
from django.db import transaction
from django.http import HttpResponse
from django.test import Client

from inspector.api import api
from tests.api.conftest import Program
from tests.builders import nifti1_bytes

pytestmark = pytest.mark.django_db

NULS = '{"set": {"cal_max": 7, "descrip": "a\\u0000b"}, "reason": "Because\\u0000 of it.", "revision": 1}'
THINGS = {"index": 0, "rule": "P12", "slug": "study", "username": "olga", "number": 1, "comment": 1, "proposal": 1}
BODIES = ["", "{", "null", "[]", '"x"', "{}", '{"set": 1}', "\0", '{"reason": null}', "9" * 5000, NULS]
STRANGE = ["", "-1", "0", "9" * 30, "nan", "1e400", "\0", "²", "x" * 5000, "../..", "é\u202e", "true", "[]", "{}"]


OPERATIONS = [
    (method.upper(), path, described)
    for path, methods in api.get_openapi_schema(path_prefix="")["paths"].items()
    for method, described in methods.items()
]


def parameters() -> list[tuple[str, str, str]]:
    """Method, path and one query parameter of every call that has some."""
    return [
        (method, path, parameter["name"])
        for method, path, described in OPERATIONS
        for parameter in described.get("parameters", [])
        if parameter["in"] == "query"
    ]


def said(answer: HttpResponse) -> dict[str, Any]:
    body: dict[str, Any] = json.loads(answer.content)
    assert set(body) == {"error"}
    assert set(body["error"]) == {"code", "message", "fields"}
    assert body["error"]["message"]
    error: dict[str, Any] = body["error"]
    return error


def answered(answer: HttpResponse) -> int:
    """The status, after a look at the shape of an error."""
    if answer.status_code >= 400:
        said(answer)
    return answer.status_code


@pytest.mark.parametrize(("method", "path", "name"), parameters())
def test_no_value_of_a_parameter_is_a_fault(program: Program, method: str, path: str, name: str) -> None:
    image = program.upload(("scan.nii", nifti1_bytes()))
    path = path.format(id=image["id"], other=image["id"], **THINGS)

    statuses = {
        value: answered(program.call(method, f"{path}?{name}={quote(value)}", If_Match=image["etag"]))
        for value in STRANGE
    }

    assert {value: status for value, status in statuses.items() if status >= 500} == {}


@pytest.mark.parametrize(
    ("method", "path"), [(method, path) for method, path, _ in OPERATIONS if method in ("PATCH", "POST", "PUT")]
)
def test_no_body_is_a_fault(program: Program, method: str, path: str) -> None:
    image = program.upload(("scan.nii", nifti1_bytes()))
    address, headers = f"/api/v1{path.format(id=image['id'], other=image['id'], **THINGS)}", {"If-Match": image["etag"]}

    statuses = {}
    for body in BODIES:
        with transaction.atomic():
            answer: Any = program.client.generic(
                method, address, body, content_type="application/json", headers={**program.headers, **headers}
            )
            statuses[body] = answered(answer)
            transaction.set_rollback(True)  # each finds the image as it was

    assert {body: status for body, status in statuses.items() if status >= 500} == {}


def test_a_nul_in_the_address_is_refused_before_any_database_sees_it(program: Program) -> None:
    for path in ("/images?q=a%00b", "/images/%00/header"):
        answer = program.call("GET", path)

        assert answer.status_code == 400
        assert said(answer)["message"] == "The address holds a NUL character, which nothing here has."


@pytest.mark.parametrize("id", ["nothing", "x" * 5000, "..", "²"])
def test_no_name_of_an_image_is_a_fault(program: Program, id: str) -> None:
    assert answered(program.call("GET", f"/images/{quote(id, safe='')}/header")) == 404


def test_an_unknown_address_is_said_to_be(program: Program) -> None:
    answer = program.call("GET", "/nothing")

    assert answer.status_code == 404
    assert said(answer)["message"] == "There is nothing at this address; /api/v1/docs lists the calls."


def test_a_wrong_method_names_the_right_ones(program: Program) -> None:
    answer = program.call("PUT", "/audit/verify")

    assert answer.status_code == 405
    assert said(answer)["code"] == "not_allowed"
    assert answer["Allow"] == "GET"


def test_a_session_without_its_csrf_token_is_told(owner: User) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(owner)

    answer = browser.post("/api/v1/images")

    assert answer.status_code == 403
    assert json.loads(answer.content)["error"]["code"] == "forbidden"
