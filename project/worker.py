"""A gunicorn worker whose threads never wait for a slow client to say what it wants.

gunicorn gives a thread to every new connection, which then waits for the request, byte by byte if need be; a few
hundred silent connections take all threads. Here the loop of the worker collects the head of each request, and a small
body, and a thread begins with a request that is there. Large bodies are read by the thread, as they are stored while
they arrive; whoever stops in the middle of one is cut off.
"""

from __future__ import annotations

import re
import socket
import struct
import time
from collections import deque
from functools import partial
from selectors import EVENT_READ
from typing import Any

from gunicorn import util
from gunicorn.workers.gthread import TConn, ThreadWorker

HEAD = 64 * 1024  # bytes collected before a thread decides; gunicorn's own limits are within it
SMALL = 64 * 1024  # a body up to this is waited for here: forms and JSON, not files
ARRIVES_WITHIN = 10.0  # seconds from the first byte, or from connecting
STALLS = 60  # seconds without a byte, of a large body or an answer
UNREAD_WITHIN = 0.5  # seconds for the rest of a body that was refused
LINGERS = 2.0  # seconds for a client to read the last answer
MOST_LINGERING = 500

_LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*(\d{1,18})[ \t]*\r\n", re.IGNORECASE)


class Connection(TConn):  # type: ignore[misc]  # gunicorn tells no types
    """A connection with what has arrived of its next request."""

    def __init__(self, worker: PatientWorker, *parts: Any) -> None:
        super().__init__(*parts)
        self.worker = worker
        self.arrived = b""

    def hand_over(self) -> None:
        """Give what arrived to the parser. In a thread, where reading may block, though not for ever."""
        self.sock.setblocking(True)
        for option in (socket.SO_RCVTIMEO, socket.SO_SNDTIMEO):
            self.sock.setsockopt(socket.SOL_SOCKET, option, struct.pack("ll", STALLS, 0))
        self.init()
        arrived, self.arrived = self.arrived, b""
        self.parser.unreader.unread(arrived)

    def close(self, graceful: bool = False) -> None:
        if graceful:
            self.worker.linger(self)
        else:
            util.close(self.sock)


class PatientWorker(ThreadWorker):  # type: ignore[misc]  # gunicorn tells no types
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lingering: deque[Connection] = deque()

    def enqueue_req(self, conn: TConn) -> None:
        """Collect the request first. gunicorn calls this for new connections and for kept ones that say more."""
        if not isinstance(conn, Connection):
            conn = self._as_connection(conn)
        if conn.parser is not None:
            conn.arrived = conn.parser.unreader.take_buffered()
        if is_there(conn.arrived):
            super().enqueue_req(conn)
            return
        conn.sock.setblocking(False)
        conn.timeout = time.monotonic() + ARRIVES_WITHIN
        self.pending_conns.append(conn)
        self.poller.register(conn.sock, EVENT_READ, partial(self.on_pending_socket_readable, conn))

    def on_pending_socket_readable(self, conn: Connection, client: socket.socket) -> None:
        try:
            data = client.recv(HEAD)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        conn.arrived += data
        if data and not is_there(conn.arrived):
            return
        self.poller.unregister(client)
        self.pending_conns.remove(conn)
        if data:
            super().enqueue_req(conn)
        else:
            self.nr_conns -= 1
            conn.close()

    def handle(self, conn: Connection) -> Any:
        conn.hand_over()
        return super().handle(conn)

    def _keepalive_after(self, conn: Connection, keepalive: bool) -> bool:
        """Whether the connection can be kept. The rest of a body that nobody read is not waited for."""
        return bool(keepalive and conn.parser.finish_body(deadline=time.monotonic() + UNREAD_WITHIN))

    def linger(self, conn: Connection) -> None:
        """Let a client read its last answer before the connection is closed; gunicorn would stop the loop for that."""
        try:
            conn.sock.shutdown(socket.SHUT_WR)
            conn.sock.setblocking(False)
        except OSError:
            util.close(conn.sock)
            return
        conn.timeout = time.monotonic() + LINGERS
        self.lingering.append(conn)
        self.poller.register(conn.sock, EVENT_READ, partial(self._swallow, conn))
        if len(self.lingering) > MOST_LINGERING:
            self._end(self.lingering[0])

    def murder_pending(self) -> None:
        super().murder_pending()
        while self.lingering and self.lingering[0].timeout <= time.monotonic():
            self._end(self.lingering[0])

    def _swallow(self, conn: Connection, client: socket.socket) -> None:
        try:
            if client.recv(HEAD):
                return
        except BlockingIOError:
            return
        except OSError:
            pass
        self._end(conn)

    def _end(self, conn: Connection) -> None:
        self.lingering.remove(conn)
        self.poller.unregister(conn.sock)
        util.close(conn.sock)

    def _as_connection(self, conn: TConn) -> Connection:
        return Connection(self, conn.cfg, conn.sock, conn.client, conn.server)


def is_there(arrived: bytes) -> bool:
    """Whether a thread can begin: the head is there, and a small body, or more than either may have."""
    end = arrived.find(b"\r\n\r\n")
    if end < 0:
        return len(arrived) >= HEAD
    length = _LENGTH.search(arrived, 0, end + 2)
    body = int(length[1]) if length else 0
    return body > SMALL or len(arrived) - end - 4 >= body
