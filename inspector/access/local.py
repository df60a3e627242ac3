"""Local mode: one person, who is signed in without a password, and a token for their programs."""

from __future__ import annotations

import os

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import User
from django.db import transaction

from inspector.access.tokens import make_token, token_owner
from inspector.models import Dataset, Membership, Role

LOCAL_USER = "local"


def local_user() -> User:
    """The one person of local mode, who manages the first dataset; made when they are not there yet."""
    people = get_user_model().objects
    person = people.filter(username=LOCAL_USER).first()
    if person is None:
        with transaction.atomic():
            person, created = people.get_or_create(username=LOCAL_USER, defaults={"first_name": "You"})
            if created:
                person.set_unusable_password()
                person.save()
            Membership.objects.get_or_create(
                dataset=default_dataset(), user=person, defaults={"role": Role.MANAGER.value}
            )
    return person


def default_dataset() -> Dataset:
    """The dataset that is there from the start."""
    found, _ = Dataset.objects.get_or_create(slug="images", defaults={"name": "Images"})
    return found


def local_token() -> str:
    """The API token of the local user, kept in the data folder (readable by its owner only) to be printed again."""
    path = settings.DATA_ROOT / "keys" / "local.token"
    if path.exists():
        token: str = path.read_text().strip()
        if token_owner(token) is not None:
            return token
    token = make_token(local_user(), "local")
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    path.unlink(missing_ok=True)
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(token + "\n")
    return token
