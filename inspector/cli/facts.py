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
from inspector.vault.gzipped import HEAD, Pieces, head_facts, pieces, with_pieces
from inspector.vault.unpack import MARK, compression_of


def facts_of(path: Path, *, deep: bool = False) -> Facts:
    """The header of a file and what is known of the file around it. Raises ImageError with a sentence, or OSError."""
    opened = open_header(path)
    paired = opened.header.paired
    facts = Facts(
        opened.header,
        name=path.name,
        compression=opened.compression,
        gzip=_gzip_facts(path, deep=deep and paired),
        image_gzip=_gzip_facts(opened.image) if paired and opened.image else None,
        image_found=opened.image is not None if paired else None,
    )
    return _measured(facts, opened, deep=deep)


def _gzip_facts(path: Path, *, deep: bool = False) -> GzipFacts | None:
    """What a gzip file tells besides its content, when it is looked at to its end or not; None for another file."""
    with path.open("rb") as file:
        start = file.read(HEAD)
        if compression_of(start) != "gzip":
            return None
        file.seek(0)
        return with_pieces(head_facts(start), pieces(file)) if deep else head_facts(start)


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
    facts = _with_body(facts, body)
    if body.damage:
        return replace(facts, damage=f"{path.name} {body.damage}")
    return replace(facts, block_length=body.length - before)


def _with_body(facts: Facts, body: Pieces) -> Facts:
    """The facts with the pieces of the gzip file that holds the voxels."""
    if facts.image_gzip is not None:
        return replace(facts, image_gzip=with_pieces(facts.image_gzip, body))
    return replace(facts, gzip=with_pieces(facts.gzip or GzipFacts(), body))


def _stated_block(path: Path, header: Header, before: int) -> int | None:
    """How many bytes of voxels a gzip file says it holds, if that is what its header asks for."""
    needed = header.voxel_bytes
    with path.open("rb") as file:
        file.seek(max(path.stat().st_size - 4, 0))
        end = file.read(4)
    if needed is None or len(end) < 4 or struct.unpack("<I", end)[0] != (before + needed) % (1 << 32):
        return None
    return needed
