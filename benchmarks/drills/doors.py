"""The doors of the real server: what its answers to strangers give away, and who waits while some are slow."""

from __future__ import annotations

import http.client
import math
import random
import re
import socket
import tempfile
import time
from contextlib import ExitStack, closing
from pathlib import Path
from statistics import fmean, quantiles, variance
from urllib.parse import urlencode

from benchmarks.drills.drill import Drill, Result
from benchmarks.server import Server

HOST = "headers.example.org"
HTTPS = {"Host": HOST, "X-Forwarded-Proto": "https", "Origin": f"https://{HOST}"}
LARGEST_DIFFERENCE = 0.005  # seconds
WAITS = 1.0  # seconds
SLOW = {
    "silence": b"",
    "half a head": b"GET /help/ HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ",
    "half a form": b"POST /login/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 500\r\n\r\nusername=",
    "an answer not read": b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n",
    "a second request": b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\nGET /help/ HTTP/1.1\r\nX-Slow: ",
}


def enumeration(n: int, seed: int) -> Result:
    """Try a wrong password with a name that somebody has and with names that nobody has, n times each, in any order."""
    chance = random.Random(seed)  # to be done again with the same seed
    order = [known for known in (True, False) for _ in range(n)]
    chance.shuffle(order)
    took: dict[bool, list[float]] = {True: [], False: []}
    answers: dict[bool, set[tuple[int, str]]] = {True: set(), False: set()}
    with tempfile.TemporaryDirectory() as folder, _lab(Path(folder), chance) as server:
        server.environ["DJANGO_SUPERUSER_PASSWORD"] = f"{chance.getrandbits(128):x}"
        server.manage("createsuperuser", "--noinput", "--username", "ada.lovelace", "--email", "ada@example.org")
        with closing(_Door(server, chance)) as door:
            door.knock("warm.up.once")
            for known in order:
                name = "ada.lovelace" if known else f"nobody.{chance.randrange(10**5):05d}"
                began = time.perf_counter()
                answer = door.knock(name)
                took[known].append(time.perf_counter() - began)
                answers[known].add(answer)
    difference = abs(fmean(took[True]) - fmean(took[False]))
    noise = math.sqrt(sum(variance(times) / n for times in took.values()))
    failures = []
    if answers[True] != answers[False] or len(answers[True]) != 1:
        failures.append(f"the answers differ: {len(answers[True] | answers[False])} kinds")
    if difference > LARGEST_DIFFERENCE and difference > 3 * noise:
        failures.append(f"a name that somebody has takes {difference * 1000:.1f} ms more or less than another")
    told = f"difference of the means {difference * 1000:.2f} ms, its standard error {noise * 1000:.2f} ms"
    return Result(2 * n, tuple(failures), told)


def slow_clients(n: int, seed: int) -> Result:
    """Open n connections that never finish, of each kind, and ask for pages beside them."""
    failures, worst = [], 0.0
    with tempfile.TemporaryDirectory() as folder, Server(Path(folder)) as server:
        for kind, said in SLOW.items():
            waits = waits_beside(said, n, port=server.port)
            worst = max(worst, waits)
            if waits > WAITS:
                failures.append(f"{kind}: the others wait {waits:.2f} s (95th percentile)")
    return Result(n * len(SLOW), tuple(failures), f"the others' p95 is {worst * 1000:.0f} ms at most")


class _Door:
    """A stranger with one page of the form, who comes from another network every time."""

    def __init__(self, server: Server, chance: random.Random) -> None:
        self._chance = chance
        self._connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
        self._connection.request("GET", "/login/", headers=HTTPS)
        answer = self._connection.getresponse()
        page = answer.read().decode()
        self._cookie = (answer.headers["Set-Cookie"] or "").split(";")[0]
        found = re.search(r'csrfmiddlewaretoken" value="(\w+)"', page)
        self._token = found[1] if found else ""

    def close(self) -> None:
        self._connection.close()

    def knock(self, name: str) -> tuple[int, str]:
        """The status and the page, without what differs by itself."""
        network = ":".join(f"{self._chance.randrange(1, 2**16):x}" for _ in range(3))
        form = urlencode({"username": name, "password": "wrong password", "csrfmiddlewaretoken": self._token})
        headers = HTTPS | {"Cookie": self._cookie, "X-Forwarded-For": f"2001:{network}::1"}
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        self._connection.request("POST", "/login/", form, headers)
        answer = self._connection.getresponse()
        page = answer.read().decode().replace(name, "")
        return answer.status, re.sub(r'csrfmiddlewaretoken" value="\w+"|X-CSRFToken": "\w+"', "", page)


def _lab(folder: Path, chance: random.Random) -> Server:
    return Server(
        folder,
        HEADER_INSPECTOR_MODE="server",
        HEADER_INSPECTOR_SECRET_KEY="".join(chance.choices("abcdefghijkmnpqrstuvwxyz23456789", k=64)),
        HEADER_INSPECTOR_HOSTS=HOST,
        HEADER_INSPECTOR_HTTPS="proxy",
    )


def waits_beside(said: bytes, n: int, *, port: int, asked: int = 40) -> float:
    """Seconds that others wait for a page (95th percentile) while n connections have said this and do no more."""
    with ExitStack() as held:
        for _ in range(n):
            connection = held.enter_context(socket.create_connection(("127.0.0.1", port), timeout=20))
            connection.sendall(said)
        return _waits(port, asked)


def _waits(port: int, asked: int) -> float:
    took = []
    for _ in range(asked):
        began = time.perf_counter()
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        connection.request("GET", "/help/")
        connection.getresponse().read()
        connection.close()
        took.append(time.perf_counter() - began)
    return quantiles(took, n=20)[-1]


ENUMERATION = Drill("enumeration", "The door tells nobody which names there are", 1000, enumeration)
SLOW_CLIENTS = Drill("slow-clients", "Clients that never finish keep nobody waiting", 200, slow_clients)
