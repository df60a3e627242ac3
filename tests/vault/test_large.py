"""More than 4 GiB of voxels: where counts of 32 bits end. The stored file is small: one block, many times."""

import io
import struct
import zipfile
from functools import reduce

import pytest

from inspector.core.header import Header
from inspector.vault.assemble import as_nii, as_nii_gz, as_pair
from inspector.vault.deflate import END, crc32, crc32_combine, deflate_block
from inspector.vault.frozen import FrozenInfo, FrozenVoxels
from inspector.vault.payload import BLOCK_SIZE, ENTRY
from tests.stores import store
from tests.vault.images import Ranges, head

BLOCKS = 5 << 13
LENGTH = BLOCKS * BLOCK_SIZE
RAW = bytes(range(256)) * (BLOCK_SIZE // 256)
HEADER = Header.parse(head((1024, 1024, 1280, 2), "int16", version=2))


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> FrozenVoxels:
    blobs = store(tmp_path_factory.mktemp("large"))
    block = deflate_block(RAW)
    index = b"".join(ENTRY.pack(number * len(block), crc32(block)) for number in range(BLOCKS))
    checksum = reduce(lambda so_far, _: crc32_combine(so_far, crc32(RAW), BLOCK_SIZE), range(BLOCKS), 0)
    info = FrozenInfo("5" * 64, LENGTH, checksum, BLOCKS * len(block) + len(END))
    with blobs.write() as writer:
        writer.write(block * BLOCKS + END + index + info.footer(index))
        writer.commit(info.key)
    return FrozenVoxels(blobs, info)


def test_a_plain_file_is_read_behind_four_gigabytes(large: FrozenVoxels) -> None:
    download = as_nii(HEADER, large, "a")
    start = len(HEADER.data) + (1 << 32) + 77

    assert download.length == len(HEADER.data) + LENGTH
    assert b"".join(download.chunks(start, start + 1000)) == (RAW[77:] + RAW)[:1000]


def test_gzip_counts_modulo_four_gigabytes(large: FrozenVoxels) -> None:
    download = as_nii_gz(HEADER, large, "a")

    end = b"".join(download.chunks(download.length - 8))

    checksum = crc32_combine(crc32(HEADER.data), large.info.crc32, LENGTH)
    assert struct.unpack("<2I", end) == (checksum, len(HEADER.data) + LENGTH - (1 << 32))


def test_the_zip_of_a_pair_says_its_large_size(large: FrozenVoxels) -> None:
    with zipfile.ZipFile(io.BufferedReader(Ranges(as_pair(HEADER, large, "a")))) as archive:
        sizes = {entry.filename: (entry.file_size, entry.CRC) for entry in archive.infolist()}
        assert sizes["a.img"] == (LENGTH, large.info.crc32)
        assert archive.read("a.hdr") == HEADER.as_pair()
        with archive.open("a.img") as voxels:
            assert voxels.read(len(RAW) + 5) == RAW + RAW[:5]
