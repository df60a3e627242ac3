"""Reading an object by ranges. Opening it fetches its last bytes, where the index of a stored file is."""

from collections.abc import Sequence
from threading import Lock
from types import TracebackType
from typing import TYPE_CHECKING, Final, Self

from botocore.exceptions import BotoCoreError, ClientError

from inspector.vault.blobs.protocol import StoreAway
from inspector.vault.blobs.s3.answers import understood
from inspector.vault.blobs.s3.fetching import Ahead

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

TAIL: Final = 64 * 1024
TRIES: Final = 3


class S3Blob:
    """An object, read where it is; the same bytes to the end, or Replaced."""

    def __init__(self, client: "S3Client", bucket: str, name: str) -> None:
        self._client = client
        self._bucket = bucket
        self._name = name
        self._lock = Lock()
        self._ahead: Ahead | None = None
        self._etag, self.size, self._tail = self._opened()

    def read_at(self, offset: int, count: int) -> bytes:
        start, stop = offset, min(offset + count, self.size)
        if start >= stop:
            return b""
        before = self.size - len(self._tail)
        if start >= before:
            return self._tail[start - before : stop - before]
        with self._lock:
            ahead = self._ahead
        data = ahead.read(start, stop) if ahead else None
        return self._fetch(start, stop) if data is None else data

    def will_read(self, ranges: Sequence[tuple[int, int]]) -> None:
        before = self.size - len(self._tail)
        ahead = Ahead(self._fetch, [(start, stop) for start, stop in ranges if start < before])
        with self._lock:
            done, self._ahead = self._ahead, ahead
        if done is not None:
            done.close()

    def close(self) -> None:
        if self._ahead is not None:
            self._ahead.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _opened(self) -> tuple[str, int, bytes]:
        """The object's tag, its length and its last bytes, by one request."""
        with understood():
            try:
                answer = self._client.get_object(Bucket=self._bucket, Key=self._name, Range=f"bytes=-{TAIL}")
            except ClientError as error:
                if error.response.get("Error", {}).get("Code") != "InvalidRange":
                    raise
                return "", 0, b""  # where nothing is, there are no last bytes
            tail = answer["Body"].read()
        size = answer["ContentRange"].rpartition("/")[2] if "ContentRange" in answer else len(tail)
        return answer["ETag"], int(size), tail

    def _fetch(self, start: int, stop: int) -> bytes:
        """The bytes [start, stop). An answer that breaks off is asked for again; the client only repeats questions."""
        for attempt in range(TRIES):
            with understood():
                answer = self._client.get_object(
                    Bucket=self._bucket, Key=self._name, Range=f"bytes={start}-{stop - 1}", IfMatch=self._etag
                )
                try:
                    data = answer["Body"].read()
                except BotoCoreError:
                    if attempt + 1 == TRIES:
                        raise
                    continue
            if len(data) == stop - start:
                return data
        raise StoreAway
