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
from inspector.models.stored import HeaderTail, blobs
from inspector.models.trail import AuditEntry, AuditValue
from inspector.vault.frozen import Front, FrozenVoxels


class Revision(Recorded):
    """One state of an image: its header bytes, and how much it has of the voxel block; and the entry that made it.

    Of erased header bytes the hash is left.
    """

    UPLOAD, EDIT, RESTORE, CUT = "upload", "edit", "restore", "cut"

    image = models.ForeignKey(Image, on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=10)
    fixed = models.BinaryField(null=True)
    tail: models.ForeignKey[Any, Any] = models.ForeignKey(
        HeaderTail, on_delete=models.PROTECT, related_name="+", null=True
    )
    sha256 = models.CharField(max_length=64, help_text="of all header bytes")
    voxels_sha256 = models.CharField(max_length=64, help_text="of the image's block, or of its first bytes")
    voxels_length = models.BigIntegerField()
    voxels_crc32 = models.BigIntegerField()
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
        told = (facts["header_sha256"], facts["header_sha256"], self.entry.image)
        if told != (hashlib.sha256(data).hexdigest(), self.sha256, self.image_id) or not self.names_its_voxels:
            raise Damaged(f"The stored header of revision {self.number} is damaged. Restore it from a backup.")
        return Header.parse(data, paired=self.image.paired)

    @property
    def names_its_voxels(self) -> bool:
        """Whether row, image and entry name the same voxels, and the same block that they are the first bytes of."""
        facts = self.entry.facts
        sha256 = facts.get("voxels_sha256")
        return (sha256, facts.get("voxels_of", sha256)) == (self.voxels_sha256, self.image.block_id)

    @property
    def voxels(self) -> Front:
        """What this revision has of the image's block, as the row says."""
        return Front(self.voxels_sha256, self.voxels_length, self.voxels_crc32)

    @property
    def told_voxels(self) -> Front:
        """The same, as the entry says. One that names no length tells of all of the block."""
        facts, block = self.entry.facts, self.image.block
        length, crc32 = facts.get("voxels_bytes", block.length), facts.get("voxels_crc32", block.crc32)
        return Front(facts["voxels_sha256"], length, crc32)

    @cached_property
    def frozen(self) -> FrozenVoxels:
        """The voxels. Raises Damaged when they are not the recorded ones."""
        if not self.names_its_voxels or self.voxels != self.told_voxels:
            raise Damaged(f"The record of the voxels of revision {self.number} is damaged. Restore it from a backup.")
        return FrozenVoxels(blobs(), self.image.block.info).front(self.voxels)

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
