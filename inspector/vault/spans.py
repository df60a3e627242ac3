"""A file to be sent, made of runs of bytes from different places: its length is known, and any part can be read."""

import hashlib
import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from inspector.core.errors import Damaged
from inspector.vault.blobs import Blob, Blobs
from inspector.vault.frozen import FrozenVoxels

CHUNK = 1 << 20


def _always_there() -> None:
    """The check of bytes in memory."""


@dataclass(frozen=True, slots=True)
class Span:
    """`length` bytes; `read(start, stop)` yields those of [start, stop) in bounded pieces.

    `check()` raises Damaged when a look at the stored file is enough to see that it cannot be read.
    """

    length: int
    read: Callable[[int, int], Iterator[bytes]]
    check: Callable[[], None] = _always_there


@dataclass(frozen=True, slots=True)
class Download:
    """A file to be sent. `etag_part` changes whenever a byte of it does."""

    name: str
    media_type: str
    etag_part: str
    spans: tuple[Span, ...]

    @property
    def length(self) -> int:
        return sum(span.length for span in self.spans)

    def chunks(self, start: int = 0, stop: int | None = None) -> Iterator[bytes]:
        """The bytes [start, stop).

        Raises Damaged at once, so that an answer can still say so, when a stored file is missing or another or
        its first piece is wrong; and part way when a checksum fails there.
        """
        for span in self.spans:
            span.check()
        return _begun(self._chunks(start, self.length if stop is None else min(stop, self.length)))

    def _chunks(self, start: int, stop: int) -> Iterator[bytes]:
        first = 0
        for span in self.spans:
            inside = max(start - first, 0), min(stop - first, span.length)
            if inside[0] < inside[1]:
                yield from span.read(*inside)
            first += span.length


def _begun(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """The same pieces, the first of them read already."""
    return itertools.chain(list(itertools.islice(chunks, 1)), chunks)


def bytes_span(data: bytes) -> Span:
    return Span(len(data), lambda start, stop: iter((data[start:stop],)))


def raw_span(frozen: FrozenVoxels) -> Span:
    """The voxels as they were uploaded, inflated on the way."""
    return Span(frozen.length, frozen.raw_chunks, frozen.check)


def stored_span(frozen: FrozenVoxels) -> Span:
    """The deflate stream of the voxels as it is stored."""
    return Span(frozen.info.stored_length, frozen.stored_chunks, frozen.check)


def blob_span(blobs: Blobs, key: str, length: int) -> Span:
    """A whole blob, whose key ends in the sha256 of its content."""

    def read(start: int, stop: int) -> Iterator[bytes]:
        return _blob_chunks(blobs, key, length, start, stop)

    def check() -> None:
        _opened(blobs, key, length).close()

    return Span(length, read, check)


def _opened(blobs: Blobs, key: str, length: int) -> Blob:
    try:
        blob = blobs.open(key)
    except FileNotFoundError as error:
        raise _damaged("it is missing") from error
    if blob.size != length:
        blob.close()
        raise _damaged("its length has changed")
    return blob


def _blob_chunks(blobs: Blobs, key: str, length: int, start: int, stop: int) -> Iterator[bytes]:
    """Read in order; when all of the blob is read, its last piece is given only if the sha256 agrees."""
    digest = hashlib.sha256()
    with _opened(blobs, key, length) as blob:
        for offset in range(start, stop, CHUNK):
            data = blob.read_at(offset, min(CHUNK, stop - offset))
            digest.update(data)
            whole = start == 0 and offset + len(data) == length
            if whole and digest.hexdigest() != key.rpartition("/")[2]:
                raise _damaged("its sha256 has changed")
            yield data


def _damaged(what: str) -> Damaged:
    return Damaged(f"The stored upload is damaged: {what}. Restore it from a backup.")
