"""A file to be sent, made of runs of bytes from different places: its length is known, and any part can be read."""

import hashlib
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass

from inspector.core.errors import Damaged
from inspector.vault.blobs import Blob, Blobs
from inspector.vault.frozen import FrozenVoxels

CHUNK = 1 << 18


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

    def chunks(self, start: int = 0, stop: int | None = None) -> "Chunks":
        """The bytes [start, stop), read from the spans they lie in and from no other.

        Raises Damaged at once, so that an answer can still say so, when a stored file is missing or another or
        its first piece is wrong; and part way when a checksum fails there.
        """
        parts = list(self._parts(start, self.length if stop is None else min(stop, self.length)))
        for span, _, _ in parts:
            span.check()
        return Chunks(_pieces(parts))

    def _parts(self, start: int, stop: int) -> Iterator[tuple[Span, int, int]]:
        """The spans that hold [start, stop), each with the part of it that does."""
        before = 0
        for span in self.spans:
            first, last = max(start - before, 0), min(stop - before, span.length)
            if first < last:
                yield span, first, last
            before += span.length


def _pieces(parts: list[tuple[Span, int, int]]) -> Generator[bytes]:
    for span, first, last in parts:
        yield from span.read(first, last)


class Chunks(Iterator[bytes]):
    """Pieces of a download, the first of them read already. Whoever stops early closes it, which frees the files."""

    def __init__(self, pieces: Generator[bytes]) -> None:
        self._pieces = pieces
        self._first: bytes | None = next(pieces, None)

    def __next__(self) -> bytes:
        first, self._first = self._first, None
        return next(self._pieces) if first is None else first

    def close(self) -> None:
        self._first = None
        self._pieces.close()


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
