"""Edits change the bytes they name and no others, and refuse what would not be a header."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.core import edits
from inspector.core.codes import DATATYPES
from inspector.core.constraints import CONVERT
from inspector.core.edits import Change
from inspector.core.errors import EditError
from inspector.core.exact import exact_text
from inspector.core.header import Header
from inspector.core.words import json_value, show_value
from tests.builders import nifti1_bytes, pair
from tests.core.editing import BLOCK, NAN_PAYLOAD, edit, header, refused
from tests.core.generated import LOCKED, differing_fields, headers, new_values, same_value

# Over generated headers.


@given(headers(), st.data())
def test_only_the_named_bytes_change_and_they_read_back(before: Header, data: st.DataObject) -> None:
    values = data.draw(new_values(before))

    after = edit(before, **values)

    assert differing_fields(before, after.data) <= set(values)
    for name, value in values.items():
        assert same_value(after.value(name), value), name
    assert {change.field for change in edits.changes(before, after)} <= set(values)


@given(headers(), st.sampled_from([json_value, show_value, "exact"]))
def test_giving_back_what_is_shown_changes_no_byte(before: Header, shown: Any) -> None:
    for field in before.fields:
        if field.editable and not before.after_nul(field.name):
            given_back = exact_text(before, field.name) if shown == "exact" else shown(before.value(field.name))
            assert edit(before, **{field.name: given_back}).data == before.data, field.name


@given(
    headers(),
    st.dictionaries(
        st.text(max_size=12),
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
            lambda inner: st.lists(inner, max_size=9),
        ),
    ),
)
def test_nonsense_is_refused_in_sentences(before: Header, values: dict[str, object]) -> None:
    for name in ("descrip", "dim", "pixdim", "srow_x", "sform", "cal_max", "intent_code", "datatype"):
        for value in values.values():
            sentences = _sentences(before, {name: value})
            assert [sentence for sentence in sentences if not sentence.endswith(".")] == []


def _sentences(before: Header, values: dict[str, object]) -> list[str]:
    try:
        edits.apply(before, values, voxel_block_length=BLOCK)
    except EditError as refusal:
        return [sentence for sentences in refusal.fields.values() for sentence in sentences]
    return []


# Which fields.


@pytest.mark.parametrize("name", LOCKED)
def test_read_only_fields_say_why(name: str) -> None:
    before = header()
    (sentence,) = refused(before, **{name: before.value(name)})[name]
    assert sentence == f"{name} cannot be edited. {before.field(name).locked}"


def test_an_unknown_field_is_named() -> None:
    assert refused(header(2), extents=5) == {"extents": ["There is no field extents in a NIfTI-2 header."]}


def test_every_problem_is_told_at_once() -> None:
    found = refused(header(), descrip="x" * 99, pixdim="1 -2 2 3 1 1 1 1", magic="n+2", nothing=1, slice_end=1.5)
    assert set(found) == {"descrip", "pixdim", "magic", "nothing", "slice_end"}


def test_the_error_sums_itself_up() -> None:
    with pytest.raises(EditError, match=r"^toffset: toffset has to be finite"):
        edit(header(), toffset="Infinity")
    with pytest.raises(EditError, match=r"^Nothing was changed, because of 2 fields: toffset, cal_min\.$"):
        edit(header(), toffset="Infinity", cal_min="NaN")


# The sform as one matrix.

MATRIX = [[1, 0, 0, 5], [0, -1, 0, 6], [0, 0, 2, 7], [0, 0, 0, 1]]
LAST_ROW = "The last row of an affine is 0 0 0 1; it is not stored and cannot be another."
NO_LENGTH = "voxel axis j has no length, its column is all 0"


@pytest.mark.parametrize(
    "given_matrix", [MATRIX, "1 0 0 5  0 -1 0 6  0 0 2 7  0 0 0 1", "1,0,0,5, 0,-1,0,6, 0,0,2,7, 0,0,0,1"]
)
def test_the_sform_may_be_given_as_one_matrix(given_matrix: object) -> None:
    after = edit(header(), sform=given_matrix)
    assert [after.value(name) for name in ("srow_x", "srow_y", "srow_z")] == [(1, 0, 0, 5), (0, -1, 0, 6), (0, 0, 2, 7)]


@pytest.mark.parametrize(
    ("given_matrix", "sentence"),
    [
        ([[1, 0, 0, 0]] * 3, "The sform is a matrix of 4 rows with 4 numbers each."),
        ("1 2 3", "The sform is a matrix of 4 rows with 4 numbers each."),
        ([*MATRIX[:3], [0, 0, 1, 1]], LAST_ROW),
        ([*MATRIX[:3], [0, 0, 0, "x"]], LAST_ROW),
        ([[1, 0, 0, 5], [2, 0, 0, 6], *MATRIX[2:]], f"The sform is not invertible: {NO_LENGTH}."),
        ([["a", 0, 0, 5], *MATRIX[1:]], 'srow_x[0] takes a number such as 1.5 or -2e-3, not "a".'),
        ([["NaN", 0, 0, 5], *MATRIX[1:]], "srow_x has to be finite: not NaN, not Infinity."),
        ([[1, 1, 0, 5], [1, 1, 0, 6], *MATRIX[2:]], "The sform is not invertible: its three columns lie in one plane."),
    ],
)
def test_a_matrix_that_is_no_affine_is_refused(given_matrix: object, sentence: str) -> None:
    assert refused(header(), sform=given_matrix) == {"sform": [sentence]}


def test_matrix_and_rows_together_are_refused() -> None:
    assert set(refused(header(), sform=MATRIX, srow_x=[1, 0, 0, 0])) == {"sform"}


def test_an_sform_out_of_use_can_be_filled_in_row_by_row_but_not_be_used_half_done() -> None:
    empty = header(sform_code=0, srow_x=(0, 0, 0, 0), srow_y=(0, 0, 0, 0), srow_z=(0, 0, 0, 0))
    assert edit(empty, srow_x=[2, 0, 0, 5]).value("srow_x") == (2, 0, 0, 5)
    assert set(refused(empty, srow_x=[2, 0, 0, 5], sform_code=1)) == {"srow_x", "sform_code"}
    assert refused(empty, sform_code=1) == {
        "sform_code": [
            "The sform cannot be used as it is: voxel axis i has no length, its column is all 0. "
            "Set srow_x, srow_y and srow_z together with sform_code."
        ]
    }


def test_a_qform_that_is_no_rotation_cannot_come_into_use() -> None:
    assert set(refused(header(qform_code=0, quatern_b=2), qform_code=1)) == {"qform_code"}
    assert set(refused(header(qform_code=0, qoffset_y=NAN_PAYLOAD), qform_code=1)) == {"qform_code"}


# dim, datatype, bitpix and the bytes that are there.


def test_a_type_of_the_same_size_is_another_reading_of_the_same_bytes() -> None:
    before = header()
    after = edit(before, datatype="uint16")
    assert [change.field for change in edits.changes(before, after)] == ["datatype"]
    assert edits.bytes_changed(before, after) == 2


@pytest.mark.parametrize(
    ("stored", "dim", "becomes"),
    [
        (0b111001, (3, 5, 4, 6, 1, 1, 1, 1), 0b110110),  # frequency i, phase j, slice k: i and j change places
        (0b111001, (3, 6, 4, 5, 1, 1, 1, 1), 0b011110),
        (0b110000, (3, 6, 4, 5, 1, 1, 1, 1), 0b010000),
        (0b111001, (3, 4, 5, 6, 1, 1, 1, 1), 0b111001),
        (0b111001, (3, 2, 10, 6, 1, 1, 1, 1), 0b111001),
        (0xFF, (3, 6, 4, 5, 1, 1, 1, 1), 0xFF),
    ],
    ids=[
        "two axes",
        "all axes",
        "only the slices are known",
        "the same order",
        "other lengths",
        "bits without meaning",
    ],
)
@pytest.mark.parametrize("order", "<>")
def test_dim_info_goes_along_with_the_axes(order: str, stored: int, dim: tuple[int, ...], becomes: int) -> None:
    before = Header.parse(nifti1_bytes(order, dim=(3, 4, 5, 6, 1, 1, 1, 1), dim_info=stored, slice_code=3))

    after = edits.apply(before, {"dim": dim}, voxel_block_length=240)

    assert (after.number("dim_info"), after.number("slice_code")) == (becomes, 3)
    assert edits.apply(before, {"dim": dim, "dim_info": 3}, voxel_block_length=240).number("dim_info") == 3


def test_bitpix_follows_an_edited_datatype() -> None:
    before = header(datatype=2, dim=(3, 4, 3, 4, 1, 1, 1, 1))
    after = edit(before, datatype=4, dim=[3, 4, 3, 2, 1, 1, 1, 1])
    assert after.value("bitpix") == 16
    assert [change.field for change in edits.changes(before, after)] == ["dim", "datatype", "bitpix"]


def test_a_wrong_bitpix_can_be_set_to_what_follows_from_datatype() -> None:
    wrong = header(bitpix=8)
    assert edits.why_locked(wrong, wrong.field("bitpix")) == ""
    assert edit(wrong, bitpix=16).value("bitpix") == 16
    assert refused(wrong, bitpix=32) == {"bitpix": ["bitpix follows from datatype: int16 takes 16 bits, not 32."]}


def test_a_right_bitpix_stays() -> None:
    assert edits.why_locked(header(), header().field("bitpix")) == "It follows from datatype: int16 takes 16 bits."
    assert edit(header(), bitpix=16).data == header().data
    assert "bitpix" in refused(header(), bitpix=8)
    assert "set that first" in refused(header(datatype=3), bitpix=8)["bitpix"][0]


@pytest.mark.parametrize("code", [0, 255])
def test_a_type_without_a_size_is_refused(code: int) -> None:
    kind = DATATYPES.get(code)
    assert kind is not None
    assert refused(header(), datatype=code) == {
        "datatype": [f"{code} ({kind.label}) is no type of voxel: choose one that has a size."]
    }


@pytest.mark.parametrize(
    ("dim", "allowed"),
    [
        pytest.param([4, 4, 3, 1, 2, 1, 1, 1], True, id="the same bytes in another shape"),
        pytest.param([1, 24, 1, 1, 1, 1, 1, 1], True, id="one long row"),
        pytest.param([3, 4, 3, 1, 1, 1, 1, 1], False, id="fewer bytes"),
        pytest.param([3, 4, 3, 3, 1, 1, 1, 1], False, id="more bytes than there are"),
    ],
)
def test_an_edited_shape_has_to_fit_the_voxels(dim: list[int], allowed: bool) -> None:
    if allowed:
        assert edit(header(), dim=dim).shape == tuple(dim[1 : dim[0] + 1])
    else:
        assert set(refused(header(), dim=dim)) == {"dim"}


def test_the_sentence_about_missing_bytes_names_them() -> None:
    assert refused(header(), dim=[3, 4, 3, 3, 1, 1, 1, 1]) == {
        "dim": [f"4 x 3 x 3 voxels of int16 need 72 bytes; the file holds 48. {CONVERT}"]
    }
    (sentence,) = refused(header(), datatype="uint8")["datatype"]
    assert sentence.startswith("4 x 3 x 2 voxels of uint8 are 24 bytes, but the voxels take 48. An edit leaves them")


def test_a_shape_that_did_not_fit_may_be_brought_down_to_what_is_there() -> None:
    before = header(dim=(3, 400, 300, 200, 1, 1, 1, 1))
    assert edit(before, dim=[3, 4, 3, 1, 1, 1, 1, 1]).shape == (4, 3, 1)


def test_a_shape_may_take_in_all_bytes_that_are_there() -> None:
    after = edits.apply(header(), {"dim": [3, 4, 3, 3, 1, 1, 1, 1]}, voxel_block_length=72)
    assert after.shape == (4, 3, 3)


def test_the_voxels_of_a_pair_are_counted_from_where_they_start() -> None:
    hdr, _ = pair(vox_offset=16)
    before = Header.parse(hdr)
    assert edits.apply(before, {"dim": [1, 24, 1, 1, 1, 1, 1, 1]}, voxel_block_length=64).shape == (24,)


@pytest.mark.parametrize(
    ("start", "end", "problem"),
    [(0, 1, ""), (0, 2, "slice_end"), (1, 0, ""), (1, 1, ""), (2, 0, "slice_start"), (0, -1, "slice_end")],
)
def test_slices_lie_on_the_slice_axis(start: int, end: int, problem: str) -> None:
    before = header(dim_info=0b110000)
    if problem:
        assert set(refused(before, slice_start=start, slice_end=end)) == {problem}
    else:
        assert edit(before, slice_start=start, slice_end=end).value("slice_end") == end


# What changed.


def test_changes_come_in_file_order_with_old_and_new() -> None:
    before = header()
    after = edit(before, descrip="new", sform_code="mni", qoffset_x=9)
    assert edits.changes(before, after) == (
        Change("descrip", "a small image", "new"),
        Change("sform_code", 1, 4),
        Change("qoffset_x", -3.0, 9.0),
    )


def test_bytes_after_a_nul_are_a_change_that_shows_them() -> None:
    before = header(descrip=b"FSL\0a name")
    (change,) = edits.changes(before, edit(before, descrip="FSL"))
    assert change == Change("descrip", "FSL\0a name", "FSL")


def test_headers_of_two_versions_are_compared_by_their_values() -> None:
    found = edits.changes(header(1, ">", descrip="one"), header(2, "<", descrip="two"))
    names = {change.field for change in found}
    assert {"descrip", "sizeof_hdr", "magic", "vox_offset", "extents"} <= names
    assert names.isdisjoint({"dim", "pixdim", "srow_x", "qform_code", "datatype"})
    assert Change("extents", 0, None) in found


def test_bytes_are_counted() -> None:
    before = header()
    assert edits.bytes_changed(before, before) == 0
    assert edits.bytes_changed(before, edit(before, descrip="A small image")) == 1
