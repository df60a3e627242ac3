"""Voxels without what stands behind them are the bytes of the file without its tail; nothing is written for it."""

import gzip
import hashlib
import io
import struct
import zipfile
import zlib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector.core.errors import Damaged
from inspector.core.header import Header
from inspector.vault.assemble import Download, as_nii, as_nii_gz, as_original, as_pair
from inspector.vault.blobs import Replaced
from inspector.vault.densify import densify
from inspector.vault.frozen import Front, FrozenVoxels
from inspector.vault.payload import BLOCK_SIZE
from inspector.vault.previews import Plan
from inspector.vault.slices import Grid, read_slice
from inspector.vault.trailing import NothingBehind, cut
from inspector.vault.windows import window_of
from tests.stores import flip, stored_files, written
from tests.vault.images import frozen_image, head, read_by_nibabel, stored_bytes, taken, voxels
from tests.vault.small import of, previews, small_slice

SHAPE = (64, 64, 60)
HEAD = head(SHAPE)
DATA = stored_bytes(voxels(SHAPE))
TAIL = b"Patient: DOE^JANE" * 20_000
assert len(DATA) % BLOCK_SIZE
assert len(TAIL) > 2 * BLOCK_SIZE

# Shapes of one byte per voxel whose last one lies before, at, or behind the end of a block.
EDGES = {
    "one byte": (1, 1),
    "two bytes before the end of a block": ((BLOCK_SIZE - 2) // 257, 257),
    "the end of a block": (BLOCK_SIZE // 8, 8),
    "three bytes behind it": ((BLOCK_SIZE + 3) // 49, 49),
    "the end of the second block": (BLOCK_SIZE // 8, 16),
}


def content(download: Download) -> bytes:
    """All of it, after checking that its length was told."""
    data = b"".join(download.chunks())
    assert len(data) == download.length
    return data


def img_of(download: Download) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content(download))) as archive:
        assert archive.testzip() is None
        return archive.read("a.img")


def cut_voxels(header: Header, frozen: FrozenVoxels) -> FrozenVoxels:
    return frozen.front(cut(header, frozen).front)


def check_downloads(header: Header, front: FrozenVoxels, data: bytes) -> None:
    head = header.data
    assert content(as_nii(header, front, "a")) == head + data
    assert gzip.decompress(content(as_nii_gz(header, front, "a"))) == head + data
    assert img_of(as_pair(header, front, "a")) == data


@pytest.mark.parametrize("tail", [b"\0", TAIL], ids=["one byte", "more than two blocks"])
@pytest.mark.parametrize("shape", EDGES.values(), ids=EDGES.keys())
def test_the_bytes_are_those_of_the_file_without_its_tail(tmp_path: Path, shape: tuple[int, ...], tail: bytes) -> None:
    data = voxels(shape, "<u1").tobytes()
    header, frozen = frozen_image(tmp_path, head((*shape,), "uint8"), data + tail)
    before = [written(path) for path in stored_files(tmp_path)]

    found = cut(header, frozen)

    assert found.front == Front(hashlib.sha256(data).hexdigest(), len(data), zlib.crc32(data))
    assert found.proper_sha256 == found.front.sha256
    check_downloads(header, frozen.front(found.front), data)
    frozen.front(found.front).verify()
    assert content(as_nii(header, frozen, "a")) == header.data + data + tail
    assert [written(path) for path in stored_files(tmp_path)] == before


def test_nibabel_reads_what_is_left_and_one_gzip_member_holds_it(tmp_path: Path) -> None:
    header, frozen = frozen_image(tmp_path, HEAD, DATA + TAIL)
    packed = content(as_nii_gz(header, cut_voxels(header, frozen), "a"))
    (tmp_path / "a.nii.gz").write_bytes(packed)

    assert np.array_equal(read_by_nibabel(tmp_path / "a.nii.gz"), voxels(SHAPE))
    member = zlib.decompressobj(31)
    assert (member.decompress(packed), member.unused_data) == (HEAD + DATA, b"")
    assert struct.unpack("<2I", packed[-8:]) == (zlib.crc32(HEAD + DATA), len(HEAD + DATA))


def test_the_blocks_before_the_cut_are_sent_as_they_are_stored(tmp_path: Path) -> None:
    header, frozen = frozen_image(tmp_path, HEAD, DATA + TAIL)
    first = b"".join(frozen.stored_chunks())[:200_000]

    assert b"".join(cut_voxels(header, frozen).as_stored().stored_chunks()).startswith(first)


def test_the_img_of_a_pair_keeps_what_stands_before_its_voxels(tmp_path: Path) -> None:
    paired = head(SHAPE, paired=True, vox_offset=16)
    intake, frozen = taken(tmp_path, ("a.hdr", paired), ("a.img", bytes(16) + DATA + TAIL))

    found = cut(intake.header, frozen)

    front = frozen.front(found.front)
    assert found.proper_sha256 == hashlib.sha256(DATA).hexdigest()
    assert found.front.sha256 == hashlib.sha256(bytes(16) + DATA).hexdigest()
    assert img_of(as_pair(intake.header, front, "a")) == bytes(16) + DATA
    assert content(as_nii(intake.header, front, "a")).endswith(bytes(16) + DATA)


def test_the_original_still_has_its_tail(tmp_path: Path) -> None:
    intake, frozen = taken(tmp_path, ("a.nii", HEAD + DATA + TAIL))
    cut(intake.header, frozen)

    assert content(as_original(intake.uploads, intake.header, frozen)) == HEAD + DATA + TAIL


def test_what_was_cut_can_be_cut_again(tmp_path: Path) -> None:
    header, frozen = frozen_image(tmp_path, HEAD, DATA + TAIL)
    smaller = Header.parse(head((64, 64, 7)))

    twice = cut_voxels(smaller, cut_voxels(header, frozen))

    check_downloads(smaller, twice, DATA[: 64 * 64 * 7 * 2])
    twice.verify()
    assert twice.file == frozen.info


@pytest.mark.parametrize("block", [DATA, DATA[:-1], b""], ids=["exact", "short", "none"])
def test_without_a_tail_there_is_nothing_to_cut(tmp_path: Path, block: bytes) -> None:
    header, frozen = frozen_image(tmp_path, HEAD, block)

    with pytest.raises(NothingBehind, match="nothing to cut off"):
        cut(header, frozen)


def test_where_nobody_knows_the_end_nothing_is_cut(tmp_path: Path) -> None:
    header, frozen = frozen_image(tmp_path, head((4, -1)), DATA)

    with pytest.raises(NothingBehind, match="Nobody can say"):
        cut(header, frozen)


@pytest.fixture(scope="module")
def downloads(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[Download, bytes]]:
    """Every kind of download of voxels that end inside a block, and at the end of one; and all of its bytes."""
    every = []
    for shape in ((64, 64, 60), (64, 64, 32)):
        header, frozen = frozen_image(tmp_path_factory.mktemp("cut"), head(shape), DATA + TAIL)
        front = cut_voxels(header, frozen)
        every += [make(header, front, "a") for make in (as_nii, as_nii_gz, as_pair)]
    return [(download, content(download)) for download in every]


@given(data=st.data())
def test_any_range_of_a_download_is_read_alone(downloads: list[tuple[Download, bytes]], data: st.DataObject) -> None:
    download, whole = data.draw(st.sampled_from(downloads))
    near = st.one_of(st.integers(0, download.length + 3), st.integers(download.length - 20_000, download.length))
    start, stop = data.draw(near), data.draw(near)

    assert b"".join(download.chunks(start, stop)) == whole[start:stop]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> FrozenVoxels:
    return frozen_image(tmp_path_factory.mktemp("whole"), HEAD, DATA + TAIL)[1]


LENGTHS = st.one_of(
    st.integers(0, len(DATA + TAIL)),
    st.builds(lambda block, step: block * BLOCK_SIZE + step, st.integers(1, 5), st.integers(-2, 2)),
)


@settings(max_examples=50)
@given(lengths=st.lists(LENGTHS, max_size=4), data=st.data())
def test_a_front_of_any_length_reads_and_streams_as_its_bytes(
    whole: FrozenVoxels, lengths: list[int], data: st.DataObject
) -> None:
    found = whole.fronts(lengths)

    assert [each.length for each in found] == sorted(lengths)
    for each in found:
        bytes_of, front = (DATA + TAIL)[: each.length], whole.front(each)
        start, stop = (data.draw(st.integers(0, each.length + 3)) for _ in "ab")
        assert (each.sha256, each.crc32) == (hashlib.sha256(bytes_of).hexdigest(), zlib.crc32(bytes_of))
        assert front.read(start, stop - start if stop > start else 0) == bytes_of[start:stop]
        assert b"".join(front.raw_chunks(start, stop)) == bytes_of[start:stop]
        stored = front.as_stored()
        stream = b"".join(stored.stored_chunks())
        assert (len(stream), zlib.decompress(stream, -15)) == (stored.info.stored_length, bytes_of)


def test_a_front_survives_that_its_whole_becomes_denser(tmp_path: Path) -> None:
    header, frozen = frozen_image(tmp_path, HEAD, DATA + TAIL)
    front = cut_voxels(header, frozen)
    before = as_nii_gz(header, front, "a")
    densify(frozen.blobs, frozen.info)

    after = as_nii_gz(header, front, "a")

    check_downloads(header, front, DATA)
    front.verify()
    assert after.etag_part != before.etag_part
    assert after.length < before.length
    with pytest.raises(Replaced):
        before.chunks()


@pytest.mark.parametrize("place", [10, 300_000, 493_000], ids=["first block", "third block", "the block of the cut"])
def test_a_damaged_whole_is_found_before_it_is_cut_and_after(tmp_path: Path, place: int) -> None:
    header, frozen = frozen_image(tmp_path, head((64, 64, 62)), stored_bytes(voxels((64, 64, 62))) + b"tail")
    front = cut_voxels(header, frozen)
    (path,) = stored_files(tmp_path)
    flip(path, place * frozen.info.stored_length // frozen.length)

    with pytest.raises(Damaged, match="fails its checksum"):
        cut(header, frozen)
    with pytest.raises(Damaged, match="fails its checksum"):
        front.verify()
    with pytest.raises(Damaged, match="fails its checksum"):
        b"".join(as_nii_gz(header, front, "a").chunks())


def test_a_front_that_is_not_of_this_block_is_found(tmp_path: Path) -> None:
    header, frozen = frozen_image(tmp_path, HEAD, DATA + TAIL)
    front = cut(header, frozen).front
    wrong = Front(front.sha256, front.length + 1, front.crc32)

    with pytest.raises(Damaged, match="not the bytes their sha256 names"):
        frozen.front(wrong).verify()


def test_the_etag_tells_the_cut_from_the_whole(tmp_path: Path) -> None:
    header, frozen = frozen_image(tmp_path, HEAD, DATA + b"x")
    front = cut_voxels(header, frozen)

    for make in (as_nii, as_nii_gz, as_pair):
        assert make(header, frozen, "a").etag_part != make(header, front, "a").etag_part


def test_pictures_and_windows_are_the_same_and_the_preview_of_the_whole_serves(tmp_path: Path) -> None:
    shape = (128, 128, 70)
    header, frozen = frozen_image(tmp_path, head(shape), stored_bytes(voxels(shape)) + TAIL)
    front, plan = cut_voxels(header, frozen), of(header, frozen)
    small_slice(frozen, plan, 0, 9)
    before = previews(tmp_path)

    assert np.array_equal(small_slice(front, of(header, front), 0, 9), small_slice(frozen, plan, 0, 9))
    assert np.array_equal(read_slice(front, header, 2, 69), read_slice(frozen, header, 2, 69))
    grid = Grid.of(header, front.length)
    assert Plan.of(grid, 0, front.length) == plan
    assert window_of(front, grid, 0) == window_of(frozen, grid, 0)
    assert previews(tmp_path) == before
