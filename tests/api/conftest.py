"""A program that calls the API with the token of one of the cast."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from inspector import access


class Program:
    """Calls /api/v1 for a person; `call` gives the answer, `ok` its JSON after checking the status."""

    def __init__(self, person: User) -> None:
        self.client = Client()
        self.headers = {"Authorization": f"Bearer {access.make_token(person, 'test')}"}

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> HttpResponse:
        data = "" if body is None else json.dumps(body)
        return self.client.generic(  # type: ignore[return-value]  # the test client adds to the response it returns
            method,
            f"/api/v1{path}",
            data,
            content_type="application/json",
            headers={**self.headers, **{name.replace("_", "-"): value for name, value in headers.items()}},
        )

    def ok(self, method: str, path: str, body: Any = None, status: int = 200, **headers: str) -> Any:
        answer = self.call(method, path, body, **headers)
        assert answer.status_code == status, answer.content
        return json.loads(answer.content)

    def send(self, *files: tuple[str, bytes]) -> HttpResponse:
        uploads = [SimpleUploadedFile(name, data) for name, data in files]
        return self.client.post(  # type: ignore[return-value]  # the test client adds to the response it returns
            "/api/v1/images", {"file": uploads}, headers=self.headers
        )

    def upload(self, *files: tuple[str, bytes]) -> dict[str, Any]:
        answer = self.send(*files)
        assert answer.status_code == 201, answer.content
        image: dict[str, Any] = json.loads(answer.content)
        return image

    def edit(
        self, image: dict[str, Any], /, reason: str = "test", allow: Sequence[str] = (), **values: Any
    ) -> dict[str, Any]:
        change: dict[str, Any] = self.ok(
            "PATCH",
            f"/images/{image['id']}/header",
            {"set": values, "reason": reason, "allow": [*allow]},
            If_Match=image["etag"],
        )
        image["etag"] = change["etag"]
        return change

    def download(self, image: dict[str, Any], **query: Any) -> bytes:
        text = "&".join(f"{name.strip('_')}={value}" for name, value in query.items())
        answer = self.call("GET", f"/images/{image['id']}/download?{text}")
        assert answer.status_code == 200, answer
        data = answer.getvalue()
        assert len(data) == int(answer["Content-Length"])
        return data


@pytest.fixture
def program_of() -> Callable[[User], Program]:
    return Program


@pytest.fixture
def program(owner: User) -> Program:
    """The owner's."""
    return Program(owner)
