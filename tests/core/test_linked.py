"""What an edit of qform, sform or pixdim leaves behind in the others, in sentences."""

from __future__ import annotations

import math
from typing import Any

import pytest

from inspector.core.header import Header
from inspector.core.linked import notes
from tests.builders import nifti1_bytes, nifti2_bytes


def told(values: dict[str, Any], **stored: Any) -> tuple[str, ...]:
    """The notes on an edit of these fields; `stored` is what else the header holds."""
    return notes(Header.parse(nifti1_bytes(**stored)), Header.parse(nifti1_bytes(**{**stored, **values})))


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"descrip": b"new"}, ()),
        ({"srow_x": (2, 0, 0, 7)}, ("The qform stays as it is: it then lies up to 10.0 mm from the sform.",)),
        ({"qoffset_x": 7.0}, ("The sform stays as it is: it then lies up to 10.0 mm from the qform.",)),
        ({"srow_x": (2, 0, 0, 7), "qoffset_x": 7.0}, ()),
        (
            {"srow_x": (2, 0, 0, 7), "qoffset_x": 8.0},
            ("The qform and the sform then lie up to 1.0 mm apart.",),
        ),
        (
            {"pixdim": (1, 2, 2, 4, 1, 1, 1, 1)},
            (
                "The sform stays as it is: it then lies up to 1.0 mm from the qform.",
                "pixdim says voxels of 2 × 2 × 4 mm, the sform says 2 × 2 × 3 mm.",
            ),
        ),
        ({"pixdim": (1, 2, 2, 3, 9, 1, 1, 1)}, ()),
        (
            {"dim": (3, 3, 4, 2, 1, 1, 1, 1), "dim_info": 0b100000},
            (
                "dim_info goes along with the axes: "
                "frequency ?, phase ?, slice ? becomes frequency ?, phase ?, slice j.",
                "dim has its axes in another order. The voxels, pixdim and both forms stay in theirs.",
            ),
        ),
        (
            {"datatype": 512},
            ("The voxel bytes stay as they are and are read as uint16, not as int16: their values can become others.",),
        ),
        ({"sform_code": 0}, ("From then on the qform places the image, not the sform.",)),
        (
            {"sform_code": 0, "qform_code": 0},
            ("Neither form is used then: programs no longer know how the image is turned, or guess.",),
        ),
        (
            {"srow_x": (math.nan, 0, 0, 0)},
            ("The qform stays as it is. How far it then is from the sform cannot be computed.",),
        ),
    ],
    ids=[
        "a text", "sform", "qform", "both alike", "both apart", "voxel size", "repetition time", "axes", "type", "code",
        "both codes", "not a number",
    ],
)  # fmt: skip
def test_an_edit_says_what_stays_behind(values: dict[str, Any], said: tuple[str, ...]) -> None:
    assert told(values) == said


@pytest.mark.parametrize(
    ("values", "stored", "said"),
    [
        (
            {"srow_x": (2, 0, 0, 7)},
            {"qform_code": 0},
            ("The qform stays as it is. Its code is 0, so it is not used.",),
        ),
        (
            {"srow_x": (2, 0, 0, 7)},
            {"sform_code": 0},
            (
                "The sform is not used while sform_code is 0.",
                "The qform stays as it is: it then lies up to 10.0 mm from the sform.",
            ),
        ),
        ({"sform_code": 1}, {"sform_code": 0}, ("From then on the sform places the image, not the qform.",)),
        (
            {"sform_code": 1},
            {"sform_code": 0, "qform_code": 0},
            ("From then on the sform places the image, not the voxel sizes alone.",),
        ),
        (
            {"qoffset_x": -3.0},
            {"qoffset_x": 0.0},
            ("The sform stays as it is: it then agrees with the qform.",),
        ),
        (
            {"srow_x": (2, 0, 0, 7)},
            {"xyzt_units": 3},
            ("The qform stays as it is: it then lies up to 10.0 µm from the sform.",),
        ),
    ],
    ids=["the other is off", "this one is off", "in use again", "in use at last", "agreement", "micrometres"],
)
def test_codes_and_units_count(values: dict[str, Any], stored: dict[str, Any], said: tuple[str, ...]) -> None:
    assert told(values, **stored) == said


def test_headers_of_two_versions_are_not_an_edit() -> None:
    assert notes(Header.parse(nifti1_bytes()), Header.parse(nifti2_bytes(sform_code=0))) == ()


def test_numbers_beyond_reckoning_are_still_told_of() -> None:
    stored: dict[str, Any] = {"srow_x": (1e300, 0, 0, 0), "srow_y": (0, 1, 0, 0), "srow_z": (0, 0, 1, 0)}
    sizes: dict[str, Any] = {"pixdim": (-1, 1, 1, 1, 1, 1, 1, 1)}

    said = notes(Header.parse(nifti2_bytes(**stored)), Header.parse(nifti2_bytes(**stored, **sizes)))

    assert any("the sform says" in sentence for sentence in said)
