"""Blobs that are objects of an S3-compatible store, which any number of machines share.

They are named as files are, behind a prefix: <prefix>/voxels/<sha256>. Nothing is kept on this machine but what is not
published yet. Nobody reads or writes more of an object than is asked for.
"""

from collections.abc import Iterator
from contextlib import AbstractContextManager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from inspector.vault.blobs.protocol import KEY, BlobWriter, Replaced, Stored, checked
from inspector.vault.blobs.s3.answers import understood
from inspector.vault.blobs.s3.reading import S3Blob
from inspector.vault.blobs.s3.sending import Place
from inspector.vault.blobs.staging import drop_staged, staged

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_s3.type_defs import MultipartUploadTypeDef

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

    def stored(self, prefix: str = "") -> Iterator[Stored]:
        pages = self._client.get_paginator("list_objects_v2").paginate(
            Bucket=self._bucket, Prefix=self._prefix + prefix
        )
        with understood():
            for page in pages:
                for each in page.get("Contents", []):
                    key = each["Key"].removeprefix(self._prefix)
                    if KEY.fullmatch(key):
                        yield Stored(key, each["Size"], each["LastModified"].timestamp())

    def drop_unfinished(self, before: float) -> int:
        """What lies on this machine, and uploads in parts that nobody went on with."""
        return drop_staged(self._staging, before) + sum(self._abort(each) for each in self._begun(before))

    def _begun(self, before: float) -> Iterator["MultipartUploadTypeDef"]:
        pages = self._client.get_paginator("list_multipart_uploads").paginate(Bucket=self._bucket, Prefix=self._prefix)
        with understood():
            for page in pages:
                yield from (each for each in page.get("Uploads", []) if each["Initiated"].timestamp() < before)

    def _abort(self, begun: "MultipartUploadTypeDef") -> bool:
        with suppress(FileNotFoundError, Replaced), understood():
            self._client.abort_multipart_upload(Bucket=self._bucket, Key=begun["Key"], UploadId=begun["UploadId"])
            return True
        return False

    def check(self) -> None:
        """Ask for the bucket. Raises StoreAway, and what the store said is its cause."""
        with understood():
            self._client.head_bucket(Bucket=self._bucket)

    def _place(self, key: str) -> Place:
        return Place(self._client, self._bucket, self._name(key))

    def _name(self, key: str) -> str:
        return self._prefix + checked(key)
