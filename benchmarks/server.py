"""The program itself, as `manage.py up` serves it, and a program that calls it."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from benchmarks.measure import Failed
from benchmarks.place import ROOT

OURS = ("DATABASE_URL", "DJANGO_SETTINGS_MODULE", "HEADER_INSPECTOR_", "PORT")
CHUNK = 1 << 20
IDLE = 2  # seconds; the server ends a connection that was silent for 5


class Server:
    """`manage.py up` with a data folder of its own."""

    def __init__(self, data: Path, **variables: str) -> None:
        data.mkdir(parents=True, exist_ok=True)
        self.data = data
        self.environ = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
        self.environ["HEADER_INSPECTOR_DATA"] = str(data)
        self.environ["HEADER_INSPECTOR_MAX_UPLOAD"] = "64 GiB"
        self.environ["HEADER_INSPECTOR_MAX_UNPACKED"] = "64 GiB"
        self.environ |= variables
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]
        command = [sys.executable, "manage.py", "up", "--port", str(self.port)]
        local = self.environ.get("HEADER_INSPECTOR_MODE", "local") == "local"
        with (data / "log").open("w") as log:  # in server mode, a line for every request
            self._process = subprocess.Popen(
                command,
                cwd=ROOT,
                env=self.environ,
                stdout=subprocess.PIPE,
                stderr=None if local else log,
                text=True,
            )
        if not self._process.stdout or not self._process.stdout.readline():
            raise Failed("the server did not start; the lines above say why")
        self.token = self.manage("token").strip() if local else ""

    def manage(self, *arguments: str) -> str:
        """What a management command says, on the data of this server."""
        return self._output("manage.py", *arguments)

    def script(self, module: str, *arguments: str) -> str:
        return self._output("-m", f"benchmarks.scripts.{module}", *arguments)

    def _output(self, *arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, *arguments], cwd=ROOT, env=self.environ, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise Failed((done.stderr.strip().splitlines() or ["no word"])[-1][:200])
        return done.stdout

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.send_signal(signal.SIGINT)
        self._process.wait(timeout=30)
        if self._process.stdout:
            self._process.stdout.close()

    @contextmanager
    def memory(self) -> Iterator[list[float]]:
        """Fills the list, at the end, with the MB by which all workers together rose above where they stood."""
        before = {}
        for process in self._processes():
            Path(f"/proc/{process}/clear_refs").write_text("5")
            before[process] = _status_mb(process, "VmRSS")
        rise: list[float] = []
        yield rise
        rise.append(sum(max(0, _status_mb(each, "VmHWM") - before.get(each, 0)) for each in self._processes()))

    def _processes(self) -> list[int]:
        """The server and everything it started."""
        found = [self._process.pid]
        for process in found:
            children = Path(f"/proc/{process}/task/{process}/children")
            found += [int(child) for child in children.read_text().split()]
        return found

    def stored_file(self, beginning: bytes) -> Path | None:
        """The file of the vault whose first bytes stand near the beginning of a download: the frozen voxels."""
        for path in sorted((self.data / "blobs").rglob("*")):
            if path.is_file() and "uploads" not in path.parts:
                with path.open("rb") as file:
                    first = file.read(512)
                if len(first) == 512 and first in beginning:
                    return path
        return None


def _status_mb(process: int, name: str) -> float:
    found = re.search(rf"^{name}:\s+(\d+) kB", Path(f"/proc/{process}/status").read_text(), re.MULTILINE)
    return int(found[1]) / 1024 if found else 0.0


@dataclass(slots=True)
class Uploaded:
    """An image in the program; `etag` is that of its current revision."""

    id: str
    etag: str
    sha256: str
    edits: int = 0


class Caller:
    """A program with a token that keeps its connection."""

    def __init__(self, server: Server) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=600)
        self._headers = {"Authorization": f"Bearer {server.token}"}
        self._used = 0.0

    def upload(self, path: Path) -> Uploaded:
        """Send one file as multipart/form-data, by sendfile so that the client costs little."""
        start = (
            f'--edge\r\nContent-Disposition: form-data; name="file"; filename="{path.name}"\r\n'
            "Content-Type: application/gzip\r\n\r\n"
        ).encode()
        end = b"\r\n--edge--\r\n"
        connection = self._open()
        connection.putrequest("POST", "/api/v1/images")
        for name, value in self._headers.items():
            connection.putheader(name, value)
        connection.putheader("Content-Type", "multipart/form-data; boundary=edge")
        connection.putheader("Content-Length", str(len(start) + path.stat().st_size + len(end)))
        connection.endheaders(start)
        with path.open("rb") as file:
            connection.sock.sendfile(file)
        connection.send(end)
        image = self._json(201)
        return Uploaded(image["id"], image["etag"], image["voxels"]["sha256"])

    def edit(self, image: Uploaded, text: str = "") -> dict[str, Any]:
        """Set descrip, to a text that it never had before when none is given."""
        image.edits += 1
        text = text or f"edit {image.edits} at {time.monotonic_ns()}"
        body = json.dumps({"set": {"descrip": text}, "reason": "comparison"})
        headers = {**self._headers, "If-Match": image.etag, "Content-Type": "application/json"}
        self._open().request("PATCH", f"/api/v1/images/{image.id}/header", body, headers)
        change: dict[str, Any] = self._json(200)
        image.etag = change["etag"]
        return change

    def get(self, path: str, headers: dict[str, str] | None = None) -> http.client.HTTPResponse:
        """An answer whose status is 200 and whose body has not been read."""
        self._open().request("GET", path, headers={**self._headers, **(headers or {})})
        answer = self._connection.getresponse()
        if answer.status != 200:
            raise Failed(f"GET {path} was answered with {answer.status}: {answer.read(200)!r}")
        return answer

    def current(self, image: Uploaded) -> str:
        """The etag of the current revision, for an image that another program edits too."""
        image.etag = json.loads(self.get(f"/api/v1/images/{image.id}").read())["etag"]
        return image.etag

    def save(self, path: str, target: Path) -> None:
        answer, buffer = self.get(path), memoryview(bytearray(CHUNK))
        with target.open("wb", buffering=0) as file:
            while count := answer.readinto(buffer):
                file.write(buffer[:count])

    def close(self) -> None:
        """Also in the middle of an answer; the next call connects again."""
        self._connection.close()

    def _open(self) -> http.client.HTTPConnection:
        """The connection, begun anew when the server may have ended it."""
        if time.monotonic() - self._used > IDLE:
            self._connection.close()
        self._used = time.monotonic()
        return self._connection

    def _json(self, status: int) -> Any:
        answer = self._connection.getresponse()
        body, self._used = answer.read(), time.monotonic()
        if answer.status != status:
            raise Failed(f"answered with {answer.status}: {body[:200]!r}")
        return json.loads(body)


def download_path(image: Uploaded, kind: str = "nii.gz") -> str:
    return f"/api/v1/images/{image.id}/download?as={kind}"
