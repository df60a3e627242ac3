"""Clients that are slow or odd, at the real server: the others get their answers all the same."""

import socket
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress

import pytest

from benchmarks.drills.doors import SLOW, WAITS, waits_beside
from project import bootstrap
from project.worker import HEAD, is_there
from tests.servers import Server

# More than all threads of all processes together.
MANY = 60


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    if not bootstrap.is_ready(bootstrap.RUN):
        pytest.skip("This Python has not the versions of requirements.txt; manage.py test does.")
    with Server(tmp_path_factory.mktemp("served")) as server:
        assert server.line
        yield server


@pytest.mark.parametrize(
    ("arrived", "there"),
    [
        (b"", False),
        (b"GET / HTTP/1.1\r\nHost: a\r\n", False),
        (b"GET / HTTP/1.1\r\nHost: a\r\n\r\n", True),
        (b"POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\nfour", False),
        (b"POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\nfive!", True),
        (b"POST / HTTP/1.1\r\ncontent-length:5 \r\n\r\n", False),
        (b"POST / HTTP/1.1\r\nContent-Length: 99999999\r\n\r\n", True),
        (b"POST / HTTP/1.1\r\nContent-Length: many\r\n\r\n", True),
        (b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n", True),
        (b"x" * HEAD, True),
    ],
    ids=lambda part: part[:60] if isinstance(part, bytes) else str(part),
)
def test_a_thread_begins_when_the_request_is_there(arrived: bytes, there: bool) -> None:
    assert is_there(arrived) is there


@pytest.mark.parametrize("said", SLOW.values(), ids=SLOW)
def test_clients_that_never_finish_keep_nobody_waiting(said: bytes, server: Server) -> None:
    # The drill holds others to WAITS; here a cold server may have other tests beside it. Waiting threads take twenty.
    assert waits_beside(said, MANY, port=server.port, asked=10) < 5 * WAITS


def test_a_request_that_arrives_byte_by_byte_is_answered(server: Server) -> None:
    with _connected(server) as connection:
        for byte in b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n":
            connection.sendall(bytes([byte]))
            time.sleep(0.002)

        assert connection.recv(100).startswith(b"HTTP/1.1 200 OK\r\n")


def test_requests_sent_in_one_piece_are_all_answered(server: Server) -> None:
    with _connected(server) as connection:
        connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n" * 3)

        assert _all(connection, until=lambda data: data.count(b'{"ok": true}') == 3).count(b"200 OK") == 3


@pytest.mark.parametrize(
    ("request_text", "status"),
    [
        (b"GET /help/ HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Huge: " + b"a" * 2**20 + b"\r\n\r\n", b"431"),
        (b"GET /" + b"a" * 5000 + b" HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", b"414"),
        (b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n" + b"X: y\r\n" * 200 + b"\r\n", b"431"),
        (b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: -1\r\n\r\n", b"400"),
        (b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef", b"400"),
        (
            b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            b"400",
        ),
        (b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nA: b\r\n c: folded\r\n\r\n", b"400"),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", b"400"),
    ],
    ids=[
        "a huge field",
        "a long address",
        "many fields",
        "a negative length",
        "two lengths",
        "two framings",
        "folding",
        "TLS",
    ],
)
def test_an_odd_request_is_refused(request_text: bytes, status: bytes, server: Server) -> None:
    with _connected(server) as connection:
        with suppress(BrokenPipeError, ConnectionResetError):  # refused before all of it was sent
            connection.sendall(request_text)

        assert connection.recv(100).split(b" ")[1] == status


def test_a_body_that_ends_too_early_changes_nothing(server: Server) -> None:
    with _connected(server) as connection:
        connection.sendall(b"POST /api/v1/images HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100000\r\n\r\nshort")
        connection.shutdown(socket.SHUT_WR)

        assert connection.recv(100).split(b" ")[1] in (b"400", b"401", b"403")


def test_a_part_in_base64_full_of_blanks_takes_no_time(server: Server) -> None:
    part = b"--x\r\nContent-Disposition: form-data; name=f\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    body = part + b" " * 2_000_000 + b"\r\n--x--\r\n"

    assert _post(server, body) < 5


def test_a_hundred_thousand_parts_take_no_time(server: Server) -> None:
    body = b'--x\r\nContent-Disposition: form-data; name="f"\r\n\r\n\r\n' * 100_000 + b"--x--\r\n"

    assert _post(server, body) < 5


def _connected(server: Server) -> socket.socket:
    return socket.create_connection(("127.0.0.1", server.port), timeout=20)


def _post(server: Server, body: bytes) -> float:
    """The seconds until a form in several parts is answered, by whatever status."""
    head = (
        f"POST /login/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {len(body)}\r\nConnection: close\r\n"
        "Content-Type: multipart/form-data; boundary=x\r\n\r\n"
    )
    began = time.monotonic()
    with closing(_connected(server)) as connection:
        connection.sendall(head.encode() + body)
        assert connection.recv(100).startswith(b"HTTP/1.1 4")
    return time.monotonic() - began


def _all(connection: socket.socket, *, until: Callable[[bytes], bool]) -> bytes:
    data = b""
    while not until(data) and (more := connection.recv(65536)):
        data += more
    return data
