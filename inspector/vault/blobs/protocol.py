"""What every store of blobs does alike, whatever it keeps them in."""

import io
import re
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from types import TracebackType
from typing import NamedTuple, Protocol, Self

KEY = re.compile(r"(?:uploads|voxels)/[0-9a-f]{64}|previews/[0-9a-f]{64}-[0-9a-f]{16}")


class StoreAway(OSError):
    """The store does not answer, or not as it should: nothing was done. Ask again after `retry_after` seconds."""

    retry_after = 10

    def __init__(self) -> None:
        super().__init__(
            "The store of the voxels does not answer as it should; nothing was changed. Try again in a minute."
        )


class Replaced(StoreAway):
    """Another blob took the place of the one that is read. Opening it again helps."""


class Blob(Protocol):
    """One stored blob, open for reading at any offset by any thread; a context manager."""

    @property
    def size(self) -> int: ...

    def read_at(self, offset: int, count: int) -> bytes:
        """Up to `count` bytes from `offset`; fewer only where the blob ends."""
        ...

    def will_read(self, ranges: Sequence[tuple[int, int]]) -> None:
        """These [start, stop) are read next, in this order: what is far away can be fetched before it is needed."""
        ...

    def close(self) -> None: ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


class Stored(NamedTuple):
    """A blob that is there: its key, its length, and when it was published, in seconds since 1970."""

    key: str
    size: int
    since: float


class BlobWriter(Protocol):
    """A blob being written; it does not exist until `commit`."""

    def write(self, data: bytes) -> None: ...

    def finish(self) -> None:
        """Nothing more will be written; an unpublished blob costs no open file from here on."""
        ...

    def reread(self) -> io.RawIOBase:
        """What was written, from its beginning; to be closed by the caller."""
        ...

    def commit(self, key: str) -> None:
        """Publish what was written, in place of a blob already under that key."""
        ...


class Blobs(Protocol):
    """Where blobs live. A missing blob is a FileNotFoundError, a key of another shape a ValueError.

    A store that does not answer is StoreAway; a blob replaced by another while it is read may be Replaced.
    """

    def write(self) -> AbstractContextManager[BlobWriter]:
        """A writer; whatever was not committed when the block ends is dropped."""
        ...

    def open(self, key: str) -> Blob: ...

    def size(self, key: str) -> int: ...

    def exists(self, key: str) -> bool: ...

    def remove(self, key: str) -> None:
        """Remove the blob; nothing happens when it is not there."""
        ...

    def stored(self, prefix: str = "") -> Iterator[Stored]:
        """Every blob whose key begins so, in no order; one that comes or goes meanwhile may be told of or not.

        A prefix is a kind, a slash and two characters of the name at least.
        """
        ...

    def drop_unfinished(self, before: float) -> int:
        """Remove what writers left behind that wrote for the last time before this moment; how many they were."""
        ...


def checked(key: str) -> str:
    """The key, if it is one. Raises ValueError."""
    if KEY.fullmatch(key) is None:
        raise ValueError(f"A blob key is a kind and a sha256 in hex, not {key!r}.")
    return key
