"""Bytes at rest: frozen voxel blocks, and the parts of headers that revisions share."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from inspector.vault.blobs import FileBlobs
from inspector.vault.frozen import FrozenInfo


def blobs() -> FileBlobs:
    """Where this installation keeps its bytes."""
    return FileBlobs(settings.VAULT_ROOT)


class VoxelBlock(models.Model):
    """A frozen voxel block in the vault, named by the sha256 of its uncompressed bytes."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    length = models.BigIntegerField()
    crc32 = models.BigIntegerField()
    stored_length = models.BigIntegerField()
    block_size = models.IntegerField()
    codec = models.CharField(max_length=20)
    level = models.IntegerField()

    @property
    def info(self) -> FrozenInfo:
        return FrozenInfo(
            sha256=self.sha256,
            length=self.length,
            crc32=self.crc32,
            stored_length=self.stored_length,
            block_size=self.block_size,
            codec=self.codec,
            level=self.level,
        )


class HeaderTail(models.Model):
    """The header bytes after the fixed fields: extension flag, extensions, padding. Revisions share them."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    data = models.BinaryField()
