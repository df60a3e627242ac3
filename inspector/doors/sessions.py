"""When a session ends by itself: after half an hour without a request, and after twelve hours in any case.

A session also ends when the password changes, which Django sees to: the session holds a hash of the password's hash.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest
from django.http.response import HttpResponseBase

Answer = Callable[[HttpRequest], HttpResponseBase]

IDLE = 30 * 60
LONGEST = 12 * 3600
BEGAN = "began"
SEEN = "seen"
# Noting every request would make a write of every page.
NOTED_EVERY = 60


def sessions_end(get_response: Answer) -> Answer:
    """Runs before anybody asks who is signed in. In local mode, where a visit signs in, sessions last."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if settings.MODE == "server" and settings.SESSION_COOKIE_NAME in request.COOKIES:
            _end_or_note(request, int(time.time()))
        return get_response(request)

    return middleware


def _end_or_note(request: HttpRequest, now: int) -> None:
    session = request.session
    if SESSION_KEY not in session:
        return
    began, seen = session.setdefault(BEGAN, now), session.get(SEEN, now)
    if now - began >= LONGEST or now - seen >= IDLE:
        session.flush()
    elif SEEN not in session or now - seen >= NOTED_EVERY:
        session[SEEN] = now
