"""What can be known of a file without unpacking its voxels, and, when asked for, with it.

The length of a gzip file is told by its last four bytes when they are what header and voxels come to; only when they
are not, or in a deep look, is the file unpacked to count its bytes.
"""

import struct
from dataclasses import replace
from pathlib import Path

from inspector.cli.files import Opened, open_header
from inspector.core.header import Header
from inspector.core.rules import Facts, GzipFacts
from inspector.vault.gzipped import HEAD, head_facts, pieces, with_pieces
from inspector.vault.unpack import MARK, compression_of


def facts_of(path: Path, *, deep: bool = False) -> Facts:
    """The header of a file and what is known of the file around it. Raises ImageError with a sentence, or OSError."""
    opened = open_header(path)
    facts = Facts(
        opened.header,
        name=path.name,
        compression=opened.compression,
        gzip=_head_facts(path) if opened.compression == "gzip" else None,
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
        packed = compression_of(file.read(MARK))
    if packed == "bzip2":
        return replace(facts, block_length=opened.voxel_block_length()) if deep else facts
    if packed == "none":
        return replace(facts, block_length=path.stat().st_size - before)
    stated = _stated_block(path, opened.header, before)
    if stated is not None and not deep:
        return replace(facts, block_length=stated)
    with path.open("rb") as file:
        body = pieces(file)
    gzip = with_pieces(facts.gzip, body)
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


def _head_facts(path: Path) -> GzipFacts:
    with path.open("rb") as file:
        return head_facts(file.read(HEAD))
