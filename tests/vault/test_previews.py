"""Previews hold the means of boxes of stored voxels, whatever the bytes come in; one that is lost is made again."""

import tracemalloc
from itertools import product
from math import prod
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from inspector.core.header import Header
from inspector.vault.frozen import FrozenVoxels
from inspector.vault.previews import Plan, PreviewBuilder, prepare, read_preview
from inspector.vault.previews.boxes import Boxes, BoxMeans
from inspector.vault.slices import Grid, read_slice
from tests.stores import Stored, store, stored_files, written
from tests.vault.disks import SmallDisk
from tests.vault.images import frozen_image, head, stored_bytes, taken, voxels

RGB = np.dtype([(channel, "u1") for channel in "RGB"])
RGBA = np.dtype([(channel, "u1") for channel in "RGBA"])
TYPES = [*(order + kind for order in "<>" for kind in ("i2", "u2", "i4", "u4", "i8", "u8", "f4", "f8", "c8", "c16"))]
SHAPE = (130, 129, 66)


def numbers(values: NDArray[Any]) -> NDArray[np.float64]:
    """What is averaged: (planes, rows, columns, channels) of the stored (columns, rows, planes)."""
    if values.dtype.names:
        values = np.stack([values[channel] for channel in "RGB"], axis=-1)
    values = values.reshape((*values.shape[:3], -1)).swapaxes(0, 2)
    return np.abs(values).astype(float) if values.dtype.kind == "c" else values.astype(float)


def means(values: NDArray[Any], box: tuple[int, int, int]) -> NDArray[np.float64]:
    """The means of boxes, the plain way."""
    planes = numbers(values)
    starts = [range(0, length, step) for length, step in zip(planes.shape[:3], box[::-1], strict=True)]
    small = np.empty((*map(len, starts), planes.shape[3]))
    for place in product(*(range(len(each)) for each in starts)):
        parts = tuple(slice(s[at], s[at] + step) for s, at, step in zip(starts, place, box[::-1], strict=True))
        piece = planes[parts].reshape(-1, planes.shape[3])
        finite = np.isfinite(piece)
        with np.errstate(all="ignore"):
            small[place] = np.where(finite, piece, 0).sum(axis=0) / finite.sum(axis=0)
    return small


def made_small(values: NDArray[Any], box: tuple[int, int, int], pieces: list[int]) -> NDArray[Any]:
    grid = Grid((values.shape[0], values.shape[1], values.shape[2]), 1, values.dtype.itemsize * 8, values.dtype, 0)
    made, data = BoxMeans(Boxes(grid, box)), stored_bytes(values)
    planes: list[NDArray[Any]] = []
    while data:
        length = pieces.pop() if pieces else len(data)
        planes.extend(made.write(data[:length]))
        data = data[length:]
    return np.stack(planes)


@given(
    shape=st.tuples(*[st.integers(1, 9)] * 3),
    box=st.tuples(*[st.integers(1, 4)] * 3),
    dtype=st.sampled_from(["u1", "i1", *TYPES]),
    pieces=st.lists(st.integers(0, 300)),
    odd=st.sampled_from([None, np.nan, np.inf, -np.inf]),
)
@settings(max_examples=300)
def test_a_small_voxel_is_the_mean_of_the_finite_ones_in_its_box(
    shape: tuple[int, int, int], box: tuple[int, int, int], dtype: str, pieces: list[int], odd: float | None
) -> None:
    values = voxels(shape, dtype)
    if odd is not None and values.dtype.kind in "fc":
        values[:2, :2, :1] = odd
    box = (min(box[0], shape[0]), min(box[1], shape[1]), min(box[2], shape[2]))

    found, expected = made_small(values, box, pieces), means(values, box)

    if box == (1, 1, 1):
        expected = numbers(values)
    if found.dtype.kind in "iu":
        expected = np.rint(expected)
    assert np.allclose(found, expected, rtol=1e-6, equal_nan=True)


@pytest.mark.parametrize("dtype", [RGB, RGBA], ids=["RGB", "RGBA"])
def test_colours_are_averaged_channel_by_channel(dtype: "np.dtype[Any]") -> None:
    values = voxels((dtype.itemsize, 7, 5, 4), "u1").reshape(-1, order="F").view(dtype).reshape((7, 5, 4), order="F")

    assert np.array_equal(made_small(values, (2, 3, 2), [10, 17]), np.rint(means(values, (2, 3, 2))))


@pytest.mark.parametrize("shape", [(3, 3, 70_000), (40_000, 3, 2), (3, 40_000, 2)], ids=str)
def test_long_axes_are_taken_in_pieces(shape: tuple[int, int, int]) -> None:
    values, box = voxels(shape), Boxes.of(Grid(shape, 1, 16, np.dtype("<i2"), 0)).box

    assert np.array_equal(made_small(values, box, []), np.rint(means(values, box)))


def of(header: Header, frozen: FrozenVoxels, volume: int = 0) -> Plan:
    plan = Plan.of(Grid.of(header, frozen.length), volume, frozen.length)
    assert plan is not None
    return plan


def small_slice(frozen: FrozenVoxels, plan: Plan, axis: int, index: int) -> NDArray[Any]:
    found = read_preview(frozen, plan, axis, index)
    assert found is not None
    return found


@pytest.mark.parametrize("axis", [0, 1])
@pytest.mark.parametrize("byteorder", ["<", ">"])
@pytest.mark.parametrize(("datatype", "kind"), [("int16", "i2"), ("uint16", "u2"), ("uint8", "u1"), ("int8", "i1")])
def test_a_volume_that_is_not_reduced_keeps_its_numbers(
    tmp_path: Path, datatype: str, kind: str, byteorder: str, axis: int
) -> None:
    shape = (201, 130, 97)
    values = voxels(shape, byteorder + kind)
    header, frozen = frozen_image(tmp_path, head(shape, datatype, byteorder=byteorder), stored_bytes(values))
    plan = of(header, frozen)

    assert plan.boxes.exact
    for index in (0, 7, 8, shape[axis] - 1):
        assert np.array_equal(small_slice(frozen, plan, axis, index), values.take(index, axis))


@pytest.mark.parametrize("axis", [0, 1])
@pytest.mark.parametrize(
    ("datatype", "kind"),
    [("int32", "<i4"), ("uint32", ">u4"), ("int64", "<i8"), ("uint64", "<u8"), ("float32", ">f4"), ("float64", "<f8")],
)
def test_other_numbers_keep_sixteen_bits(tmp_path: Path, datatype: str, kind: str, axis: int) -> None:
    values = (voxels(SHAPE, "<f8") * 12345.678 - (0 if "u" in datatype else 500_000)).astype(kind)
    coded = head(SHAPE, datatype, byteorder=kind[0], scl_slope=-2.0, scl_inter=1.0)
    header, frozen = frozen_image(tmp_path, coded, stored_bytes(values))

    found = small_slice(frozen, of(header, frozen), axis, 77)

    assert not of(header, frozen).boxes.exact
    assert np.allclose(found, values.take(77, axis) * -2.0 + 1.0, rtol=2**-15)


def test_what_is_no_number_stays_none(tmp_path: Path) -> None:
    values = voxels(SHAPE, "<f4")
    values[:, 5, 0], values[:, 5, 1], values[:, 5, 2], values[:, 5, 3] = np.nan, np.inf, -np.inf, 3.4028235e38
    header, frozen = frozen_image(tmp_path, head(SHAPE, "float32"), stored_bytes(values))

    found = small_slice(frozen, of(header, frozen), 1, 5)

    assert np.isnan(found[:, 0]).all()
    assert (found[:, 1] == np.inf).all()
    assert (found[:, 2] == -np.inf).all()
    assert (found[:, 3] > 3.4e38).all()
    assert np.array_equal(found[:, 4:], values[:, 5, 4:])


@pytest.mark.parametrize("axis", [0, 1])
@pytest.mark.parametrize("datatype", ["RGB24", "RGBA32", "complex64"])
def test_colours_and_complex_numbers_have_previews_too(tmp_path: Path, datatype: str, axis: int) -> None:
    data = voxels((2, *SHAPE), "<f4") if datatype == "complex64" else voxels((int(datatype[-2:]) // 8, *SHAPE), "u1")
    header, frozen = frozen_image(tmp_path, head(SHAPE, datatype, scl_slope=-3.0), stored_bytes(data))

    found = small_slice(frozen, of(header, frozen), axis, 40)

    assert np.allclose(found, read_slice(frozen, header, axis, 40), rtol=2**-15)


def test_bits_of_a_later_volume_begin_within_a_byte(tmp_path: Path) -> None:
    shape = (255, 255, 260)
    values = np.random.default_rng(0).integers(0, 2, (*shape, 2), np.uint8)
    packed = np.packbits(values.reshape(-1, order="F")).tobytes()
    header, frozen = frozen_image(tmp_path, head((*shape, 2), "binary"), packed)
    plan = of(header, frozen, 1)

    assert plan.skipped_bits == 4
    found = small_slice(frozen, plan, 0, 100)
    assert np.array_equal(found, values[100, :, :, 1].reshape(255, -1, 2).mean(axis=-1))


@pytest.mark.parametrize("index", [0, 1])
def test_planes_too_large_to_read_every_time_have_small_ones(tmp_path: Path, index: int) -> None:
    shape = (1500, 1401, 2)
    values = voxels(shape, "u1")
    header, frozen = frozen_image(tmp_path, head(shape, "uint8"), stored_bytes(values))
    plan = of(header, frozen)

    found = [small_slice(frozen, plan, axis, index) for axis in range(3)]

    small = np.rint(means(values, plan.boxes.box))[..., 0].T
    assert plan.boxes.box == (6, 6, 1)
    assert plan.serves(2)
    expected = (small[0], small[:, 0], small[..., index])
    assert all(np.array_equal(one, other) for one, other in zip(found, expected, strict=True))


@pytest.mark.parametrize("volume", [0, 1, 2])
def test_each_volume_has_its_own(tmp_path: Path, volume: int) -> None:
    values = voxels((*SHAPE, 3))
    header, frozen = frozen_image(tmp_path, head((*SHAPE, 3)), stored_bytes(values))

    found = small_slice(frozen, of(header, frozen, volume), 0, 9)

    assert np.array_equal(found, values[9, :, :, volume])


@pytest.mark.parametrize(
    ("shape", "datatype", "values", "why"),
    [
        pytest.param((64, 64, 30), "int16", {}, "it is small", id="small"),
        pytest.param(SHAPE, "complex64", {"scl_slope": 1.0, "scl_inter": 5.0}, "magnitudes do not shift", id="shifted"),
        pytest.param((600_000, 2, 2), "int16", {}, "its rows are too long", id="long rows"),
        pytest.param((9000, 9000, 1), "uint8", {}, "its planes are not drawn", id="large planes"),
    ],
)
def test_some_volumes_have_none(shape: tuple[int, ...], datatype: str, values: dict[str, Any], why: str) -> None:
    header = Header.parse(head(shape, datatype, version=2, **values))

    assert Plan.of(Grid.of(header, 1 << 40), 0, 1 << 40) is None, why


def test_a_volume_that_is_cut_short_has_none() -> None:
    header = Header.parse(head((*SHAPE, 2)))
    volume = prod(SHAPE) * 2

    assert Plan.of(Grid.of(header, 2 * volume - 1), 0, 2 * volume - 1) is not None
    assert Plan.of(Grid.of(header, 2 * volume - 1), 1, 2 * volume - 1) is None


def test_a_new_slope_needs_no_new_preview_but_new_dimensions_do(tmp_path: Path) -> None:
    header, frozen = frozen_image(tmp_path, head(SHAPE), stored_bytes(voxels(SHAPE)))
    edits = head(SHAPE, scl_slope=3.0), head((129, 130, 66)), head(SHAPE, "uint16")

    plans = [of(header, frozen), *(of(Header.parse(edit), frozen) for edit in edits)]

    keys = [plan.key(frozen.info.sha256) for plan in plans]
    assert keys[0] == keys[1]
    assert len(set(keys)) == 3


def previews(folder: Path) -> list[Stored]:
    return [path for path in stored_files(folder) if "previews" in path.parts]


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
