"""What a gzip file tells besides its content: what its head keeps, how many pieces it has, what follows them.

Source: RFC 1952.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import BinaryIO, Final, cast

from isal import isal_zlib

from inspector.core.ledger import Held
from inspector.core.ledger.gzip import COMMENT, MARK, MEMBERS, NAME, head_fields
from inspector.core.rules import GzipFacts
from inspector.vault.blobs import Blob
from inspector.vault.deflate import DeflateError

# A head may be of any length; what stands behind this much of it is not looked for.
HEAD: Final = 1 << 16
# Of a name or comment; the most that a file system takes as a name is 255.
LONGEST: Final = 1000
_WITH_HEAD: Final = 31
_CHUNK: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Pieces:
    """All of a gzip file: unpacked bytes, pieces, bytes after the last piece, and why it does not unpack, or ""."""

    length: int = 0
    members: int = 0
    trailing: int = 0
    damage: str = ""


def head_facts(start: bytes) -> GzipFacts:
    """Name, comment and time that the head of a gzip file keeps; `start` is its first 64 KiB, or all of it."""
    fields = {field: start[begin:stop] for field, begin, stop in head_fields(Held(start))}
    name, comment = (fields.get(each, b"")[:LONGEST].decode("latin-1") for each in (NAME, COMMENT))
    return GzipFacts(name=name, comment=comment, mtime=int.from_bytes(fields["time"], "little"))


def is_one_piece(start: bytes, end: bytes, crc32: int, length: int) -> bool:
    """Whether a gzip file is one piece with nothing behind it; `start` as in `head_facts`, `end` its last eight bytes.

    The end of the only piece tells of all that the file unpacks to. So does that of the last one when those before it
    are empty, which is why the first has to hold something.
    """
    told = crc32.to_bytes(4, "little") + (length % (1 << 32)).to_bytes(4, "little")
    return end == told and _holds_something(start)


def _holds_something(start: bytes) -> bool:
    try:
        return bool(isal_zlib.decompressobj(wbits=_WITH_HEAD).decompress(start, 1))
    except DeflateError:
        return False


class Members:
    """A gzip file, unpacked piece by piece as its `chunks` are taken.

    Behind the last of them, `count` and `trailing` are known, and `damage` is why there are no more, or "".
    `stops` are where the first members end in the file, as many as the span ledger lists.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._read = self._end = 0
        self.count = 0
        self.stops: list[int] = []
        self.trailing = 0
        self.damage = ""

    def chunks(self) -> Iterator[bytes]:
        """The unpacked bytes, a MiB at most at a time."""
        data = self._more()
        while data.startswith(MARK):
            engine = isal_zlib.decompressobj(wbits=_WITH_HEAD)
            try:
                while data and not engine.eof:
                    yield engine.decompress(data, _CHUNK)
                    data = engine.unconsumed_tail or (b"" if engine.eof else self._more())
            except DeflateError:
                self.damage = "cannot be unpacked: its gzip stream is damaged, or does not match its checksum."
                return
            if not engine.eof:
                self.damage = "ends in the middle of its gzip stream. Copy it again from the source."
                return
            self._ended(self._read - len(engine.unused_data))
            data = self._after_zeros(engine.unused_data)
        while self._more():
            pass
        self.trailing = self._read - self._end

    def _more(self) -> bytes:
        data = self._file.read(_CHUNK)
        self._read += len(data)
        return data

    def _after_zeros(self, data: bytes) -> bytes:
        """What follows a member: programs pass over zeros, and take what is behind them for another one."""
        while len(data := data.lstrip(b"\0")) < len(MARK) and (more := self._more()):
            data += more
        return data

    def _ended(self, stop: int) -> None:
        self._end = stop
        self.count += 1
        if len(self.stops) < MEMBERS:
            self.stops.append(stop)


def pieces(file: BinaryIO) -> Pieces:
    """Unpack a gzip file, piece by piece, without keeping anything."""
    found = Members(file)
    length = sum(map(len, found.chunks()))
    return Pieces(length, found.count, found.trailing, found.damage)


class InOrder:
    """A blob, read from its beginning to its end."""

    def __init__(self, blob: Blob) -> None:
        self._blob = blob
        self._at = 0

    def read(self, count: int) -> bytes:
        data = self._blob.read_at(self._at, count)
        self._at += len(data)
        return data


def stored_facts(blob: Blob) -> GzipFacts:
    """All that a stored gzip file tells besides its content; it is read up to its end."""
    return with_pieces(head_facts(blob.read_at(0, HEAD)), pieces(cast(BinaryIO, InOrder(blob))))


def with_pieces(head: GzipFacts, found: Pieces) -> GzipFacts:
    """What the head keeps, and what the whole file was found to be made of."""
    return replace(head, members=found.members, trailing=found.trailing)
