"""People come in by the word of an issuer. Who they are is the issuer and its subject: never a name or an address."""

from __future__ import annotations

import re
from collections.abc import Callable

from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.http import Http404

from inspector import access, audit, lockout
from inspector.actions.accounts import clean_name
from inspector.issuer import Arrival, NotProven
from project.issuers import Issuer

LONGEST_USERNAME = 150
_INVITATION = re.compile(r"/invitations/([\w-]+)/")
# What a name to sign in with may not hold, as Django's own validator of user names has it.
_ODD = re.compile(r"[^\w.@+-]+")

NO_ACCOUNT = "You have no account here yet. Open the link of your invitation, and sign in from there."
CLOSED = "Your account here is closed. Ask whoever runs this server."


def sign_on(*, issuer: Issuer, arrive: Callable[[], Arrival], browser: str, address: str) -> tuple[User, str]:
    """The person who arrives, with a new account on their first visit, and the page that they want.

    `browser` is a word for the session that tries. Raises NotProven, and LockedOut without looking.
    """
    name = f"{issuer.key}\n{browser}"
    claim = lockout.claim(name, address)
    try:
        arrival = arrive()
        person = _come_in(arrival)
    except NotProven:
        with transaction.atomic():
            facts = {"issuer": issuer.key, "address": lockout.fingerprint(address)}
            audit.append(actor="", action="locked out" if claim.last else "sign in refused", facts=facts)
        raise
    lockout.forget(name, address)
    return person, arrival.wanted


def _come_in(arrival: Arrival) -> User:
    try:
        return _find_or_make(arrival)
    except IntegrityError:  # the same person, or somebody of the same name, came twice at once
        return _find_or_make(arrival)


def _find_or_make(arrival: Arrival) -> User:
    with transaction.atomic():
        known = {"provider": arrival.issuer.address, "uid": arrival.subject}
        account = SocialAccount.objects.select_related("user").filter(**known).first()
        person: User = account.user if account else _new_person(arrival)
        if not account:
            SocialAccount.objects.create(user=person, **known)
        if not person.is_active:
            raise NotProven(CLOSED)
        audit.append(actor=person.get_username(), action="sign in", facts={"issuer": arrival.issuer.key})
    return person


def _new_person(arrival: Arrival) -> User:
    if settings.NEW_ACCOUNTS == "invited" and not _is_invited(arrival):
        raise NotProven(NO_ACCOUNT)
    full_name = clean_name(arrival.full_name)
    person = User.objects.create_user(_free_username(arrival), first_name=full_name)
    audit.append(
        actor=person.get_username(),
        action="account made",
        facts={"issuer": arrival.issuer.key},
        values={"called": full_name},
    )
    return person


def _is_invited(arrival: Arrival) -> bool:
    """Whether they were on their way to an invitation that is open; joining by it is the next step, and theirs."""
    opened = _INVITATION.fullmatch(arrival.wanted)
    try:
        return bool(opened and access.invitation(opened[1]))
    except Http404:
        return False


def _free_username(arrival: Arrival) -> str:
    """What the issuer calls them; with a number when somebody has that name, in whatever capitals."""
    wanted = _ODD.sub("-", User.normalize_username(arrival.username or arrival.subject)).strip("-")
    wanted = wanted[: LONGEST_USERNAME - 10] or arrival.issuer.key
    taken = {
        name.casefold() for name in User.objects.filter(username__istartswith=wanted).values_list("username", flat=True)
    }
    number = next(n for n in range(1, len(taken) + 2) if _numbered(wanted, n).casefold() not in taken)
    return _numbered(wanted, number)


def _numbered(name: str, number: int) -> str:
    return name if number == 1 else f"{name}-{number}"
