"""Between the password and the code: who a browser has shown to be by half, kept in its session.

It lasts ten minutes and ends when the password changes. Nobody is signed in meanwhile.
"""

from __future__ import annotations

import time

from django.contrib.auth.models import User
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare

LONGEST = 10 * 60  # seconds
_KEY = "half way"


def begin(request: HttpRequest, person: User, wanted: str) -> None:
    """The password was right; `wanted` is the page to go to in the end."""
    # A session that somebody else planted in this browser stays behind.
    request.session.cycle_key()
    request.session[_KEY] = {
        "person": person.pk,
        "password": person.get_session_auth_hash(),
        "began": int(time.time()),
        "wanted": wanted,
    }


def somebody(request: HttpRequest) -> User | None:
    """Who is half way in here."""
    kept = request.session.get(_KEY)
    if kept is None or not 0 <= time.time() - kept["began"] < LONGEST:
        return None
    person = User.objects.filter(pk=kept["person"], is_active=True).first()
    same = person and constant_time_compare(kept["password"], person.get_session_auth_hash())
    return person if same else None


def end(request: HttpRequest) -> str:
    """The page that they wanted."""
    return str(request.session.pop(_KEY)["wanted"])
