"""Slices hold the stored numbers, scaled; what cannot be drawn is said in a sentence."""

from pathlib import Path

import numpy as np
import pytest

from inspector.core.header import Header
from inspector.vault.slices import Grid, NoPicture, read_slice, sample, volume_at
from tests.vault.images import frozen_image, head, read_by_nibabel, stored_bytes, taken, voxels

SHAPE = (11, 7, 5)
NUMPY = {
    "uint8": "u1",
    "int8": "i1",
    "int16": "i2",
    "uint16": "u2",
    "int32": "i4",
    "uint32": "u4",
    "int64": "i8",
    "uint64": "u8",
    "float32": "f4",
    "float64": "f8",
}


@pytest.mark.parametrize("byteorder", ["<", ">"])
@pytest.mark.parametrize("datatype", NUMPY)
@pytest.mark.parametrize("axis", [0, 1, 2])
def test_a_slice_holds_the_stored_numbers(tmp_path: Path, datatype: str, byteorder: str, axis: int) -> None:
    values = voxels(SHAPE, byteorder + NUMPY[datatype])
    header, frozen = frozen_image(tmp_path, head(SHAPE, datatype, byteorder=byteorder), stored_bytes(values))

    for index in range(SHAPE[axis]):
        assert np.array_equal(read_slice(frozen, header, axis, index), values.take(index, axis))


@pytest.mark.parametrize("axis", [0, 1, 2])
@pytest.mark.parametrize(
    "shape",
    [(9,), (9, 4), (9, 4, 3, 2), (300, 400, 3), (5, 4, 3, 2, 3, 2, 2), (3, 70_000, 2), (500_000, 2, 2)],
    ids=str,
)
def test_images_have_one_to_seven_axes_and_any_lengths(tmp_path: Path, shape: tuple[int, ...], axis: int) -> None:
    values = voxels(shape, "<i4")
    header, frozen = frozen_image(tmp_path, head(shape, "int32", version=2), stored_bytes(values))
    volumes = values.reshape((*(*shape, 1, 1)[:3], -1), order="F")

    for volume in range(volumes.shape[3]):
        index = volumes.shape[axis] // 2
        expected = volumes[..., volume].take(index, axis)
        assert np.array_equal(read_slice(frozen, header, axis, index, volume), expected)


def test_a_volume_is_found_by_an_index_for_each_axis_from_the_fourth() -> None:
    shape = (2, 2, 2, 3, 2, 4)
    header = Header.parse(head(shape, "int32"))

    for indices in np.ndindex(*shape[3:]):
        assert volume_at(header, indices) == np.ravel_multi_index(indices, shape[3:], order="F")


@pytest.mark.parametrize("indices", [(), (0, 0), (0, 0, 0, 0), (3, 0, 0), (0, 2, 0), (0, -1, 0)])
def test_indices_of_no_volume_are_refused(indices: tuple[int, ...]) -> None:
    with pytest.raises(NoPicture):
        volume_at(Header.parse(head((2, 2, 2, 3, 2, 4), "int32")), indices)


@pytest.mark.parametrize(
    ("slope", "inter", "expected"),
    [
        (2.0, -3.0, [-3.0, -1.0, 1.0]),
        (-0.5, 0.0, [0.0, -0.5, -1.0]),
        (1.0, 10.0, [10.0, 11.0, 12.0]),
        (0.0, 5.0, [0.0, 1.0, 2.0]),
        (float("nan"), 5.0, [0.0, 1.0, 2.0]),
        (float("inf"), 5.0, [0.0, 1.0, 2.0]),
        (2.0, float("nan"), [0.0, 2.0, 4.0]),
    ],
)
def test_scaling_is_applied_when_the_slope_is_a_number_other_than_zero(
    tmp_path: Path, slope: float, inter: float, expected: list[float]
) -> None:
    stored = np.arange(3, dtype="<i2")
    header, frozen = frozen_image(tmp_path, head((3,), scl_slope=slope, scl_inter=inter), stored.tobytes())

    assert read_slice(frozen, header, 2, 0)[:, 0].tolist() == expected


@pytest.mark.parametrize("byteorder", ["<", ">"])
def test_complex_numbers_show_their_magnitude(tmp_path: Path, byteorder: str) -> None:
    values = (voxels(SHAPE, "f8") + 1j * voxels(SHAPE, "f8", seed=1)).astype(f"{byteorder}c8")
    header, frozen = frozen_image(tmp_path, head(SHAPE, "complex64", byteorder=byteorder), stored_bytes(values))

    assert np.allclose(read_slice(frozen, header, 1, 3), np.abs(values[:, 3]))


@pytest.mark.parametrize(("datatype", "channels"), [("RGB24", 3), ("RGBA32", 4)])
@pytest.mark.parametrize("axis", [0, 1, 2])
def test_colours_are_red_green_and_blue(tmp_path: Path, datatype: str, channels: int, axis: int) -> None:
    values = voxels((channels, *SHAPE), "u1")
    header, frozen = frozen_image(tmp_path, head(SHAPE, datatype), stored_bytes(values))

    picture = read_slice(frozen, header, axis, 2)

    assert picture.dtype == np.uint8
    assert np.array_equal(picture, np.moveaxis(values[:3].take(2, axis + 1), 0, -1))


@pytest.mark.parametrize("axis", [0, 1, 2])
@pytest.mark.parametrize("volume", [0, 1, 2])
def test_one_bit_voxels_need_no_whole_bytes(tmp_path: Path, axis: int, volume: int) -> None:
    values = voxels((*SHAPE, 3), "u1") % 2
    packed = np.packbits(values.reshape(-1, order="F")).tobytes()
    header, frozen = frozen_image(tmp_path, head((*SHAPE, 3), "binary"), packed)

    for index in range(SHAPE[axis]):
        expected = values[..., volume].take(index, axis)
        assert np.array_equal(read_slice(frozen, header, axis, index, volume), expected)


@pytest.mark.parametrize(
    ("shape", "datatype", "sentence"),
    [
        pytest.param((4, 0, 2), "int16", r"dim\[2\] is 0", id="no length"),
        pytest.param((4, -3, 2), "int16", r"dim\[2\] is -3", id="negative length"),
        pytest.param((), "int16", r"dim\[0\] is 0", id="no axes"),
        pytest.param((4, 3), "unknown", "datatype is 0, and unknown voxels cannot be read", id="no type"),
        pytest.param((32767,) * 7, "float64", "one slice has 8,589,410,312 bytes", id="terabytes"),
        pytest.param((32767,) * 7, "binary", "one slice has 1,073,676,289 bytes", id="terabytes of bits"),
        pytest.param((400, 300, 200), "int16", "the file ends 24,479,990 bytes before", id="cut short"),
    ],
)
def test_what_cannot_be_drawn_is_said(tmp_path: Path, shape: tuple[int, ...], datatype: str, sentence: str) -> None:
    header, frozen = frozen_image(tmp_path, head(shape, datatype), b"0123456789")

    with pytest.raises(NoPicture, match=f"^No picture: .*{sentence}"):
        read_slice(frozen, header, 2, min(101, max(shape[2:3] or (1,)) - 1))


def test_a_datatype_without_a_meaning_is_said(tmp_path: Path) -> None:
    header, frozen = frozen_image(tmp_path, head(SHAPE), stored_bytes(voxels(SHAPE)))
    field = header.field("datatype")
    unknown = header.with_bytes(field.offset, b"\x03\x00")

    with pytest.raises(NoPicture, match="datatype is 3, and its meaning is not known"):
        read_slice(frozen, unknown, 2, 0)


@pytest.mark.parametrize(
    ("index", "volume", "sentence"),
    [
        (5, 0, "slice 5 of an axis with 5, counted from 0"),
        (-1, 0, "slice -1 of an axis with 5, counted from 0"),
        (0, 1, "volume 1 of 1, counted from 0"),
        (0, -1, "volume -1 of 1, counted from 0"),
    ],
)
def test_a_slice_that_is_not_there_is_said(tmp_path: Path, index: int, volume: int, sentence: str) -> None:
    header, frozen = frozen_image(tmp_path, head(SHAPE), stored_bytes(voxels(SHAPE)))

    with pytest.raises(NoPicture, match=sentence):
        read_slice(frozen, header, 2, index, volume)


def test_slices_before_the_end_of_a_file_that_is_cut_short_are_drawn(tmp_path: Path) -> None:
    values = voxels(SHAPE)
    header, frozen = frozen_image(tmp_path, head(SHAPE), stored_bytes(values)[:-1])

    assert np.array_equal(read_slice(frozen, header, 2, 3), values[..., 3])
    with pytest.raises(NoPicture, match="ends 1 byte before"):
        read_slice(frozen, header, 2, 4)


def test_a_small_volume_is_sampled_whole(tmp_path: Path) -> None:
    values = voxels((*SHAPE, 2))
    header, frozen = frozen_image(tmp_path, head((*SHAPE, 2), scl_slope=2.0), stored_bytes(values))

    assert np.array_equal(
        np.sort(sample(frozen, Grid.of(header, frozen.length), 1)), np.sort(values[..., 1] * 2.0, axis=None)
    )


def test_a_volume_of_two_blocks_is_sampled_whole_too(tmp_path: Path) -> None:
    values = voxels((250, 40, 10))
    header, frozen = frozen_image(tmp_path, head((250, 40, 10)), stored_bytes(values))

    assert np.array_equal(sample(frozen, Grid.of(header, frozen.length)), values.reshape(-1, order="F"))


def test_a_large_volume_is_sampled_from_its_first_to_its_last_block(tmp_path: Path) -> None:
    shape = (200, 200, 200)
    values = np.arange(8_000_000, dtype="<i4").reshape(shape, order="F")
    header, frozen = frozen_image(tmp_path, head(shape, "int32"), stored_bytes(values))

    found = sample(frozen, Grid.of(header, frozen.length))

    assert 90_000 < len(found) < 140_000
    assert np.allclose(np.percentile(found, (1, 50, 99)), (80_000, 4_000_000, 7_920_000), rtol=0.05, atol=1e5)


@pytest.mark.parametrize("data", [b"", b"1", b"123"])
def test_what_is_there_of_a_file_cut_short_is_sampled(tmp_path: Path, data: bytes) -> None:
    header, frozen = frozen_image(tmp_path, head(SHAPE), data)

    assert len(sample(frozen, Grid.of(header, frozen.length))) == len(data) // 2


REAL = [
    "real/NIfTI.jl/avg152T1_LR_nifti.nii.gz",
    "real/NIFTI-Reader-JS/big.nii.gz",
    "real/nibabel/functional.nii",
    "real/nibabel/example_nifti2.nii.gz",
    "real/niivue/complex.nii.gz",
    "real/sct_testing_data/warp_template2mt.nii.gz",
    "real/fslpy/coefficientfield.nii.gz",
    "peer-made/int64.nii",
    "peer-made/complex128.nii",
    "peer-made/dim6.nii",
]


@pytest.mark.parametrize("name", REAL)
def test_real_slices_hold_what_nibabel_reads(tmp_path: Path, data_folder: Path, name: str) -> None:
    path = data_folder / name
    intake, frozen = taken(tmp_path, (path.name, path.read_bytes()))
    data = read_by_nibabel(path)
    volumes = np.abs(data).reshape((*(*data.shape, 1, 1)[:3], -1), order="F")

    for axis in range(3):
        index, volume = volumes.shape[axis] // 2, volumes.shape[3] - 1
        expected = volumes[..., volume].take(index, axis)
        found = np.abs(read_slice(frozen, intake.header, axis, index, volume))
        assert np.allclose(found, expected, rtol=1e-6, atol=0, equal_nan=True)


def test_a_real_mask_of_bits_is_the_mask_of_bytes_it_was_made_from(tmp_path: Path, data_folder: Path) -> None:
    path = data_folder / "peer-made" / "mask_bit.nii"
    bits, frozen = taken(tmp_path, ("mask_bit.nii", path.read_bytes()))
    made_from = read_by_nibabel(data_folder / "real" / "dicm2nii" / "DTI_mask.nii.gz")

    slices = [read_slice(frozen, bits.header, 2, index) for index in range(4)]

    assert np.array_equal(np.stack(slices, axis=-1), made_from[..., 30:34] != 0)
