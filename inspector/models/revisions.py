"""The states of an image's header, and what each of them changed."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from functools import cached_property
from typing import Any, ClassVar

from django.db import models

from inspector.core.errors import Damaged, Erased
from inspector.core.header import Header
from inspector.models.images import Image, etag_of
from inspector.models.recorded import Recorded
from inspector.models.stored import HeaderTail
from inspector.models.trail import AuditEntry, AuditValue


class Revision(Recorded):
    """One state of an image's header bytes, and the audit entry that made it. Of an erased one the hash is left."""

    UPLOAD, EDIT, RESTORE = "upload", "edit", "restore"

    image = models.ForeignKey(Image, on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=10)
    fixed = models.BinaryField(null=True)
    tail: models.ForeignKey[Any, Any] = models.ForeignKey(
        HeaderTail, on_delete=models.PROTECT, related_name="+", null=True
    )
    sha256 = models.CharField(max_length=64, help_text="of all header bytes")
    erased_by = models.BigIntegerField(null=True, help_text="seq of the entry that records the erasure")
    entry = models.OneToOneField(AuditEntry, on_delete=models.PROTECT, related_name="revision")

    class Meta:
        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["image", "number"], name="one_revision_per_number")]

    @cached_property
    def header(self) -> Header:
        """The header bytes. Raises Erased, and Damaged when they, or their voxels, are not the recorded ones."""
        if self.fixed is None:
            raise Erased(f"The header bytes of revision {self.number} were erased for good; their hash is kept.")
        data = self.stored_bytes
        facts = self.entry.facts
        told = (facts["header_sha256"], facts["header_sha256"], facts["voxels_sha256"], self.entry.image)
        if told != (hashlib.sha256(data).hexdigest(), self.sha256, self.image.voxels_id, self.image_id):
            raise Damaged(f"The stored header of revision {self.number} is damaged. Restore it from a backup.")
        return Header.parse(data, paired=self.image.paired)

    @property
    def stored_bytes(self) -> bytes:
        """The header bytes as they are stored, right or wrong: without an end where the row names one that is gone."""
        end = b""
        with suppress(HeaderTail.DoesNotExist):
            end = bytes(self.tail.data) if self.tail else b""
        return bytes(self.fixed or b"") + end

    @property
    def is_erased(self) -> bool:
        return self.fixed is None

    @property
    def etag(self) -> str:
        """What an edit must name to be sure that nobody saved in between."""
        return etag_of(self.number, self.sha256)


class FieldChange(models.Model):
    """One field that a revision changed, with its old and new value."""

    revision = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="changes")
    position = models.PositiveIntegerField(help_text="order in the header")
    field = models.CharField(max_length=40)
    old = models.OneToOneField(AuditValue, on_delete=models.PROTECT, related_name="+")
    new = models.OneToOneField(AuditValue, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["position"]
