"""`manage.py up` and `manage.py token` in processes of their own."""

import json
import os
import signal
import socket
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from project import bootstrap
from tests.servers import Server, token

LINE = "Header Inspector is at http://127.0.0.1:{port}/"


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
    first, second = token(server.data), token(server.data)

    status, _, _ = server.get("/api/v1/images", {"Authorization": f"Bearer {first}"})

    assert first == second
    assert first.count("\n") == 0
    assert status == 200


def test_keys_are_readable_by_their_owner_only(server: Server) -> None:
    token(server.data)
    keys = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (server.data / "keys").iterdir()}

    assert keys == {"audit.key": 0o600, "secret.key": 0o600, "local.token": 0o600}


def test_the_service_goes_on_when_its_workers_are_killed_in_the_middle_of_an_upload(server: Server) -> None:
    headers = {"Authorization": f"Bearer {token(server.data)}"}
    with socket.create_connection(("127.0.0.1", server.port)) as upload:
        lines = [
            f"{name}: {value}" for name, value in {**headers, "Content-Length": "1000000", "Host": "localhost"}.items()
        ]
        start = "POST /api/v1/images HTTP/1.1\r\nContent-Type: multipart/form-data; boundary=b\r\n" + "\r\n".join(lines)
        part = '--b\r\nContent-Disposition: form-data; name="file"; filename="scan.nii"\r\n\r\n'
        upload.sendall(f"{start}\r\n\r\n{part}".encode() + bytes(500_000))
        for worker in _workers(server):
            os.kill(worker, signal.SIGKILL)

    status, _, text = server.get("/api/v1/images", headers)

    assert (status, json.loads(text)["count"]) == (200, 0)


def _workers(server: Server) -> list[int]:
    pid = server.process.pid
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def test_a_second_start_changes_no_static_file_and_ends_quietly_by_ctrl_c(server: Server) -> None:
    note = server.data / "static" / ".sources"
    before = note.stat().st_mtime_ns

    with Server(server.data) as again:
        assert again.line == LINE.format(port=again.port)
        assert again.stop() == (0, "")
    assert note.stat().st_mtime_ns == before


def test_a_fresh_data_folder_gives_a_token_too(tmp_path: Path) -> None:
    assert token(tmp_path / "fresh").startswith("hi_")
