"""Who belongs to a dataset, in which role, and who was asked to join."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from inspector.models.images import Dataset


class Role(models.TextChoices):
    """What a member is in a dataset; each role may do all that the ones before it may. `access.TASKS` says what."""

    VIEWER = "viewer"
    EDITOR = "editor"
    REVIEWER = "reviewer"
    MANAGER = "manager"


class Membership(models.Model):
    """One person in one dataset."""

    dataset = models.ForeignKey(Dataset, on_delete=models.PROTECT, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=10, choices=Role.choices)
    since = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["dataset", "user"], name="one_membership_per_person"),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="a_role_that_exists"),
        ]


class Invitation(models.Model):
    """A link that lets whoever opens it join a dataset, once. Only the sha256 of its secret part is stored."""

    dataset = models.ForeignKey(Dataset, on_delete=models.CASCADE, related_name="invitations")
    role = models.CharField(max_length=10, choices=Role.choices)
    digest = models.CharField(max_length=64, unique=True)
    note = models.CharField(max_length=200, blank=True, help_text="whom it is for, in the words of who made it")
    made_by: models.ForeignKey[Any, Any] = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )
    """None: a command on the server, before anybody had an account."""
    made_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    used_by: models.ForeignKey[Any, Any] = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )
    used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-made_at", "-pk"]
