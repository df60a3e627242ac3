"""How a second factor works: an app and this server share a key, and work out the same code from it and the time.

A *step* is 30 seconds; its code holds one step longer on either side, for clocks that differ, and works once. *Recovery
codes* work once each, instead of the app. Keys are encrypted in the database, under a key that is not in it.

Sources: RFC 6238 (TOTP), RFC 4226 (HOTP), the "Key Uri Format" of Google Authenticator.
"""

from __future__ import annotations

import base64
import logging
import time
from typing import Literal

import segno
from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa.adapter import DefaultMFAAdapter, get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from cryptography.exceptions import InvalidTag
from django.contrib.auth.models import User
from django.db import transaction

from inspector.models.sealed import open_here, seal_here

PLACE = "second factor"
STEP = 30  # seconds
LATE = 1  # steps
_LOG = logging.getLogger("inspector.authenticator")

Kind = Literal["app", "recovery code"]


class Adapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth tells no types
    """What allauth asks before it keeps a key."""

    def encrypt(self, text: str) -> str:
        return base64.b64encode(seal_here(text, PLACE)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Raises InvalidTag when it was encrypted under another site's key."""
        return open_here(base64.b64decode(encrypted_text), PLACE)


def new_key() -> str:
    """A random key for an app, in the letters that are typed, encrypted: as it may lie in a session."""
    return str(get_adapter().encrypt(generate_totp_secret()))


def shown_key(sealed: str) -> str:
    """The key in groups of four letters, for typing."""
    key = get_adapter().decrypt(sealed)
    return " ".join(key[at : at + 4] for at in range(0, len(key), 4))


def address(person: User, sealed: str) -> str:
    """The key and whose it is, as apps read it: an otpauth: address."""
    adapter = get_adapter()
    return str(adapter.build_totp_url(person, adapter.decrypt(sealed)))


def picture(text: str) -> str:
    """A text as a QR code: the address of a picture that holds it all itself."""
    return segno.make_qr(text, error="m").svg_data_uri(scale=4, light="#fff")


def keep(person: User, sealed: str, code: str) -> bool:
    """Make this the person's key, if the code shows that an app has it. Inside the caller's transaction."""
    key = get_adapter().decrypt(sealed)
    step = _step(key, code)
    if step is None:
        return False
    kept = TOTP.activate(person, key).instance
    kept.data["step"] = step
    kept.save()
    return True


def recovery_codes(person: User) -> list[str]:
    """New ones; those before are worth nothing any more. Inside the caller's transaction."""
    Authenticator.objects.filter(user=person, type=Authenticator.Type.RECOVERY_CODES).delete()
    return [f"{code[:5]} {code[5:]}" for code in RecoveryCodes.activate(person).generate_codes()]


def forget(person: User) -> bool:
    """Take everything away; whether there was something."""
    return bool(Authenticator.objects.filter(user=person).delete()[0])


def use_up(person: User, code: str) -> Kind | None:
    """What this code is; None when it is no code of this person's, or was used. Of two at once one gets it."""
    with transaction.atomic():
        kept = {each.type: each for each in Authenticator.objects.select_for_update().filter(user=person)}
        try:
            return _use_up(kept, code)
        except InvalidTag:
            _LOG.error("A second factor cannot be opened: it was encrypted under another audit key.")
            return None


def _use_up(kept: dict[str, Authenticator], code: str) -> Kind | None:
    app, recovery = kept.get(Authenticator.Type.TOTP), kept.get(Authenticator.Type.RECOVERY_CODES)
    if app is None:
        return None
    step = _step(get_adapter().decrypt(app.data["secret"]), code, after=app.data["step"])
    if step is not None:
        app.data["step"] = step
        app.save()
        return "app"
    if recovery is not None and RecoveryCodes(recovery).validate_code(code):
        return "recovery code"
    return None


def _step(key: str, code: str, *, after: int = 0) -> int | None:
    """The step that the code is of, near now and later than the last one that was used."""
    now = int(time.time()) // STEP
    for step in range(max(now - LATE, after + 1), now + LATE + 1):
        if compare_user_code(actual=code, expected=format_hotp_value(hotp_value(key, step))):
            return step
    return None
