"""Releases: chosen images that left together, in which revisions, and the reports that went with them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from inspector.models.images import Dataset, Image, new_id
from inspector.models.recorded import Recorded
from inspector.models.trail import AuditEntry


class Release(Recorded):
    """Images that passed the gate together. Nothing of it changes, so that it can be downloaded again byte for byte.

    Only an erasure of one of its images takes something away: the manifest, which names all files, and that report.
    """

    id = models.CharField(max_length=16, primary_key=True, default=new_id)
    dataset = models.ForeignKey(Dataset, on_delete=models.PROTECT, related_name="releases")
    name = models.CharField(max_length=200)
    profile = models.CharField(max_length=20)
    manifest = models.TextField(null=True, help_text="manifest.json; NULL once an image of it was erased")
    readme = models.TextField()
    entry = models.OneToOneField(AuditEntry, on_delete=models.PROTECT, related_name="release")

    class Meta:
        ordering: ClassVar = ["-entry"]

    def __str__(self) -> str:
        return self.name


class Released(models.Model):
    """One image of a release, as the file that left. The hashes stay when the image is erased; names and reports go."""

    release = models.ForeignKey(Release, on_delete=models.CASCADE, related_name="images")
    position = models.PositiveIntegerField()
    image = models.CharField(max_length=16, db_index=True, help_text="id; the image itself may be gone")
    revision = models.PositiveIntegerField()
    name = models.CharField(max_length=255, blank=True, help_text="of the file, without its folder")
    etag = models.CharField(max_length=32, help_text="of the file; another one tells that other bytes would leave")
    length = models.BigIntegerField()
    crc32 = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    voxels_sha256 = models.CharField(max_length=64)
    report = models.TextField(null=True, help_text="JSON; NULL once erased, as is the page")
    page = models.TextField(null=True)

    class Meta:
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["release", "image"], name="one_file_per_image")]


class ReadThrough(models.Model):
    """What a reading of all bytes of an image found, so that whoever makes a release again does not wait again.

    `key` says of which bytes, and what was looked for; it is a keyed hash and tells nothing.
    """

    image = models.ForeignKey(Image, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=64)
    facts = models.JSONField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["image", "key"], name="one_reading_per_key")]
