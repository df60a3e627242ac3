"""What the log says of requests and faults: when, which route, how it ended. Never whom or what they were about."""

import io
import json
import logging
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

from project import bootstrap
from project.logs import Formatter, JsonLines
from tests.builders import nifti1_bytes
from tests.doors.faulty import PLANTED, VIEWS
from tests.servers import Server
from tests.test_settings import SERVER

pytestmark = pytest.mark.django_db

FRAGMENTS = ("Meyer", "Anna", "1984", "02-29")


@pytest.fixture(params=[JsonLines, Formatter], ids=["json", "text"])
def log(request: Any) -> Iterator[io.StringIO]:
    """Everything that is logged, as this form writes it."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(request.param())
    loggers = [logging.getLogger(name) for name in ("django", "inspector", "inspector.requests")]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.DEBUG)
    for logger in loggers[:2]:
        logger.addHandler(handler)
    yield written
    for logger, level in zip(loggers, levels, strict=True):
        logger.removeHandler(handler)
        logger.setLevel(level)


@pytest.fixture
def visitor(owner: User, settings: Settings) -> Client:
    """The owner, at a server that fails."""
    settings.ROOT_URLCONF = "tests.doors.faulty"
    settings.ADMINS = ["admin@example.org"]
    client = Client(raise_request_exception=False, headers={"Referer": f"http://testserver/?q={quote(PLANTED)}"})
    client.force_login(owner)
    return client


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.__name__)
@pytest.mark.parametrize("prefix", ["/faulty", "/api/v1/faulty"])
def test_no_failure_puts_a_planted_text_into_the_log_or_a_mail(
    prefix: str, view: Callable[..., Any], visitor: Client, log: io.StringIO
) -> None:
    name = quote(PLANTED, safe="")
    address = f"{prefix}/{view.__name__}/{name}/?q={name}"
    answer = visitor.post(address, {"reason": PLANTED, "file": SimpleUploadedFile("Meyer^Anna.nii", b"1984-02-29")})

    said = log.getvalue()
    assert [text for text in FRAGMENTS if text in said] == []
    assert answer["X-Request-ID"] in said
    assert mail.outbox == []


def test_a_fault_is_told_by_its_kind_and_the_lines_that_led_to_it(visitor: Client, log: io.StringIO) -> None:
    answer = visitor.get("/faulty/fault/x/")

    assert "Unspeakable" in log.getvalue()
    assert "tests/doors/faulty.py" in log.getvalue()
    assert answer.status_code == 500
    assert f'under the mark <span class="mono">{answer["X-Request-ID"]}</span>' in answer.content.decode()


def test_ordinary_work_and_refusals_leave_no_text_of_a_file_or_a_person(
    owner: User, log: io.StringIO, client_of: Callable[[User], Client], token_of: Callable[[User], dict[str, Any]]
) -> None:
    client, mine = client_of(owner), token_of(owner)
    file = SimpleUploadedFile("Meyer^Anna.nii", nifti1_bytes(descrip=b"Meyer^Anna 1984-02-29"))
    image = client.post("/api/v1/images", {"file": file}, **mine).json()
    client.get("/?q=Meyer")
    client.get("/images/Meyer^Anna/")
    client.post("/upload/", {"file": SimpleUploadedFile("Anna.nii", b"1984-02-29")})
    client.post(f"/images/{image['id']}/edit/text/", {"descrip": "Meyer" * 40})
    client.delete(f"/api/v1/images/{image['id']}", '{"reason": "Meyer', content_type="application/json", **mine)
    client.patch(f"/api/v1/images/{image['id']}/header", b"\xff1984", content_type="application/json", **mine)
    client.get(f"/api/v1/images/{image['id']}/download?as=Meyer", **mine)
    client.post("/login/", {"username": "Meyer", "password": "Anna 1984-02-29"})

    assert [text for text in (*FRAGMENTS, "olga", image["id"]) if text in log.getvalue()] == []
    assert len(log.getvalue().splitlines()) >= 9


def test_one_line_tells_of_one_request(owner: User, client_of: Callable[[User], Client]) -> None:
    lines = _lines_of(lambda: client_of(owner).get("/images/x/?q=y"))

    assert [{**line, "time": "", "ms": 0, "request": ""} for line in lines] == [
        {
            "time": "",
            "level": "info",
            "logger": "inspector.requests",
            "message": "request",
            "method": "GET",
            "route": "/images/<str:id>/",
            "status": 404,
            "ms": 0,
            "request": "",
            "person": owner.pk,
        }
    ]


@pytest.mark.parametrize(
    ("path", "route"),
    [
        ("/nothing/Meyer", "none"),
        ("/api/v1/images/x", "/api/v1/images/<id>"),
        ("/healthz", "/healthz"),
        ("/static/Meyer.css", "static"),
    ],
)
def test_a_route_is_told_instead_of_an_address(path: str, route: str) -> None:
    assert [line["route"] for line in _lines_of(lambda: Client().get(path))] == [route]


def test_a_request_brings_no_mark_of_its_own() -> None:
    answer = Client().get("/healthz", headers={"X-Request-ID": "Meyer"})

    assert re.fullmatch("[0-9a-f]{16}", answer["X-Request-ID"])


def test_a_method_that_nobody_knows_is_not_repeated() -> None:
    assert [line["method"] for line in _lines_of(lambda: Client().generic("MEYER", "/healthz"))] == ["other"]


def test_the_servers_log_is_json_to_the_last_line_and_knows_nobody(tmp_path: Path) -> None:
    if not bootstrap.is_ready(bootstrap.RUN):
        pytest.skip("This Python has not the versions of requirements.txt; manage.py test does.")
    with Server(tmp_path, SERVER) as server:
        https = {"Host": "headers.example.org", "X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.77"}
        statuses = [
            server.get("/images/Meyer/?q=Anna", https)[0],
            server.get("/login/?next=/Meyer/", https)[0],
            server.get("/", {**https, "Host": "Meyer.example.org"})[0],
            server.get("/", {**https, "Meyer Anna": "1984"})[0],
            server.get("/Meyer%00", https)[0],
        ]
        _, said = server.stop()

    lines = [json.loads(line) for line in said.splitlines()]
    assert statuses == [302, 200, 400, 400, 400]
    assert [line["status"] for line in lines if line["logger"] == "inspector.requests"] == [302, 200, 400, 400]
    assert [text for text in (*FRAGMENTS, "192.0.2") if text in said] == []


def _lines_of(work: Callable[[], object]) -> list[dict[str, Any]]:
    """The lines that one request leaves in the log."""
    written, logger = io.StringIO(), logging.getLogger("inspector.requests")
    handler, level = logging.StreamHandler(written), logger.level
    handler.setFormatter(JsonLines())
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    try:
        work()
    finally:
        logger.removeHandler(handler)
        logger.setLevel(level)
    return [json.loads(line) for line in written.getvalue().splitlines()]
