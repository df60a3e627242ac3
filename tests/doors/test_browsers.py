"""What every answer tells a browser, and that no page needs more than it allows."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import get_resolver
from pytest_django import Settings

from tests.builders import nifti1_bytes
from tests.doors.strict import Page

pytestmark = pytest.mark.django_db

RULES = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), hid=(), microphone=(), midi=(), payment=(), "
    "serial=(), usb=()",
}


@pytest.fixture
def image(owner: User, token_of: Callable[[User], dict[str, Any]]) -> dict[str, Any]:
    """One with findings, an extension and a second revision."""
    client, mine = Client(), token_of(owner)
    data = nifti1_bytes(extensions=[(6, b"a comment"), (4, b"<a>b</a>")], scl_slope=float("nan"), qform_code=9)
    file = SimpleUploadedFile("scan.nii", data)
    image: dict[str, Any] = client.post("/api/v1/images", {"file": file}, **mine).json()
    mine["headers"]["If-Match"] = image["etag"]
    body = json.dumps({"set": {"descrip": "changed"}, "reason": "test"})
    changed = client.patch(f"/api/v1/images/{image['id']}/header", body, content_type="application/json", **mine)
    assert changed.status_code == 200, changed.content
    return image


@pytest.fixture
def pages(owner: User, client_of: Callable[[User], Client], image: dict[str, Any]) -> dict[str, Any]:
    """Every page and fragment that links and forms lead to, by its address, up to two for a route."""
    client, found, waiting, seen = client_of(owner), {}, ["/", "/login/", "/nothing/"], dict[str, int]()
    while waiting:
        address = waiting.pop(0).split("#")[0]
        route = _route(address)
        if not address.startswith("/") or address.startswith("/static/") or address in found or seen.get(route, 0) >= 2:
            continue
        seen[route] = seen.get(route, 0) + 1
        for headers in ({}, {"HX-Request": "true"}):
            answer = client.get(address, headers=headers)
            kind = answer.headers.get("Content-Type", "")
            found[f"{address} {headers}" if headers else address] = answer
            if kind.startswith("text/html") and not address.startswith("/api/"):
                waiting += sorted(Page(answer.content.decode()).links)
    return found


def test_no_page_has_anything_inline_that_the_policy_forbids(pages: dict[str, Any]) -> None:
    html = {address: answer for address, answer in pages.items() if answer["Content-Type"].startswith("text/html")}

    assert {address: inline for address, answer in html.items() if (inline := Page(_text(answer)).inline)} == {}
    assert len({_route(address) for address in html}) >= 18


def test_every_answer_carries_the_same_rules(pages: dict[str, Any]) -> None:
    told = {address: {name: answer.headers.get(name) for name in RULES} for address, answer in pages.items()}

    assert {address: rules for address, rules in told.items() if rules != RULES} == {}
    policies = [answer["Content-Security-Policy"].split("; ") for answer in pages.values()]
    assert [policy for policy in policies if "default-src 'none'" not in policy and policy != ["sandbox"]] == []


@pytest.mark.parametrize("path", ["/healthz", "/static/inspector/app.css", "/nothing/", "/%00", "/api/v1/images"])
def test_answers_from_before_the_pages_carry_them_too(path: str) -> None:
    answer = Client().get(path)

    assert {name: answer.headers.get(name) for name in RULES if name.startswith(("X-Content", "Cross-Origin-R"))} == {
        "X-Content-Type-Options": "nosniff",
        "Cross-Origin-Resource-Policy": "same-origin",
    }


@pytest.mark.parametrize(("mode", "kept"), [("local", "private, no-cache"), ("server", "private, no-store")])
@pytest.mark.parametrize("kind", ["original", "nii", "nii.gz", "pair"])
def test_a_download_is_a_file_and_nothing_else(
    mode: str,
    kept: str,
    kind: str,
    image: dict[str, Any],
    owner: User,
    client_of: Callable[[User], Client],
    settings: Settings,
) -> None:
    settings.MODE = mode

    answer = client_of(owner).get(f"/api/v1/images/{image['id']}/download?as={kind}")
    answer.getvalue()

    assert {name: answer[name] for name in ("Content-Type", "Content-Security-Policy", "Cache-Control")} == {
        "Content-Type": "application/octet-stream",
        "Content-Security-Policy": "sandbox",
        "Cache-Control": kept,
    }
    assert answer["Content-Disposition"].startswith("attachment; filename=")
    assert answer["X-Content-Type-Options"] == "nosniff"


def _route(address: str) -> str:
    try:
        return str(get_resolver().resolve(address.split(" ")[0].split("?")[0]).route)
    except Exception:
        return "none"


def _text(answer: Any) -> str:
    return str(answer.content.decode())
