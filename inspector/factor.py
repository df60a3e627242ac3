"""The second factor: a code from an app on a phone, asked for after the password. Whether; `authenticator` knows how.

People who come by an issuer have no password here, and are the issuer's to ask. Where nobody is asked for a code,
nothing of django-allauth is imported.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import User


@dataclass(frozen=True)
class Factor:
    """What a person may know of their own: since when they have it, and how many recovery codes are left."""

    since: datetime
    left: int


def offered_to(person: User) -> bool:
    """Whether this person can have one."""
    return settings.SECOND_FACTOR != "off" and person.has_usable_password()


def of(person: User) -> Factor | None:
    """The one that this person has, and is asked for."""
    if settings.SECOND_FACTOR == "off":
        return None
    kept = {each.type: each for each in apps.get_model("mfa", "Authenticator").objects.filter(user=person)}
    if "totp" not in kept:
        return None
    used = kept["recovery_codes"].data["used_mask"].bit_count()
    return Factor(kept["totp"].created_at, settings.MFA_RECOVERY_CODE_COUNT - used)


def is_due(person: User) -> bool:
    """Whether this person has none, and has to set one up before they are let in."""
    return settings.SECOND_FACTOR == "required" and offered_to(person) and of(person) is None


def comes_first(person: User) -> bool:
    """Whether more is asked of this person than their password."""
    return of(person) is not None or is_due(person)
