"""One line of the log for each request, with nothing in it that a person typed or a file carried.

Not the address, which may hold a search for a name, but the route that answered it; not who, but the key of a row.
"""

from __future__ import annotations

import logging
import secrets
import time
from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from inspector.doors import metrics
from inspector.doors.caller import person_key
from project.logs import REQUEST_ID

Answer = Callable[[HttpRequest], HttpResponseBase]
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_LOG = logging.getLogger("inspector.requests")


def record(get_response: Answer) -> Answer:
    """Stands outermost: whatever goes wrong further in has become an answer when it comes back here."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        # Never the client's own id: it would be a way to write into the log.
        request.META[REQUEST_ID] = secrets.token_hex(8)
        began = time.perf_counter()
        response = get_response(request)
        seconds = time.perf_counter() - began
        response["X-Request-ID"] = request.META[REQUEST_ID]
        method, route = request.method if request.method in METHODS else "other", route_of(request)
        metrics.count(method=str(method), route=route, status=response.status_code, seconds=seconds)
        facts = {
            "method": method,
            "route": route,
            "status": response.status_code,
            "ms": round(seconds * 1000, 1),
            "request": request.META[REQUEST_ID],
            "person": person_key(request),
        }
        _LOG.info("request", extra={"facts": facts})
        return response

    return middleware


def route_of(request: HttpRequest) -> str:
    """The pattern of the address, "static" for a file of the pages, or "none" where there is nothing."""
    if request.resolver_match:
        return f"/{request.resolver_match.route}"
    if request.path in ("/healthz", "/readyz", "/metrics"):
        return request.path
    return "static" if request.path.startswith("/static/") else "none"
