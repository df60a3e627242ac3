"""A preview is made once, at the first look or at once, and kept; one that is lost or damaged is made again."""

import tracemalloc
from math import prod
from pathlib import Path

import numpy as np
import pytest

from inspector.vault.frozen import FrozenVoxels
from inspector.vault.previews import Plan, PreviewBuilder, prepare, read_preview
from inspector.vault.previews.boxes import Boxes
from inspector.vault.slices import Grid
from tests.stores import store, stored_files, written
from tests.vault.disks import SmallDisk
from tests.vault.images import frozen_image, head, stored_bytes, taken, voxels
from tests.vault.small import of, previews, small_slice

SHAPE = (130, 129, 66)


def test_a_preview_is_made_at_the_first_look_and_kept(tmp_path: Path) -> None:
    header, frozen = frozen_image(tmp_path, head(SHAPE), stored_bytes(voxels(SHAPE)))
    prepare(frozen, header)
    assert previews(tmp_path) == []

    small_slice(frozen, of(header, frozen), 0, 1)
    made = [(path, written(path)) for path in previews(tmp_path)]
    small_slice(frozen, of(header, frozen), 1, 2)

    assert len(made) == 1
    assert made == [(path, written(path)) for path in previews(tmp_path)]


def test_that_of_a_very_large_volume_is_made_at_once(tmp_path: Path) -> None:
    shape = (512, 512, 65)
    header, frozen = frozen_image(tmp_path, head(shape), bytes(prod(shape) * 2))

    assert len(previews(tmp_path)) == 1
    assert not small_slice(frozen, of(header, frozen), 0, 300).any()


def test_that_of_a_pair_is_made_afterwards(tmp_path: Path) -> None:
    shape = (512, 512, 65)
    files = ("scan.hdr", head(shape, paired=True)), ("scan.img", bytes(prod(shape) * 2))
    intake, frozen = taken(tmp_path, *files)
    assert previews(tmp_path) == []

    prepare(frozen, intake.header)

    assert len(previews(tmp_path)) == 1


def test_one_of_a_volume_that_was_cut_short_is_dropped(tmp_path: Path) -> None:
    shape = (512, 512, 65)

    frozen_image(tmp_path, head(shape), bytes(prod(shape) * 2 - 1))

    assert [path.parts[-3] for path in stored_files(tmp_path)] == ["voxels"]


def test_nothing_is_prepared_for_a_header_without_sense(tmp_path: Path) -> None:
    header, frozen = frozen_image(tmp_path, head((0, 3, 4)), b"12")

    prepare(frozen, header)

    assert previews(tmp_path) == []


@pytest.mark.parametrize("place", [0.0, 0.5, 0.97, 1.0])
@pytest.mark.parametrize("cut", [True, False], ids=["cut short", "one byte changed"])
def test_a_damaged_preview_is_made_again(tmp_path: Path, place: float, cut: bool) -> None:
    values = voxels(SHAPE)
    header, frozen = frozen_image(tmp_path, head(SHAPE), stored_bytes(values))
    plan = of(header, frozen)
    small_slice(frozen, plan, 0, 0)
    (path,) = previews(tmp_path)
    sound = path.read_bytes()
    at = min(int(len(sound) * place), len(sound) - 1)
    path.write_bytes(sound[:at] if cut else sound[:at] + bytes([sound[at] ^ 1]) + sound[at + 1 :])

    found = [small_slice(frozen, plan, axis, index) for axis, length in ((0, 130), (1, 129)) for index in range(length)]

    assert np.array_equal(np.stack(found[:130]), values)
    assert path.read_bytes() == sound


def test_without_room_for_previews_there_are_none(tmp_path: Path) -> None:
    header, frozen = frozen_image(tmp_path, head(SHAPE), stored_bytes(voxels(SHAPE)))
    full = FrozenVoxels(SmallDisk(frozen.blobs, 0), frozen.info)

    assert read_preview(full, of(header, full), 0, 0) is None


def test_a_preview_is_not_stored_before_all_of_its_volume_came(tmp_path: Path) -> None:
    plan = Plan(Boxes.of(Grid(SHAPE, 1, 16, np.dtype("<i2"), 0)), 0)

    with PreviewBuilder(store(tmp_path), plan) as builder:
        builder.write(bytes(100_000), 0)
        with pytest.raises(ValueError, match="only 2 of 66 planes came"):
            builder.commit("0" * 64)

    assert stored_files(tmp_path) == []


def test_what_comes_before_and_after_the_volume_is_left_out(tmp_path: Path) -> None:
    values = voxels(SHAPE)
    _, frozen = frozen_image(tmp_path, head(SHAPE), stored_bytes(values))
    grid = Grid(SHAPE, 1, 16, np.dtype("<i2"), 5)
    data, offset = b"12345" + stored_bytes(values) + b"after", 0

    with PreviewBuilder(frozen.blobs, Plan(Boxes.of(grid), 0)) as builder:
        for length in (3, 4, 100, len(data), 7):
            builder.write(data[offset : offset + length], offset)
            offset += length
        builder.commit(frozen.info.sha256)

    assert np.array_equal(small_slice(frozen, Plan(Boxes.of(grid), 0), 0, 3), values[3])


@pytest.mark.parametrize("datatype", ["u1", "<i2", ">i2", "<f4", "<c8"])
@pytest.mark.parametrize("shape", [(120, 110, 70), (300, 290, 30)], ids=["as it is", "made smaller"])
def test_pieces_may_be_overwritten_once_they_were_given(
    tmp_path: Path, shape: tuple[int, int, int], datatype: str
) -> None:
    values, blobs = voxels(shape, datatype), store(tmp_path)
    plan = Plan(Boxes.of(Grid(shape, 1, values.itemsize * 8, values.dtype, 0)), 0)
    data, buffer = stored_bytes(values), memoryview(bytearray(70_001))

    for name, step in (("0" * 64, len(data)), ("1" * 64, len(buffer))):
        with PreviewBuilder(blobs, plan) as builder:
            for start in range(0, len(data), step):
                piece = data[start : start + step]
                if name[0] == "1":
                    buffer[: len(piece)] = piece
                builder.write(buffer[: len(piece)] if name[0] == "1" else piece, start)
                buffer[:] = bytes(len(buffer))
            assert builder.complete
            builder.commit(name)

    one, other = (path.read_bytes() for path in previews(tmp_path))
    assert one[:-4] == other[:-4]  # the checksum behind covers the name


def test_memory_does_not_grow_with_the_volume(tmp_path: Path) -> None:
    plan = Plan(Boxes.of(Grid((512, 512, 300), 1, 64, np.dtype("<f8"), 0)), 0)
    piece = np.random.default_rng(0).random(1 << 17).tobytes()

    tracemalloc.start()
    with PreviewBuilder(store(tmp_path), plan) as builder:
        for number in range(600):
            builder.write(piece, number * len(piece))
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        builder.commit("0" * 64)

    assert peak < 20_000_000
