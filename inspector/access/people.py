"""Which people a person may know of, and the links by which new ones come."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils import timezone

from inspector.access.lookup import datasets
from inspector.access.tokens import MAX_KEY, digest
from inspector.models import Dataset, Invitation, Membership

NOT_OPEN = "This invitation is not open. It was used or revoked, or its time is up: ask whoever sent it for a new one."


def colleagues(person: User) -> QuerySet[User]:
    """The people whom this person shares a dataset with, and themselves; for an administrator, everybody.

    Nobody else is there for them: an address that takes a user name must not tell which ones exist.
    """
    everybody = User.objects.filter(is_active=True).order_by("username")
    if person.is_superuser:
        return everybody
    shared = Membership.objects.filter(dataset__in=datasets(person))
    return everybody.filter(Q(pk__in=shared.values("user")) | Q(pk=person.pk))


def colleague(person: User, username: str) -> User:
    """The colleague of this name. Raises Http404."""
    found = colleagues(person).filter(username=username).first()
    if found is None:
        raise Http404("There is nobody of that name in your datasets. Invite people by a link.")
    return found


def members(dataset: Dataset) -> QuerySet[Membership]:
    """Who belongs to a dataset that was looked up with permission, in the order they came."""
    return Membership.objects.filter(dataset=dataset).select_related("user").order_by("since", "pk")


def member(dataset: Dataset, username: str) -> Membership:
    """The membership of this person in a dataset that was looked up with permission. Raises Http404."""
    found = members(dataset).filter(user__username=username).first()
    if found is None:
        raise Http404(f"{dataset.name} has no member of that name.")
    return found


def invitations(dataset: Dataset) -> QuerySet[Invitation]:
    """The invitations to a dataset that can still be used."""
    return Invitation.objects.filter(_open(), dataset=dataset).select_related("made_by")


def open_invitation(dataset: Dataset, number: int) -> Invitation:
    """One of `invitations`. Raises Http404."""
    found = invitations(dataset).filter(pk=number).first() if number <= MAX_KEY else None
    if found is None:
        raise Http404(NOT_OPEN)
    return found


def invitation(secret: str) -> Invitation:
    """The invitation whose link ends like this. Raises Http404 alike for one that is over and one that never was."""
    found = Invitation.objects.filter(_open(), digest=digest(secret)).select_related("dataset", "made_by").first()
    if found is None:
        raise Http404(NOT_OPEN)
    return found


def _open() -> Q:
    return Q(used_at=None, revoked_at=None, expires_at__gt=timezone.now())
