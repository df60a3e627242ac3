"""Meanings: what stored values say, in words, for good and for broken headers."""

from __future__ import annotations

import math
from typing import Any

import pytest

from inspector.core.exact import exact_number, exact_text, visible
from inspector.core.header import Header
from inspector.core.meaning import meaning, plain
from tests.builders import nifti1_bytes, nifti2_bytes, pair


@pytest.mark.parametrize(
    ("name", "values", "said"),
    [
        ("dim", {}, "3 axes: 4 × 3 × 2 voxels"),
        ("dim", {"dim": (1, 4, 1, 1, 1, 1, 1, 1)}, "1 axis: 4 voxels"),
        ("dim", {"dim": (5, 4, 3, 2, 1, 6, 1, 1)}, "5 axes: 4 × 3 × 2 voxels, 1 volume, 6 along axis 5"),
        ("dim", {"dim": (0, 4, 3, 2, 1, 1, 1, 1)}, "0 axes; 1 to 7 are possible"),
        ("datatype", {}, "int16: whole numbers from -32,768 to 32,767"),
        ("datatype", {"datatype": 3, "bitpix": 9}, "not a code of the standard"),
        ("bitpix", {}, "2 bytes per voxel"),
        ("bitpix", {"bitpix": 1}, "1 bit per voxel, but int16 takes 16 bits"),
        ("pixdim", {}, "voxel 2 × 2 × 3 mm; qfac 1"),
        (
            "pixdim",
            {"dim": (4, 4, 3, 2, 1, 1, 1, 1), "pixdim": (-1, 1, 1, 1, 2000, 1, 1, 1)},
            "voxel 1 × 1 × 1 mm; repetition time 2000 s; qfac −1",
        ),
        ("xyzt_units", {"xyzt_units": 0}, "space (no unit), time (no unit)"),
        ("xyzt_units", {"xyzt_units": 19}, "space µm, time ms"),
        ("toffset", {}, "no time shift"),
        ("toffset", {"toffset": 1.5}, "the first volume is at 1.5 s"),
        ("sform_code", {"sform_code": 4}, "mni: the MNI 152 average brain"),
        ("sform_code", {"sform_code": 0}, "unknown: sform not used"),
        ("scl_slope", {}, "stored values are shown as they are"),
        ("scl_slope", {"scl_slope": 0}, "0: no scaling is applied"),
        ("scl_slope", {"scl_slope": 0.5, "scl_inter": -3}, "value = 0.5 × stored − 3"),
        ("scl_slope", {"scl_slope": math.nan}, "not a number: readers disagree on what to do"),
        ("scl_inter", {"scl_slope": 0}, "not used while scl_slope is 0"),
        ("cal_max", {}, "no display range is stored"),
        ("cal_max", {"cal_max": 9}, "display white"),
        ("dim_info", {}, "not set"),
        ("dim_info", {"dim_info": 57}, "frequency axis i, phase axis j, slice axis k"),
        ("slice_duration", {"slice_duration": 0.25}, "0.25 s for one slice"),
        ("intent_p1", {"intent_code": 3}, "degrees of freedom"),
        ("intent_p2", {"intent_code": 3}, "not used by this intent"),
        ("intent_code", {"intent_code": -5}, "not a code of the standard"),
        ("descrip", {}, "13 of 80 bytes used"),
        ("descrip", {"descrip": b"a\0b"}, "1 byte after the end mark"),
        ("aux_file", {}, "nothing written"),
        ("magic", {}, "one file: header, then voxels"),
        ("vox_offset", {}, "voxels start at byte 352"),
        ("sizeof_hdr", {}, "NIfTI-1: 348 bytes"),
    ],
)
def test_a_value_is_said_in_words(name: str, values: dict[str, Any], said: str) -> None:
    assert meaning(Header.parse(nifti1_bytes(**values)), name) == said


@pytest.mark.parametrize(
    "content", [nifti1_bytes(), nifti1_bytes(">"), nifti2_bytes(), pair()[0]], ids=["1", "big", "2", "pair"]
)
def test_every_field_means_something(content: bytes) -> None:
    header = Header.parse(content)

    assert all(meaning(header, field.name) for field in header.fields)


@pytest.mark.parametrize(
    ("sentence", "phrase"),
    [
        ("The scanner's own coordinates.", "the scanner's own coordinates"),
        ("Student's t statistic.", "Student's t statistic"),
        ("Poisson distribution.", "Poisson distribution"),
        ("FSL topup: field map.", "FSL topup: field map"),
    ],
)
def test_a_sentence_becomes_a_phrase(sentence: str, phrase: str) -> None:
    assert plain(sentence) == phrase


@pytest.mark.parametrize(
    ("number", "size", "text"),
    [
        (2.0, 4, "2"),
        (2.200000047683716, 4, "2.2"),
        (2.2, 8, "2.2"),
        (math.nan, 4, "NaN"),
        (-math.inf, 8, "-Infinity"),
        (7, 4, "7"),
    ],
)
def test_a_number_is_written_as_short_as_it_can_be_read_back(number: float, size: int, text: str) -> None:
    assert exact_number(number, size=size) == text


def test_the_text_of_an_array_has_blanks_between_its_numbers() -> None:
    assert exact_text(Header.parse(nifti1_bytes()), "srow_x") == "2 0 0 -3"


@pytest.mark.parametrize(
    ("text", "shown"),
    [("a\nb", "a\\nb"), ("\0", "\\x00"), ("\u202egpj", "\\u202egpj"), ("größe", "größe"), ("\x9b31m", "\\x9b31m")],
    ids=["line end", "nul", "right to left", "letters", "terminal"],
)
def test_what_would_not_show_is_escaped(text: str, shown: str) -> None:
    assert visible(text) == shown
