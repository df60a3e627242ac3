"""Blobs that are objects of an S3-compatible store, which any number of machines share.

They are named as files are, behind a prefix: <prefix>/voxels/<sha256>. Nothing is kept on this machine but what is not
published yet. Nobody reads or writes more of an object than is asked for.
"""

from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING

from inspector.vault.blobs.protocol import BlobWriter, checked
from inspector.vault.blobs.s3.answers import understood
from inspector.vault.blobs.s3.reading import S3Blob
from inspector.vault.blobs.s3.sending import Place
from inspector.vault.blobs.staging import staged

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

__all__ = ["S3Blob", "S3Blobs"]


class S3Blobs:
    """Blobs under `prefix` in `bucket`; what is not published lies in the folder `staging` of this machine."""

    def __init__(self, client: "S3Client", bucket: str, prefix: str, staging: Path) -> None:
        self._client = client
        self._bucket = bucket
        self._prefix = f"{prefix}/" if prefix else ""
        self._staging = staging

    def write(self) -> AbstractContextManager[BlobWriter]:
        return staged(self._staging, lambda path, key: self._place(key).send(path))

    def open(self, key: str) -> S3Blob:
        return S3Blob(self._client, self._bucket, self._name(key))

    def size(self, key: str) -> int:
        return self._place(key).head().size

    def exists(self, key: str) -> bool:
        try:
            self._place(key).head()
        except FileNotFoundError:
            return False
        return True

    def remove(self, key: str) -> None:
        name = self._name(key)
        with understood():
            self._client.delete_object(Bucket=self._bucket, Key=name)

    def check(self) -> None:
        """Ask for the bucket. Raises StoreAway, and what the store said is its cause."""
        with understood():
            self._client.head_bucket(Bucket=self._bucket)

    def _place(self, key: str) -> Place:
        return Place(self._client, self._bucket, self._name(key))

    def _name(self, key: str) -> str:
        return self._prefix + checked(key)
