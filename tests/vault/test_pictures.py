"""A picture is the right slice, the right way round, with its letters."""

from io import BytesIO
from itertools import product
from math import prod
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from inspector.core.render import PLANES, Plane
from inspector.vault.frozen import FrozenVoxels
from inspector.vault.pictures import QUALITIES, picture
from inspector.vault.slices import NoPicture
from tests.vault.disks import SmallDisk
from tests.vault.images import frozen_image, head, stored_bytes, taken, voxels

SHAPE = (6, 8, 10)
LAS: dict[str, Any] = {"srow_x": (-1.0, 0, 0, 0), "srow_y": (0, 1.0, 0, 0), "srow_z": (0, 0, 2.0, 0)}


def levels(png: bytes) -> list[list[int]]:
    rows: list[list[int]] = np.asarray(Image.open(BytesIO(png))).tolist()
    return rows


def test_the_middle_slice_is_drawn_turned_as_the_affine_says(tmp_path: Path) -> None:
    values = voxels(SHAPE, "<i2")
    header, frozen = frozen_image(tmp_path, head(SHAPE, **LAS), stored_bytes(values))

    drawn = picture(frozen, header, plane="axial", low=0, high=255)

    assert (drawn.index, drawn.count, drawn.volume, drawn.volumes) == (5, 10, 0, 1)
    assert drawn.letters == {"top": "A", "bottom": "P", "left": "L", "right": "R"}
    assert (drawn.width, drawn.height) == (6, 8)
    assert levels(drawn.png) == values[::-1, ::-1, 5].T.tolist()


def test_pixels_are_square_in_mm(tmp_path: Path) -> None:
    header, frozen = frozen_image(tmp_path, head(SHAPE, **LAS), stored_bytes(voxels(SHAPE)))

    sizes = [(drawn.width, drawn.height) for drawn in (picture(frozen, header, plane=plane) for plane in PLANES)]

    assert sizes == [(6, 8), (6, 20), (8, 20)]


def test_the_window_comes_from_the_volume_and_either_end_can_be_given(tmp_path: Path) -> None:
    values = np.arange(480, dtype="<i2").reshape(SHAPE, order="F")
    header, frozen = frozen_image(tmp_path, head(SHAPE), stored_bytes(values))

    found = picture(frozen, header, plane="axial")
    given = picture(frozen, header, plane="axial", high=1000)

    assert (found.low, found.high) == pytest.approx((4.79, 476.605))
    assert (given.low, given.high) == (found.low, 1000)


def test_without_forms_the_letters_are_i_j_and_k(tmp_path: Path) -> None:
    header, frozen = frozen_image(tmp_path, head(SHAPE, sform_code=0), stored_bytes(voxels(SHAPE)))

    assert picture(frozen, header, plane="coronal").letters["top"] == "k+"


@pytest.mark.parametrize("plane", PLANES)
@pytest.mark.parametrize("value", [0.0, 7.0, np.nan, np.inf, -1e38])
def test_a_constant_image_is_drawn(tmp_path: Path, plane: Plane, value: float) -> None:
    header, frozen = frozen_image(tmp_path, head(SHAPE, "float32"), stored_bytes(np.full(SHAPE, value, "<f4")))

    assert len(picture(frozen, header, plane=plane).png) > 0


def test_a_broken_affine_is_drawn_in_stored_order(tmp_path: Path) -> None:
    broken = head(SHAPE, srow_x=(float("nan"), 0, 0, 0), pixdim=(0.0, -1.0, float("nan"), 0.0, 0, 0, 0, 0))
    header, frozen = frozen_image(tmp_path, broken, stored_bytes(voxels(SHAPE)))

    drawn = picture(frozen, header, plane="axial")

    assert drawn.letters["right"] == "i+"


def test_colours_are_drawn_in_colour(tmp_path: Path) -> None:
    values = voxels((3, *SHAPE), "u1")
    header, frozen = frozen_image(tmp_path, head(SHAPE, "RGB24"), stored_bytes(values))

    assert Image.open(BytesIO(picture(frozen, header, plane="sagittal").png)).mode == "RGB"


def test_a_cut_file_has_no_picture_and_says_why(tmp_path: Path) -> None:
    header, frozen = frozen_image(tmp_path, head(SHAPE), b"")

    with pytest.raises(NoPicture, match="the file ends 576 bytes before"):
        picture(frozen, header, plane="axial")


@pytest.mark.parametrize("plane", PLANES)
@pytest.mark.parametrize("name", ["ASR", "LPS", "PIR", "RAS", "SPL"])
def test_a_head_stored_in_another_order_gives_the_same_picture(
    tmp_path: Path, data_folder: Path, name: str, plane: Plane
) -> None:
    drawn = []
    for stored in ("LAS", name):
        path = data_folder / "real" / "niivue" / f"{stored}.nii.gz"
        intake, frozen = taken(tmp_path, (path.name, path.read_bytes()))
        view = picture(frozen, intake.header, plane=plane, low=0, high=255)
        drawn.append((view.letters, np.asarray(levels(view.png), float)))

    (letters, expected), (found_letters, found) = drawn
    assert found_letters == letters
    assert found.shape == expected.shape
    mirrored = max(likeness(found[:, ::-1], expected), likeness(found[::-1], expected))
    assert likeness(found, expected) > 0.95 > mirrored


def likeness(one: NDArray[np.float64], other: NDArray[np.float64]) -> float:
    return float(np.corrcoef(one.ravel(), other.ravel())[0, 1])


LARGE = (200, 150, 60)


def test_a_large_volume_of_small_numbers_is_drawn_exactly(tmp_path: Path) -> None:
    header, frozen = frozen_image(tmp_path, head(LARGE), stored_bytes(voxels(LARGE)))

    for plane in PLANES:
        fast, full = (picture(frozen, header, plane=plane, quality=quality) for quality in QUALITIES)

        assert fast == full, plane
        assert fast.box is None, plane


@pytest.mark.parametrize("codes", [*product((-1, 1), (-1, 1), (-1, 1))], ids=str)
@pytest.mark.parametrize("plane", ["coronal", "sagittal"])
def test_a_reduced_slice_shows_the_same_in_the_same_place(
    tmp_path: Path, plane: Plane, codes: tuple[int, int, int]
) -> None:
    shape = (257, 20, 259)
    x, y, z = np.ogrid[:257, :20, :259]
    values = ((x - 40) ** 2 + (y - 10) ** 2 + (z - 200) ** 2 < 50**2) * 1000 + x + 9 * y + z
    forms: dict[str, Any] = {
        "srow_x": (codes[0], 0, 0, 0),
        "srow_y": (0, codes[1], 0, 0),
        "srow_z": (0, 0, codes[2], 0),
    }
    header, frozen = frozen_image(tmp_path, head(shape, **forms), stored_bytes(values.astype("<i2")))

    fast, full = (picture(frozen, header, plane=plane, index=19, low=0, high=2000, quality=q) for q in QUALITIES)

    assert (fast.box, full.box) == ((2, 1, 2), None)
    assert (fast.width, fast.height, fast.letters, fast.index) == (full.width, full.height, full.letters, 19)
    one, other = (np.asarray(levels(drawn.png), float) for drawn in (fast, full))
    assert np.abs(one - other).mean() < 1.5
    assert likeness(one, other) > 0.99 > likeness(one[2:], other[:-2])


def test_later_volumes_are_drawn_from_their_own_numbers(tmp_path: Path) -> None:
    values = voxels((*LARGE, 2, 2))
    header, frozen = frozen_image(tmp_path, head((*LARGE, 2, 2)), stored_bytes(values))

    for plane in PLANES:
        drawn = [picture(frozen, header, plane=plane, volume=volume, low=0, high=120) for volume in range(4)]

        assert [(each.volume, each.volumes) for each in drawn] == [(volume, 4) for volume in range(4)], plane
        assert len({each.png for each in drawn}) == 4, plane


def test_a_slice_too_large_to_be_read_comes_from_the_preview(tmp_path: Path) -> None:
    shape = (8300, 2, 8300)
    header, frozen = frozen_image(tmp_path, head(shape, "uint8"), bytes(prod(shape)), budget=1 << 28)

    drawn = picture(frozen, header, plane="coronal")

    assert (drawn.width, drawn.height, drawn.box) == (512, 512, (33, 1, 33))
    with pytest.raises(NoPicture, match="one slice has 68,890,000 bytes"):
        picture(frozen, header, plane="coronal", quality="full")


def test_without_room_for_a_preview_the_voxels_are_drawn(tmp_path: Path) -> None:
    header, frozen = frozen_image(tmp_path, head(LARGE, "float32"), stored_bytes(voxels(LARGE, "<f4")))
    full_disk = FrozenVoxels(SmallDisk(frozen.blobs, 0), frozen.info)

    fast, full = (picture(full_disk, header, plane="coronal", quality=quality) for quality in QUALITIES)

    assert fast.png == full.png
    assert (fast.usual, full.usual) == (False, True)


EXTREMES: list[tuple[str, str, list[Any]]] = [
    ("int64", "<i8", [-(2**63), 0, 2**63 - 1]),
    ("uint64", ">u8", [0, 2**63, 2**64 - 1]),
    ("float32", "<f4", [-3.4e38, np.nan, 3.4e38]),
    ("float64", "<f8", [-1.7e308, 0.0, 1.7e308]),
    ("float64", "<f8", [np.nan, np.inf, -np.inf]),
    ("float64", ">f8", [5e-324, 0.0, -5e-324]),
    ("complex64", "<c8", [3.4e38 + 3.4e38j, complex(np.nan, np.inf), 0]),
    ("complex128", "<c16", [1.7e308 + 1.7e308j, complex(0, -np.inf), 1j]),
]


@pytest.mark.parametrize("slope", [0.0, 1e38, -1e-38])
@pytest.mark.parametrize("shape", [(3, 4, 5), (64, 128, 70)], ids=["small", "large"])
@pytest.mark.parametrize(("datatype", "dtype", "numbers"), EXTREMES)
def test_the_ends_of_every_type_are_drawn(
    tmp_path: Path, datatype: str, dtype: str, numbers: list[Any], shape: tuple[int, ...], slope: float
) -> None:
    values = np.resize(np.array(numbers, dtype), shape)
    coded = head(shape, datatype, byteorder=dtype[0], scl_slope=slope)
    header, frozen = frozen_image(tmp_path, coded, stored_bytes(values))

    for plane in PLANES:
        drawn = picture(frozen, header, plane=plane)

        assert drawn.low < drawn.high, plane
        assert Image.open(BytesIO(drawn.png)).size == (drawn.width, drawn.height), plane


@pytest.mark.parametrize("version", [1, 2])
def test_a_voxel_type_that_cannot_be_read_here_is_said(tmp_path: Path, version: int) -> None:
    if np.finfo(np.longdouble).nmant == 112:
        pytest.skip("This machine reads 16-byte floats.")
    header, frozen = frozen_image(tmp_path, head(SHAPE, "float128", version=version), bytes(480 * 16))

    with pytest.raises(NoPicture, match="float128 voxels cannot be read here"):
        picture(frozen, header, plane="axial")
