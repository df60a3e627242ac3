"""How much one person, one program or one address may ask for, so that there is something left for the others.

The limits are generous: a person at the pages never meets them. They protect the threads and disks of this machine, so
each process counts for itself, in memory; nothing is asked of the database. Local mode has none.
"""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render

from inspector.address import client_address
from inspector.doors.caller import caller

Answer = Callable[[HttpRequest], HttpResponseBase]
SAFE = ("GET", "HEAD", "OPTIONS")
# Many people may share one address.
PEOPLE_PER_ADDRESS = 5


@dataclass(frozen=True)
class Limit:
    """`burst` requests at once, and from then on `per_minute` of them."""

    name: str
    burst: int
    per_minute: int
    meets: Callable[[HttpRequest, str], bool]


LIMITS = (
    Limit("writes", 300, 600, lambda request, route: request.method not in SAFE),
    Limit("slices", 1200, 2400, lambda request, route: route.endswith("/slice")),
    Limit("journeys to an issuer", 60, 60, lambda request, route: route.startswith("sign-on/")),
    Limit("checks of the whole record", 10, 10, lambda request, route: route.startswith("api/v1/audit/")),
)
# Of the eight threads of a process, so that two are left for others whatever one person sends and fetches.
TRANSFERS = 6
# Bytes that somebody who is not signed in may send: a name and a password.
STRANGERS_FORM = 64 * 1024


@dataclass
class _Buckets:
    """What is left of each limit for each caller. A bucket that is full again is forgotten."""

    left: dict[tuple[str, str], tuple[float, float]] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)
    most: int = 20_000

    def wait(self, limit: Limit, who: str, *, times: int, now: float) -> float:
        """Take one from the bucket: 0, or the seconds until there is one again."""
        burst, rate = limit.burst * times, limit.per_minute * times / 60
        with self.lock:
            if len(self.left) >= self.most:
                self.left.clear()
            tokens, at = self.left.get((limit.name, who), (float(burst), now))
            tokens = min(float(burst), tokens + (now - at) * rate)
            self.left[limit.name, who] = (tokens - 1 if tokens >= 1 else tokens, now)
        return 0.0 if tokens >= 1 else (1 - tokens) / rate


class LimitsMiddleware:
    """Refuses with 429 before the body of a request is read; it stands before the CSRF check, which reads it."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response
        self._buckets = _Buckets()
        self._transfers: Counter[str] = Counter()
        self._lock = threading.Lock()

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        who = request.META.pop("inspector.transfer", "")
        if who:
            self._when_sent(response, lambda: self._end(who))
        return response

    def process_view(
        self, request: HttpRequest, view_func: Callable[..., Any], view_args: Any, view_kwargs: Any
    ) -> HttpResponseBase | None:
        if settings.MODE == "local":
            return None
        if _is_a_strangers_file(request):
            return _sign_in_first(request)
        route = request.resolver_match.route if request.resolver_match else ""
        who = caller(request)
        wait = self._wait(request, route, who)
        if wait:
            return too_many(request, wait)
        if _is_transfer(request, route) and not self._begin(request, who):
            return too_many(request, 5)
        return None

    def _wait(self, request: HttpRequest, route: str, who: str) -> float:
        now = time.monotonic()
        waits = [0.0]
        for limit in LIMITS:
            if limit.meets(request, route):
                address = f"address {client_address(request)}"
                waits.append(self._buckets.wait(limit, who, times=1, now=now))
                waits.append(self._buckets.wait(limit, address, times=PEOPLE_PER_ADDRESS, now=now))
        return max(waits)

    def _begin(self, request: HttpRequest, who: str) -> bool:
        with self._lock:
            if self._transfers[who] >= TRANSFERS:
                return False
            self._transfers[who] += 1
        request.META["inspector.transfer"] = who
        return True

    def _end(self, who: str) -> None:
        with self._lock:
            self._transfers[who] -= 1
            if self._transfers[who] <= 0:
                del self._transfers[who]

    def _when_sent(self, response: HttpResponseBase, then: Callable[[], None]) -> None:
        # Closed by the server when the last byte is sent or the client is gone; the test client does the same.
        response._resource_closers.append(then)  # type: ignore[attr-defined]  # not in the stubs


def too_many(request: HttpRequest, wait: float) -> HttpResponse:
    """429 with how long to wait: a sentence for programs and fragments, a page for people."""
    seconds = max(1, int(wait + 0.999))
    sentence = f"Nothing was done: this is more at once than one person is given. Try again in {seconds} s."
    if request.path.startswith("/api/") or request.headers.get("HX-Request"):
        answer = HttpResponse(sentence, content_type="text/plain", status=429)
    else:
        answer = render(request, "429.html", {"sentence": sentence}, status=429)
    answer["Retry-After"] = str(seconds)
    return answer


def _sign_in_first(request: HttpRequest) -> HttpResponse:
    """What the API and the pages answer to a stranger anyway, without reading what they send."""
    if not request.path.startswith("/api/"):
        return redirect("login")
    answer = HttpResponse("Send a token: Authorization: Bearer <token>. Nothing was read.", "text/plain", status=401)
    answer["WWW-Authenticate"] = "Bearer"
    return answer


def _is_a_strangers_file(request: HttpRequest) -> bool:
    """Whether somebody who is not signed in sends more than a form; a token is looked at before the body is."""
    if request.method in SAFE or request.headers.get("Authorization") or request.user.is_authenticated:
        return False
    return int(request.META.get("CONTENT_LENGTH") or 0) > STRANGERS_FORM


def _is_transfer(request: HttpRequest, route: str) -> bool:
    """Whether a thread may be busy with this for long: files that come or go."""
    if request.method in SAFE:
        return route.endswith("/download")
    return request.headers.get("Content-Type", "").startswith("multipart/form-data")
