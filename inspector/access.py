"""Who may see and do what. Looking something up here is asking permission: what is not yours does not exist."""

from __future__ import annotations

import hashlib
import os
import secrets
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, User
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404

from inspector.models import ApiToken, AuditEntry, Dataset, Image

if TYPE_CHECKING:
    Person = User | AbstractBaseUser | AnonymousUser

LOCAL_USER = "local"


def datasets(person: Person) -> QuerySet[Dataset]:
    """The datasets this person is a member of; for an administrator, all of them."""
    if not person.is_authenticated or not person.is_active:
        return Dataset.objects.none()
    if isinstance(person, User) and person.is_superuser:
        return Dataset.objects.all()
    return Dataset.objects.filter(members=person.pk)


def images(person: Person) -> QuerySet[Image]:
    """The images this person may see, deleted ones left out."""
    return Image.objects.filter(dataset__in=datasets(person), deleted_at=None)


def image(person: Person, id: str) -> Image:
    """The image with this id. Raises Http404 when there is none or it is not this person's to see."""
    found = images(person).select_related("voxels", "dataset").filter(pk=id).first()
    if found is None:
        raise Http404("There is no such image.")
    return found


def removed(person: Person) -> QuerySet[Image]:
    """The removed images of this person's datasets that can still be put back."""
    rows = Image.objects.filter(dataset__in=datasets(person), deleted_at__isnull=False)
    return rows.select_related("voxels", "dataset")


def removed_image(person: Person, id: str) -> Image:
    """The removed image with this id. Raises Http404 as `image` does."""
    found = removed(person).filter(pk=id).first()
    if found is None:
        raise Http404("There is no such removed image.")
    return found


def dataset(person: Person, slug: str | None = None) -> Dataset:
    """The dataset with this slug, or the person's first one. Raises Http404 when there is none."""
    mine = datasets(person).order_by("pk")
    found = (mine.filter(slug=slug) if slug else mine).first()
    if found is None:
        raise Http404("There is no such dataset.")
    return found


def entries(person: Person) -> QuerySet[AuditEntry]:
    """The audit entries of this person's datasets."""
    return AuditEntry.objects.filter(dataset__in=datasets(person).values("slug"))


def local_user() -> User:
    """The one person of local mode, with their dataset; made when they are not there yet."""
    people = get_user_model().objects
    person = people.filter(username=LOCAL_USER).first()
    if person is None:
        with transaction.atomic():
            person, created = people.get_or_create(username=LOCAL_USER, defaults={"first_name": "You"})
            if created:
                person.set_unusable_password()
                person.save()
            default_dataset().members.add(person)
    return person


def default_dataset() -> Dataset:
    """The dataset that is there from the start."""
    found, _ = Dataset.objects.get_or_create(slug="images", defaults={"name": "Images"})
    return found


def make_token(person: User, name: str) -> str:
    """A new API token for this person. It is shown once; only its hash is kept."""
    token = "hi_" + secrets.token_urlsafe(32)
    ApiToken.objects.create(user=person, name=name, digest=_digest(token))
    return token


def token_owner(token: str) -> User | None:
    """Whose token this is, or None."""
    found = ApiToken.objects.select_related("user").filter(digest=_digest(token), user__is_active=True).first()
    return found.user if found else None


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


def _digest(token: str) -> str:
    # A token has 256 random bits, so a plain hash is enough: there is nothing to guess.
    return hashlib.sha256(token.encode()).hexdigest()
