"""Unpacking an uploaded file: what it is compressed with is told by its content, and what it unpacks to has a limit."""

import bz2
import io
from collections.abc import Iterator
from contextlib import ExitStack
from types import TracebackType
from typing import TYPE_CHECKING, BinaryIO, Final, Literal, Self, cast

from inspector.core.errors import BadCompression, TooLarge, Truncated
from inspector.vault.deflate import DeflateError, Reader, gzip_reader

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

CHUNK = 1 << 20
MARK = 3
THE_FILE = "The file"
Compression = Literal["none", "gzip", "bzip2"]
# ISA-L takes a rest that is shorter than the head of a gzip member for the beginning of one.
_ENDS: Final = {
    "gzip": "ends in the middle of its gzip stream, or a few bytes that are not gzip follow it",
    "bzip2": "ends in the middle of its bzip2 stream",
}


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
    """The raw bytes of one file, in bounded pieces. A context manager; the file itself is the caller's to close.

    `label` begins the sentences about it. Reading raises TooLarge over the budget, Truncated where the file ends
    early, BadCompression where a checksum or the stream itself is wrong.
    """

    def __init__(self, file: io.RawIOBase, budget: Budget, label: str = THE_FILE) -> None:
        self._file = file
        self._budget = budget
        self._label = label
        self._open = ExitStack()

    def __enter__(self) -> Self:
        start = b""
        while len(start) < MARK and (data := self._file.read(MARK - len(start))):
            start += data
        self.compression = compression_of(start)
        file = cast(BinaryIO, _Begun(start, self._file))
        self._reader: Reader = _Begun(start, self._file)
        if self.compression == "gzip":
            self._reader = gzip_reader(file)
        elif self.compression == "bzip2":
            self._reader = self._open.enter_context(bz2.BZ2File(file))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open.close()

    def readinto(self, room: memoryview) -> int:
        """Fill the room, or the beginning of it, with raw bytes; 0 only where they end."""
        try:
            count = self._reader.readinto(room) or 0
        except EOFError as error:
            raise Truncated(f"{self._label} {_ENDS[self.compression]}. Copy it again from the source.") from error
        except (DeflateError, OSError) as error:
            if isinstance(error, OSError) and error.errno is not None:
                raise
            raise BadCompression(f"{self._label} cannot be unpacked: {self._reason(error)}.") from error
        self._budget.spend(count, self._label)
        return count

    def read(self, count: int) -> bytes:
        """`count` raw bytes, fewer only where they end."""
        pieces = []
        while count > 0 and (data := self._read_some(min(count, CHUNK))):
            pieces.append(data)
            count -= len(data)
        return b"".join(pieces)

    def chunks(self) -> Iterator[bytes]:
        """All that is left, in pieces of at most 1 MiB."""
        while data := self._read_some(CHUNK):
            yield data

    def _read_some(self, count: int) -> bytes:
        room = memoryview(bytearray(count))
        return bytes(room[: self.readinto(room)])

    def _reason(self, error: Exception) -> str:
        text = str(error)
        if text.startswith("CRC"):
            return "its gzip checksum does not match its content, so some bytes were changed on the way"
        if text.startswith("Incorrect length"):
            return "its gzip stream holds another number of bytes than its end says"
        if text.startswith("Not a gzipped"):
            return "bytes that are not gzip follow the gzip stream"
        return f"its {self.compression} stream is damaged"


def compression_of(start: bytes) -> Compression:
    """What a file is compressed with, told by its first bytes."""
    if start.startswith(b"\x1f\x8b"):
        return "gzip"
    return "bzip2" if start.startswith(b"BZh") else "none"


class _Begun(io.RawIOBase):
    """A file whose first bytes were read already, from its beginning."""

    def __init__(self, start: bytes, rest: io.RawIOBase) -> None:
        self._start = start
        self._rest = rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "WriteableBuffer", /) -> int:
        if not self._start:
            return self._rest.readinto(buffer) or 0
        room = memoryview(buffer)
        count = min(len(room), len(self._start))
        room[:count] = self._start[:count]
        self._start = self._start[count:]
        return count
