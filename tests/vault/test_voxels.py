"""One voxel: its place as nibabel and ITK see it, its stored number, and what that stands for."""

from pathlib import Path
from typing import Any

import nibabel
import numpy as np
import pytest
import SimpleITK

from inspector.vault.slices import NoPicture
from inspector.vault.voxels import read_voxel
from tests.vault.images import frozen_image, head, read_by_nibabel, stored_bytes, taken, voxels

# Neither carries types.
nib: Any = nibabel
sitk: Any = SimpleITK
SHAPE = (5, 4, 3)


@pytest.mark.parametrize("byteorder", ["<", ">"])
@pytest.mark.parametrize(("datatype", "dtype"), [("int16", "i2"), ("uint8", "u1"), ("float64", "f8"), ("int64", "i8")])
def test_a_voxel_is_found_in_every_volume(tmp_path: Path, datatype: str, dtype: str, byteorder: str) -> None:
    values = voxels((*SHAPE, 2), byteorder + dtype)
    coded = head((*SHAPE, 2), datatype, byteorder=byteorder, scl_slope=2.0, scl_inter=1.0)
    header, frozen = frozen_image(tmp_path, coded, stored_bytes(values))

    for index in np.ndindex(*SHAPE, 2):
        found = read_voxel(frozen, header, (index[0], index[1], index[2]), index[3])
        assert found.stored == values[index]
        assert found.value == values[index] * 2.0 + 1.0


def test_all_parts_of_a_voxel_are_told(tmp_path: Path) -> None:
    bits = np.packbits(np.array([0, 1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0])).tobytes()
    cases: list[tuple[str, bytes, Any, Any]] = [
        ("RGB24", bytes(range(36)), (3, 4, 5), (3, 4, 5)),
        ("RGBA32", bytes(range(48)), (4, 5, 6, 7), (4, 5, 6)),
        ("complex64", np.array([0, 3 + 4j] * 6, "<c8").tobytes(), (3.0, 4.0), 5.0),
        ("binary", bits, 1, 1),
    ]
    for datatype, data, stored, value in cases:
        folder = tmp_path / datatype
        folder.mkdir()
        header, frozen = frozen_image(folder, head((3, 2, 2), datatype), data)
        found = read_voxel(frozen, header, (1, 0, 0))
        assert (found.stored, found.value) == (stored, value)


@pytest.mark.parametrize("name", ["ASR", "LAS", "LPS", "PIR", "RAS", "SPL"])
def test_the_place_is_that_of_nibabel_and_itk(tmp_path: Path, data_folder: Path, name: str) -> None:
    path = data_folder / "real" / "niivue" / f"{name}.nii.gz"
    intake, frozen = taken(tmp_path, (path.name, path.read_bytes()))
    affine, image, data = nib.load(path).affine, sitk.ReadImage(str(path)), read_by_nibabel(path)

    for at in [(0, 0, 0), (10, 20, 30), tuple(length - 1 for length in data.shape)]:
        found = read_voxel(frozen, intake.header, at)
        assert found.place is not None
        x, y, z = found.place
        assert (x, y, z) == pytest.approx((affine @ [*at, 1])[:3])
        assert (-x, -y, z) == pytest.approx(image.TransformIndexToPhysicalPoint(at), abs=1e-3)
        assert found.value == data[at]


def test_a_matrix_that_places_nothing_gives_no_place(tmp_path: Path) -> None:
    header, frozen = frozen_image(tmp_path, head(SHAPE, srow_x=(0, 0, 0, 0)), stored_bytes(voxels(SHAPE)))

    assert read_voxel(frozen, header, (0, 0, 0)).place is None


@pytest.mark.parametrize(
    ("at", "volume", "sentence"),
    [
        ((5, 0, 0), 0, "slice 5 of an axis with 5, counted from 0"),
        ((0, 0, 0), 1, "volume 1 of 1, counted from 0"),
        ((4, 3, 2), 0, "the file ends 1 byte before"),
    ],
)
def test_a_voxel_that_is_not_there_is_said(
    tmp_path: Path, at: tuple[int, int, int], volume: int, sentence: str
) -> None:
    header, frozen = frozen_image(tmp_path, head(SHAPE), stored_bytes(voxels(SHAPE))[:-1])

    with pytest.raises(NoPicture, match=sentence):
        read_voxel(frozen, header, at, volume)
