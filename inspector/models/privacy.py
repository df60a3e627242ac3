"""What people decided about findings of the privacy check, and the identifiers that a study says are its own."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models

from inspector.models.images import Dataset, Image
from inspector.models.trail import AuditEntry

LONGEST_MASKED = 200


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


class FoundValue(models.Model):
    """What the privacy check found in the current revision of an image, for tables over many images.

    One row for each text in a place, however often it stands there. `mark` is the keyed hash under which a decision
    about it is kept, and `value` one of the text alone, which is the same in every place; both are empty in a row that
    only counts what a list has no room for.
    """

    image = models.ForeignKey(Image, on_delete=models.CASCADE, related_name="found_values")
    mark = models.CharField(max_length=64, blank=True)
    value = models.CharField(max_length=64, blank=True, help_text="empty: too short to say that two are the same")
    surface = models.CharField(max_length=120)
    recognizer = models.CharField(max_length=40)
    level = models.CharField(max_length=10)
    masked = models.CharField(max_length=LONGEST_MASKED)
    times = models.PositiveIntegerField()
    decided = models.BooleanField()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["mark"], name="found_by_mark"),
            models.Index(fields=["value"], name="found_by_value"),
        ]


class OwnIdentifier(models.Model):
    """A keyed hash of a name or number that a study says is one of its people's; nobody can read it back."""

    dataset = models.ForeignKey(Dataset, on_delete=models.CASCADE, related_name="own_identifiers")
    hash = models.CharField(max_length=64)
    words = models.PositiveSmallIntegerField(help_text="how many words the longest has, to look for as many")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["dataset", "hash"], name="one_hash_per_identifier")]
