"""A picture in world space holds the voxels that lie on its plane, wherever they are read from."""

import tracemalloc
from io import BytesIO
from math import prod
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from inspector.core.geometry import Matrix
from inspector.core.render import PLANES, Plane
from inspector.core.world import INTERPOLATIONS, Cut, Frame, Interpolation, sample
from inspector.vault.cuts import Source
from inspector.vault.frozen import FrozenVoxels
from inspector.vault.pictures import picture
from inspector.vault.previews import Plan
from inspector.vault.slices import Grid, NoPicture
from inspector.vault.world import placed, world_picture
from tests.vault.disks import SmallDisk
from tests.vault.images import frozen_image, head, stored_bytes, taken, voxels

SMALL, LARGE = (11, 7, 5), (140, 130, 70)
OBLIQUE: dict[str, Any] = {
    "srow_x": (1.9, 0.3, -0.2, -20),
    "srow_y": (-0.4, 2.1, 0.5, 7),
    "srow_z": (0.1, -0.3, 2.6, -3),
}
SIDEWAYS: dict[str, Any] = {"srow_x": (0, -2, 0, 9), "srow_y": (0, 0, 3, -4), "srow_z": (-1.5, 0, 0, 2)}
FORMS = {"oblique": OBLIQUE, "sideways": SIDEWAYS}
NUMPY = {"int16": "i2", "uint8": "u1", "float32": "f4", "int64": "i8"}


def expected(
    values: NDArray[Any], affine: Matrix, frame: Frame, interpolation: Interpolation
) -> tuple[NDArray[Any], NDArray[np.bool_]]:
    """The plane through a volume that is all in memory: (columns, rows, planes), and colours last."""
    shape = (values.shape[0], values.shape[1], values.shape[2])
    cut = Cut.of(frame, affine, shape)
    inside = cut.inside()
    found = sample(cut.at(np.flatnonzero(inside)), shape, lambda at: values[tuple(at)], interpolation)
    return found, inside


@pytest.mark.parametrize("quality", ["fast", "full"])
@pytest.mark.parametrize("interpolation", INTERPOLATIONS)
@pytest.mark.parametrize("plane", PLANES)
@pytest.mark.parametrize("forms", FORMS)
@pytest.mark.parametrize("shape", [SMALL, LARGE], ids=["small", "large"])
def test_the_values_are_those_of_the_whole_volume_in_memory(
    tmp_path: Path, shape: tuple[int, int, int], forms: str, plane: Plane, interpolation: Interpolation, quality: str
) -> None:
    values = voxels((*shape, 2))
    header, frozen = frozen_image(tmp_path, head((*shape, 2), scl_slope=2.0, **FORMS[forms]), stored_bytes(values))
    grid, affine = Grid.of(header, frozen.length), placed(header)
    plan = Plan.of(grid, 1, frozen.length) if quality == "fast" else None
    frame = Frame.around([(affine, shape)], plane)

    found = Source(frozen, header, grid, 1, plan).on(Cut.of(frame, affine, shape), interpolation)

    wanted, inside = expected(values[..., 1] * 2.0, affine, frame, interpolation)
    assert np.array_equal(found.inside, inside)
    assert np.allclose(found.values[inside], wanted)
    assert (found.box, found.usual) == (None, True)
    assert not found.values[~inside].any()


@pytest.mark.parametrize("interpolation", INTERPOLATIONS)
@pytest.mark.parametrize("forms", FORMS)
@pytest.mark.parametrize("byteorder", ["<", ">"])
@pytest.mark.parametrize("datatype", NUMPY)
def test_every_type_is_read(
    tmp_path: Path, datatype: str, byteorder: str, forms: str, interpolation: Interpolation
) -> None:
    values = voxels(SMALL, byteorder + NUMPY[datatype])
    coded = head(SMALL, datatype, byteorder=byteorder, **FORMS[forms])
    header, frozen = frozen_image(tmp_path, coded, stored_bytes(values))
    affine = placed(header)
    frame = Frame.around([(affine, SMALL)], "coronal")

    found = Source(frozen, header, Grid.of(header, frozen.length), 0, None).on(
        Cut.of(frame, affine, SMALL), interpolation
    )

    wanted, inside = expected(values, affine, frame, interpolation)
    assert np.allclose(found.values[inside], wanted)


@pytest.mark.parametrize("interpolation", INTERPOLATIONS)
@pytest.mark.parametrize("forms", FORMS)
@pytest.mark.parametrize("shape", [SMALL, LARGE], ids=["small", "large"])
def test_bits_colours_and_complex_numbers_are_read(
    tmp_path: Path, shape: tuple[int, int, int], forms: str, interpolation: Interpolation
) -> None:
    colours, bits = voxels((3, *shape), "u1"), voxels(shape, "u1") % 2
    complexes = (voxels(shape, "f8") + 1j * voxels(shape, "f8", seed=1)).astype("<c8")
    cases: list[tuple[str, bytes, NDArray[Any]]] = [
        ("RGB24", stored_bytes(colours), np.moveaxis(colours, 0, -1)),
        ("binary", np.packbits(bits.reshape(-1, order="F")).tobytes(), bits),
        ("complex64", stored_bytes(complexes), np.abs(complexes)),
    ]
    for number, (datatype, data, values) in enumerate(cases):
        folder = tmp_path / str(number)
        folder.mkdir()
        header, frozen = frozen_image(folder, head(shape, datatype, **FORMS[forms]), data)
        grid, affine = Grid.of(header, frozen.length), placed(header)
        frame = Frame.around([(affine, shape)], "sagittal")

        found = Source(frozen, header, grid, 0, Plan.of(grid, 0, frozen.length)).on(
            Cut.of(frame, affine, shape), interpolation
        )

        wanted, inside = expected(values, affine, frame, interpolation)
        assert np.allclose(found.values[inside], wanted, rtol=2**-14)


@pytest.mark.parametrize("plane", PLANES)
@pytest.mark.parametrize("forms", FORMS)
def test_a_reduced_plane_shows_the_same_in_the_same_place(tmp_path: Path, forms: str, plane: Plane) -> None:
    shape = (257, 40, 259)
    x, y, z = np.ogrid[:257, :40, :259]
    values = ((x - 40) ** 2 + (y - 10) ** 2 + (z - 200) ** 2 < 50**2) * 1000 + x + 9 * y + z
    header, frozen = frozen_image(tmp_path, head(shape, **FORMS[forms]), stored_bytes(values.astype("<i2")))

    fast, full = (
        world_picture(frozen, header, plane=plane, low=0, high=2000, quality=quality) for quality in ("fast", "full")
    )

    assert full.box is None
    assert fast.frame == full.frame
    one, other = (np.asarray(Image.open(BytesIO(drawn.png)).convert("L"), float) for drawn in (fast, full))
    assert np.corrcoef(one.ravel(), other.ravel())[0, 1] > 0.98


@pytest.mark.parametrize("plane", PLANES)
@pytest.mark.parametrize("name", ["ASR", "LAS", "LPS", "PIR", "SPL"])
def test_a_head_stored_in_another_order_is_the_same_pixel_by_pixel(
    tmp_path: Path, data_folder: Path, name: str, plane: Plane
) -> None:
    drawn = []
    for stored in ("RAS", name):
        path = data_folder / "real" / "niivue" / f"{stored}.nii.gz"
        intake, frozen = taken(tmp_path, (path.name, path.read_bytes()))
        drawn.append(world_picture(frozen, intake.header, plane=plane, low=0, high=255))

    assert drawn[0].png == drawn[1].png
    assert drawn[0].letters == drawn[1].letters


def test_outside_of_the_volume_the_picture_is_transparent(tmp_path: Path) -> None:
    header, frozen = frozen_image(tmp_path, head(SMALL, **OBLIQUE), stored_bytes(voxels(SMALL) + 1))

    drawn = np.asarray(Image.open(BytesIO(world_picture(frozen, header, plane="axial").png)))

    assert drawn.shape[2] == 2
    assert set(np.unique(drawn[..., 1])) == {0, 255}
    assert not drawn[drawn[..., 1] == 0].any()


def test_a_place_far_from_the_volume_is_all_transparent(tmp_path: Path) -> None:
    header, frozen = frozen_image(tmp_path, head(SMALL), stored_bytes(voxels(SMALL)))

    drawn = world_picture(frozen, header, plane="axial", centre=(1000, 0, 0))

    assert not np.asarray(Image.open(BytesIO(drawn.png))).any()


def test_an_aligned_image_looks_as_its_stored_slices(tmp_path: Path) -> None:
    header, frozen = frozen_image(tmp_path, head(SMALL), stored_bytes(voxels(SMALL)))

    for plane in PLANES:
        for convention in ("neurological", "radiological"):
            world = world_picture(frozen, header, plane=plane, convention=convention)
            assert world.png == picture(frozen, header, plane=plane, convention=convention).png


def test_another_affine_draws_what_an_edit_would_do(tmp_path: Path) -> None:
    data = stored_bytes(voxels(SMALL))
    header, frozen = frozen_image(tmp_path, head(SMALL), data)
    (tmp_path / "edited").mkdir()
    edited, _ = frozen_image(tmp_path / "edited", head(SMALL, **OBLIQUE), data)

    one = world_picture(frozen, header, plane="coronal", affine=placed(edited))
    other = world_picture(frozen, edited, plane="coronal")

    assert one == other


@pytest.mark.parametrize(("units", "factor"), [(0, 1), (1, 1000), (2, 1), (3, 0.001)])
def test_places_are_millimetres_whatever_the_unit(tmp_path: Path, units: int, factor: float) -> None:
    header, frozen = frozen_image(tmp_path, head(SMALL, xyzt_units=units), stored_bytes(voxels(SMALL)))

    frame = world_picture(frozen, header, plane="axial").frame

    assert (frame.pixel, frame.field) == pytest.approx((2 * factor, pytest.approx((22 * factor, 14 * factor))))


def test_without_an_orientation_the_letters_are_those_of_the_voxel_axes(tmp_path: Path) -> None:
    header, frozen = frozen_image(tmp_path, head(SMALL, sform_code=0), stored_bytes(voxels(SMALL)))

    assert world_picture(frozen, header, plane="coronal").letters["top"] == "k+"
    assert world_picture(frozen, header, plane="coronal", affine=np.eye(4)).letters["top"] == "S"


def test_pixels_of_labels_are_never_mixed(tmp_path: Path) -> None:
    header, frozen = frozen_image(tmp_path, head(SMALL, **OBLIQUE), stored_bytes(voxels(SMALL)))

    nearest, linear = (
        world_picture(frozen, header, plane="axial", colormap="labels", interpolation=each) for each in INTERPOLATIONS
    )

    assert nearest == linear


@pytest.mark.parametrize(
    ("forms", "sentence"),
    [
        ({"srow_x": (float("nan"), 0, 0, 0)}, "is not finite or cannot be inverted"),
        ({"srow_x": (0, 0, 0, 0)}, "is not finite or cannot be inverted"),
        (
            {"srow_x": (1e38, 0, 0, 0), "srow_y": (0, 1e-38, 0, 0), "srow_z": (0, 0, 1e-3, 1e30)},
            "too large or too small",
        ),
    ],
)
def test_a_matrix_that_places_nothing_is_said(tmp_path: Path, forms: dict[str, Any], sentence: str) -> None:
    header, frozen = frozen_image(tmp_path, head(SMALL, **forms), stored_bytes(voxels(SMALL)))

    with pytest.raises(NoPicture, match=f"No picture in world space: .*{sentence}"):
        world_picture(frozen, header, plane="axial")


@pytest.mark.parametrize("forms", FORMS)
def test_a_file_that_is_cut_short_has_no_picture_and_says_why(tmp_path: Path, forms: str) -> None:
    header, frozen = frozen_image(tmp_path, head(SMALL, **FORMS[forms]), stored_bytes(voxels(SMALL))[:-200])

    with pytest.raises(NoPicture, match=r"the file ends \d+ bytes before"):
        world_picture(frozen, header, plane="axial" if forms == "sideways" else "coronal")


def test_a_volume_that_is_not_there_is_said(tmp_path: Path) -> None:
    header, frozen = frozen_image(tmp_path, head(SMALL), stored_bytes(voxels(SMALL)))

    with pytest.raises(NoPicture, match="volume 1 of 1, counted from 0"):
        world_picture(frozen, header, plane="axial", volume=1)


def test_without_room_for_a_preview_the_voxels_are_drawn(tmp_path: Path) -> None:
    header, frozen = frozen_image(tmp_path, head(LARGE, "float32", **SIDEWAYS), stored_bytes(voxels(LARGE, "<f4")))
    full_disk = FrozenVoxels(SmallDisk(frozen.blobs, 0), frozen.info)

    fast, full = (world_picture(full_disk, header, plane="axial", quality=quality) for quality in ("fast", "full"))

    assert fast.png == full.png
    assert (fast.usual, full.usual) == (False, True)


@pytest.mark.parametrize("interpolation", INTERPOLATIONS)
@pytest.mark.parametrize("plane", PLANES)
def test_memory_is_bounded_by_a_few_slices(tmp_path: Path, plane: Plane, interpolation: Interpolation) -> None:
    shape = (400, 400, 250)
    header, frozen = frozen_image(tmp_path, head(shape, "int16", **OBLIQUE), bytes(2 * prod(shape)), budget=1 << 27)
    tracemalloc.start()
    try:
        world_picture(frozen, header, plane=plane, quality="full", interpolation=interpolation)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert peak < 64 * 1024 * 1024 < 2 * prod(shape)


def test_slices_that_are_only_claimed_are_not_counted_through(tmp_path: Path) -> None:
    diagonal: dict[str, Any] = {"srow_x": (1, 1, 1, 0), "srow_y": (-1, -1, 1, 0), "srow_z": (1, -1, 0, 0)}
    header, frozen = frozen_image(tmp_path, head((1, 1, 1 << 62), version=2, **diagonal), bytes(2))

    with pytest.raises(NoPicture, match="the file ends"):
        world_picture(frozen, header, plane="axial", centre=(0, 0, 0), field=(2.0**62, 2.0**62), size=511)
