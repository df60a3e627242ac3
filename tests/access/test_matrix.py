"""Every person at every address: what is not theirs is not there, what their role does not allow is refused."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse
from django.utils import timezone
from pytest_django import Settings

from inspector import access, actions
from inspector.api import api
from inspector.models import ApiToken, Dataset, Image, Invitation, Release, Role
from tests.access.policy import CALLS, PAGES, Need
from tests.builders import nifti1_bytes
from tests.conftest import joined
from tests.doors.provider import Provider, running
from tests.releasing import released
from tests.views.conftest import Add, add

__all__ = ["add"]

pytestmark = pytest.mark.django_db
CAST = ("nobody", "stranger", "viewer", "editor", "reviewer", "manager", "administrator")
BODY: dict[str, Any] = {
    "reason": "matrix",
    "text": "x",
    "revision": 1,
    "set": {"cal_max": 1},
    "entry": 1,
    "label": "name",
    "step": "sign",
    "name": "x",
    "role": "viewer",
    "member": "olga",
    "dataset": "study",
    "days": 7,
    "from": "the image",
    "groups": ["text"],
    "images": "all",
    "tool": "a tool",
    "findings": ["0"],
}
# What is about an image that was removed.
REMOVED = ("put_back", "purge", "put-back")
SECRET = "the end of a link"
FILE: dict[str, Any] = {"file": "in a form"}
ARGUMENTS: dict[str, Any] = {
    "group": "spacing",
    "rule": "P12",
    "name": "pixdim",
    "index": 0,
    "slug": "study",
    "username": "olga",
    "secret": SECRET,
    "mark": "none",
    "key": "lab",
}


@dataclass(frozen=True)
class Request:
    """One way to knock at one door, and what it takes."""

    method: str
    address: str
    need: Need
    body: dict[str, Any] | None = None

    @property
    def is_call(self) -> bool:
        return self.body is not None

    def sent_by(self, client: Client, base: str) -> tuple[int, str]:
        """The status, and what became of it in words."""
        if self.body == FILE:
            answer = client.post(self.address, {"file": SimpleUploadedFile("new.nii", nifti1_bytes())})
        elif self.is_call:
            headers = {"If-Match": base}
            answer = client.generic(
                self.method, self.address, json.dumps(self.body), "application/json", headers=headers
            )
        elif self.method == "GET":
            answer = client.get(self.address)
        else:
            answer = client.post(self.address, BODY)
        if answer.status_code == 302 and answer["Location"].startswith("/login/?next="):
            return 302, "sign in"
        words = {401: "sign in", 403: "refused", 404: "not there"}
        return answer.status_code, words.get(answer.status_code, "let in")


@cache
def described() -> dict[str, Any]:
    """The description of the API."""
    return {**api.get_openapi_schema(path_prefix="")}


def pages() -> Iterator[URLPattern]:
    for pattern in get_resolver().url_patterns:
        for each in getattr(pattern, "url_patterns", [pattern]):
            if isinstance(each, URLPattern):
                yield each


def requests(image: Image, gone: Image) -> Iterator[Request]:
    """Every request that the pages and the API take, about this image of the owner's, or about a removed one."""
    talk = {"comment": image.comments.get().pk, "proposal": image.proposals.get().pk}
    for page in pages():
        names = page.pattern.converters
        known = {**ARGUMENTS, **talk, "id": "P12" if page.name == "help_rule" else image.pk}
        known["number"] = number_of(str(page.pattern))
        if page.name in REMOVED:
            known["id"] = gone.pk
        if page.name == "release":
            known["id"] = Release.objects.get().pk
        address = reverse(str(page.name), kwargs={name: known[name] for name in names})
        for method, need in zip(("GET", "POST"), PAGES[str(page.name)], strict=True):
            if need:
                yield Request(method, address, need)
    for call, need in CALLS.items():
        method, path = call.split(" ")
        about = gone if path.rpartition("/")[2] in REMOVED else image
        found = Release.objects.get().pk if path.startswith("/releases/") else about.pk
        address = path.format(id=found, other=image.pk, number=number_of(path), **ARGUMENTS, **talk)
        yield Request(method, f"/api/v1{address}", need, body_of(method, path))


def talked_about(image: Image, person: User) -> None:
    """Let somebody comment on the image, propose an edit and release it."""
    actions.comment(actor=person, image=image, text="Why?")
    actions.propose(actor=person, image=image, base=image.etag, values={"cal_max": 2}, reason="matrix")
    released(person, image)


def keep_for(owner: User, dataset: Dataset) -> None:
    """An open invitation to the dataset, and a token of the owner."""
    actions.invite(actor=owner, dataset=dataset, role=Role.EDITOR)
    Invitation.objects.update(digest=access.digest(SECRET))
    access.make_token(owner, "laptop")


def number_of(path: str) -> int:
    """Which revision or extension, which of the owner's invitations, which of their tokens."""
    if "invitations" in path:
        return Invitation.objects.get().pk
    return ApiToken.objects.get().pk if "tokens" in path else 1


def body_of(method: str, path: str) -> dict[str, Any]:
    """What this call takes, as its description says: a call is judged only when its body is acceptable."""
    content = described()["paths"][path][method.lower()].get("requestBody", {}).get("content", {})
    if "multipart/form-data" in content:
        return FILE
    reference = content.get("application/json", {}).get("schema", {}).get("$ref", "")
    taken = described()["components"]["schemas"].get(reference.rpartition("/")[2], {}).get("properties", {})
    return {name: value for name, value in BODY.items() if name in taken}


def expected(who: str, role: str, request: Request) -> str:
    if request.need == "anyone":
        return "let in"
    if who == "nobody":
        return "sign in"
    if request.need == "theirs":
        return "not there"
    if request.need == "person" or request.need == "own" or access.allows(role, request.need):
        return "let in"
    # The forms that upload name the dataset.
    places = ("/images/", "/datasets/study", "/upload/", "/examples/", "/removed/", "/releases/")
    if any(place in request.address for place in places):
        return "not there" if who == "stranger" else "refused"
    # Without an image these go to the person's own dataset.
    return "let in" if who == "stranger" else "refused"


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    with running() as provider:
        yield provider


@pytest.fixture
def person(request: pytest.FixtureRequest, dataset: Dataset) -> User | AnonymousUser:
    who = request.param
    if who == "nobody":
        return AnonymousUser()
    if who == "stranger":
        stranger: User = request.getfixturevalue("stranger")
        return stranger
    if who == "administrator":
        return User.objects.create_superuser("ada")
    return joined("pia", dataset, Role(who))


def test_every_page_has_a_policy() -> None:
    assert {str(page.name) for page in pages()} == set(PAGES)


def test_every_call_has_a_policy() -> None:
    paths = described()["paths"]

    assert {f"{method.upper()} {path}" for path, methods in paths.items() for method in methods} == set(CALLS)


@pytest.mark.parametrize(("who", "person"), [(who, who) for who in CAST], indirect=["person"], ids=CAST)
def test_the_matrix(
    settings: Settings,
    provider: Provider,
    add: Add,
    owner: User,
    dataset: Dataset,
    who: str,
    person: User | AnonymousUser,
) -> None:
    settings.MODE, settings.ISSUERS = "server", {"lab": provider.issuer()}
    settings.SECOND_FACTOR = "offered"
    image = add("scan.nii", nifti1_bytes(extensions=[(6, b"a comment")]))
    keep_for(owner, dataset)
    talked_about(image, owner)
    gone = add("gone.nii")
    Image.objects.filter(pk=gone.pk).update(deleted_at=timezone.now())
    role = {"stranger": "", "nobody": "", "administrator": "manager"}.get(who, who)
    client, wrong = Client(), {}
    if isinstance(person, User):
        client.force_login(person)
    for request in requests(image, gone):
        with transaction.atomic():
            status, found = request.sent_by(client, image.etag)
            transaction.set_rollback(True)
        if isinstance(person, User) and request.address == reverse("sign_out"):
            client.force_login(person)
        wanted = expected(who, role, request)
        if status >= 500 or found != wanted:
            wrong[f"{request.method} {request.address}"] = f"{status}: {found} instead of {wanted}"

    assert wrong == {}, "\n".join(f"{k}  {v}" for k, v in wrong.items())
