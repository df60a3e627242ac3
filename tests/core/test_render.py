"""Pictures lie as the anatomy does, whatever the order in which the voxels are stored."""

from collections.abc import Callable
from io import BytesIO
from itertools import permutations, product
from typing import Any

import nibabel as nib
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import Image

from inspector.core.geometry import axis_codes
from inspector.core.render import CONVENTIONS, PLANES, Convention, Plane, grey, orient, pixels, to_png, window
from tests.core.generated import affines

Nifti1Image: Callable[..., Any] = nib.Nifti1Image
as_closest_canonical: Callable[..., Any] = nib.as_closest_canonical
VOLUME: NDArray[Any] = np.arange(4 * 5 * 6, dtype=np.float64).reshape(4, 5, 6)
LETTERS = {
    "axial": {"top": "A", "bottom": "P", "left": "L", "right": "R"},
    "coronal": {"top": "S", "bottom": "I", "left": "L", "right": "R"},
    "sagittal": {"top": "S", "bottom": "I", "left": "A", "right": "P"},
}


def canonical_picture(canonical: NDArray[np.float64], plane: Plane, index: int) -> NDArray[np.float64]:
    """The neurological picture of a volume whose axes run to R, A and S, told by numpy alone."""
    if plane == "axial":
        return canonical[:, ::-1, index].T
    if plane == "coronal":
        return canonical[:, index, ::-1].T
    return canonical[index, ::-1, ::-1].T


@given(affine=affines(), plane=st.sampled_from(PLANES))
def test_pictures_agree_with_the_closest_canonical_volume(affine: NDArray[np.float64], plane: Plane) -> None:
    canonical = as_closest_canonical(Nifti1Image(VOLUME, affine)).get_fdata()
    codes = axis_codes(affine)

    view = orient(codes, plane)

    count = VOLUME.shape[view.axis]
    for index in range(count):
        from_the_start = index if codes[view.axis] in "RAS" else count - 1 - index
        expected = canonical_picture(canonical, plane, from_the_start)
        assert np.array_equal(view.turned(VOLUME.take(index, view.axis)), expected)
    assert view.letters == LETTERS[plane]


@pytest.mark.parametrize("plane", PLANES)
@pytest.mark.parametrize("codes", ["RAS", "LPI", "ASR", "PIL"])
def test_radiological_pictures_are_mirrored_except_from_the_side(codes: str, plane: Plane) -> None:
    neurological, radiological = (orient(codes, plane, convention) for convention in CONVENTIONS)
    values = VOLUME.take(1, neurological.axis)

    step = 1 if plane == "sagittal" else -1
    assert np.array_equal(radiological.turned(values), neurological.turned(values)[:, ::step])
    sides = radiological.letters["left"], radiological.letters["right"]
    assert sides == (LETTERS[plane]["left"], LETTERS[plane]["right"])[::step]


@pytest.mark.parametrize(
    ("plane", "convention", "letters"),
    [
        ("axial", "neurological", ("j+", "j−", "i−", "i+")),
        ("axial", "radiological", ("j+", "j−", "i+", "i−")),
        ("coronal", "neurological", ("k+", "k−", "i−", "i+")),
        ("sagittal", "neurological", ("k+", "k−", "j+", "j−")),
    ],
)
def test_without_an_orientation_the_letters_are_those_of_the_voxel_axes(
    plane: Plane, convention: Convention, letters: tuple[str, ...]
) -> None:
    view = orient(None, plane, convention)

    assert tuple(view.letters[edge] for edge in ("top", "bottom", "left", "right")) == letters
    assert np.array_equal(
        view.turned(VOLUME.take(1, view.axis)), orient("RAS", plane, convention).turned(VOLUME.take(1, view.axis))
    )


def test_every_order_of_axes_has_three_planes_across_three_axes() -> None:
    for order, *signs in product(permutations(range(3)), "RL", "AP", "SI"):
        codes = "".join(signs[axis] for axis in order)
        assert {orient(codes, plane).axis for plane in PLANES} == {0, 1, 2}


def test_colours_are_turned_with_their_voxels() -> None:
    colours = np.stack([VOLUME[0], VOLUME[0] + 1, VOLUME[0] + 2], axis=-1)

    turned = orient("RAS", "sagittal").turned(colours)

    assert np.array_equal(turned[..., 0], orient("RAS", "sagittal").turned(VOLUME[0]))
    assert turned.shape == (6, 5, 3)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        pytest.param(np.arange(1001.0), (10.0, 995.0), id="the tails are cut"),
        pytest.param(np.array([np.nan, np.inf, -np.inf, 1.0, 3.0] * 5), (1.0, 3.0), id="only finite values count"),
        pytest.param(np.array([0] * 9999 + [7]), (0.0, 7.0), id="a rare value still shows"),
        pytest.param(np.full(9, 5), (0.0, 5.0), id="one value above zero"),
        pytest.param(np.full(9, -5.0), (-5.0, 0.0), id="one value below zero"),
        pytest.param(np.zeros(9), (0.0, 1.0), id="nothing but zero"),
        pytest.param(np.full(9, np.nan), (0.0, 1.0), id="nothing but NaN"),
        pytest.param(np.array([]), (0.0, 1.0), id="nothing at all"),
    ],
)
def test_the_window_shows_what_is_there(values: NDArray[np.float64], expected: tuple[float, float]) -> None:
    assert window(values) == pytest.approx(expected)


def test_grey_runs_from_low_to_high_and_what_is_no_number_is_black() -> None:
    values = np.array([[0.0, 10.0, 15.0, 20.0, 99.0], [-99.0, np.nan, np.inf, -np.inf, 12.5]])

    assert grey(values, 10.0, 20.0).tolist() == [[0, 0, 128, 255, 255], [0, 0, 0, 0, 64]]


@pytest.mark.parametrize("window", [(5.0, 5.0), (9.0, 1.0), (-1.7e308, 1.7e308), (0.0, 5e-324)])
def test_an_odd_window_breaks_nothing(window: tuple[float, float]) -> None:
    assert grey(VOLUME[0], *window).shape == (5, 6)


def test_a_large_slice_is_windowed_as_a_small_one() -> None:
    values = np.arange(3_000_000).reshape(3, 1_000_000)

    whole = grey(values, 0, 3_000_000)

    assert np.array_equal(whole[1:2], grey(values[1:2], 0, 3_000_000))


@pytest.mark.parametrize(
    ("shape", "spacing", "size", "expected"),
    [
        pytest.param((100, 80), (1.0, 1.0), None, (100, 80), id="the stored slice"),
        pytest.param((1024, 512), (1.0, 1.0), None, (512, 256), id="at most 512"),
        pytest.param((40, 100), (3.0, 1.0), None, (120, 100), id="square pixels in mm"),
        pytest.param((100, 80), (1.0, 1.0), 200, (200, 160), id="enlarged"),
        pytest.param((100, 80), (1.0, 1.0), 50, (50, 40), id="reduced"),
        pytest.param((100, 80), (1.0, 1.0), 9999, (2048, 1638), id="at most 2048"),
        pytest.param((100, 80), (1.0, 1.0), -1, (1, 1), id="at least one pixel"),
        pytest.param((100, 80), (0.0, float("nan")), None, (100, 80), id="no voxel sizes"),
        pytest.param((100, 80), (-2.0, 1.0), None, (200, 80), id="a negative voxel size"),
        pytest.param((100, 80), (1e-30, 1e30), None, (1, 512), id="absurd voxel sizes"),
        pytest.param((100, 80), (1e-300, 1e300), None, (1, 512), id="voxel sizes infinitely far apart"),
        pytest.param((100, 80), (1.7e308, 1.7e308), None, (100, 80), id="the largest voxel sizes"),
        pytest.param((100, 80), (5e-324, 5e-324), None, (100, 80), id="the smallest voxel sizes"),
    ],
)
def test_pictures_have_square_pixels(
    shape: tuple[int, int], spacing: tuple[float, float], size: int | None, expected: tuple[int, int]
) -> None:
    assert pixels(shape, spacing, size) == expected


def test_a_png_holds_the_grey_levels_without_smoothing() -> None:
    levels = np.array([[0, 100], [200, 255]], np.uint8)

    picture = Image.open(BytesIO(to_png(levels, 4, 6)))

    assert (picture.mode, picture.size) == ("L", (6, 4))
    assert np.array_equal(np.asarray(picture), levels.repeat(2, axis=0).repeat(3, axis=1))


def test_a_png_holds_colours() -> None:
    colours = np.arange(12, dtype=np.uint8).reshape(2, 2, 3)

    assert np.array_equal(np.asarray(Image.open(BytesIO(to_png(colours, 2, 2)))), colours)
