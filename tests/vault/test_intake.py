"""An upload of one file is taken in byte for byte, or refused with a sentence and without a trace."""

import bz2
import gzip
import os
import subprocess
import sys
import zlib
from pathlib import Path

import pytest

from inspector.core.errors import BadCompression, ImageError, NotAnImage, TooLarge, Truncated
from inspector.core.rules import GzipFacts
from inspector.vault.intake import facts_of, take
from tests.stores import store, stored_files
from tests.vault.images import BUDGET, Packing, gzipped, head, plain, source, stored_bytes, taken, voxels

SHAPE = (16, 15, 14)
HEAD = head(SHAPE)
PAIR_HEAD = head(SHAPE, paired=True)
DATA = stored_bytes(voxels(SHAPE))
FILE = HEAD + DATA


def two_members(data: bytes) -> bytes:
    return gzipped(data[:1000]) + gzipped(b"") + gzipped(data[1000:])


def padded(data: bytes) -> bytes:
    return gzipped(data) + bytes(700)


def changed(data: bytes, place: int) -> bytes:
    copy = bytearray(data)
    copy[place] ^= 0x40
    return bytes(copy)


@pytest.mark.parametrize(
    ("packed", "compression"),
    [
        (plain, "none"),
        (gzipped, "gzip"),
        (two_members, "gzip"),
        (padded, "gzip"),
        (bz2.compress, "bzip2"),
    ],
)
def test_a_file_is_split_into_header_and_voxels_however_it_is_packed(
    tmp_path: Path, packed: Packing, compression: str
) -> None:
    data = packed(FILE)

    intake, frozen = taken(tmp_path, ("scan.nii.gz", data))

    assert intake.header.data == HEAD
    assert b"".join(frozen.raw_chunks()) == DATA
    (upload,) = intake.uploads
    assert (upload.name, upload.role, upload.compression) == ("scan.nii.gz", "single", compression)
    assert (upload.size, upload.crc32) == (len(data), zlib.crc32(data))


def test_a_compressed_upload_is_kept_and_a_plain_one_needs_no_copy(tmp_path: Path) -> None:
    compressed, _ = taken(tmp_path, ("a.nii.gz", gzipped(FILE)))
    unpacked, _ = taken(tmp_path, ("a.nii", FILE))

    assert compressed.frozen == unpacked.frozen
    assert compressed.uploads[0].key == f"uploads/{compressed.uploads[0].sha256}"
    assert unpacked.uploads[0].key is None
    assert len(stored_files(tmp_path)) == 2


def test_a_source_stays_where_it_is(tmp_path: Path) -> None:
    kept = source(tmp_path, "a.nii.gz", gzipped(FILE))

    take([kept], blobs=store(tmp_path), max_unpacked=BUDGET)

    assert kept.path.read_bytes() == gzipped(FILE)


def test_padding_and_extensions_belong_to_the_header_and_trailing_bytes_to_the_voxels(tmp_path: Path) -> None:
    long_head = head(SHAPE, vox_offset=416) + b"padding " * 8

    intake, frozen = taken(tmp_path, ("a.nii", long_head + DATA + b"after the end"))

    assert intake.header.data == long_head
    assert frozen.read(0, frozen.length) == DATA + b"after the end"


@pytest.mark.parametrize(
    ("data", "shorter"),
    [(HEAD, 0), (HEAD + DATA[:100], 100)],
    ids=["no voxels", "some voxels"],
)
def test_a_file_that_ends_before_its_voxels_do_is_taken_all_the_same(tmp_path: Path, data: bytes, shorter: int) -> None:
    intake, frozen = taken(tmp_path, ("a.nii", data))

    assert intake.header.data == HEAD
    assert frozen.length == shorter


def test_a_header_that_claims_terabytes_costs_nothing(tmp_path: Path) -> None:
    intake, frozen = taken(tmp_path, ("a.nii", head((32767,) * 7, "float64") + b"few"))

    assert intake.header.shape == (32767,) * 7
    assert frozen.length == 3


@pytest.mark.parametrize(
    ("data", "kind", "sentence"),
    [
        pytest.param(b"", Truncated, r"^The file has 0 bytes\.", id="empty"),
        pytest.param(gzipped(b""), NotAnImage, "it has 0 bytes", id="empty gzip"),
        pytest.param(FILE[:200], Truncated, r"ends after 200 bytes", id="half a header"),
        pytest.param(b"<!DOCTYPE html><html>" * 50, NotAnImage, "HTML", id="a web page"),
        pytest.param(os.urandom(50) * 50, NotAnImage, "No NIfTI header", id="noise"),
        pytest.param(gzipped(FILE)[:2000], Truncated, "ends in the middle of its gzip", id="cut gzip"),
        pytest.param(gzipped(FILE)[:-3], Truncated, "ends in the middle of its gzip", id="cut trailer"),
        pytest.param(b"\x1f\x8b", Truncated, "ends in the middle of its gzip", id="two bytes"),
        pytest.param(changed(gzipped(FILE), -6), BadCompression, "checksum does not match", id="bad CRC"),
        pytest.param(changed(gzipped(FILE), -2), BadCompression, "another number of bytes", id="bad length"),
        pytest.param(changed(gzipped(FILE), 3000), BadCompression, "cannot be unpacked", id="changed bit"),
        pytest.param(gzipped(FILE) + b"more than a header", BadCompression, "not gzip follow", id="bytes after gzip"),
        pytest.param(
            gzipped(FILE) + b"\r\n", Truncated, "a few bytes that are not gzip follow", id="line end after gzip"
        ),
        pytest.param(b"\x1f\x8b\x07" + FILE, BadCompression, "stream is damaged", id="not deflate"),
        pytest.param(bz2.compress(FILE)[:-9], Truncated, "middle of its bzip2", id="cut bzip2"),
        pytest.param(changed(bz2.compress(FILE), 900), BadCompression, "bzip2 stream is damaged", id="bad bzip2"),
        pytest.param(PAIR_HEAD, NotAnImage, "Add the .hdr and the .img together", id="a lone .hdr"),
        pytest.param(gzipped(gzipped(FILE)), NotAnImage, "gzip data inside", id="gzip in gzip"),
    ],
)
def test_what_cannot_be_an_image_is_refused_with_its_reason(
    tmp_path: Path, data: bytes, kind: type[ImageError], sentence: str
) -> None:
    with pytest.raises(kind, match=sentence):
        taken(tmp_path, ("a.nii.gz", data))

    assert stored_files(tmp_path) == []


@pytest.mark.parametrize("packed", [plain, gzipped, bz2.compress])
def test_a_file_over_the_budget_is_refused_when_it_is_reached(tmp_path: Path, packed: Packing) -> None:
    bomb = packed(HEAD + bytes(3_000_000))

    with pytest.raises(TooLarge, match=r"^The file unpacks to more than 2,000,000 bytes"):
        taken(tmp_path, ("a.nii.gz", bomb), budget=2_000_000)

    assert stored_files(tmp_path) == []


def test_a_gzip_bomb_stops_at_the_budget_and_not_at_its_end(tmp_path: Path) -> None:
    compressor = zlib.compressobj(9, wbits=31)
    bomb = compressor.compress(HEAD)
    bomb += b"".join(compressor.compress(bytes(1 << 20)) for _ in range(64)) + compressor.flush()
    # Were it read to its end, the wrong checksum there would be the reason given.
    bomb = changed(bomb, -6)

    with pytest.raises(TooLarge, match="unpacks to more than"):
        taken(tmp_path, ("bomb.nii.gz", bomb), budget=1 << 20)


def test_a_lone_file_that_calls_itself_a_pair_opens_when_its_voxels_follow(tmp_path: Path) -> None:
    data = head(SHAPE, magic=b"ni1\0") + DATA

    intake, frozen = taken(tmp_path, ("a.nii", data))

    assert not intake.header.paired
    assert intake.header.data + frozen.read(0, frozen.length) == data


KEPT = b"\x1f\x8b\x08\x18\x01\0\0\0\0\xff" + b"smith.nii\0" + b"for olga\0" + gzip.compress(FILE, mtime=0)[10:]


@pytest.mark.parametrize(
    ("data", "told"),
    [
        pytest.param(FILE, None, id="not compressed"),
        pytest.param(gzip.compress(FILE, mtime=0), GzipFacts(members=1, trailing=0), id="one piece"),
        pytest.param(KEPT, GzipFacts("smith.nii", "for olga", 1, 1, 0), id="a head that tells"),
        pytest.param(two_members(FILE), GzipFacts(members=3, trailing=0), id="three pieces"),
        pytest.param(gzip.compress(FILE, mtime=0) + bytes(9), GzipFacts(members=1, trailing=9), id="padding"),
        pytest.param(
            gzip.compress(b"", mtime=0) + gzip.compress(FILE, mtime=0),
            GzipFacts(members=2, trailing=0),
            id="empty first",
        ),
    ],
)
def test_what_a_gzip_file_tells_besides_its_content_is_known(
    tmp_path: Path, data: bytes, told: GzipFacts | None
) -> None:
    intake, _ = taken(tmp_path, ("a.nii.gz", data))

    assert intake.uploads[0].gzip == told


def test_of_a_pair_both_files_are_looked_at(tmp_path: Path) -> None:
    head = b"\x1f\x8b\x08\x08\0\0\0\0\0\xff" + b"smith.hdr\0" + gzip.compress(PAIR_HEAD, mtime=0)[10:] + bytes(9)
    intake, _ = taken(tmp_path, ("a.hdr.gz", head), ("a.img.gz", two_members(DATA)))

    facts = facts_of(intake.header, intake.name, intake.uploads, intake.frozen.length)
    assert facts.gzip == GzipFacts("smith.hdr", "", 0, 1, 9)
    assert facts.image_gzip == GzipFacts(members=3, trailing=0)


MEASURE = """
import resource, sys
from pathlib import Path
from inspector.vault.blobs import FileBlobs
from inspector.vault.intake import Source, take
path = Path(sys.argv[1])
take([Source(path.name, path, path.stat().st_size)], blobs=FileBlobs(path.parent / "blobs"), max_unpacked=1 << 40)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    peaks = []
    for megabytes in (4, 128):
        path = tmp_path / f"{megabytes}.nii.gz"
        noise = os.urandom(1 << 18) + bytes(3 << 18)
        with gzip.open(path, "wb", compresslevel=1) as file:
            file.write(HEAD)
            for _ in range(megabytes):
                file.write(noise)
        done = subprocess.run(
            [sys.executable, "-c", MEASURE, path], capture_output=True, check=True, text=True, cwd=Path.cwd()
        )
        peaks.append(int(done.stdout))

    kilobyte = 1024 if sys.platform == "darwin" else 1
    assert (peaks[1] - peaks[0]) / kilobyte < 10_000
