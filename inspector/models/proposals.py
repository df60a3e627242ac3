"""Edits that somebody would make, for somebody else to decide."""

from __future__ import annotations

from typing import Any, ClassVar, Final

from django.conf import settings
from django.db import models

from inspector.models.images import Image
from inspector.models.recorded import Recorded
from inspector.models.trail import AuditEntry

NEW: Final = ".new"
"""What follows the name of a field where the record keeps its new value."""


class Decision(models.TextChoices):
    """What became of a proposal."""

    OPEN = "open", "open"
    ACCEPTED = "accepted", "accepted"
    DECLINED = "declined", "declined"
    WITHDRAWN = "withdrawn", "withdrawn"


class Proposal(Recorded):
    """An edit on top of revision `base`. The values are those beside its entry, as they are for an edit."""

    image = models.ForeignKey(Image, on_delete=models.CASCADE, related_name="proposals")
    base = models.PositiveIntegerField(help_text="number of the revision it was made on")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    entry = models.OneToOneField(AuditEntry, on_delete=models.PROTECT, related_name="proposal")
    decision = models.CharField(max_length=10, choices=Decision.choices, default=Decision.OPEN)
    decided: models.ForeignKey[Any, Any] = models.ForeignKey(
        AuditEntry, on_delete=models.PROTECT, related_name="+", null=True, help_text="the entry that decided it"
    )

    class Meta:
        ordering: ClassVar = ["-pk"]
        indexes: ClassVar = [models.Index(fields=["image", "decision"], name="proposals_by_decision")]

    @property
    def is_open(self) -> bool:
        return self.decision == Decision.OPEN

    @property
    def values(self) -> dict[str, str]:
        """Field name to value as text; what was erased is left out."""
        told = {label.removesuffix(NEW): value for label, value in self.entry.told.items() if label.endswith(NEW)}
        return {name: text for name, text in told.items() if text is not None}

    @property
    def copied(self) -> dict[str, dict[str, object]]:
        """By field, the image and the revision that its value was copied from."""
        return {
            name: {"image": each["image"], "revision": each["revision"]}
            for each in self.entry.facts.get("copied", [])
            for name in each["fields"]
        }

    @property
    def answer(self) -> str | None:
        """What was said with the decision; None once erased, empty while there is none."""
        answer: str | None = self.decided.told.get("reason", "") if self.decided else ""
        return answer
