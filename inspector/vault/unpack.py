"""Reading an uploaded file: what it is compressed with is told by its content, and what it unpacks to has a limit."""

import bz2
import gzip
import hashlib
import io
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, BinaryIO, Final, Literal, Self, cast

from inspector.core.errors import BadCompression, TooLarge, Truncated
from inspector.vault.deflate import DeflateError, crc32, gzip_reader

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

CHUNK = 1 << 20
Compression = Literal["none", "gzip", "bzip2"]
# ISA-L takes a rest that is shorter than the head of a gzip member for the beginning of one.
_ENDS: Final = {
    "gzip": "ends in the middle of its gzip stream, or a few bytes that are not gzip follow it",
    "bzip2": "ends in the middle of its bzip2 stream",
}


@dataclass(frozen=True, slots=True)
class Source:
    """An uploaded file on disk. A `disposable` one may be moved into the store instead of copied."""

    name: str
    path: Path
    size: int
    disposable: bool = True


class Budget:
    """How many bytes the files of one image may unpack to, in all."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self._spent = 0

    def spend(self, count: int, label: str) -> None:
        self._spent += count
        if self._spent > self.limit:
            raise TooLarge(f"{label} unpacks to more than {self.limit:,} bytes, the most that is taken here.")


class Unpacking:
    """The raw bytes of one source, in bounded pieces, and the hash of the file itself. A context manager.

    `label` begins the sentences about it. Reading raises TooLarge over the budget, Truncated where the file ends
    early, BadCompression where a checksum or the stream itself is wrong.
    """

    def __init__(self, source: Source, budget: Budget, label: str = "The file") -> None:
        self.source = source
        self.compression: Compression = "none"
        self._budget = budget
        self._label = label
        self._open = ExitStack()

    def __enter__(self) -> Self:
        self._file = self._open.enter_context(_HashedFile(self.source.path))
        self._reader: BinaryIO | gzip.GzipFile | bz2.BZ2File = cast(BinaryIO, self._file)
        if self._file.begins_with(b"\x1f\x8b"):
            self.compression = "gzip"
            self._reader = self._open.enter_context(gzip_reader(cast(BinaryIO, self._file)))
        elif self._file.begins_with(b"BZh"):
            self.compression = "bzip2"
            self._reader = self._open.enter_context(bz2.BZ2File(cast(BinaryIO, self._file)))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open.close()

    def read(self, count: int) -> bytes:
        """`count` raw bytes, fewer only where they end."""
        pieces = []
        while count and (data := self._read_some(min(count, CHUNK))):
            pieces.append(data)
            count -= len(data)
        return b"".join(pieces)

    def chunks(self) -> Iterator[bytes]:
        """All that is left, in pieces of at most 1 MiB."""
        while data := self._read_some(CHUNK):
            yield data

    def facts(self) -> tuple[int, str, int]:
        """Size, sha256 and CRC-32 of the file as it was uploaded; to be asked once everything is read."""
        while self._file.read(CHUNK):
            pass
        return self._file.size, self._file.sha256.hexdigest(), self._file.crc32

    def _read_some(self, count: int) -> bytes:
        try:
            data = self._reader.read(count)
        except EOFError as error:
            raise Truncated(f"{self._label} {_ENDS[self.compression]}. Copy it again from the source.") from error
        except (DeflateError, OSError) as error:
            if isinstance(error, OSError) and error.errno is not None:
                raise
            raise BadCompression(f"{self._label} cannot be unpacked: {self._reason(error)}.") from error
        self._budget.spend(len(data), self._label)
        return data

    def _reason(self, error: Exception) -> str:
        text = str(error)
        if text.startswith("CRC"):
            return "its gzip checksum does not match its content, so some bytes were changed on the way"
        if text.startswith("Incorrect length"):
            return "its gzip stream holds another number of bytes than its end says"
        if text.startswith("Not a gzipped"):
            return "bytes that are not gzip follow the gzip stream"
        return f"its {self.compression} stream is damaged"


class _HashedFile(io.RawIOBase):
    """A file read once from its beginning, hashed on the way."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("rb", buffering=0)
        self._start = self._file.read(4)
        self._file.seek(0)
        self.sha256 = hashlib.sha256()
        self.crc32 = 0
        self.size = 0

    def begins_with(self, start: bytes) -> bool:
        return self._start.startswith(start)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "WriteableBuffer", /) -> int:
        count = self._file.readinto(buffer) or 0
        data = memoryview(buffer)[:count]
        self.sha256.update(data)
        self.crc32 = crc32(data, self.crc32)
        self.size += count
        return count

    def close(self) -> None:
        self._file.close()
        super().close()
