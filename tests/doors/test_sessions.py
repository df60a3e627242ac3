from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from tests.doors.conftest import Clock

pytestmark = pytest.mark.django_db

MINUTE, HOUR = 60, 3600


@pytest.fixture
def client(ada: User, clock: Clock, client_of: Callable[[User], Client]) -> Client:
    client = client_of(ada)
    client.get("/help/")
    return client


@pytest.mark.parametrize(("minutes", "status"), [(29, 200), (30, 302), (600, 302)])
def test_half_an_hour_without_a_request_ends_a_session(minutes: int, status: int, client: Client, clock: Clock) -> None:
    clock.now += minutes * MINUTE

    assert client.get("/help/").status_code == status


def test_twelve_hours_end_a_session_however_busy(client: Client, clock: Clock) -> None:
    statuses = []
    for _ in range(36):
        clock.now += 20 * MINUTE
        statuses.append(client.get("/help/").status_code)

    assert statuses == [200] * 35 + [302]


def test_the_api_ends_with_the_session(client: Client, clock: Clock) -> None:
    clock.now += 31 * MINUTE

    assert client.get("/api/v1/images").status_code == 401


def test_the_sessions_of_local_mode_last(client: Client, clock: Clock, server_mode: Settings) -> None:
    server_mode.MODE = "local"
    clock.now += 48 * HOUR

    assert client.get("/help/").status_code == 200


def test_being_seen_is_noted_once_a_minute_and_else_costs_nothing(
    client: Client, clock: Clock, server_mode: Settings
) -> None:
    asked = []
    for mode in ("local", "server"):
        server_mode.MODE = mode
        clock.now += 5
        with CaptureQueriesContext(connection) as queries:
            client.get("/help/")
        asked.append([query["sql"].split()[0] for query in queries])

    assert asked[1] == asked[0] == ["SELECT"] * len(asked[0])
