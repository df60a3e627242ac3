"""Boxes of stored voxels are averaged, whatever pieces the bytes come in."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from inspector.vault.previews.boxes import Boxes, BoxMeans
from inspector.vault.slices import Grid
from tests.vault.images import stored_bytes, voxels
from tests.vault.small import means, numbers

RGB = np.dtype([(channel, "u1") for channel in "RGB"])
RGBA = np.dtype([(channel, "u1") for channel in "RGBA"])
TYPES = [*(order + kind for order in "<>" for kind in ("i2", "u2", "i4", "u4", "i8", "u8", "f4", "f8", "c8", "c16"))]


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
