"""Reading what leaves as whoever gets it will: every byte of a packed file, and all that it unpacks to, in one pass."""

import hashlib
from collections.abc import Generator, Iterable
from contextlib import closing
from dataclasses import dataclass

from inspector.core.errors import Damaged
from inspector.core.privacy.seeker import Seeker
from inspector.vault.deflate import DeflateError, Unpacker, crc32, gzip_unpacker
from inspector.vault.spans import CHUNK, Download


@dataclass(frozen=True, slots=True)
class Passed:
    """What was read: the file as it leaves (`length`, `crc32`, `sha256`), and what it unpacks to.

    `header_sha256` is of the bytes before the voxel block, `voxels_sha256` of the block and all that is behind it;
    `unpacked` counts both. `found` is how many of the sought byte strings are among the unpacked bytes.
    """

    length: int
    crc32: int
    sha256: str
    header_sha256: str
    voxels_sha256: str
    unpacked: int
    found: int


def read_through(file: Download, header_length: int, sought: Iterable[bytes]) -> Passed:
    """Read a .nii.gz to its end, in bounded memory. Raises Damaged when it does not unpack to what it promises."""
    packed, header, voxels = hashlib.sha256(), hashlib.sha256(), hashlib.sha256()
    unpacker, seeker, checksum, at = gzip_unpacker(), Seeker(sought), 0, 0
    with closing(file.chunks()) as chunks:
        for chunk in chunks:
            packed.update(chunk)
            checksum = crc32(chunk, checksum)
            for piece in _pieces(unpacker, chunk):
                seeker.look(piece)
                before = max(min(header_length - at, len(piece)), 0)
                header.update(memoryview(piece)[:before])
                voxels.update(memoryview(piece)[before:])
                at += len(piece)
    if not unpacker.eof:
        raise Damaged(f"{file.name} ends before it is unpacked. Restore what is stored of it from a backup.")
    of_file, of_header, of_voxels = (each.hexdigest() for each in (packed, header, voxels))
    return Passed(file.length, checksum, of_file, of_header, of_voxels, at, len(seeker.found))


def _pieces(unpacker: Unpacker, chunk: bytes) -> Generator[bytes]:
    """What a piece of the packed file unpacks to; a few bytes of zeros may be as many as a volume."""
    try:
        while chunk and not unpacker.eof:
            yield unpacker.decompress(chunk, CHUNK)
            chunk = unpacker.unconsumed_tail
    except DeflateError as error:
        raise Damaged("What would leave cannot be unpacked. Restore what is stored of it from a backup.") from error
