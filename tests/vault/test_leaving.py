"""What leaves is read as its receiver reads it: hashed packed and unpacked, and searched."""

from __future__ import annotations

import gzip
import hashlib
import zlib

import pytest

from inspector.core.errors import Damaged
from inspector.vault.leaving import read_through
from inspector.vault.spans import Download, bytes_span, in_turn

HEAD, VOXELS = b"head" * 88, bytes(3 << 20) + b"a name among zeros" + bytes(100)


def file(data: bytes) -> Download:
    """Sent in two spans that are begun one after the other."""
    middle = len(data) // 2
    return Download(
        "scan.nii.gz", "application/gzip", "x", (in_turn([bytes_span(data[:middle]), bytes_span(data[middle:])]),)
    )


def test_all_bytes_are_hashed_and_searched_however_small_they_are_packed() -> None:
    packed = gzip.compress(HEAD + VOXELS)

    passed = read_through(file(packed), len(HEAD), [b"a name", b"no name"])

    assert (passed.length, passed.crc32, passed.sha256) == (
        len(packed),
        zlib.crc32(packed),
        hashlib.sha256(packed).hexdigest(),
    )
    assert (passed.header_sha256, passed.voxels_sha256, passed.unpacked, passed.found) == (
        hashlib.sha256(HEAD).hexdigest(),
        hashlib.sha256(VOXELS).hexdigest(),
        len(HEAD + VOXELS),
        1,
    )


@pytest.mark.parametrize("cut", [1, 8, 1000])
def test_a_file_that_ends_early_is_damaged(cut: int) -> None:
    with pytest.raises(Damaged, match="ends before it is unpacked"):
        read_through(file(gzip.compress(HEAD + VOXELS)[:-cut]), len(HEAD), [])


def test_a_file_with_a_wrong_byte_is_damaged() -> None:
    packed = bytearray(gzip.compress(HEAD + VOXELS))
    packed[-6] ^= 1

    with pytest.raises(Damaged, match="cannot be unpacked"):
        read_through(file(bytes(packed)), len(HEAD), [])
