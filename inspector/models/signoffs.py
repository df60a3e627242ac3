"""The review of an image: every step of it, never changed once written. Where it stands is a column of the image."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Case, F, Value, When

from inspector.models.images import Image, State
from inspector.models.recorded import Recorded
from inspector.models.trail import AuditEntry


class Step(models.TextChoices):
    """What people do in a review, in the words of the record."""

    ASK = "ask", "asked for review"
    CHANGES = "changes", "requested changes"
    SIGN = "sign", "reviewed"
    REOPEN = "reopen", "reopened"


class SignOff(Recorded):
    """One step of the review of an image, at one revision, and the audit entry that tells it."""

    image = models.ForeignKey(Image, on_delete=models.CASCADE, related_name="signoffs")
    revision = models.PositiveIntegerField()
    step = models.CharField(max_length=10, choices=Step.choices)
    asked_of: models.ForeignKey[Any, Any] = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )
    entry = models.OneToOneField(AuditEntry, on_delete=models.PROTECT, related_name="signoff")

    class Meta:
        ordering: ClassVar = ["-pk"]


def state_after_edit() -> Case:
    """What an edit makes of the state of an image, for an UPDATE: what was reviewed needs another review."""
    return Case(When(state=State.REVIEWED, then=Value(State.EDITED.value)), default=F("state"))
