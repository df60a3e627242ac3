"""How often signing in may be tried: kept in the database, so that it holds for all processes together.

A try is counted before the password is looked at. However many arrive at once, no more are looked at than are allowed.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from inspector.models import SignInTries

PER_NAME = 5  # tries with one name from one address
PER_ADDRESS = 100  # tries with any names from one address: a lab behind one address has many people
# Codes for one account, from anywhere. Whoever tries them has its password, so no stranger can lock a person out.
PER_ACCOUNT = 20
WINDOW = timedelta(minutes=15)


class LockedOut(Exception):
    """Too many tries; `seconds` until the next one is looked at."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"Signing in was tried too often. Try again in {-(-seconds // 60)} minutes.")
        self.seconds = seconds


@dataclass(frozen=True)
class Claim:
    """One try that may be looked at; `last` when the next one with this name would not be."""

    last: bool


def claim(name: str, address: str, *, account: str = "") -> Claim:
    """Count one more try; `account` is whose code it is. Raises LockedOut, which does not make the wait longer."""
    now = timezone.now()
    with transaction.atomic():
        SignInTries.objects.filter(last__lt=now - WINDOW).delete()
        rows = [(_row(_of_name(name, address)), PER_NAME), (_row(_of_address(address)), PER_ADDRESS)]
        if account:
            rows.append((_row(_of_account(account)), PER_ACCOUNT))
        waits = [row.last + WINDOW - now for row, allowed in rows if row.count >= allowed]
        if not waits:
            for row, _ in rows:
                row.count, row.last = row.count + 1, now
                row.save()
    if waits:
        raise LockedOut(max(1, int(max(waits).total_seconds())))
    return Claim(last=any(row.count >= allowed for row, allowed in rows))


def forget(name: str, address: str, *, account: str = "") -> None:
    """Somebody signed in: their tries count no longer. Those of the address do, or one account would reset them."""
    # One after the other, as `claim` locks them: two who do so in other orders would wait for each other.
    for subject in (_of_name(name, address), *([_of_account(account)] if account else [])):
        SignInTries.objects.filter(subject=subject).delete()


def fingerprint(text: str) -> str:
    """A keyed hash, to see that two tries were alike. A mistyped name may be a password, so it is kept nowhere."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return salted_hmac("inspector.lockout", folded, algorithm="sha256").hexdigest()


def _of_name(name: str, address: str) -> str:
    return fingerprint(f"{name}\n{address}")


def _of_address(address: str) -> str:
    return fingerprint(f"\n{address}")


def _of_account(account: str) -> str:
    return fingerprint(f"\n\n{account}")


def _row(subject: str) -> SignInTries:
    """The row of a subject, locked. Who signs in takes it away, so that it may have to be made more than once."""
    while True:
        SignInTries.objects.bulk_create([SignInTries(subject=subject, last=timezone.now())], ignore_conflicts=True)
        if row := SignInTries.objects.select_for_update().filter(subject=subject).first():
            return row
