"""A second factor is set up, asked for, and taken away. No code and no key is in any record."""

from __future__ import annotations

from django.contrib.auth import SESSION_KEY
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone

from inspector import audit, authenticator, factor, lockout


class WrongCode(Exception):
    """The code is not one that counts now; why is not said."""


def enter_code(*, person: User, code: str, address: str) -> None:
    """The second half of signing in. Raises WrongCode, and LockedOut without looking at the code."""
    name, account = f"second factor\n{person.pk}", str(person.pk)
    claim = lockout.claim(name, address, account=account)
    with transaction.atomic():
        kind = authenticator.use_up(person, code)
        if kind == "recovery code":
            _record(person, "recovery code used", left=_left(person))
        if kind:
            lockout.forget(name, address, account=account)
            _record(person, "sign in")
        else:
            told = {"address": lockout.fingerprint(address)}
            _record(person, "locked out" if claim.last else "code refused", **told)
    if kind is None:
        raise WrongCode


def set_up(*, actor: User, key: str, code: str, password: str, signs_in: bool) -> list[str]:
    """Ask this person for codes of this key from now on; their recovery codes. Other sessions end.

    The form checks the password. `signs_in`: they are let in by it, where everybody needs one. Raises WrongCode.
    """
    with transaction.atomic():
        User.objects.select_for_update().get(pk=actor.pk)  # of two at once, one is too late
        if factor.of(actor) or not authenticator.keep(actor, key, code):
            raise WrongCode
        codes = authenticator.recovery_codes(actor)
        _end_other_sessions(actor, password)
        _record(actor, "second factor set up")
        if signs_in:
            _record(actor, "sign in")
    return codes


def renew_recovery_codes(*, actor: User) -> list[str]:
    """New recovery codes; none without a second factor."""
    with transaction.atomic():
        User.objects.select_for_update().get(pk=actor.pk)
        if factor.of(actor) is None:
            return []
        codes = authenticator.recovery_codes(actor)
        _record(actor, "recovery codes made")
    return codes


def turn_off(*, actor: User, password: str) -> None:
    """Ask for no code any more; one who has none stays as they are. Other sessions end."""
    with transaction.atomic():
        if authenticator.forget(actor):
            _end_other_sessions(actor, password)
            _record(actor, "second factor turned off")


def take_away(*, person: User) -> bool:
    """By a command on the server, for somebody who lost app and recovery codes; whether there was one."""
    with transaction.atomic():
        had = authenticator.forget(person)
        if had:
            _end_sessions(person)
            facts = {"member": person.get_username()}
            audit.append(actor=audit.CONSOLE, action="second factor taken away", facts=facts)
    return had


def _end_other_sessions(person: User, password: str) -> None:
    """A session holds a hash of the password's hash, which another salt changes."""
    person.set_password(password)
    person.save(update_fields=["password"])


def _end_sessions(person: User) -> None:
    for session in Session.objects.filter(expire_date__gt=timezone.now()).iterator():
        if session.get_decoded().get(SESSION_KEY) == str(person.pk):
            session.delete()


def _left(person: User) -> int:
    found = factor.of(person)
    return found.left if found else 0


def _record(person: User, action: str, **facts: object) -> None:
    audit.append(actor=person.get_username(), action=action, facts=facts)
