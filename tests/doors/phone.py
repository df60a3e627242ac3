"""An app for one-time codes, made after RFC 6238 from the standard library: what the server works out is compared."""

from __future__ import annotations

import base64
import hmac
from dataclasses import dataclass

from django.contrib.auth.models import User

from inspector import authenticator
from inspector.actions import factor as actions

STEP = 30


@dataclass
class Phone:
    """An app with a key, as it is typed, and the recovery codes that lie beside it."""

    key: str
    recovery: list[str]

    @classmethod
    def of(cls, person: User, password: str, now: float) -> Phone:
        """Set one up for this person, who gets this password; the code of now is still to be used."""
        sealed = authenticator.new_key()
        phone = cls(authenticator.shown_key(sealed), [])
        code = phone.code(now - STEP)
        phone.recovery = actions.set_up(actor=person, key=sealed, code=code, password=password, signs_in=False)
        return phone

    def code(self, at: float) -> str:
        """What the app shows at this moment."""
        step = int(at) // STEP
        digest = hmac.digest(base64.b32decode(self.key.replace(" ", "")), step.to_bytes(8, "big"), "sha1")
        start = digest[-1] & 15
        number = int.from_bytes(digest[start : start + 4], "big") & 0x7FFFFFFF
        return f"{number % 1_000_000:06d}"
