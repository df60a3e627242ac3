"""A file to be sent, made of runs of bytes from different places: its length is known, and any part can be read."""

import hashlib
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass

from inspector.core.errors import Damaged
from inspector.vault.blobs import Blob, Blobs
from inspector.vault.frozen import FrozenVoxels

CHUNK = 1 << 18


@dataclass(frozen=True, slots=True)
class Span:
    """`length` bytes; `read(start, stop)` yields those of [start, stop) in bounded pieces."""

    length: int
    read: Callable[[int, int], Generator[bytes]]


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

        Raises Damaged at once, so that an answer can still say so, when the first piece of a span cannot be read;
        and part way when a checksum fails there.
        """
        return Chunks(list(self._reads(start, self.length if stop is None else min(stop, self.length))))

    def _reads(self, start: int, stop: int) -> Iterator[Generator[bytes]]:
        return (span.read(first, last) for span, first, last in _within(self.spans, start, stop))


class Chunks(Iterator[bytes]):
    """Pieces of a download; the first of each span is read already, and so the file it comes from is open.

    Whoever stops early closes it, which frees the files.
    """

    def __init__(self, reads: list[Generator[bytes]]) -> None:
        self._reads = reads
        try:
            self._pieces = _one_by_one([(next(read, b""), read) for read in reads])
        except BaseException:
            self._close_reads()
            raise

    def __next__(self) -> bytes:
        return next(self._pieces)

    def close(self) -> None:
        self._pieces.close()
        self._close_reads()

    def _close_reads(self) -> None:
        for read in self._reads:
            read.close()


def _within(spans: Sequence[Span], start: int, stop: int) -> Iterator[tuple[Span, int, int]]:
    """The spans that hold bytes of [start, stop), each with the part of it that does."""
    before = 0
    for span in spans:
        first, last = max(start - before, 0), min(stop - before, span.length)
        if first < last:
            yield span, first, last
        before += span.length


def _one_by_one(started: list[tuple[bytes, Generator[bytes]]]) -> Generator[bytes]:
    for first, rest in started:
        yield first
        yield from rest


def bytes_span(data: bytes) -> Span:
    def read(start: int, stop: int) -> Generator[bytes]:
        yield data[start:stop]

    return Span(len(data), read)


def in_turn(spans: Sequence[Span]) -> Span:
    """Many spans as one: each is begun when the one before it has ended, so that a single file is open at a time."""

    def read(start: int, stop: int) -> Generator[bytes]:
        for span, first, last in _within(spans, start, stop):
            with closing(span.read(first, last)) as pieces:
                yield from pieces

    return Span(sum(span.length for span in spans), read)


def raw_span(frozen: FrozenVoxels) -> Span:
    """The voxels as they were uploaded, inflated on the way."""
    return Span(frozen.length, frozen.raw_chunks)


def stored_span(frozen: FrozenVoxels) -> Span:
    """The deflate stream of the voxels as it is stored."""
    return Span(frozen.info.stored_length, frozen.stored_chunks)


def blob_span(blobs: Blobs, key: str, length: int) -> Span:
    """A whole blob, whose key ends in the sha256 of its content."""
    return Span(length, lambda start, stop: _blob_chunks(blobs, key, length, start, stop))


def _opened(blobs: Blobs, key: str, length: int) -> Blob:
    try:
        blob = blobs.open(key)
    except FileNotFoundError as error:
        raise _damaged("it is missing") from error
    if blob.size != length:
        blob.close()
        raise _damaged("its length has changed")
    return blob


def _blob_chunks(blobs: Blobs, key: str, length: int, start: int, stop: int) -> Generator[bytes]:
    """Read in order; when all of the blob is read, its last piece is given only if the sha256 agrees."""
    digest = hashlib.sha256()
    with _opened(blobs, key, length) as blob:
        blob.will_read([(start, stop)])
        for offset in range(start, stop, CHUNK):
            data = blob.read_at(offset, min(CHUNK, stop - offset))
            digest.update(data)
            whole = start == 0 and offset + len(data) == length
            if whole and digest.hexdigest() != key.rpartition("/")[2]:
                raise _damaged("its sha256 has changed")
            yield data


def _damaged(what: str) -> Damaged:
    return Damaged(f"The stored upload is damaged: {what}. Restore it from a backup.")
