"""`manage.py up` and `manage.py token` in processes of their own."""

import json
import os
import signal
import socket
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPConnection, HTTPMessage
from pathlib import Path
from typing import Self

import pytest

from project import bootstrap

REPOSITORY = Path(__file__).resolve().parent.parent
LINE = "Header Inspector is at http://127.0.0.1:{port}/"


class Server:
    """`manage.py up` in a process of its own."""

    def __init__(self, data: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.data = data
        self.process = _start(data, "up", "--port", str(self.port))
        assert self.process.stdout is not None
        self.line = self.process.stdout.readline().rstrip("\n")

    def get(self, path: str, headers: dict[str, str] | None = None) -> tuple[int, HTTPMessage, str]:
        """The status, the headers and the text of an answer."""
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=20)) as connection:
            connection.request("GET", path, headers=headers or {})
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read().decode()

    def stop(self) -> tuple[int, str]:
        """Ctrl-C; the exit code, and what was said on stderr all the while."""
        self.process.send_signal(signal.SIGINT)
        _, errors = self.process.communicate(timeout=20)
        return self.process.returncode, errors

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.stop()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    if not bootstrap.is_ready(bootstrap.RUN):
        pytest.skip("This Python has not the versions of requirements.txt; manage.py test does.")
    with Server(tmp_path_factory.mktemp("served")) as server:
        yield server


def test_up_prints_the_address_when_it_answers_there(server: Server) -> None:
    status, headers, _ = server.get("/")

    assert server.line == LINE.format(port=server.port)
    assert (status, headers["Content-Type"]) == (200, "text/html; charset=utf-8")


def test_up_serves_static_files_that_last(server: Server) -> None:
    _, _, page = server.get("/")
    sheet = page.split('<link rel="stylesheet" href="')[1].split('"')[0]

    status, headers, _ = server.get(sheet)

    assert (status, headers["Cache-Control"]) == (200, "max-age=315360000, public, immutable")


def test_a_name_that_somebody_pointed_here_is_refused(server: Server) -> None:
    status, _, _ = server.get("/", {"Host": "rebound.example.org"})

    assert status == 400


def test_the_health_of_the_program_can_be_asked_for(server: Server) -> None:
    status, headers, text = server.get("/healthz", {"Host": "a-container"})

    assert (status, json.loads(text), headers["Set-Cookie"]) == (200, {"ok": True}, None)


def test_a_token_is_printed_alone_again_and_opens_the_api(server: Server) -> None:
    first, second = _token(server.data), _token(server.data)

    status, _, _ = server.get("/api/v1/images", {"Authorization": f"Bearer {first.strip()}"})

    assert first == second
    assert first.count("\n") == 1
    assert status == 200


def test_keys_are_readable_by_their_owner_only(server: Server) -> None:
    _token(server.data)
    keys = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (server.data / "keys").iterdir()}

    assert keys == {"audit.key": 0o600, "secret.key": 0o600, "local.token": 0o600}


def test_a_second_start_changes_no_static_file_and_ends_quietly_by_ctrl_c(server: Server) -> None:
    note = server.data / "static" / ".sources"
    before = note.stat().st_mtime_ns

    with Server(server.data) as again:
        assert again.line == LINE.format(port=again.port)
        assert again.stop() == (0, "")
    assert note.stat().st_mtime_ns == before


def test_a_fresh_data_folder_gives_a_token_too(tmp_path: Path) -> None:
    assert _token(tmp_path / "fresh").startswith("hi_")


def _token(data: Path) -> str:
    process = _start(data, "token")
    token, _ = process.communicate(timeout=60)
    return token


def _start(data: Path, *arguments: str) -> subprocess.Popen[str]:
    mine = ("DATABASE_URL", "DJANGO_SETTINGS_MODULE", "HEADER_INSPECTOR_")
    environ = {name: value for name, value in os.environ.items() if not name.startswith(mine)}
    environ["HEADER_INSPECTOR_DATA"] = str(data)
    command = [sys.executable, "manage.py", *arguments]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, env=environ, cwd=REPOSITORY, stdout=pipe, stderr=pipe, text=True)
