"""What people decided about findings of the privacy check, and the identifiers that a study says are its own."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models

from inspector.models.images import Dataset, Image
from inspector.models.trail import AuditEntry


class Waiver(models.Model):
    """A finding that may stay, as somebody said with a reason. Of its text only a keyed hash is kept, the `mark`.

    Without an image it stands for the same text in the same place of every image of the dataset.
    """

    ACCEPTED, LEFT = "accepted", "left behind"

    dataset = models.ForeignKey(Dataset, on_delete=models.CASCADE, related_name="waivers")
    image: models.ForeignKey[Any, Any] = models.ForeignKey(
        Image, on_delete=models.CASCADE, related_name="waivers", null=True
    )
    kind = models.CharField(max_length=12, help_text="accepted, or left behind with the packing of the upload")
    surface = models.CharField(max_length=120)
    mark = models.CharField(max_length=64)
    entry = models.ForeignKey(AuditEntry, on_delete=models.PROTECT, related_name="waivers")

    class Meta:
        ordering: ClassVar = ["pk"]
        indexes: ClassVar = [models.Index(fields=["dataset", "mark"], name="waivers_by_mark")]

    @property
    def by(self) -> str:
        return self.entry.actor

    @property
    def reason(self) -> str | None:
        """Why it may stay; None once erased."""
        reason: str | None = self.entry.told.get("reason", "")
        return reason


class OwnIdentifier(models.Model):
    """A keyed hash of a name or number that a study says is one of its people's; nobody can read it back."""

    dataset = models.ForeignKey(Dataset, on_delete=models.CASCADE, related_name="own_identifiers")
    hash = models.CharField(max_length=64)
    words = models.PositiveSmallIntegerField(help_text="how many words the longest has, to look for as many")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["dataset", "hash"], name="one_hash_per_identifier")]
