"""Who a request counts for, without asking the database more than the answer needs anyway."""

from __future__ import annotations

import hashlib

from django.contrib.auth import SESSION_KEY
from django.contrib.auth.models import User
from django.http import HttpRequest

from inspector.address import client_address


def caller(request: HttpRequest) -> str:
    """A name for counting: the token that is shown, valid or not, else the person signed in, else the address."""
    authorization = request.headers.get("Authorization")
    if authorization:
        return f"token {hashlib.sha256(authorization.encode()).hexdigest()}"
    if request.user.is_authenticated:
        return f"person {request.user.pk}"
    return f"address {client_address(request)} alone"


def person_key(request: HttpRequest) -> int | None:
    """The key of the person whose request was answered. Asks nothing: what was not looked up is not known."""
    user = getattr(request, "user", None)
    if type(user) is User:  # a token's; a session's is looked up when it is first asked for
        return user.pk
    # Reading a session loads it; the log must not ask the database, least of all when that is what failed.
    loaded = vars(request.session).get("_session_cache", {}) if hasattr(request, "session") else {}
    key = loaded.get(SESSION_KEY)
    return int(key) if key is not None else None
