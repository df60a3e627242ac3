"""How the store is called, and what its answers mean here.

Source: the Amazon S3 API Reference, "Error responses" and "Conditional requests".
"""

import errno
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from inspector.vault.blobs.protocol import Replaced, StoreAway

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

# HEAD has no body that could name the error, so its code is the status.
MISSING: Final = frozenset({"NoSuchKey", "404"})
OTHERWISE: Final = frozenset({"PreconditionFailed", "ConditionalRequestConflict", "NoSuchUpload", "409", "412"})
FULL: Final = frozenset({"InsufficientCapacity", "QuotaExceeded", "XMinioStorageFull", "507"})

_log = logging.getLogger(__name__)


def connect() -> "S3Client":
    """A client that any number of threads may use. Address, region and credentials come from the AWS_* variables.

    What fails in passing is tried again with growing pauses; AWS_MAX_ATTEMPTS says how often (3 times without it).
    """
    # A store of one's own rarely has a host name for every bucket.
    own = os.environ.get("AWS_ENDPOINT_URL_S3") or os.environ.get("AWS_ENDPOINT_URL")
    config = Config(
        connect_timeout=5,
        read_timeout=30,
        retries={"mode": "standard"},
        max_pool_connections=32,
        tcp_keepalive=True,
        s3={"addressing_style": "path" if own else "auto"},
        # Every part is sent with its MD5, which all stores check; some know no other checksum.
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
    )
    return boto3.session.Session().client("s3", config=config)


@contextmanager
def understood() -> Iterator[None]:
    """Raise what the store answers as what it means: FileNotFoundError, Replaced, a full disk, or else StoreAway."""
    try:
        yield
    except ClientError as error:
        code = error.response.get("Error", {}).get("Code", "")
        if code in MISSING:
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT)) from error
        if code in OTHERWISE:
            raise Replaced from error
        if code in FULL:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)) from error
        _log.error("The store of the voxels answers %s to %s.", code, error.operation_name)
        raise StoreAway from error
    except BotoCoreError as error:
        _log.error("The store of the voxels does not answer: %s.", type(error).__name__)
        raise StoreAway from error
