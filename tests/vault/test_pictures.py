"""A picture is the right slice, the right way round, with its letters."""

from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from inspector.core.render import PLANES, Plane
from inspector.vault.pictures import picture
from inspector.vault.slices import NoPicture
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
