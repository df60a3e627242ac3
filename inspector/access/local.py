"""Local mode: one person, who is signed in without a password."""

from __future__ import annotations

from django.contrib.auth import get_user_model
from django.contrib.auth.models import User
from django.db import transaction

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
