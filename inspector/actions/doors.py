"""People come in and go out. What they typed is in no record: a mistyped name may be a password."""

from __future__ import annotations

from django.contrib.auth import authenticate, get_user_model
from django.contrib.auth.models import User
from django.db import transaction

from inspector import audit, factor, lockout


class Refused(Exception):
    """The name and the password do not fit together; which of them is wrong is not said."""


def sign_in(*, name: str, password: str, address: str) -> User:
    """The person with this name and password. Raises Refused, and LockedOut without looking at the password.

    Where a second factor comes first, they are not in yet, and the entry says so.
    A name that nobody has costs as much time as one that somebody has: a password is hashed, an entry written.
    """
    claim = lockout.claim(name, address)
    person = authenticate(username=name, password=password)
    with transaction.atomic():
        if isinstance(person, User):
            lockout.forget(name, address)
            action = "password accepted" if factor.comes_first(person) else "sign in"
            audit.append(actor=person.get_username(), action=action)
        else:
            _record_refusal(name, address, action="locked out" if claim.last else "sign in refused")
    if not isinstance(person, User):
        raise Refused
    return person


def sign_out(*, actor: User) -> None:
    with transaction.atomic():
        audit.append(actor=actor.get_username(), action="sign out")


def _record_refusal(name: str, address: str, *, action: str) -> None:
    """Whose account it was about, when there is such an account, and hashes to compare tries by."""
    known = get_user_model().objects.filter(username=name).first()
    facts = {"name": lockout.fingerprint(name), "address": lockout.fingerprint(address)}
    audit.append(actor=known.get_username() if known else "", action=action, facts=facts)
