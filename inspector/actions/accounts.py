"""What people change about themselves: the account, its name and password, tokens for programs."""

from __future__ import annotations

import os

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from inspector import access, audit
from inspector.actions.members import join
from inspector.core.exact import visible
from inspector.models import ApiToken, Membership

LONGEST_FULL_NAME = 150
LONGEST_TOKEN_NAME = 80


def make_account(*, secret: str, username: str, full_name: str, password: str) -> Membership:
    """A new account for whoever opened this invitation, which it uses up.

    The form checks name and password. Raises Http404 when the invitation is not open.
    """
    full_name = clean_name(full_name)
    with transaction.atomic():
        access.invitation(secret)
        person = User.objects.create_user(username, password=password, first_name=full_name)
        audit.append(actor=username, action="account made", values={"called": full_name})
        return join(person=person, secret=secret)


def change_name(*, actor: User, full_name: str) -> None:
    full_name = clean_name(full_name)
    with transaction.atomic():
        before = actor.get_full_name()
        actor.first_name, actor.last_name = full_name, ""
        actor.save(update_fields=["first_name", "last_name"])
        audit.append(
            actor=actor.get_username(),
            action="name changed",
            values={"was": before, "called": full_name},
        )


def change_password(*, actor: User, password: str) -> None:
    """Set another password; sessions that began with the old one end. Tokens go on working."""
    with transaction.atomic():
        actor.set_password(password)
        actor.save(update_fields=["password"])
        audit.append(actor=actor.get_username(), action="password changed")


def make_token(*, actor: User, name: str) -> tuple[ApiToken, str]:
    """A personal token of this name, and its text, which is not kept."""
    with transaction.atomic():
        text = access.make_token(actor, visible(name)[:LONGEST_TOKEN_NAME])
        token = ApiToken.objects.get(digest=access.digest(text))
        _record(actor, "token made", token)
    return token, text


def local_token() -> str:
    """The API token of the local user, kept in the data folder (readable by its owner only) to be printed again."""
    path = settings.DATA_ROOT / "keys" / "local.token"
    if path.exists():
        text: str = path.read_text().strip()
        if access.token_owner(text) is not None:
            return text
    _, text = make_token(actor=access.local_user(), name="local")
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    path.unlink(missing_ok=True)
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text + "\n")
    return text


def revoke_token(*, actor: User, token: ApiToken) -> None:
    """End a token; one that is revoked already stays as it is."""
    with transaction.atomic():
        if ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=timezone.now()):
            _record(actor, "token revoked", token)


def clean_name(full_name: str) -> str:
    """A person's full name as it is kept and shown."""
    return visible(" ".join(full_name.split()))[:LONGEST_FULL_NAME]


def _record(actor: User, action: str, token: ApiToken) -> None:
    audit.append(actor=actor.get_username(), action=action, facts={"token": token.pk}, values={"called": token.name})
