"""Values given as text, numbers or labels: what is taken, what is refused, and in which sentence."""

import struct

import pytest

from inspector.core import edits
from inspector.core.codes import XFORMS
from inspector.core.words import json_value
from tests.core.editing import NAN_PAYLOAD, edit, header, refused

# Texts.


def test_a_text_is_written_over_its_whole_field() -> None:
    after = edit(header(descrip=b"old\0left over"), descrip="new")
    assert after.raw("descrip") == b"new".ljust(80, b"\0")


def test_the_same_text_loses_what_stood_after_its_nul_and_keeps_its_encoding() -> None:
    latin = "Zürich".encode("latin-1")
    after = edit(header(descrip=latin + b"\0left over"), descrip="Zürich")
    assert after.raw("descrip") == latin.ljust(80, b"\0")


def test_a_text_too_long_for_its_field_is_refused_beside_it() -> None:
    assert refused(header(), descrip="ü" * 40) == {
        "descrip": ["The text takes 80 bytes; descrip holds 79 and a closing NUL. Shorten it by 1."]
    }
    assert edit(header(), regular="r").value("regular") == "r"


@pytest.mark.parametrize(
    ("given_text", "sentence"),
    [
        pytest.param("a\0b", "A NUL character ends a text and cannot be part of it.", id="NUL"),
        pytest.param("\ud800", "The text holds half of a surrogate pair, which is no character.", id="surrogate"),
        pytest.param(5, "descrip takes text.", id="a number"),
        pytest.param(None, "descrip takes text.", id="nothing"),
    ],
)
def test_what_is_no_text_is_refused(given_text: object, sentence: str) -> None:
    assert refused(header(), descrip=given_text) == {"descrip": [sentence]}


# Numbers.


XFORMS_TAKEN = "It takes 0 unknown, 1 scanner, 2 aligned, 3 talairach, 4 mni or 5 template."
UNITS_TAKEN = (
    "Add one of 0, 1 m, 2 mm, 3 um and one of 0, 8 s, 16 ms, 24 us, 32 Hz, 40 ppm, 48 rad/s; millimetres and seconds "
    "are 10."
)


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("slice_end", 1.5, 'slice_end takes a whole number, not "1.5".'),
        ("slice_end", True, "slice_end takes a whole number, not true."),
        ("slice_end", None, "slice_end takes a whole number, not nothing."),
        ("slice_end", 40000, "slice_end is stored in 2 bytes: it goes from -32,768 to 32,767."),
        ("dim_info", -1, "dim_info is stored in 1 byte: it goes from 0 to 255."),
        ("cal_max", "a lot", 'cal_max takes a number such as 1.5 or -2e-3, not "a lot".'),
        ("cal_max", "1,5", 'cal_max takes a number such as 1.5 or -2e-3, not "1,5".'),
        ("cal_max", False, "cal_max takes a number such as 1.5 or -2e-3, not false."),
        ("cal_max", 1e39, "1e+39 is too large for cal_max: a 4-byte float ends at about 3.4e38."),
        ("cal_max", 10**400, "The number for cal_max is too large: it has more than 308 digits."),
        ("cal_max", 1e-50, "1e-50 is too small for cal_max: in a 4-byte float it would become 0."),
        ("cal_max", "NaN", "cal_max has to be finite: not NaN, not Infinity."),
        ("pixdim", [1, 2], "pixdim takes 8 numbers; 2 were given."),
        ("pixdim", 5, "pixdim takes a list of 8 numbers."),
        ("pixdim", "1 2 0 3 1 1 1 1", "pixdim[2] is a voxel size and has to be above 0, not 0."),
        ("pixdim", "0.5 2 2 3 1 1 1 1", "pixdim[0] is a sign, -1 or 1, not 0.5."),
        ("pixdim", "1 2 2 3 NaN 1 1 1", "pixdim[4] has to be a finite number."),
        ("qform_code", 6, f"6 is not a code of qform_code. {XFORMS_TAKEN}"),
        ("qform_code", "home", f'"home" is not a code of qform_code. {XFORMS_TAKEN}'),
        ("intent_code", 1, "1 is not a code of intent_code. It takes one of 59, such as 3 t test."),
        ("xyzt_units", 66, f"66 is no pair of units. {UNITS_TAKEN}"),
        ("dim_info", 64, "64 sets bits without a meaning. It is frequency + 4 x phase + 16 x slice axis, each 0 to 3."),
        ("slice_duration", -1, "slice_duration is a length of time and cannot be negative."),
        ("slice_start", -1, "slice_start counts slices from 0; -1 is below."),
        ("scl_inter", "NaN", "scl_inter has to be finite while scl_slope is 1."),
        ("quatern_b", 1.5, "quatern_b² + quatern_c² + quatern_d² is 2.25; a rotation has at most 1."),
        ("srow_x", "0 0 0 1", "The sform is not invertible: voxel axis i has no length, its column is all 0."),
        ("srow_x", "0 2 0 1", "The sform is not invertible: voxel axis i has no length, its column is all 0."),
        ("srow_x", "NaN 0 0 1", "srow_x has to be finite: not NaN, not Infinity."),
        ("dim", [0, 4, 3, 2, 1, 1, 1, 1], "dim[0] is the number of axes, 1 to 7, not 0."),
        ("dim", [3, 4, 0, 2, 1, 1, 1, 1], "dim[2] is 0; each of the 3 axes has at least 1 voxel."),
        ("dim", [3, 4, 3, 2, -1, 1, 1, 1], "dim[4] is -1; an axis that is not used is 0 or 1."),
    ],
)
def test_a_wrong_value_is_refused_beside_its_field(name: str, value: object, sentence: str) -> None:
    assert refused(header(), **{name: value}) == {name: [sentence]}


@pytest.mark.parametrize(
    ("name", "value", "stored"),
    [
        ("sform_code", "MNI", 4),
        ("sform_code", "NIFTI_XFORM_TALAIRACH", 3),
        ("slice_end", "1", 1),
        ("slice_end", 1.0, 1),
        ("intent_p1", "NaN", "NaN"),
        ("intent_p1", "-Infinity", "-Infinity"),
        ("toffset", " 2.5e1 ", 25),
        ("pixdim", "-1, 2, 2, 3, 2.5, 0, 0, 0", [-1, 2, 2, 3, 2.5, 0, 0, 0]),
        ("scl_slope", "NaN", "NaN"),
        ("glmax", 7, 7),
        ("data_type", "dsr", "dsr"),
    ],
)
def test_a_value_may_be_given_as_a_number_a_text_or_a_label(name: str, value: object, stored: object) -> None:
    assert json_value(edit(header(), **{name: value}).value(name)) == stored


def test_a_nifti_2_dimension_may_be_longer_than_nifti_1_can_hold() -> None:
    long = (1, 100_000, 1, 1, 1, 1, 1, 1)
    after = edits.apply(header(2, datatype=2), {"dim": long}, voxel_block_length=100_000)
    assert after.shape == (100_000,)
    sentences = refused(header(datatype=2), dim=long)
    assert sentences == {"dim": ["dim[1] is stored in 2 bytes: it goes from -32,768 to 32,767."]}


def test_a_nan_given_back_keeps_its_payload() -> None:
    before = header(intent_p1=NAN_PAYLOAD, pixdim=struct.pack("<7f", 1, 2, 2, 3, 1, 1, 1) + NAN_PAYLOAD)
    after = edit(before, intent_p1="NaN", pixdim=[1, 2, 2, 4, 1, 1, 1, "NaN"])
    assert after.raw("intent_p1") == NAN_PAYLOAD
    assert after.raw("pixdim")[-4:] == NAN_PAYLOAD
    assert [change.field for change in edits.changes(before, after)] == ["pixdim"]


def test_a_code_that_the_standard_does_not_have_is_kept_but_not_given_anew() -> None:
    assert edit(header(intent_code=25), intent_code=25).value("intent_code") == 25
    assert "intent_code" in refused(header(intent_code=25), intent_code=26)


def test_what_was_wrong_before_stands_in_nobodys_way() -> None:
    before = header(pixdim=(0, -2, 0, 3, 1, 1, 1, 1), xyzt_units=255, srow_x=(0, 0, 0, 0), quatern_b=9)
    after = edit(before, pixdim=[0, -2, 0, 3, 2, 1, 1, 1], descrip="new")
    assert [change.field for change in edits.changes(before, after)] == ["pixdim", "descrip"]


def test_every_xform_label_is_taken_for_its_code() -> None:
    for code in XFORMS:
        assert edit(header(qform_code=0, sform_code=0), qform_code=code.label).value("qform_code") == code.number
