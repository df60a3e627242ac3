"""Datasets, the images in them, and the files these were uploaded as."""

from __future__ import annotations

import secrets
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.db import models

from inspector.core.errors import Damaged
from inspector.core.header import Header
from inspector.core.rules import Facts, GzipFacts
from inspector.models.stored import VoxelBlock
from inspector.vault.frozen import FrozenVoxels
from inspector.vault.intake import StoredUpload, facts_of

if TYPE_CHECKING:
    from inspector.models.revisions import Revision


def new_id() -> str:
    """An opaque id that cannot be guessed and reads well in an address: 12 characters, 60 bits."""
    return "".join(secrets.choice("abcdefghjkmnpqrstuvwxyz23456789") for _ in range(12))


def etag_of(number: int, sha256: str) -> str:
    """The entity tag of a revision, quoted as in the ETag header."""
    return f'"r{number}-{sha256[:16]}"'


def two_people() -> bool:
    """Whether a new dataset asks for a second person: where there is one only, it cannot."""
    return bool(settings.MODE == "server")


class Dataset(models.Model):
    """Images that the same people work on, and the rules they agreed on."""

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=200)
    four_eyes = models.BooleanField(default=two_people, help_text="nobody reviews an edit of their own")
    release_needs_review = models.BooleanField(default=False, help_text="only reviewed revisions leave for a release")
    release_needs_decisions = models.BooleanField(
        default=False, help_text="what the privacy check asks to review is decided before a release"
    )

    role = ""
    """What the person who looked this up is in it; set by `access`, empty for a row that came by another way."""

    def __str__(self) -> str:
        return self.name


class State(models.TextChoices):
    """How far the review of an image is. Every edit after a review asks for another one."""

    NONE = "none", "not reviewed"
    ASKED = "asked", "waiting for review"
    CHANGES = "changes", "changes requested"
    EDITED = "edited", "edited since the review"
    REVIEWED = "reviewed", "reviewed"


class Image(models.Model):
    """What a person uploaded: one file or a pair, and the voxel block that came with it.

    The columns from `revision` on repeat the current revision for lists.
    """

    id = models.CharField(max_length=16, primary_key=True, default=new_id)
    dataset = models.ForeignKey(Dataset, on_delete=models.PROTECT, related_name="images")
    name = models.CharField(max_length=255)
    block = models.ForeignKey(VoxelBlock, on_delete=models.PROTECT, related_name="+")
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()
    size = models.BigIntegerField(help_text="uploaded bytes, all files together")
    sha256 = models.CharField(max_length=64, help_text="of the uploaded file; of a pair, of the .hdr")
    deleted_at = models.DateTimeField(null=True)

    revision = models.PositiveIntegerField(help_text="number of the current revision")
    header_sha256 = models.CharField(max_length=64, help_text="of the current revision")
    voxels_sha256 = models.CharField(max_length=64, help_text="of the block, or of the front that is left of it")
    voxels_length = models.BigIntegerField()
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=150)
    format = models.CharField(max_length=20)
    endianness = models.CharField(max_length=6)
    paired = models.BooleanField()
    shape = models.JSONField()
    datatype = models.CharField(max_length=20)
    units = models.JSONField()
    voxel_sizes = models.JSONField()
    axis_codes = models.CharField(max_length=3, blank=True, help_text="empty: no orientation is stored")
    qform_code = models.IntegerField()
    sform_code = models.IntegerField()
    errors = models.PositiveIntegerField(default=0, help_text="findings of the rules, as are warnings and notes")
    warnings = models.PositiveIntegerField(default=0)
    notes = models.PositiveIntegerField(default=0)
    high = models.PositiveIntegerField(null=True, help_text="open findings of the privacy check; NULL: not looked at")
    medium = models.PositiveIntegerField(null=True)
    review = models.PositiveIntegerField(null=True)
    looked_with = models.CharField(max_length=20, blank=True, help_text="version of the rule set that counted them")
    search = models.TextField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.NONE, help_text="of its review")
    reviewed_revision = models.PositiveIntegerField(null=True, help_text="the last one that was reviewed")
    asked_of: models.ForeignKey[Any, Any] = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, help_text="NULL: any reviewer"
    )

    role = ""
    """What the person who looked this up is in its dataset; see `Dataset.role`."""

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["dataset", "deleted_at", "-changed_at"]),
            models.Index(fields=["dataset", "state"], name="images_by_state"),
        ]

    def __str__(self) -> str:
        return self.name

    @cached_property
    def current(self) -> Revision:
        """The newest revision. Read once per object: fetch the image again to see somebody else's.

        Raises Damaged when the row of the image names another one than it tells the hash of.
        """
        found = self.revisions.select_related("tail", "entry").get(number=self.revision)
        if found.sha256 != self.header_sha256:
            raise Damaged("The row of this image names another revision than its newest. Restore it from a backup.")
        return found

    @property
    def header(self) -> Header:
        return self.current.header

    @property
    def etag(self) -> str:
        """The etag of the current revision."""
        return etag_of(self.revision, self.header_sha256)

    @cached_property
    def files(self) -> list[Upload]:
        """The uploaded files, the .hdr of a pair first."""
        return list(self.uploads.all())

    @property
    def has_original(self) -> bool:
        """Whether the upload can still be given back byte for byte."""
        return not any(file.erased_by for file in self.files)

    @property
    def stored_uploads(self) -> list[StoredUpload]:
        """What is known of the uploaded files, in that order. Raises Damaged when their rows cannot be right."""
        roles = ["header", "voxels"] if self.paired else ["single"]
        if [file.role for file in self.files] != roles or not all(file.has_its_key for file in self.files):
            raise Damaged("The record of the uploaded file is damaged. Restore it from a backup.")
        return [file.stored for file in self.files]

    def facts(self, header: Header, voxels_length: int | None = None) -> Facts:
        """This header, and what is known of the files around it, for the rules to look at.

        With as many bytes of voxels; None: as the current revision has.
        """
        length = self.voxels_length if voxels_length is None else voxels_length
        return facts_of(header, self.name, self.stored_uploads, length)

    @property
    def frozen(self) -> FrozenVoxels:
        """The voxels of the current revision."""
        return self.current.frozen

    def at(self, number: int | None) -> Revision:
        """The revision with this number, the current one for None. Raises Revision.DoesNotExist."""
        if number is None or number == self.revision:
            return self.current
        return self.revisions.select_related("tail", "entry").get(number=number)


class Upload(models.Model):
    """One uploaded file, kept byte for byte: as a blob, or (no key) as the first header plus the voxel block.

    Of an erased one the size and the hash are left.
    """

    image = models.ForeignKey(Image, on_delete=models.CASCADE, related_name="uploads")
    role = models.CharField(max_length=10, help_text="single, header or voxels")
    name = models.CharField(max_length=255)
    size = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    crc32 = models.BigIntegerField()
    compression = models.CharField(max_length=10)
    key = models.CharField(max_length=100, null=True)
    erased_by = models.BigIntegerField(null=True, help_text="seq of the entry that records the erasure")
    gzip = models.JSONField(null=True, help_text="what a gzip file tells besides its content; see GzipFacts")

    class Meta:
        ordering: ClassVar = ["pk"]

    @property
    def has_its_key(self) -> bool:
        """Whether the row names the blob it should: none when the file needs no copy, or was erased."""
        kept = self.compression != "none" and not self.erased_by
        return self.key == (f"uploads/{self.sha256}" if kept else None)

    @property
    def stored(self) -> StoredUpload:
        return StoredUpload(
            role=self.role,
            name=self.name,
            size=self.size,
            sha256=self.sha256,
            crc32=self.crc32,
            compression=self.compression,
            key=self.key,
            gzip=self._gzip_facts,
        )

    @property
    def _gzip_facts(self) -> GzipFacts | None:
        try:
            return GzipFacts(**self.gzip) if self.gzip else None
        except TypeError as error:
            raise Damaged(
                f"What is known of the gzip file {self.name} is damaged. manage.py fsck --repair reads it again."
            ) from error
