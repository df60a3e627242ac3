"""Operations: the fields they set, what they keep, and what they say beside a parameter they cannot use."""

import math
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector.core import edits
from inspector.core.errors import EditError
from inspector.core.geometry import Geometry
from inspector.core.header import Header
from inspector.core.impact import impact
from inspector.core.operations import OPERATIONS, follow
from tests.core.generated import headers
from tests.core.operating import after, changed, header, notes, performed, qform, refused, sform

LPS: dict[str, Any] = {"srow_x": (-2, 0, 0, 3), "srow_y": (0, -2, 0, 2)}
SHEARED: dict[str, Any] = {"srow_x": (2, 0.5, 0, -3)}
MNI: dict[str, Any] = {"sform_code": 4, "srow_x": (2, 0, 0, 7)}


def test_a_shear_that_a_quaternion_cannot_hold_is_said_in_mm() -> None:
    before = header(**SHEARED)

    assert notes(before, "copy_sform_to_qform") == (
        "The qform places corners up to 0.84 mm from where they should be: a quaternion holds no shear.",
    )
    assert notes(before, "orthonormalize_sform") == ("Taking out the shear moves corners by up to 0.47 mm.",)
    assert notes(header(), "copy_sform_to_qform") == ()


def test_copying_what_agrees_changes_no_byte() -> None:
    assert changed(header(), after(header(), "copy_sform_to_qform")) == {}
    assert changed(header(), after(header(), "copy_qform_to_sform")) == {}
    assert changed(header(), after(header(), "orthonormalize_sform")) == {}


def test_a_copy_takes_the_code_along_unless_it_is_named() -> None:
    assert changed(header(**MNI), after(header(**MNI), "copy_sform_to_qform")) == {"qform_code": 4, "qoffset_x": 7.0}
    assert changed(header(**MNI), after(header(**MNI), "copy_sform_to_qform", code="aligned")) == {
        "qform_code": 2,
        "qoffset_x": 7.0,
    }
    assert refused(header(sform_code=9), "copy_sform_to_qform") == {
        "operations[0].code": ["sform_code is 9, which is no code: say which one the copy gets."]
    }


def test_a_left_handed_sform_turns_the_sign_of_pixdim_0() -> None:
    before = header(srow_x=(-2, 0, 0, 3))
    now = after(before, "copy_sform_to_qform")

    assert now.numbers("pixdim")[0] == -1
    assert qform(now).tolist() == sform(now).tolist()


def test_codes_are_set_by_number_or_label() -> None:
    assert changed(header(), after(header(), "set_codes", qform_code="mni", sform_code=2)) == {
        "qform_code": 4,
        "sform_code": 2,
    }


def test_the_sform_can_be_left() -> None:
    before = header()

    assert changed(before, after(before, "set_voxel_sizes", sizes=[2, 2, 4])) == {
        "pixdim": (1.0, 2.0, 2.0, 4.0, 1.0, 1.0, 1.0, 1.0),
        "srow_z": (0.0, 0.0, 4.0, -1.5),
    }
    left = {"sizes": [2, 2, 4], "sform": "leave"}
    assert list(changed(before, after(before, "set_voxel_sizes", **left))) == ["pixdim"]
    assert notes(before, "set_voxel_sizes", **left) == (
        "The sform stays as it is, so that programs that read it keep the old voxel sizes.",
    )


def test_both_forms_make_the_same_move_or_only_the_used_one() -> None:
    both = {"srow_x": (2.0, 0.0, 0.0, -4.0), "qoffset_x": -14.0}
    before = header(**MNI)

    assert changed(before, after(before, "set_origin", origin=[-4, -2, -1.5])) == both
    assert notes(before, "set_origin", origin=[-4, -2, -1.5]) == ("The qform makes the same move of 11.0 mm.",)
    assert list(changed(before, after(before, "set_origin", origin=[-4, -2, -1.5], forms="used"))) == ["srow_x"]


def test_the_centre_comes_to_0() -> None:
    now = after(header(srow_x=(2, 0, 0, 100)), "center_origin")
    assert [row[3] for row in map(now.numbers, ("srow_x", "srow_y", "srow_z"))] == [-3, -2, -1.5]


def test_centres_are_matched_across_units() -> None:
    other = header(xyzt_units=1, srow_x=(0.002, 0, 0, 0.097))
    now = after(header(), "match_center", **{"with": other})
    assert now.numbers("srow_x")[3] == pytest.approx(97)


def test_reversing_an_axis_swaps_left_and_right_about_the_centre() -> None:
    before = header()
    now, said = performed(before, {"op": "flip_axis_labels", "axis": "i"})

    assert changed(before, now) == {
        "pixdim": (-1.0, 2.0, 2.0, 3.0, 1.0, 1.0, 1.0, 1.0),
        "quatern_c": 1.0,
        "qoffset_x": 3.0,
        "srow_x": (-2.0, 0.0, 0.0, 3.0),
    }
    moved = impact(before, now)
    assert moved is not None
    assert (moved.left_right_flip, moved.translation_mm) == (True, 0.0)
    assert said == ("Voxels, slice_code and dim_info stay; gradient directions (bvec) may have to be flipped as well.",)


def test_a_unit_of_time_is_renamed_or_converted() -> None:
    before = header(pixdim=(1, 2, 2, 3, 2000, 1, 1, 1), toffset=500, slice_duration=60)

    assert changed(before, after(before, "set_time_unit", unit="ms")) == {"xyzt_units": 18}
    assert changed(before, after(before, "set_time_unit", unit="ms", rescale=True)) == {
        "pixdim": (1.0, 2.0, 2.0, 3.0, 2_000_000.0, 1.0, 1.0, 1.0),
        "xyzt_units": 18,
        "toffset": 500_000.0,
        "slice_duration": 60_000.0,
    }
    assert refused(header(xyzt_units=2), "set_time_unit", unit="s", rescale=True) == {
        "operations[0].rescale": ["Times cannot be converted from unknown to s: only s, ms and us can."]
    }


def test_operations_see_what_the_one_before_left() -> None:
    now, _ = performed(header(qform_code=0, **LPS), {"op": "copy_sform_to_qform"}, {"op": "set_codes", "sform_code": 0})
    assert (Geometry.of(now).source, Geometry.of(now).axis_codes) == ("qform", "LPS")


def test_the_other_form_can_take_part_in_an_edit() -> None:
    before = header(**MNI)
    moved = edits.apply(before, {"srow_x": (2, 0, 0, 8)}, voxel_block_length=0)
    result = follow(before, moved)

    assert result is not None
    now = edits.apply(moved, result.values, voxel_block_length=0)
    assert changed(moved, now) == {"qoffset_x": -2.0}
    assert follow(before, now) is None
    assert follow(before, before) is None
    assert follow(header(qform_code=0), after(header(qform_code=0), "center_origin")) is None


@pytest.mark.parametrize(
    ("request_", "said"),
    [
        ({"op": "explode"}, "op"),
        ({}, "op"),
        ({"op": ["set_codes"]}, "op"),
        ({"op": "set_codes"}, "qform_code"),
        ({"op": "set_codes", "qform_code": 9}, "qform_code"),
        ({"op": "set_codes", "qform_code": True}, "qform_code"),
        ({"op": "set_origin"}, "origin"),
        ({"op": "set_origin", "origin": [1, 2]}, "origin"),
        ({"op": "set_origin", "origin": [1, 2, "x"]}, "origin"),
        ({"op": "set_origin", "origin": [1, 2, math.nan]}, "origin"),
        ({"op": "set_origin", "origin": [0, 0, 0], "forms": "all"}, "forms"),
        ({"op": "set_origin", "origin": [0, 0, 0], "speed": 1}, "speed"),
        ({"op": "set_voxel_sizes", "sizes": [1, 0, 1]}, "sizes"),
        ({"op": "set_time_unit", "unit": "weeks"}, "unit"),
        ({"op": "set_time_unit", "unit": "s", "rescale": "yes"}, "rescale"),
        ({"op": "flip_axis_labels", "axis": "x"}, "axis"),
        ({"op": "match_center", "with": "a7"}, "with"),
    ],
)
def test_what_cannot_be_used_is_said_beside_it(request_: dict[str, Any], said: str) -> None:
    with pytest.raises(EditError) as refusal:
        performed(header(), request_)

    assert list(refusal.value.fields) == [f"operations[0].{said}"]
    assert [sentence for (sentence,) in refusal.value.fields.values() if not sentence.endswith(".")] == []


@pytest.mark.parametrize(
    ("op", "given", "stored", "said"),
    [
        ("copy_sform_to_qform", {}, {"srow_x": (0, 0, 0, 0)}, "sform"),
        ("copy_qform_to_sform", {}, {"quatern_b": math.nan}, "qform"),
        ("orthonormalize_sform", {}, {"srow_x": (math.nan, 0, 0, 0)}, "sform"),
        ("center_origin", {}, {"qform_code": 0, "sform_code": 0}, "sform_code"),
        ("flip_axis_labels", {"axis": "i"}, {"qform_code": 0, "sform_code": 0}, "sform_code"),
        ("set_origin", {"origin": [1e30, 0, 0], "voxel": [-1e30, 0, 0]}, {"srow_x": (1e9, 0, 0, 0)}, "op"),
    ],
)
def test_a_header_that_has_no_such_form_is_refused(op: str, given: Any, stored: Any, said: str) -> None:
    assert f"operations[0].{said}" in refused(header(**stored), op, **given)


def test_every_operation_and_parameter_is_explained() -> None:
    texts = [(each.title, each.help) for each in OPERATIONS]
    texts += [(parameter.title, parameter.help) for each in OPERATIONS for parameter in each.parameters]

    assert [title for title, text in texts if not title or not text.endswith(".")] == []


NUMBERS = st.lists(st.floats(width=32) | st.integers() | st.text(max_size=3), min_size=2, max_size=4)
ANY_GIVEN: dict[str, st.SearchStrategy[Any]] = {
    "numbers": st.tuples(*[st.floats(-1e30, 1e30)] * 3) | st.tuples(*[st.floats(0.1, 9)] * 3) | NUMBERS,
    "choice": st.none(),
    "code": st.integers(-1, 7) | st.sampled_from(["mni", "scanner", "unknown", ""]),
    "flag": st.booleans() | st.integers(0, 1),
    "image": headers(),
}


@st.composite
def requests(draw: st.DrawFn) -> dict[str, Any]:
    operation = draw(st.sampled_from(OPERATIONS))
    given = {
        each.name: draw(st.sampled_from(each.choices) if each.kind == "choice" else ANY_GIVEN[each.kind])
        for each in operation.parameters
        if not each.optional or draw(st.booleans())
    }
    return {"op": operation.op, **given}


@settings(max_examples=200)
@given(headers(), st.lists(requests(), min_size=1, max_size=2))
def test_any_header_is_changed_or_refused_with_a_sentence(before: Header, wanted: list[dict[str, Any]]) -> None:
    try:
        now, said = performed(before, *wanted)
        follow(before, now)
    except EditError as refusal:
        said = tuple(sentence for sentences in refusal.fields.values() for sentence in sentences)
    else:
        allowed = {"pixdim", "xyzt_units", "toffset", "slice_duration", "qform_code", "sform_code"}
        names = {each.field for each in edits.changes(before, now)}
        assert {name for name in names if not name.startswith(("srow", "quatern", "qoffset"))} <= allowed
    assert [sentence for sentence in said if not sentence.endswith(".")] == []
