"""The program in processes of its own, as whoever starts it gets it."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping
from contextlib import closing
from functools import cached_property
from http.client import HTTPConnection, HTTPMessage
from pathlib import Path
from typing import Self

REPOSITORY = Path(__file__).resolve().parent.parent


class Server:
    """`manage.py up` in a process of its own, with these variables besides."""

    def __init__(self, data: Path, variables: Mapping[str, str] | None = None) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.data = data
        self.process = start(data, "up", "--port", str(self.port), variables=variables)

    @cached_property
    def line(self) -> str:
        """What the server says when it answers; waits for that."""
        assert self.process.stdout is not None
        return self.process.stdout.readline().rstrip("\n")

    def get(self, path: str, headers: dict[str, str] | None = None) -> tuple[int, HTTPMessage, str]:
        """The status, the headers and the text of an answer."""
        status, told, content = self.ask("GET", path, headers=headers)
        return status, told, content.decode()

    def ask(
        self, method: str, path: str, body: bytes = b"", headers: dict[str, str] | None = None
    ) -> tuple[int, HTTPMessage, bytes]:
        """The status, the headers and the bytes of an answer."""
        assert self.line
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=20)) as connection:
            connection.request(method, path, body or None, headers=headers or {})
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read()

    def stop(self) -> tuple[int, str]:
        """Ctrl-C; the exit code, and what was said on stderr all the while."""
        self.process.send_signal(signal.SIGINT)
        _, errors = self.process.communicate(timeout=20)
        return self.process.returncode, errors

    def __enter__(self) -> Self:
        """The server, once it answers."""
        assert self.line, self.stop()
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.stop()


def start(data: Path, *arguments: str, variables: Mapping[str, str] | None = None) -> subprocess.Popen[str]:
    # Where nothing compiled may be kept, each of the many programs would compile all of this one again.
    mine = ("DATABASE_URL", "DJANGO_SETTINGS_MODULE", "HEADER_INSPECTOR_", "PYTHONDONTWRITEBYTECODE")
    environ = {name: value for name, value in os.environ.items() if not name.startswith(mine)}
    environ |= {"HEADER_INSPECTOR_DATA": str(data), **(variables or {})}
    command = [sys.executable, "manage.py", *arguments]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, env=environ, cwd=REPOSITORY, stdout=pipe, stderr=pipe, text=True)


def token(data: Path) -> str:
    """The local user's token, as `manage.py token` prints it."""
    printed, _ = start(data, "token").communicate(timeout=60)
    return printed.removesuffix("\n")
