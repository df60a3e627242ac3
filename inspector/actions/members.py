"""People come into a dataset, get another role, and leave."""

from __future__ import annotations

import secrets
from datetime import timedelta

from django.contrib.auth.models import User
from django.db import transaction
from django.http import Http404
from django.utils import timezone

from inspector import access, audit
from inspector.core.errors import FieldsError
from inspector.core.exact import visible
from inspector.models import Dataset, Invitation, Membership, Role

DAYS_OPEN = 7
LONGEST_NOTE = 200


class LastManager(FieldsError):
    """The dataset would be left without anybody who manages it."""

    code = "last_manager"

    def __init__(self, dataset: Dataset) -> None:
        sentence = f"{dataset.name} needs a manager. Make somebody else a manager first."
        super().__init__({"role": [sentence]}, sentence)


class AlreadyMember(FieldsError):
    """Whoever opened the invitation belongs to the dataset already."""

    code = "already_member"

    def __init__(self, dataset: Dataset, role: str) -> None:
        sentence = f"You are in {dataset.name} already, as {role}. The invitation stays open."
        super().__init__({}, sentence)


def give_role(*, actor: User, dataset: Dataset, person: User, role: Role) -> Membership:
    """Make this person a member in this role, or give a member another one. Raises LastManager."""
    with transaction.atomic():
        _lock(dataset)
        found = Membership.objects.filter(dataset=dataset, user=person).first()
        if found is None:
            found = Membership.objects.create(dataset=dataset, user=person, role=role)
            _record(actor.get_username(), "member added", dataset, person, role=role.value)
        elif found.role != role.value:
            _keep_a_manager(dataset, found, role)
            before, found.role = found.role, role.value
            found.save()
            _record(actor.get_username(), "role changed", dataset, person, before=before, role=role.value)
    return found


def remove_member(*, actor: User, dataset: Dataset, person: User) -> None:
    """Take this person out of the dataset; what they did there stays in the record. Raises LastManager."""
    with transaction.atomic():
        _lock(dataset)
        found = Membership.objects.filter(dataset=dataset, user=person).first()
        if found is None:
            return
        _keep_a_manager(dataset, found, None)
        found.delete()
        _record(actor.get_username(), "member removed", dataset, person, role=found.role)


def invite(
    *, actor: User | None, dataset: Dataset, role: Role, note: str = "", days: int = DAYS_OPEN
) -> tuple[Invitation, str]:
    """An invitation, and the secret end of its link, which is not kept. `actor` None: a command on the server."""
    secret = secrets.token_urlsafe(32)
    with transaction.atomic():
        invitation = Invitation.objects.create(
            dataset=dataset,
            role=role,
            digest=access.digest(secret),
            note=visible(note.strip())[:LONGEST_NOTE],
            made_by=actor,
            expires_at=timezone.now() + timedelta(days=days),
        )
        audit.append(
            actor=actor.get_username() if actor else audit.CONSOLE,
            action="invitation made",
            dataset=dataset.slug,
            facts={"invitation": invitation.pk, "role": role.value, "days": days},
            values={"note": invitation.note} if invitation.note else {},
        )
    return invitation, secret


def revoke_invitation(*, actor: User, invitation: Invitation) -> None:
    """Close an invitation before it is used; one that is over stays as it is."""
    with transaction.atomic():
        rows = Invitation.objects.filter(pk=invitation.pk, used_at=None, revoked_at=None)
        if rows.update(revoked_at=timezone.now()):
            audit.append(
                actor=actor.get_username(),
                action="invitation revoked",
                dataset=invitation.dataset.slug,
                facts={"invitation": invitation.pk, "role": invitation.role},
            )


def join(*, person: User, secret: str) -> Membership:
    """Use an invitation. Raises Http404 when it is not open, AlreadyMember when there is nothing to join."""
    with transaction.atomic():
        invitation = access.invitation(secret)
        _lock(invitation.dataset)
        mine = Membership.objects.filter(dataset=invitation.dataset, user=person).first()
        if mine is not None:
            raise AlreadyMember(invitation.dataset, mine.role)
        # Of two who open the same link at once, one finds it used.
        rows = Invitation.objects.filter(pk=invitation.pk, used_at=None, revoked_at=None)
        if not rows.update(used_by=person, used_at=timezone.now()):
            raise Http404(access.NOT_OPEN)
        joined = Membership.objects.create(dataset=invitation.dataset, user=person, role=invitation.role)
        audit.append(
            actor=person.get_username(),
            action="invitation used",
            dataset=invitation.dataset.slug,
            facts={"invitation": invitation.pk, "role": invitation.role},
        )
    return joined


def _keep_a_manager(dataset: Dataset, leaving: Membership, role: Role | None) -> None:
    if leaving.role != Role.MANAGER.value or role is Role.MANAGER:
        return
    others = Membership.objects.filter(dataset=dataset, role=Role.MANAGER, user__is_active=True)
    if not others.exclude(pk=leaving.pk).exists():
        raise LastManager(dataset)


def _lock(dataset: Dataset) -> None:
    """One change of the members at a time: two managers who leave at once would leave none."""
    Dataset.objects.select_for_update().get(pk=dataset.pk)


def _record(actor: str, action: str, dataset: Dataset, person: User, **facts: str) -> None:
    audit.append(
        actor=actor, action=action, dataset=dataset.slug, facts=facts, values={"member": person.get_username()}
    )
