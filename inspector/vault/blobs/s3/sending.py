"""Sending a finished file to its place in the store: whole or not at all, and checked when it is there.

A large file goes in parts, by two threads; memory holds no more than the parts they are at. Every part goes with its
MD5, and the store refuses a part that differs. The parts' MD5s give the tag of the whole object, by which it is known
whether the bytes are there already.
"""

import os
from base64 import b64encode
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from hashlib import md5
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from inspector.vault.ahead import in_order
from inspector.vault.blobs.protocol import Replaced, StoreAway
from inspector.vault.blobs.s3.answers import understood

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

PART: Final = 8 << 20
MOST_PARTS: Final = 10_000
TRIES: Final = 3


@dataclass(frozen=True, slots=True)
class Head:
    """What the store tells of an object. The tag of an encrypted one says nothing of its bytes."""

    size: int
    etag: str
    encrypted: bool


@dataclass(frozen=True, slots=True)
class Place:
    """Where an object is, or will be."""

    client: "S3Client"
    bucket: str
    name: str

    def head(self) -> Head:
        """Raises FileNotFoundError."""
        with understood():
            answer = self.client.head_object(Bucket=self.bucket, Key=self.name)
        encrypted = answer.get("ServerSideEncryption", "").startswith("aws:kms")
        return Head(answer["ContentLength"], answer["ETag"].strip('"'), encrypted)

    def send(self, path: Path) -> None:
        """Have this file's bytes here: sent unless they are here already, in place of others if there are any.

        An object that appears meanwhile is never written over unseen.
        """
        file = _File(path)
        put = self._put if len(file.parts) == 1 else self._put_in_parts
        for _ in range(TRIES):
            there = self._found()
            if there is not None and there.size == file.size and there.etag == file.etag():
                return
            with suppress(Replaced):
                put(file, {} if there else {"IfNoneMatch": "*"})
                self._check(file)
                return
        raise StoreAway

    def _found(self) -> Head | None:
        try:
            return self.head()
        except FileNotFoundError:
            return None

    def _put(self, file: "_File", condition: dict[str, Any]) -> None:
        data = file.read(0)
        with understood():
            self.client.put_object(Bucket=self.bucket, Key=self.name, Body=data, ContentMD5=file.digest(0), **condition)

    def _put_in_parts(self, file: "_File", condition: dict[str, Any]) -> None:
        with understood():
            upload = self.client.create_multipart_upload(Bucket=self.bucket, Key=self.name)["UploadId"]
        try:
            with understood():
                tags = list(in_order(self._part(file, upload), file.parts))
                sent = [{"PartNumber": number + 1, "ETag": tag} for number, tag in enumerate(tags)]
                self.client.complete_multipart_upload(
                    Bucket=self.bucket,
                    Key=self.name,
                    UploadId=upload,
                    MultipartUpload={"Parts": sent},  # type: ignore[typeddict-item]  # plain dictionaries of that shape
                    **condition,
                )
        except BaseException:
            with suppress(OSError), understood():
                self.client.abort_multipart_upload(Bucket=self.bucket, Key=self.name, UploadId=upload)
            raise

    def _part(self, file: "_File", upload: str) -> Callable[[int], str]:
        def send(number: int) -> str:
            data = file.read(number)
            answer = self.client.upload_part(
                Bucket=self.bucket,
                Key=self.name,
                UploadId=upload,
                PartNumber=number + 1,
                Body=data,
                ContentMD5=file.digest(number),
            )
            return answer["ETag"]

        return send

    def _check(self, file: "_File") -> None:
        there = self.head()
        if there.size != file.size or not (there.encrypted or there.etag == file.etag()):
            with understood():
                self.client.delete_object(Bucket=self.bucket, Key=self.name)
            raise StoreAway


class _File:
    """A file in parts, with the MD5 of each part that was read."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.size = path.stat().st_size
        self._part = max(PART, -(-self.size // MOST_PARTS))
        self.parts = range(max(-(-self.size // self._part), 1))
        self._digests: dict[int, bytes] = {}

    def read(self, number: int) -> bytes:
        descriptor = os.open(self._path, os.O_RDONLY | os.O_CLOEXEC)
        try:
            data = os.pread(descriptor, self._part, number * self._part)
        finally:
            os.close(descriptor)
        self._digests[number] = md5(data, usedforsecurity=False).digest()
        return data

    def digest(self, number: int) -> str:
        """The MD5 of a part that was read, as a header gives it."""
        return b64encode(self._digests[number]).decode()

    def etag(self) -> str:
        """The tag that a store gives the object: its MD5, or of several parts the MD5 of their MD5s, and how many."""
        for number in self.parts:
            if number not in self._digests:
                self.read(number)
        digests = [self._digests[number] for number in self.parts]
        if len(digests) == 1:
            return digests[0].hex()
        return f"{md5(b''.join(digests), usedforsecurity=False).hexdigest()}-{len(digests)}"
