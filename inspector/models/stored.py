"""Bytes at rest: frozen voxel blocks, and the parts of headers that revisions share."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models

from inspector.vault.blobs import Blobs, FileBlobs
from inspector.vault.frozen import FrozenInfo

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

    from inspector.vault.blobs.s3 import S3Blobs


def blobs() -> Blobs:
    """Where this installation keeps its bytes."""
    if settings.BUCKET is None:
        return FileBlobs(settings.VAULT_ROOT)
    return shared_blobs(*settings.BUCKET)


def shared_blobs(bucket: str, prefix: str) -> S3Blobs:
    """The store that machines share. boto3 takes half a second to import, and need not be installed without one."""
    from inspector.vault.blobs.s3 import S3Blobs

    return S3Blobs(_client(), bucket, prefix, settings.VAULT_ROOT / "tmp")


@cache
def _client() -> S3Client:
    """One client for all threads of a process: it keeps connections open."""
    from inspector.vault.blobs.s3.answers import connect

    return connect()


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
