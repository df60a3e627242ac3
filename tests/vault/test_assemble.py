"""Downloads are what was uploaded, or a header in front of the same voxels; their length is known beforehand."""

import bz2
import gzip
import hashlib
import io
import itertools
import shutil
import struct
import subprocess
import zipfile
import zlib
from collections.abc import Generator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.core.errors import Damaged, ImageError
from inspector.vault.archive import Entry, zip_spans
from inspector.vault.assemble import Download, as_nii, as_nii_gz, as_original, as_pair
from inspector.vault.densify import densify
from inspector.vault.spans import Span, bytes_span
from tests.stores import stored_files
from tests.vault.images import Ranges, frozen_image, head, read_by_nibabel, stored_bytes, taken, voxels

SHAPE = (40, 30, 50, 2)
HEAD = head(SHAPE)
PAIR_HEAD = head(SHAPE, paired=True)
DATA = stored_bytes(voxels(SHAPE))


def content(download: Download) -> bytes:
    """All of it, after checking that its length was told."""
    data = b"".join(download.chunks())
    assert len(data) == download.length
    return data


def unzipped(download: Download) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content(download))) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.parametrize("version", [1, 2])
@pytest.mark.parametrize("byteorder", ["<", ">"])
@pytest.mark.parametrize("shape", [SHAPE, (3, 2), (1, 1, 1, 1, 1, 1, 2)], ids=str)
def test_every_kind_of_download_holds_the_same_voxels_and_opens_in_nibabel(
    tmp_path: Path, version: int, byteorder: str, shape: tuple[int, ...]
) -> None:
    values = voxels(shape, f"{byteorder}i2")
    header, frozen = frozen_image(tmp_path, head(shape, version=version, byteorder=byteorder), stored_bytes(values))
    plain, packed = as_nii(header, frozen, "a.nii"), as_nii_gz(header, frozen, "a.nii")
    pair = unzipped(as_pair(header, frozen, "a.nii"))

    assert content(plain) == header.data + stored_bytes(values)
    assert gzip.decompress(content(packed)) == content(plain)
    assert pair["a.img"] == stored_bytes(values)
    files = {plain.name: content(plain), packed.name: content(packed), **pair}
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    for name in ("a.nii", "a.nii.gz", "a.hdr"):
        assert np.array_equal(read_by_nibabel(tmp_path / name), values)


def test_the_gzip_download_is_one_member_without_name_or_time(tmp_path: Path) -> None:
    header, frozen = frozen_image(tmp_path, HEAD, DATA)

    data = content(as_nii_gz(header, frozen, "patient name.nii"))

    assert data[:10] == bytes.fromhex("1f8b08 00 00000000 00ff")
    assert b"".join(frozen.stored_chunks()) in data
    assert struct.unpack("<I", data[-4:])[0] == len(HEAD + DATA)


@pytest.mark.peers
@pytest.mark.parametrize("program", ["gzip", "pigz", "igzip"])
def test_other_programs_find_the_gzip_download_intact(tmp_path: Path, program: str) -> None:
    if shutil.which(program) is None:
        pytest.skip(f"{program} is not installed.")
    header, frozen = frozen_image(tmp_path, HEAD, DATA)
    (tmp_path / "a.nii.gz").write_bytes(content(as_nii_gz(header, frozen, "a.nii")))

    subprocess.run([program, "-t", tmp_path / "a.nii.gz"], check=True)


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(HEAD + DATA, id="plain"),
        pytest.param(HEAD + DATA + b"trailing", id="trailing bytes"),
        pytest.param(HEAD + DATA[:99], id="cut short"),
        pytest.param(gzip.compress(HEAD + DATA), id="gzip"),
        pytest.param(gzip.compress(HEAD) + gzip.compress(DATA) + bytes(512), id="two members and padding"),
        pytest.param(bz2.compress(HEAD + DATA), id="bzip2"),
    ],
)
def test_the_original_is_the_upload_byte_for_byte(tmp_path: Path, data: bytes) -> None:
    intake, frozen = taken(tmp_path, ("scan.nii.gz", data))

    original = as_original(intake.uploads, intake.header, frozen)

    assert content(original) == data
    assert original.name == "scan.nii.gz"


def test_the_original_of_a_pair_is_a_zip_of_both_files_as_they_came(tmp_path: Path) -> None:
    files = {"scan.hdr.gz": gzip.compress(PAIR_HEAD), "scan.img": DATA}
    intake, frozen = taken(tmp_path, *files.items())

    original = as_original(intake.uploads, intake.header, frozen)

    assert original.name == "scan.zip"
    assert unzipped(original) == files


def test_a_pair_becomes_one_file_and_stays_a_pair(tmp_path: Path) -> None:
    intake, frozen = taken(tmp_path, ("scan.hdr", PAIR_HEAD), ("scan.img", DATA))
    single = as_nii(intake.header, frozen, intake.name)

    assert unzipped(as_pair(intake.header, frozen, intake.name)) == {"scan.hdr": PAIR_HEAD, "scan.img": DATA}
    (tmp_path / single.name).write_bytes(content(single))
    assert stored_bytes(read_by_nibabel(tmp_path / "scan.nii")) == DATA


def test_the_etag_follows_the_header_the_kind_and_the_stored_file(tmp_path: Path) -> None:
    header, frozen = frozen_image(tmp_path, HEAD, DATA)
    edited = header.with_bytes(148, b"descrip")
    original = as_nii_gz(header, frozen, "a")
    densify(frozen.blobs, frozen.info)
    downloads = [
        as_nii(header, frozen, "a"),
        as_nii(edited, frozen, "a"),
        as_nii_gz(header, frozen, "a"),
        original,
        as_pair(header, frozen, "a"),
    ]

    assert len({download.etag_part for download in downloads}) == len(downloads)
    assert as_nii(header, frozen, "b").etag_part == downloads[0].etag_part


UPLOADS: dict[str, list[tuple[str, bytes]]] = {
    "pair": [("a.hdr", gzip.compress(PAIR_HEAD)), ("a.img", DATA)],
    "plain": [("a.nii", HEAD + DATA)],
    "gzip": [("a.nii.gz", gzip.compress(HEAD + DATA + b"trailing"))],
    "NIfTI-2": [("a.nii", head(SHAPE, version=2, byteorder=">") + DATA[:999])],
}


@pytest.fixture(scope="module")
def downloads(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[Download, bytes]]:
    """Every kind of download of every kind of upload, and all of its bytes."""
    every = []
    for files in UPLOADS.values():
        intake, frozen = taken(tmp_path_factory.mktemp("downloads"), *files)
        every += [make(intake.header, frozen, "a") for make in (as_nii, as_nii_gz, as_pair)]
        every.append(as_original(intake.uploads, intake.header, frozen))
    return [(download, content(download)) for download in every]


@given(data=st.data())
def test_any_range_of_a_download_is_read_alone(downloads: list[tuple[Download, bytes]], data: st.DataObject) -> None:
    download, whole = data.draw(st.sampled_from(downloads))
    near = st.one_of([st.integers(0, download.length + 3), st.sampled_from(edges(download))])
    start, stop = data.draw(near), data.draw(near)

    assert b"".join(download.chunks(start, stop)) == whole[start:stop]


def edges(download: Download) -> list[int]:
    """Where one span ends and the next begins, and the bytes beside."""
    ends = itertools.accumulate(span.length for span in download.spans)
    return sorted({max(end + step, 0) for end in (0, *ends) for step in (-1, 0, 1)})


def test_a_part_of_the_header_does_not_open_the_voxels(tmp_path: Path) -> None:
    header, frozen = frozen_image(tmp_path, HEAD, DATA)
    (path,) = stored_files(tmp_path)
    path.unlink()

    assert b"".join(as_nii(header, frozen, "a").chunks(4, 40)) == HEAD[4:40]


def test_a_damaged_upload_is_not_sent_to_its_end(tmp_path: Path) -> None:
    intake, frozen = taken(tmp_path, ("a.nii.gz", gzip.compress(HEAD + DATA)))
    (path,) = [path for path in stored_files(tmp_path) if "uploads" in path.parts]
    data = bytearray(path.read_bytes())
    data[99] ^= 1
    path.write_bytes(data)

    with pytest.raises(Damaged, match="sha256 has changed"):
        content(as_original(intake.uploads, intake.header, frozen))


@pytest.mark.parametrize(
    ("files", "kind", "sentence"),
    [
        pytest.param([("a.nii", HEAD + DATA)], "voxels", "voxels are damaged: the stored file is missing", id="voxels"),
        pytest.param(
            [("a.nii.gz", gzip.compress(HEAD + DATA))], "uploads", "upload is damaged: it is missing", id="file"
        ),
        pytest.param(
            [("a.hdr", PAIR_HEAD), ("a.img", gzip.compress(DATA))], "uploads", "upload is damaged", id="one of a pair"
        ),
    ],
)
def test_a_download_whose_file_is_gone_says_so_before_its_first_byte(
    tmp_path: Path, files: list[tuple[str, bytes]], kind: str, sentence: str
) -> None:
    intake, frozen = taken(tmp_path, *files)
    download = as_original(intake.uploads, intake.header, frozen)
    (path,) = [path for path in stored_files(tmp_path) if kind in path.parts]
    path.unlink()

    with pytest.raises(Damaged, match=sentence):
        download.chunks()


def test_a_zip_may_hold_more_than_four_gigabytes() -> None:
    def zeros(start: int, stop: int) -> Generator[bytes]:
        yield bytes(stop - start)

    large = Span(5 << 30, zeros)
    first = Entry("a.img", large, large.length, 0)
    second = Entry("b.txt", bytes_span(b"behind it"), 9, zlib.crc32(b"behind it"))

    with zipfile.ZipFile(Ranges(Download("", "", "", zip_spans([first, second])))) as archive:
        assert [info.file_size for info in archive.infolist()] == [5 << 30, 9]
        assert archive.read("b.txt") == b"behind it"


def test_the_bytes_of_a_download_do_not_depend_on_the_run(tmp_path: Path) -> None:
    digests = set()
    for folder in (tmp_path / "one", tmp_path / "two"):
        folder.mkdir()
        header, frozen = frozen_image(folder, HEAD, DATA)
        digests.add(hashlib.sha256(content(as_pair(header, frozen, "a"))).hexdigest())

    assert len(digests) == 1


def test_every_real_file_that_opens_comes_back_byte_for_byte(tmp_path: Path, data_folder: Path) -> None:
    opened = 0
    for path in sorted(data_folder.glob("*/**/*.nii*")):
        try:
            intake, frozen = taken(tmp_path, (path.name, path.read_bytes()))
        except ImageError:
            continue
        single = content(as_nii(intake.header, frozen, intake.name))
        assert content(as_original(intake.uploads, intake.header, frozen)) == path.read_bytes()
        assert gzip.decompress(content(as_nii_gz(intake.header, frozen, intake.name))) == single
        opened += 1

    assert opened > 60
