"""A lab's server, and the people who come to its door."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings

from inspector import authenticator
from inspector.doors import half_way, sessions
from tests.doors.journey import Come, leave, return_from
from tests.doors.phone import Phone
from tests.doors.provider import Provider, running

PASSWORD = "analytical engine"


class Clock:
    """The time as the doors see it."""

    def __init__(self) -> None:
        self.now = 1_700_000_000.0

    def time(self) -> float:
        return self.now


@pytest.fixture
def ada(owner: User, server_mode: Settings) -> User:
    """The owner, who comes with a password."""
    owner.set_password(PASSWORD)
    owner.save()
    return owner


@pytest.fixture
def offered(server_mode: Settings) -> Settings:
    """A server where people can have a second factor."""
    server_mode.SECOND_FACTOR = "offered"
    return server_mode


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    for door in (authenticator, half_way, sessions):
        monkeypatch.setattr(door, "time", clock)
    return clock


@pytest.fixture
def phone(ada: User, clock: Clock, offered: Settings) -> Phone:
    """The owner's; its first code was used to set it up."""
    return Phone.of(ada, PASSWORD, clock.now)


@pytest.fixture
def half(phone: Phone, knock: Callable[..., Any]) -> Client:
    """A browser in which the owner has given the password, and no code yet."""
    client = Client()
    knock("olga", client=client)
    return client


@pytest.fixture
def knock() -> Callable[..., Any]:
    """One try to sign in, from a browser that was never here."""

    def knock(name: str, password: str = PASSWORD, *, address: str = "192.0.2.1", client: Client | None = None) -> Any:
        headers = {"X-Forwarded-For": f"6.6.6.6, {address}"}
        return (client or Client()).post("/login/", {"username": name, "password": password}, headers=headers)

    return knock


@pytest.fixture
def provider(server_mode: Settings) -> Iterator[Provider]:
    with running() as provider:
        server_mode.ISSUERS = {"lab": provider.issuer()}
        server_mode.NEW_ACCOUNTS = "anyone"
        yield provider
    cache.clear()


@pytest.fixture
def come() -> Come:
    """The whole way there and back."""

    def come(client: Client | None = None, wanted: str = "") -> Any:
        client = client or Client()
        return client.get(return_from(leave(client, wanted)))

    return come
