"""A slice out of a preview is the slice of the voxels, for every kind of voxel; some volumes have none."""

from math import prod
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from inspector.core.header import Header
from inspector.vault.previews import Plan
from inspector.vault.slices import Grid, read_slice
from tests.vault.images import frozen_image, head, stored_bytes, voxels
from tests.vault.small import means, of, small_slice

SHAPE = (130, 129, 66)


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
