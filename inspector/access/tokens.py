"""Personal tokens for programs: shown once, kept as a hash, revoked by name."""

from __future__ import annotations

import hashlib
import secrets

from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone

from inspector.models import ApiToken

# The largest key that the databases have; they cannot be asked for a larger one.
MAX_KEY = 2**63 - 1


def make_token(person: User, name: str) -> str:
    """A new API token for this person. It is shown once; only its hash is kept."""
    token = "hi_" + secrets.token_urlsafe(32)
    ApiToken.objects.create(user=person, name=name, digest=digest(token))
    return token


def token_owner(token: str) -> User | None:
    """Whose token this is; None when it is unknown or revoked, or its owner may not come in any more.

    The day of its last use is noted, once a day.
    """
    found = (
        ApiToken.objects.select_related("user")
        .filter(digest=digest(token), revoked_at=None, user__is_active=True)
        .first()
    )
    if found is None:
        return None
    today = timezone.now().date()
    if found.last_used_on != today:
        ApiToken.objects.filter(pk=found.pk).update(last_used_on=today)
    return found.user


def tokens(person: User) -> QuerySet[ApiToken]:
    """The tokens of this person that open something, the newest first."""
    return ApiToken.objects.filter(user=person, revoked_at=None).order_by("-created_at", "-pk")


def token(person: User, number: int) -> ApiToken:
    """One of `tokens`. Raises Http404."""
    found = tokens(person).filter(pk=number).first() if number <= MAX_KEY else None
    if found is None:
        raise Http404("You have no such token.")
    return found


def digest(secret: str) -> str:
    """What is stored of a secret. It has 256 random bits, so a plain hash is enough: there is nothing to guess."""
    return hashlib.sha256(secret.encode()).hexdigest()
