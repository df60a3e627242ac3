"""What each reader makes of a header, where no program is at hand to compare with, and who disagrees."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given

from inspector.core.header import Header
from inspector.core.readers import READERS, Reading, disagreement, readings
from tests.builders import head
from tests.core.generated import headers

TURN = {"quatern_b": 0.1, "quatern_c": -0.2, "quatern_d": 0.3, "qoffset_x": 11}
SHIFTED = {"srow_x": (2, 0, 0, 9)}
NONE = {"qform_code": 0, "sform_code": 0}
AFNI_XML = b"<?xml version='1.0' ?><AFNI_attributes></AFNI_attributes>"


def header(version: int = 1, **values: Any) -> Header:
    return Header.parse(head(version, **values))


def read(**values: Any) -> dict[str, Reading]:
    return {reading.reader: reading for reading in readings(header(**values))}


def told(**values: Any) -> str:
    here = header(**values)
    return disagreement(readings(here), here.shape)


def rows(reading: Reading) -> Any:
    return None if reading.affine is None else reading.affine[:3].tolist()


def test_each_reading_names_its_reader() -> None:
    assert [reading.reader for reading in readings(header())] == [reader.key for reader in READERS]


def test_a_healthy_header_is_read_alike() -> None:
    assert told() == ""
    assert {(each.source, each.axis_codes, each.voxel_sizes, each.origin) for each in read().values()} == {
        ("sform", "RAS", (2.0, 2.0, 3.0), (-3.0, -2.0, -1.5))
    }


@pytest.mark.parametrize(
    ("reader", "q", "s", "source"),
    [
        *((reader, 1, 4, "sform") for reader in ("nibabel", "fsl", "spm", "afni", "mrtrix", "niivue")),
        *((reader, 4, 1, "sform") for reader in ("nibabel", "itk", "fsl", "spm", "afni", "mrtrix")),
        *((reader, 1, 0, "qform") for reader in ("nibabel", "itk", "fsl", "spm", "afni", "mrtrix", "niivue")),
        *((reader, 0, 2, "sform") for reader in ("nibabel", "itk", "fsl", "spm", "afni", "mrtrix", "niivue")),
        *((reader, 0, 0, "neither") for reader in ("nibabel", "itk", "fsl", "spm", "afni", "mrtrix", "niivue")),
        ("itk", 1, 4, "qform"),
        ("niivue", 4, 1, "qform"),
        ("niivue", 2, 2, "sform"),
    ],
)
def test_the_codes_decide_which_form_is_read(reader: str, q: int, s: int, source: str) -> None:
    assert read(qform_code=q, sform_code=s, **SHIFTED)[reader].source == source


def test_without_a_form_each_assumes_its_own() -> None:
    assumed = {name: (each.axis_codes, each.origin) for name, each in read(**NONE).items()}

    assert assumed == {
        "nibabel": ("LAS", (3.0, -2.0, -1.5)),
        "itk": ("LPS", (0.0, 0.0, 0.0)),
        "fsl": ("LAS", (0.0, 0.0, 0.0)),
        "spm": ("LAS", (3.0, -2.0, -1.5)),
        "afni": ("RAS", (0.0, 0.0, 0.0)),
        "mrtrix": ("RAS", (-3.0, -2.0, -1.5)),
        "niivue": ("RAS", (0.0, 0.0, 0.0)),
    }


def test_units_are_converted_by_itk_spm_and_afni_only() -> None:
    sizes = {name: each.voxel_sizes for name, each in read(xyzt_units=1).items()}

    metres = (2000.0, 2000.0, 3000.0)
    assert sizes == dict.fromkeys(sizes, (2.0, 2.0, 3.0)) | {"itk": metres, "spm": metres, "afni": metres}
    assert read(xyzt_units=1)["spm"].notes == (
        "SPM12 keeps the qform beside it as mat0.",
        "SPM12 converts metres to millimetres.",
    )
    assert read(xyzt_units=1)["afni"].origin == (-3.0, -2.0, -1.5)


def test_a_negative_voxel_size_counts_as_one_in_spm() -> None:
    assert read(sform_code=0, pixdim=(1, 2, -2, 3, 1, 1, 1, 1))["spm"].voxel_sizes == (2.0, 1.0, 3.0)


def test_spm_scales_a_quaternion_that_is_too_long() -> None:
    spm = read(sform_code=0, quatern_b=2, quatern_c=0, quatern_d=0)["spm"]
    assert rows(spm) == [[2, 0, 0, -3], [0, -2, 0, -2], [0, 0, -3, -1.5]]


def test_niivue_multiplies_by_pixdim_0_and_falls_back_on_voxel_sizes() -> None:
    stretched = read(sform_code=0, pixdim=(-2, 2, 2, 3, 1, 1, 1, 1))["niivue"]
    lost = read(sform_code=0, quatern_b=2)["niivue"]

    assert stretched.voxel_sizes == (2.0, 2.0, 6.0)
    assert stretched.notes == ("pixdim[0] is -2; niivue multiplies the third voxel size by it.",)
    assert (lost.source, rows(lost)) == ("neither", [[2, 0, 0, 0], [0, 2, 0, 0], [0, 0, 3, 0]])


@pytest.mark.parametrize(
    ("values", "refusing"),
    [
        ({"version": 2}, ["itk"]),
        ({"qform_code": 0, "srow_x": (2, 1, 0, 0)}, ["itk"]),
        ({"datatype": 1}, ["nibabel", "itk", "fsl", "afni"]),
        ({"datatype": 2304}, ["spm", "afni", "mrtrix"]),
        ({"vox_offset": 340}, ["nibabel", "spm"]),
        ({"vox_offset": 353, "gap": b"\0"}, ["spm"]),
        ({"scl_inter": np.nan}, ["nibabel"]),
        ({"magic": b"abc\0"}, ["nibabel", "spm", "afni", "niivue"]),
        ({"dim": (5, 4, 3, 2, 2, 2, 1, 1)}, ["afni"]),
        ({"dim": (9, 4, 3, 2, 1, 1, 1, 1)}, ["nibabel", "itk", "fsl", "afni", "mrtrix"]),
        ({"intent_code": 1004}, ["itk"]),
    ],
)
def test_who_refuses_says_why(values: dict[str, Any], refusing: list[str]) -> None:
    found = {name: each for name, each in read(**values).items() if each.refuses}

    assert list(found) == refusing
    assert [each.refuses for each in found.values() if not each.refuses.endswith(".") or each.affine is not None] == []


def test_a_mirrored_form_that_itk_may_not_notice_is_pointed_out() -> None:
    mirrored = read(sform_code=2, srow_x=(-2, 0, 0, -3))["itk"]

    assert mirrored.source == "sform"
    assert mirrored.notes == (
        "The forms share the first voxel and differ by reversed or exchanged axes, which ITK's comparison may not "
        "notice: rounding decides which one it takes.",
    )
    assert read(sform_code=2, **SHIFTED)["itk"].notes == (
        "ITK takes the qform, because the sform differs and its code is not 1, or it is not orthonormal.",
    )


def test_an_infinite_sform_is_pointed_out_as_it_may_keep_itk_busy_for_ever() -> None:
    assert read(srow_x=(2, np.inf, 0, -3))["itk"].notes[0].startswith("A number of the sform is infinite")


def test_an_afni_extension_is_named() -> None:
    notes = read(extensions=[(4, AFNI_XML)])["afni"].notes
    assert notes == ("There is an AFNI extension: what it says about the geometry wins over the header.",)


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        (
            {"sform_code": 4, **SHIFTED},
            "ITK reads the qform, the others the sform: corners lie up to 12.0 mm apart.",
        ),
        (
            {"sform_code": 4, "srow_x": (-2, 0, 0, 3)},
            "ITK reads the qform, the others the sform: corners lie up to 6.0 mm apart, "
            "and left and right are swapped.",
        ),
        (
            {"qform_code": 2, "sform_code": 1, "srow_z": (0, 0, -3, 1.5)},
            "niivue reads the qform, the others the sform: corners lie up to 3.0 mm apart, "
            "and one is the mirror image of the other.",
        ),
        ({"version": 2}, "ITK does not open it, because it reads NIfTI-1 and this is NIfTI-2."),
        (
            {"srow_x": (np.nan, 0, 0, -3), "qform_code": 0},
            "ITK does not open it, because the voxel axes of the sform are not at right angles and there is no qform. "
            "nibabel, FSL, SPM12 and AFNI work with numbers that are not finite.",
        ),
        (
            NONE,
            "No form is used, and programs assume an orientation: ITK LPS, FSL LAS, MRtrix3 RAS, nibabel and SPM12 "
            "LAS, AFNI and niivue RAS: corners lie up to 14.4 mm apart, and left and right are swapped.",
        ),
    ],
)
def test_one_sentence_says_who_disagrees(values: dict[str, Any], sentence: str) -> None:
    assert told(**values) == sentence


@given(headers())
def test_any_bytes_can_be_read(here: Header) -> None:
    found = readings(here)

    assert disagreement(found, here.shape).count("\n") == 0
    assert [each.reader for each in found if each.affine is not None and not np.isfinite(each.affine).all()] == []
    assert [each.reader for each in found if each.refuses and each.affine is not None] == []
