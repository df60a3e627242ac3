"""What a gzip file tells besides its content: what its head keeps, how many pieces it has, what follows them.

Source: RFC 1952.
"""

from dataclasses import dataclass, replace
from typing import BinaryIO, Final

from isal import isal_zlib

from inspector.core.rules import GzipFacts
from inspector.vault.deflate import DeflateError

MARK: Final = b"\x1f\x8b"
# A head may be of any length; what stands behind this much of it is not looked for.
HEAD: Final = 1 << 16
END: Final = 8
# Of a name or comment; the most that a file system takes as a name is 255.
LONGEST: Final = 1000
_WITH_HEAD: Final = 31
_CHUNK: Final = 1 << 20
_EXTRA, _NAME, _COMMENT = 4, 8, 16


@dataclass(frozen=True, slots=True)
class Pieces:
    """All of a gzip file: unpacked bytes, pieces, bytes after the last piece, and why it does not unpack, or ""."""

    length: int = 0
    members: int = 0
    trailing: int = 0
    damage: str = ""


def head_facts(start: bytes) -> GzipFacts:
    """Name, comment and time that the head of a gzip file keeps; `start` is its first 64 KiB, or all of it."""
    flags, mtime, at = (start + bytes(4))[3], int.from_bytes(start[4:8], "little"), 10
    if flags & _EXTRA:
        at += 2 + int.from_bytes(start[at : at + 2], "little")
    texts = []
    for flag in (_NAME, _COMMENT):
        text = start[at:].partition(b"\0")[0] if flags & flag else b""
        texts.append(text[:LONGEST].decode("latin-1"))
        at += len(text) + 1 if flags & flag else 0
    return GzipFacts(name=texts[0], comment=texts[1], mtime=mtime)


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


def pieces(file: BinaryIO) -> Pieces:
    """Unpack a gzip file, piece by piece, without keeping anything."""
    length, members, data = 0, 0, file.read(_CHUNK)
    while data.startswith(MARK):
        engine = isal_zlib.decompressobj(wbits=_WITH_HEAD)
        try:
            while data and not engine.eof:
                length += len(engine.decompress(data, _CHUNK))
                data = engine.unconsumed_tail or (b"" if engine.eof else file.read(_CHUNK))
        except DeflateError:
            damage = "cannot be unpacked: its gzip stream is damaged, or does not match its checksum."
            return Pieces(length, members, damage=damage)
        if not engine.eof:
            damage = "ends in the middle of its gzip stream. Copy it again from the source."
            return Pieces(length, members, damage=damage)
        members += 1
        data = engine.unused_data
        if len(data) < len(MARK):
            data += file.read(_CHUNK)
    trailing = len(data)
    while data := file.read(_CHUNK):
        trailing += len(data)
    return Pieces(length, members, trailing)


def with_pieces(head: GzipFacts, found: Pieces) -> GzipFacts:
    """What the head keeps, and what the whole file was found to be made of."""
    return replace(head, members=found.members, trailing=found.trailing)
