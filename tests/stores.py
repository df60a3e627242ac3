"""Where the tests keep blobs: in files, or with HEADER_INSPECTOR_TEST_BLOBS=s3 in a store that runs beside them.

Tests look at what is stored, and damage it, in the same words for both.
"""

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

import pytest
from moto.server import ThreadedMotoServer

from inspector.vault.blobs import Blobs, FileBlobs
from inspector.vault.blobs.s3 import S3Blobs
from inspector.vault.blobs.s3.answers import connect

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

SHARED = os.environ.get("HEADER_INSPECTOR_TEST_BLOBS", "file") == "s3"
BUCKET = "inspector"


@contextmanager
def s3_server() -> Iterator[dict[str, str]]:
    """An S3-compatible store with one bucket, on the loopback; the variables that lead to it, set."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)  # or it tells of every request
    server = ThreadedMotoServer("127.0.0.1", port=0, verbose=False)
    server.start()
    address = "http://{}:{}".format(*server.get_host_and_port())
    variables = {"AWS_ENDPOINT_URL": address, "AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"}
    with pytest.MonkeyPatch.context() as patch:
        for name, value in variables.items():
            patch.setenv(name, value)
        client().create_bucket(Bucket=BUCKET)
        yield variables
    server.stop()


@cache
def client() -> "S3Client":
    return connect()


def prefix(folder: Path) -> str:
    """Where in the bucket the blobs of this folder are."""
    return str(folder / "blobs").lstrip("/")


def shared_store(folder: Path) -> S3Blobs:
    return S3Blobs(client(), BUCKET, prefix(folder), folder / "blobs" / "tmp")


def store(folder: Path) -> Blobs:
    """The store that is named after this folder."""
    return shared_store(folder) if SHARED else FileBlobs(folder / "blobs")


class StoredObject(PurePosixPath):
    """An object, by the path that it would have as a file."""

    @property
    def where(self) -> dict[str, Any]:
        return {"Bucket": BUCKET, "Key": str(self.parents[2] / self.parts[-3] / self.name).lstrip("/")}

    def read_bytes(self) -> bytes:
        return client().get_object(**self.where)["Body"].read()

    def write_bytes(self, data: bytes | bytearray) -> None:
        client().put_object(Body=bytes(data), **self.where)

    def unlink(self) -> None:
        client().delete_object(**self.where)


Stored = Path | StoredObject


def stored_files(folder: Path) -> list[Stored]:
    """Everything in this folder's store, finished or not."""
    found: list[Stored] = [path for path in (folder / "blobs").rglob("*") if path.is_file()]
    if SHARED:
        pages = client().get_paginator("list_objects_v2").paginate(Bucket=BUCKET, Prefix=prefix(folder) + "/")
        for name in (item["Key"] for page in pages for item in page.get("Contents", ())):
            kind, digest = name.split("/")[-2:]
            found.append(StoredObject(folder / "blobs" / kind / digest[:2] / digest))
    return sorted(found, key=str)


def flip(path: Stored, place: int) -> None:
    """Change one bit."""
    data = bytearray(path.read_bytes())
    data[place] ^= 1
    path.write_bytes(data)


def cut_short(path: Stored, length: int) -> None:
    path.write_bytes(path.read_bytes()[:length])


def written(path: Stored) -> object:
    """What is different once it was written again."""
    if isinstance(path, StoredObject):
        return client().head_object(**path.where)["LastModified"]
    return path.stat().st_ino, path.stat().st_mtime_ns
