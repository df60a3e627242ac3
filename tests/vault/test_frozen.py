"""Frozen voxels come back bit for bit, from any offset, or not at all."""

import hashlib
import threading
import zlib
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.core.errors import Damaged
from inspector.vault.blobs import Blobs
from inspector.vault.deflate import END, FAST_LEVEL, LEVEL, deflate_block
from inspector.vault.freeze import FrozenWriter
from inspector.vault.frozen import FrozenInfo, FrozenVoxels
from inspector.vault.payload import BLOCK_SIZE, TAIL
from tests.stores import cut_short, flip, store, stored_files
from tests.vault.disks import SmallDisk
from tests.vault.images import voxels

LONG = voxels((32 * BLOCK_SIZE + 3,), "<u1", seed=1).tobytes()
RAW = voxels((5 * BLOCK_SIZE // 2 + 7,), "<u1").tobytes() + bytes(BLOCK_SIZE)


def freeze(blobs: Blobs, data: bytes, step: int = 100_000) -> FrozenInfo:
    with FrozenWriter(blobs) as writer:
        for start in range(0, len(data), step):
            writer.feed(data[start : start + step])
        return writer.commit()


@pytest.fixture(scope="module")
def frozen(tmp_path_factory: pytest.TempPathFactory) -> FrozenVoxels:
    blobs = store(tmp_path_factory.mktemp("frozen"))
    return FrozenVoxels(blobs, freeze(blobs, RAW))


@pytest.mark.parametrize("length", [0, 1, BLOCK_SIZE - 1, BLOCK_SIZE, BLOCK_SIZE + 1, len(RAW)])
@pytest.mark.parametrize("step", [7_001, BLOCK_SIZE, 1 << 20])
def test_what_goes_in_comes_out(tmp_path: Path, length: int, step: int) -> None:
    blobs = store(tmp_path)

    info = freeze(blobs, RAW[:length], step)

    thawed = FrozenVoxels(blobs, info)
    assert b"".join(thawed.raw_chunks()) == RAW[:length]
    assert (info.sha256, info.crc32) == (hashlib.sha256(RAW[:length]).hexdigest(), zlib.crc32(RAW[:length]))
    assert info.key == f"voxels/{info.sha256}"
    thawed.verify()


def test_the_stored_stream_is_plain_deflate(frozen: FrozenVoxels) -> None:
    stream = b"".join(frozen.stored_chunks())

    assert len(stream) == frozen.info.stored_length
    assert zlib.decompress(stream, -15) == RAW


def test_every_block_refers_to_nothing_before_it(frozen: FrozenVoxels) -> None:
    with frozen.opened() as blocks:
        alone = [blocks.raw(number) for number in reversed(range(frozen.info.blocks))]

    assert b"".join(reversed(alone)) == RAW


@given(offset=st.integers(0, len(RAW) + 5), count=st.integers(0, len(RAW) + 5))
def test_any_range_of_voxel_bytes_is_read(frozen: FrozenVoxels, offset: int, count: int) -> None:
    with frozen.opened() as blocks:
        together = blocks.read(offset, count)

    assert together == frozen.read(offset, count) == RAW[offset : offset + count]


@given(st.data())
def test_any_range_of_the_stored_stream_is_read(frozen: FrozenVoxels, data: st.DataObject) -> None:
    stream = b"".join(frozen.stored_chunks())
    start = data.draw(st.integers(0, len(stream)))
    stop = data.draw(st.integers(0, len(stream) + 5))

    assert b"".join(frozen.stored_chunks(start, stop)) == stream[start:stop]


def test_freezing_the_same_bytes_again_gives_the_same_file(tmp_path: Path) -> None:
    blobs = store(tmp_path)
    first = freeze(blobs, RAW)
    content = [path.read_bytes() for path in stored_files(tmp_path)]

    assert freeze(blobs, RAW, step=5_000) == first
    assert [path.read_bytes() for path in stored_files(tmp_path)] == content


NOISE = np.random.default_rng(0).standard_normal(1 << 20, np.float32).tobytes()
_words = np.random.default_rng(0).integers(0, 256, (2000, 8), np.uint8)
REPEATS = _words[np.random.default_rng(0).integers(0, 2000, 1 << 19)].tobytes()


@pytest.mark.parametrize(
    ("data", "level"),
    [
        pytest.param(NOISE, FAST_LEVEL, id="noise"),
        pytest.param(bytes(len(NOISE)), FAST_LEVEL, id="zeros"),
        pytest.param(REPEATS, LEVEL, id="repeats"),
    ],
)
def test_what_gains_nothing_by_it_is_not_compressed_at_the_slow_level(tmp_path: Path, data: bytes, level: int) -> None:
    blobs = store(tmp_path)

    info = freeze(blobs, data)

    blocks = [data[start : start + BLOCK_SIZE] for start in range(0, len(data), BLOCK_SIZE)]
    assert info.level == level
    assert (
        b"".join(FrozenVoxels(blobs, info).stored_chunks()) == b"".join(deflate_block(b, level) for b in blocks) + END
    )


def test_the_level_follows_the_data(tmp_path: Path) -> None:
    blobs, blocks = store(tmp_path), 3 * len(REPEATS) // BLOCK_SIZE

    info = freeze(blobs, bytes(BLOCK_SIZE) + 3 * REPEATS)

    assert info.level == LEVEL
    # The second trial is that of block 32; it serves from block 53 on at the latest.
    assert info.stored_length < (54 * 72_000 + (blocks - 53) * 62_000)
    FrozenVoxels(blobs, info).verify()


@pytest.mark.parametrize("step", [7_001, 1 << 20])
def test_watchers_see_all_bytes_in_order(tmp_path: Path, step: int) -> None:
    seen = [bytearray(), bytearray()]

    with FrozenWriter(store(tmp_path), [one.extend for one in seen]) as writer:
        for start in range(0, len(NOISE), step):
            writer.feed(NOISE[start : start + step])
        writer.finish()

    assert seen == [NOISE, NOISE]


@pytest.mark.parametrize("place", [None, 10, -1], ids=["cut short", "a changed block", "a changed footer"])
def test_a_damaged_file_is_replaced_by_the_next_upload(tmp_path: Path, place: int | None) -> None:
    blobs = store(tmp_path)
    info = freeze(blobs, RAW)
    (there,) = stored_files(tmp_path)
    if place is None:
        cut_short(there, 1000)
    else:
        flip(there, place)

    assert freeze(blobs, RAW) == info
    FrozenVoxels(blobs, info).verify()


def test_a_sound_file_of_another_compressor_stays_and_a_damaged_one_does_not(tmp_path: Path) -> None:
    blobs = store(tmp_path)
    ours = freeze(blobs, RAW)
    other = replace(ours, codec="another 1.0")
    (there,) = stored_files(tmp_path)
    index = there.read_bytes()[ours.stored_length : -TAIL]
    there.write_bytes(there.read_bytes()[:-TAIL] + other.footer(index))

    assert freeze(blobs, RAW) == other
    flip(there, 10)
    assert freeze(blobs, RAW) == ours


@pytest.mark.parametrize(
    ("place", "sentence"),
    [
        pytest.param(10, "block 1 of 4 fails its checksum", id="first block"),
        pytest.param(150_000, "block 2 of 4 fails its checksum", id="second block"),
        pytest.param("end of stream", "the end of the stream is not there", id="end of the stream"),
        pytest.param("index", "the index of the blocks fails its checksum", id="index"),
        pytest.param(-60, "the stored file does not end as it was written", id="footer"),
        pytest.param(-1, "the stored file does not end as it was written", id="last byte"),
    ],
)
def test_one_changed_bit_is_found(tmp_path: Path, place: int | str, sentence: str) -> None:
    blobs = store(tmp_path)
    info = freeze(blobs, RAW)
    (path,) = stored_files(tmp_path)
    places = {"end of stream": info.stored_length - 1, "index": info.stored_length + 5}
    flip(path, places[place] if isinstance(place, str) else place)

    with pytest.raises(Damaged, match=sentence):
        FrozenVoxels(blobs, info).verify()


def test_a_damaged_block_is_neither_read_nor_sent_but_its_neighbours_are(tmp_path: Path) -> None:
    blobs = store(tmp_path)
    frozen = FrozenVoxels(blobs, freeze(blobs, RAW))
    (path,) = stored_files(tmp_path)
    flip(path, 10)

    assert frozen.read(BLOCK_SIZE, 50) == RAW[BLOCK_SIZE : BLOCK_SIZE + 50]
    with pytest.raises(Damaged):
        frozen.read(BLOCK_SIZE - 1, 2)
    with pytest.raises(Damaged):
        list(frozen.stored_chunks())


@pytest.fixture
def long(tmp_path: Path) -> FrozenVoxels:
    """As many blocks as threads never have under way at once."""
    blobs = store(tmp_path)
    return FrozenVoxels(blobs, freeze(blobs, LONG, step=1 << 20))


def test_blocks_that_are_inflated_ahead_come_in_order(long: FrozenVoxels) -> None:
    assert b"".join(long.raw_chunks(5, len(LONG) - 5)) == LONG[5:-5]


def test_whoever_stops_early_leaves_no_thread(long: FrozenVoxels) -> None:
    pieces = long.raw_chunks()
    next(pieces)
    assert [thread for thread in threading.enumerate() if thread.name.startswith("ahead")] != []

    pieces.close()

    assert [thread for thread in threading.enumerate() if thread.name.startswith("ahead")] == []


def test_what_comes_before_a_damaged_block_is_given_first(tmp_path: Path, long: FrozenVoxels) -> None:
    (path,) = stored_files(tmp_path)
    flip(path, long.info.stored_length - 100)
    flip(path, long.info.stored_length * 3 // 4)
    given: list[bytes] = []

    with pytest.raises(Damaged, match=r"block 2\d of 33 fails its checksum"):
        given.extend(long.raw_chunks())
    whole = b"".join(given)
    assert len(whole) >= 20 * BLOCK_SIZE
    assert LONG.startswith(whole)


def test_a_missing_file_is_said_to_be_missing(tmp_path: Path) -> None:
    blobs = store(tmp_path)
    info = freeze(blobs, RAW)
    blobs.remove(info.key)

    with pytest.raises(Damaged, match="the stored file is missing"):
        FrozenVoxels(blobs, info).read(0, 1)


def test_the_file_of_other_voxels_is_not_taken_for_these(tmp_path: Path) -> None:
    blobs = store(tmp_path)
    one, other = freeze(blobs, RAW), freeze(blobs, RAW[:-1])
    path = {path.name: path for path in stored_files(tmp_path)}
    path[one.sha256].write_bytes(path[other.sha256].read_bytes())

    with pytest.raises(Damaged, match="the stored file is another one"):
        FrozenVoxels(blobs, one).read(0, 1)


@pytest.mark.parametrize("room", [0, 100_000, 250_000])
def test_a_full_disk_is_an_os_error_and_leaves_nothing(tmp_path: Path, room: int) -> None:
    with pytest.raises(OSError, match="No space left"):
        freeze(SmallDisk(store(tmp_path), room), RAW)

    assert stored_files(tmp_path) == []
