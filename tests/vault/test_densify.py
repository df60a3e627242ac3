"""Voxels that were compressed once more are the same voxels, in less room, and nobody who reads them is disturbed."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.core.errors import Damaged
from inspector.vault.assemble import Download, as_nii, as_nii_gz, as_pair
from inspector.vault.blobs import Replaced
from inspector.vault.deflate import DENSE_CODEC, DENSE_LEVEL
from inspector.vault.densify import densify
from inspector.vault.frozen import FrozenVoxels
from inspector.vault.payload import BLOCK_SIZE
from tests.stores import store, stored_files, written
from tests.vault.disks import SmallDisk
from tests.vault.images import frozen_image, head, stored_bytes, taken, voxels

SHAPE = (64, 64, 60)
HEAD = head(SHAPE)
DATA = stored_bytes(voxels(SHAPE)) + b"trailing"


def content(download: Download) -> bytes:
    return b"".join(download.chunks())


@pytest.mark.parametrize("length", [0, 1, BLOCK_SIZE, BLOCK_SIZE + 1, len(DATA)])
def test_the_voxels_stay_the_same_in_less_room(tmp_path: Path, length: int) -> None:
    _, frozen = frozen_image(tmp_path, HEAD, DATA[:length])

    dense = densify(frozen.blobs, frozen.info)

    assert frozen.info.tells_of(dense)
    assert (dense.codec, dense.level) == (DENSE_CODEC, DENSE_LEVEL)
    assert dense.stored_length <= frozen.info.stored_length
    assert FrozenVoxels(frozen.blobs, dense).read(0, length) == DATA[:length]
    FrozenVoxels(frozen.blobs, dense).verify()


def test_noise_that_cannot_be_made_smaller_never_grows(tmp_path: Path) -> None:
    noise = voxels((300_000,), "<u1", seed=2).tobytes() + bytes(range(256)) * 900
    _, frozen = frozen_image(tmp_path, HEAD, noise)

    assert densify(frozen.blobs, frozen.info).stored_length <= frozen.info.stored_length


def test_a_second_time_changes_nothing(tmp_path: Path) -> None:
    _, frozen = frozen_image(tmp_path, HEAD, DATA)
    dense = densify(frozen.blobs, frozen.info)
    (path,) = stored_files(tmp_path)
    before = written(path)

    assert densify(frozen.blobs, frozen.info) == densify(frozen.blobs, dense) == dense
    assert written(path) == before


def test_an_upload_of_the_same_voxels_keeps_the_dense_file(tmp_path: Path) -> None:
    _, frozen = frozen_image(tmp_path, HEAD, DATA)
    dense = densify(frozen.blobs, frozen.info)

    intake, _ = taken(tmp_path, ("again.nii", HEAD + DATA))

    assert intake.frozen == dense


def test_a_record_of_the_old_file_reads_the_new_one(tmp_path: Path) -> None:
    header, stale = frozen_image(tmp_path, HEAD, DATA)
    before = content(as_nii_gz(header, stale, "a")), as_nii_gz(header, stale, "a").etag_part
    densify(stale.blobs, stale.info)

    after = as_nii_gz(header, stale, "a")

    stale.verify()
    assert content(as_nii(header, stale, "a")) == HEAD + DATA
    assert len(content(after)) == after.length < len(before[0])
    assert after.etag_part != before[1]


@pytest.fixture(scope="module")
def dense(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[Download, bytes]]:
    """Every kind of download, assembled of dense voxels, and all of its bytes."""
    header, frozen = frozen_image(tmp_path_factory.mktemp("dense"), HEAD, DATA)
    densify(frozen.blobs, frozen.info)
    every = [make(header, frozen, "a") for make in (as_nii, as_nii_gz, as_pair)]
    return [(download, content(download)) for download in every]


@given(data=st.data())
def test_any_range_of_dense_voxels_is_read(dense: list[tuple[Download, bytes]], data: st.DataObject) -> None:
    download, whole = data.draw(st.sampled_from(dense))
    start, stop = (data.draw(st.integers(0, download.length + 3)) for _ in "ab")

    assert b"".join(download.chunks(start, stop)) == whole[start:stop]


def test_a_download_that_has_begun_goes_on_with_the_old_file(tmp_path: Path) -> None:
    header, frozen = frozen_image(tmp_path, HEAD, DATA)
    whole = content(as_pair(header, frozen, "a"))
    begun = as_pair(header, frozen, "a").chunks()

    densify(frozen.blobs, frozen.info)

    assert b"".join(begun) == whole


def test_a_download_whose_length_was_told_of_the_old_file_is_not_begun_with_the_new_one(tmp_path: Path) -> None:
    header, frozen = frozen_image(tmp_path, HEAD, DATA)
    download = as_nii_gz(header, frozen, "a")

    densify(frozen.blobs, frozen.info)

    with pytest.raises(Replaced):
        download.chunks()


@pytest.mark.parametrize("place", [10, 150_000, "sha256"])
def test_a_damaged_file_is_left_for_whoever_restores_it(tmp_path: Path, place: int | str) -> None:
    _, frozen = frozen_image(tmp_path, HEAD, DATA)
    (path,) = stored_files(tmp_path)
    data = bytearray(path.read_bytes())
    data[place if isinstance(place, int) else frozen.info.stored_length - 1] ^= 1
    path.write_bytes(data)

    with pytest.raises(Damaged):
        densify(frozen.blobs, frozen.info)

    assert [file.read_bytes() for file in stored_files(tmp_path)] == [bytes(data)]


def test_what_was_interrupted_leaves_the_old_file_and_is_done_again(tmp_path: Path) -> None:
    _, frozen = frozen_image(tmp_path, HEAD, DATA)
    before = [path.read_bytes() for path in stored_files(tmp_path)]

    with pytest.raises(KeyboardInterrupt):
        densify(SmallDisk(store(tmp_path), 100_000, KeyboardInterrupt()), frozen.info)

    assert [path.read_bytes() for path in stored_files(tmp_path)] == before
    assert densify(frozen.blobs, frozen.info).is_dense
