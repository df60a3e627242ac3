"""What can be known of a file without unpacking its voxels, and, when asked for, with it.

The length of a gzip file is told by its last four bytes when they are what header and voxels come to; only when they
are not, or in a deep look, is the file unpacked to count its bytes.
"""

import struct
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from isal import isal_zlib

from inspector.cli.files import GZIP, Opened, open_header
from inspector.core.header import Header
from inspector.core.rules import Facts, GzipFacts
from inspector.vault.deflate import DeflateError
from inspector.vault.unpack import CHUNK

_HEAD: Final = 1 << 16
_MARK: Final = b"\x1f\x8b"
_EXTRA, _NAME, _COMMENT = 4, 8, 16


def facts_of(path: Path, *, deep: bool = False) -> Facts:
    """The header of a file and what is known of the file around it. Raises ImageError with a sentence, or OSError."""
    opened = open_header(path)
    facts = Facts(
        opened.header,
        name=path.name,
        compression=opened.compression,
        gzip=_gzip_head(path) if opened.compression == "gzip" else None,
        image_found=opened.image is not None if opened.header.paired else None,
    )
    return _measured(facts, opened, deep=deep)


def _measured(facts: Facts, opened: Opened, *, deep: bool) -> Facts:
    """The facts with the number of bytes of voxels, when it can be told."""
    before = 0 if opened.header.paired else len(opened.header.data)
    path = opened.image if opened.header.paired else opened.path
    if path is None:
        return facts
    with path.open("rb") as file:
        start = file.read(3)
    if start.startswith(b"BZh"):
        return replace(facts, block_length=opened.voxel_block_length()) if deep else facts
    if not start.startswith(_MARK):
        return replace(facts, block_length=path.stat().st_size - before)
    stated = _stated_block(path, opened.header, before)
    if stated is not None and not deep:
        return replace(facts, block_length=stated)
    body = _gzip_body(path)
    gzip = replace(facts.gzip or GzipFacts(), members=body.members, trailing=body.trailing)
    if body.damage:
        return replace(facts, gzip=gzip, damage=f"{path.name} {body.damage}")
    return replace(facts, gzip=gzip, block_length=body.length - before)


def _stated_block(path: Path, header: Header, before: int) -> int | None:
    """How many bytes of voxels a gzip file says it holds, if that is what its header asks for."""
    needed = header.voxel_bytes
    with path.open("rb") as file:
        file.seek(max(path.stat().st_size - 4, 0))
        end = file.read(4)
    if needed is None or len(end) < 4 or struct.unpack("<I", end)[0] != (before + needed) % (1 << 32):
        return None
    return needed


def _gzip_head(path: Path) -> GzipFacts:
    """Name, comment and time in the head of a gzip file. Source: RFC 1952."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
    flags, mtime, at = head[3], int.from_bytes(head[4:8], "little"), 10
    if flags & _EXTRA:
        at += 2 + int.from_bytes(head[at : at + 2], "little")
    texts = []
    for flag in (_NAME, _COMMENT):
        text = head[at:].partition(b"\0")[0] if flags & flag else b""
        texts.append(text.decode("latin-1"))
        at += len(text) + 1 if flags & flag else 0
    return GzipFacts(name=texts[0], comment=texts[1], mtime=mtime)


@dataclass
class _Body:
    """All of a gzip file: unpacked bytes, pieces, bytes after the last piece, and why it does not unpack, or ""."""

    length: int = 0
    members: int = 0
    trailing: int = 0
    damage: str = ""


def _gzip_body(path: Path) -> _Body:
    """Unpack a gzip file, piece by piece, without keeping anything."""
    body = _Body()
    with path.open("rb") as file:
        data = file.read(CHUNK)
        while data.startswith(_MARK):
            engine = isal_zlib.decompressobj(wbits=GZIP)
            try:
                while data and not engine.eof:
                    body.length += len(engine.decompress(data, CHUNK))
                    data = engine.unconsumed_tail or (b"" if engine.eof else file.read(CHUNK))
            except DeflateError:
                body.damage = "cannot be unpacked: its gzip stream is damaged, or does not match its checksum."
                return body
            if not engine.eof:
                body.damage = "ends in the middle of its gzip stream. Copy it again from the source."
                return body
            body.members += 1
            data = engine.unused_data
            if len(data) < len(_MARK):
                data += file.read(CHUNK)
        body.trailing = len(data) + path.stat().st_size - file.tell()
    return body
