"""Planes through the world: what lies on them is what other programs resample, whatever the order of the voxels."""

import math
from itertools import permutations, product
from typing import Any

import numpy as np
import pytest
import scipy.ndimage
import SimpleITK
from hypothesis import assume, given, target
from hypothesis import strategies as st
from numpy.typing import NDArray

from inspector.core.geometry import Matrix, is_invertible
from inspector.core.render import CONVENTIONS, PLANES, Convention, Plane
from inspector.core.world import INTERPOLATIONS, Cut, Frame, Interpolation, sample
from tests.core.generated import affines

# It carries no types.
sitk: Any = SimpleITK
SHAPE = (5, 6, 7)
VOLUME: NDArray[np.float64] = np.random.default_rng(0).uniform(-100, 100, SHAPE)
# Nearer than this to the middle between two voxels, or to the end of the volume, rounding decides.
UNSURE = 1e-4
COUNTING = np.arange(math.prod(SHAPE), dtype=np.float64).reshape(SHAPE)


def drawn(
    cut: Cut, volume: NDArray[Any], interpolation: Interpolation = "nearest", outside: float = -1
) -> NDArray[np.float64]:
    """The pixels of a plane through a volume in memory: (rows, columns)."""
    inside = cut.inside()
    picture = np.full((cut.rows, cut.columns), outside, np.float64)
    at = cut.at(np.flatnonzero(inside))
    picture[inside] = sample(at, cut.shape, lambda voxels: volume[tuple(voxels)], interpolation)
    return picture


def places_by_hand(frame: Frame, affine: Matrix) -> NDArray[np.float64]:
    """The voxel coordinates of the pixels, (3, rows, columns), told by nothing but the meaning of a plane."""
    down = (np.arange(frame.rows) - (frame.rows - 1) / 2)[:, None] * frame.pixel
    across = (np.arange(frame.columns) - (frame.columns - 1) / 2)[None, :] * frame.pixel
    mirror = -1 if frame.convention == "radiological" else 1
    x, y, z = frame.centre
    still = 0 * down + 0 * across
    world = {
        "axial": (x + mirror * across + still, y - down + still, z + still),
        "coronal": (x + mirror * across + still, y + still, z - down + still),
        "sagittal": (x + still, y - across + still, z - down + still),
    }[frame.plane]
    found: NDArray[np.float64] = np.linalg.inv(affine) @ np.stack([*world, still + 1]).reshape(4, -1)
    return found[:3].reshape(3, frame.rows, frame.columns)


def sure(places: NDArray[np.float64], interpolation: Interpolation) -> NDArray[np.bool_]:
    lengths = np.array(SHAPE)[:, None, None]
    from_the_end = np.minimum(np.abs(places + 0.5), np.abs(places - lengths + 0.5))
    from_the_middle = np.abs(places - np.floor(places) - 0.5)
    least = from_the_end if interpolation == "linear" else np.minimum(from_the_end, from_the_middle)
    judged: NDArray[np.bool_] = (least > UNSURE).all(axis=0)
    return judged


def by_scipy(places: NDArray[np.float64], interpolation: Interpolation) -> NDArray[np.float64]:
    order = INTERPOLATIONS.index(interpolation)
    values = scipy.ndimage.map_coordinates(VOLUME, places, order=order, mode="nearest")
    lengths = np.array(SHAPE)[:, None, None]
    inside = ((places >= -0.5) & (places < lengths - 0.5)).all(axis=0)
    return np.where(inside, values, -1)


def by_itk(frame: Frame, places: NDArray[np.float64], interpolation: Interpolation) -> NDArray[np.float64]:
    """Resampled through an affine transform from pixels to voxels, which may shear as a direction may not."""
    first = places[:, 0, 0]
    down = places[:, 1, 0] - first if frame.rows > 1 else np.array([0, 1.0, 0])
    across = places[:, 0, 1] - first if frame.columns > 1 else np.array([1.0, 0, 0])
    transform = sitk.AffineTransform(np.stack([across, down, np.cross(across, down)], axis=1).ravel().tolist(), first)
    image = sitk.GetImageFromArray(VOLUME.transpose())
    how = {"nearest": sitk.sitkNearestNeighbor, "linear": sitk.sitkLinear}[interpolation]
    size = (frame.columns, frame.rows, 1)
    found = sitk.Resample(image, size, transform, how, (0, 0, 0), (1, 1, 1), np.eye(3).ravel().tolist(), -1.0)
    values: NDArray[np.float64] = sitk.GetArrayFromImage(found)[0]
    return values


@pytest.mark.parametrize("interpolation", INTERPOLATIONS)
@given(
    affine=affines(0.5),
    plane=st.sampled_from(PLANES),
    convention=st.sampled_from(CONVENTIONS),
    size=st.one_of(st.none(), st.integers(2, 60)),
)
def test_what_lies_on_a_plane_is_what_scipy_and_itk_resample(
    interpolation: Interpolation, affine: Matrix, plane: Plane, convention: Convention, size: int | None
) -> None:
    assume(is_invertible(affine) and np.linalg.cond(affine[:3, :3]) < 1e3)
    frame = Frame.around([(affine, SHAPE)], plane, convention=convention, size=size)
    places = places_by_hand(frame, affine)
    judged = sure(places, interpolation)

    found = drawn(Cut.of(frame, affine, SHAPE), VOLUME, interpolation)

    others = (by_scipy(places, interpolation), by_itk(frame, places, interpolation))
    difference = max(float(np.abs(found - other)[judged].max(initial=0)) for other in others)
    # Reported by --hypothesis-show-statistics.
    target(difference, label=f"largest difference of values from -100 to 100, {interpolation}")
    assert difference <= (0 if interpolation == "nearest" else 0.01)


@pytest.mark.parametrize("plane", PLANES)
def test_a_volume_is_seen_alike_however_it_is_stored(plane: Plane) -> None:
    affine = np.array([[2.0, 0, 0, -7], [0, 1.5, 0, 4], [0, 0, 1, 11], [0, 0, 0, 1]])
    expected = drawn(Cut.of(Frame.around([(affine, SHAPE)], plane), affine, SHAPE), COUNTING)

    for order, turned in product(permutations(range(3)), product((False, True), repeat=3)):
        stored, placed = COUNTING.transpose(order), affine[:, [*order, 3]]
        for axis in (axis for axis in range(3) if turned[axis]):
            stored = np.flip(stored, axis)
            placed[:, 3] += placed[:, axis] * (stored.shape[axis] - 1)
            placed[:, axis] *= -1
        cut = Cut.of(Frame.around([(placed, stored.shape)], plane), placed, stored.shape)
        assert np.array_equal(drawn(cut, stored), expected)


@pytest.mark.parametrize(
    ("plane", "expected"),
    [
        ("axial", COUNTING[:, ::-1, 3].T),
        ("coronal", COUNTING[:, 3, ::-1].T),
        ("sagittal", COUNTING[2, ::-1, ::-1].T),
    ],
)
def test_without_a_place_the_middle_slice_is_drawn_voxel_for_pixel(plane: Plane, expected: NDArray[np.float64]) -> None:
    affine = np.diag([3.0, 3.0, 3.0, 1.0])

    assert np.array_equal(drawn(Cut.of(Frame.around([(affine, SHAPE)], plane), affine, SHAPE), COUNTING), expected)


def test_the_frame_is_mirrored_with_its_letters() -> None:
    affine = np.eye(4)
    one, other = (Frame.around([(affine, SHAPE)], "axial", convention=each) for each in CONVENTIONS)

    assert (one.letters["left"], other.letters["left"]) == ("L", "R")
    mirrored = drawn(Cut.of(other, affine, SHAPE), COUNTING)
    assert np.array_equal(mirrored, drawn(Cut.of(one, affine, SHAPE), COUNTING)[:, ::-1])


ONE = (np.eye(4), (100, 80, 60))
THICK = (np.diag([1.0, 1.0, 5.0, 1.0]), (100, 80, 12))
FAR = (np.array([[1.0, 0, 0, 100], [0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]]), (100, 80, 60))


@pytest.mark.parametrize(
    ("placed", "plane", "given", "expected"),
    [
        pytest.param([ONE], "axial", {}, (80, 100, 1.0), id="a pixel for a voxel"),
        pytest.param([THICK], "coronal", {}, (60, 100, 1.0), id="pixels of the smallest voxel size"),
        pytest.param([ONE, FAR], "axial", {}, (80, 200, 1.0), id="around two volumes"),
        pytest.param([(np.eye(4), (1024, 512, 9))], "axial", {}, (256, 512, 2.0), id="at most 512"),
        pytest.param([ONE], "axial", {"size": 50}, (40, 50, 2.0), id="reduced"),
        pytest.param([ONE], "axial", {"size": 9999}, (1639, 2048, 100 / 2048), id="at most 2048"),
        pytest.param([ONE], "axial", {"size": -3}, (1, 1, 100.0), id="at least one"),
        pytest.param([ONE], "axial", {"field": (40.0, 20.0)}, (20, 40, 1.0), id="a part"),
        pytest.param([ONE], "axial", {"field": (40.0, 40.0), "size": 400}, (400, 400, 0.1), id="enlarged"),
        pytest.param([ONE], "axial", {"field": (1e-9, 1e-9)}, (1, 1, 1.0), id="next to nothing"),
        pytest.param([ONE], "axial", {"field": (1e9, 1e9)}, (512, 512, 1e9 / 512), id="next to everything"),
        pytest.param([(np.diag([1e-30, 1e30, 1.0, 1.0]), (9, 9, 9))], "axial", {}, (512, 1, 9e30 / 512), id="absurd"),
    ],
)
def test_frames_have_square_pixels(
    placed: Any, plane: Plane, given: dict[str, Any], expected: tuple[int, int, float]
) -> None:
    frame = Frame.around(placed, plane, **given)

    assert (frame.rows, frame.columns, frame.pixel) == pytest.approx(expected)
    assert frame.field == (frame.columns * frame.pixel, frame.rows * frame.pixel)


def test_a_frame_that_is_told_again_is_the_same() -> None:
    first = Frame.around([ONE, FAR], "coronal", convention="radiological", size=77)

    again = Frame.around([THICK], "coronal", convention="radiological", centre=first.centre, field=first.field, size=77)

    assert again == first


def test_a_flat_image_has_a_slice_in_every_plane() -> None:
    affine, shape = np.diag([2.0, 2.0, 5.0, 1.0]), (4, 3, 1)

    sizes = [(frame.rows, frame.columns) for frame in (Frame.around([(affine, shape)], plane) for plane in PLANES)]

    assert sizes == [(3, 4), (3, 4), (3, 3)]


@pytest.mark.parametrize(("tilt", "axis"), [(0.0, 2), (1e-7, 2), (0.001, None), (math.pi / 2, 1), (math.pi / 4, None)])
def test_a_plane_knows_the_axis_that_it_lies_straight_across(tilt: float, axis: int | None) -> None:
    affine = np.eye(4)
    affine[1:3, 1:3] = [[math.cos(tilt), -math.sin(tilt)], [math.sin(tilt), math.cos(tilt)]]

    assert Cut.of(Frame.around([(affine, SHAPE)], "axial"), affine, SHAPE).axis == axis


def test_what_has_no_weight_does_not_count_though_it_be_no_number() -> None:
    volume = VOLUME.copy()
    volume[2, 2, 2] = np.nan
    beside_and_between = np.array([[1, 1.5], [2, 2], [2, 2]])

    beside, between = sample(beside_and_between, SHAPE, lambda voxels: volume[tuple(voxels)], "linear")

    assert beside == volume[1, 2, 2]
    assert np.isnan(between)


@pytest.mark.parametrize("interpolation", INTERPOLATIONS)
def test_colours_are_sampled_channel_by_channel(interpolation: Interpolation) -> None:
    colours = np.stack([COUNTING, COUNTING * 2, COUNTING * 3], axis=-1)
    places = np.array([[0.25, 3.5], [4, 1.75], [1.1, 6]])

    found = sample(places, SHAPE, lambda voxels: colours[tuple(voxels)], interpolation)

    plain = sample(places, SHAPE, lambda voxels: COUNTING[tuple(voxels)], interpolation)
    assert np.allclose(found, plain[:, None] * (1, 2, 3))
