"""A lab's server, and the people who come to its door."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import Settings

PASSWORD = "analytical engine"


@pytest.fixture
def server_mode(settings: Settings) -> Settings:
    settings.MODE = "server"
    return settings


@pytest.fixture
def ada(owner: User, server_mode: Settings) -> User:
    """The owner, who comes with a password."""
    owner.set_password(PASSWORD)
    owner.save()
    return owner


@pytest.fixture
def knock() -> Callable[..., Any]:
    """One try to sign in, from a browser that was never here."""

    def knock(name: str, password: str = PASSWORD, *, address: str = "192.0.2.1", client: Client | None = None) -> Any:
        headers = {"X-Forwarded-For": f"6.6.6.6, {address}"}
        return (client or Client()).post("/login/", {"username": name, "password": password}, headers=headers)

    return knock
