"""What the machines around the program ask: is it alive, is it ready, how much of what."""

import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from inspector.triggers import drop_triggers, install_triggers
from tests.builders import nifti1_bytes

pytestmark = pytest.mark.django_db

TOKEN = "k7Jw" * 8
PARTS = {"database": "ok", "store": "ok", "disk": "ok"}


@pytest.fixture
def prober(settings: Settings) -> Client:
    """Knows no host name, has no cookies."""
    return Client(headers={"host": "a-container"})


def test_health_asks_nobody_and_needs_no_session(
    prober: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(0):
        answer = prober.get("/healthz")

    assert (answer.status_code, answer.json(), Session.objects.count()) == (200, {"ok": True}, 0)


def test_ready_is_when_every_part_is(prober: Client) -> None:
    answer = prober.get("/readyz")

    assert (answer.status_code, answer.json()) == (200, {"ok": True, "parts": PARTS})


def test_asking_leaves_nothing_behind(prober: Client, data_root: Path) -> None:
    prober.get("/readyz")

    assert [path for path in data_root.rglob("*") if path.is_file()] == []


def test_without_the_triggers_of_the_record_it_is_not_ready(prober: Client) -> None:
    drop_triggers()
    try:
        answer = prober.get("/readyz")
    finally:
        install_triggers()

    assert (answer.status_code, answer.json()["parts"]) == (
        503,
        PARTS | {"database": "triggers of the audit trail are missing"},
    )


def test_before_a_migration_it_is_not_ready(prober: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE name LIKE '%sign_in_tries'")

    assert prober.get("/readyz").json()["parts"] == PARTS | {"database": "1 migrations are missing"}


def test_on_a_full_disk_it_is_not_ready(prober: Client, settings: Settings) -> None:
    settings.MIN_FREE = 2**62

    said = "less is free than HEADER_INSPECTOR_MIN_FREE"
    assert prober.get("/readyz").json() == {"ok": False, "parts": PARTS | {"disk": said}}


def test_without_a_store_it_is_not_ready(prober: Client, settings: Settings, data_root: Path) -> None:
    shutil.rmtree(settings.VAULT_ROOT)
    settings.VAULT_ROOT.write_text("in the way")

    assert prober.get("/readyz").json()["parts"] == PARTS | {"store": "cannot be written to"}


@pytest.fixture
def metered(server_mode: Settings, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Client:
    """A server with figures, for whoever shows its token."""
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(tmp_path_factory.mktemp("metrics"))
    server_mode.METRICS_TOKEN = TOKEN
    return Client(headers={"host": "a-container", "authorization": f"Bearer {TOKEN}"})


def test_there_are_no_figures_without_a_token_in_the_settings(client: Client, server_mode: Settings) -> None:
    assert Client().get("/metrics").status_code == 404


def test_local_mode_has_no_figures(metered: Client, server_mode: Settings) -> None:
    server_mode.MODE = "local"

    assert Client().get("/metrics").status_code == 404


@pytest.mark.parametrize("shown", ["", "Bearer", "Bearer wrong", f"Basic {TOKEN}x", "Bearer ä"])
def test_the_figures_are_for_whoever_shows_the_token(shown: str, metered: Client) -> None:
    assert metered.get("/metrics", headers={"authorization": shown}).status_code == 403


def test_the_figures_count_requests_by_route_and_what_is_stored(
    metered: Client, owner: User, token_of: Callable[[User], dict[str, Any]]
) -> None:
    file = SimpleUploadedFile("scan.nii", nifti1_bytes())
    image = Client().post("/api/v1/images", {"file": file}, **token_of(owner)).json()
    before = _figures(metered)
    for _ in range(3):
        Client().get(f"/api/v1/images/{image['id']}/header", **token_of(owner))
    Client().get("/images/a-name-in-an-address/")

    after = _figures(metered)

    counted = 'header_inspector_requests_total{method="GET",route="/api/v1/images/<id>/header",status="200"}'
    assert after[counted] - before.get(counted, 0) == 3
    assert after['header_inspector_audit_entries{action="upload"}'] == 1
    assert after["header_inspector_uploaded_bytes"] == image["size"]
    assert after["header_inspector_blob_bytes"] > 0
    assert after["header_inspector_database_bytes"] > 0
    assert [name for name in after if image["id"] in name or "a-name" in name] == []


def _figures(client: Client) -> dict[str, float]:
    answer = client.get("/metrics")
    assert answer.status_code == 200
    lines = [line for line in answer.content.decode().splitlines() if not line.startswith("#")]
    return {name: float(value) for name, value in (re.split(r" (?=[^ ]+$)", line) for line in lines)}
