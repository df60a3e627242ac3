"""Requests that are sent again because the connection was cut before an answer came: each is done once."""

from __future__ import annotations

import json
import random
import socket
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Thread
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from django.core.wsgi import get_wsgi_application
from django.db import connections

from benchmarks.drills.drill import Result
from benchmarks.drills.program import DIM, Program
from inspector import actions
from inspector.models import Image, Revision
from tests.builders import nifti1_bytes

SENDERS = 4


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        pass


class _Threads(WSGIServer):
    """Every request in a thread of its own; a connection that was cut is nothing to talk about."""

    def process_request(self, request: Any, client_address: Any) -> None:
        Thread(target=self._handle, args=(request, client_address), daemon=True).start()

    def _handle(self, request: Any, client_address: Any) -> None:
        with suppress(OSError):
            self.finish_request(request, client_address)
        self.shutdown_request(request)
        connections.close_all()


def run(n: int, seed: int) -> Result:
    chance, program = random.Random(seed), Program.local()
    image, token = program.upload(chance)["id"], actions.local_token()
    with make_server("127.0.0.1", 0, get_wsgi_application(), _Threads, _Quiet) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        with ThreadPoolExecutor(SENDERS) as pool:
            shares = [n // SENDERS + (number < n % SENDERS) for number in range(SENDERS)]
            tasks = [pool.submit(_changes, server.server_port, token, chance.randrange(2**32), n) for n in shares]
            told = [task.result() for task in tasks]
        server.shutdown()
    return _judged(image, [line for lines in told for line in lines])


def _judged(first: str, told: list[tuple[int, str, set[str]]]) -> Result:
    failures = []
    for times, name, answers in told:
        there = Image.objects.filter(name=name).count()
        if there != 1 or len(answers) != 1:
            failures.append(f"{name}, sent {times} times, is there {there} times with {len(answers)} answers")
    extra = Revision.objects.exclude(image=first).count() - len(told)
    if extra:
        failures.append(f"{extra} revisions too many")
    return Result(len(told), tuple(failures), f"{sum(times for times, *_ in told):,} requests, most of them cut off")


def _changes(port: int, token: str, seed: int, count: int) -> list[tuple[int, str, set[str]]]:
    """How often each upload was sent, its name, and the different whole answers that came."""
    chance, told = random.Random(seed), []
    for number in range(count):
        name, times = f"{seed}-{number}.nii", chance.randrange(1, 6)
        request = _request(token, name, f"{seed}-{number}", chance)
        answers = {_sent(port, request, chance.uniform(0, 0.05)) for _ in range(times - 1)} | {_sent(port, request)}
        told.append((times, name, answers - {""}))
    return told


def _request(token: str, name: str, key: str, chance: random.Random) -> bytes:
    file = nifti1_bytes(dim=DIM, block=chance.randbytes(DIM[1] * DIM[2] * DIM[3] * 2))
    part = f'--cut\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'.encode()
    body = part + file + b"\r\n--cut--\r\n"
    head = (
        f"POST /api/v1/images HTTP/1.0\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {token}\r\n"
        f"Idempotency-Key: {key}\r\nContent-Type: multipart/form-data; boundary=cut\r\nContent-Length: {len(body)}\r\n"
    )
    return f"{head}\r\n".encode() + body


def _sent(port: int, request: bytes, patience: float | None = None) -> str:
    """The id in the answer; "" when the connection was cut before one came, or while sending."""
    with socket.create_connection(("127.0.0.1", port)) as connection, suppress(OSError):
        cut = len(request) if patience is None or patience > 0.01 else int(len(request) * patience * 100)
        connection.sendall(request[:cut])
        connection.settimeout(patience)
        answer = b"".join(iter(lambda: connection.recv(1 << 16), b""))
        return str(json.loads(answer.partition(b"\r\n\r\n")[2])["id"]) if b" 201 " in answer[:20] else ""
    return ""
