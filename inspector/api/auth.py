"""Who is calling: a personal token, or the session of the pages together with its CSRF token."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import User
from django.http import HttpRequest
from ninja.security import HttpBearer, SessionAuth

from inspector import access


class Call(HttpRequest):
    """A request that passed authentication."""

    user: User


class Bearer(HttpBearer):
    def authenticate(self, request: HttpRequest, token: str) -> User | None:
        person = access.token_owner(token)
        if person is not None:
            request.user = person
        return person


class Session(SessionAuth):
    def authenticate(self, request: HttpRequest, key: str | None) -> Any:
        return request.user if request.user.is_authenticated and request.user.is_active else None


bearer = Bearer()
session = Session()
