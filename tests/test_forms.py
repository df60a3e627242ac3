"""Forms: a question for every field of both formats, whose answer is the text that an edit reads."""

from __future__ import annotations

import math
from typing import Any

import pytest

from inspector.core import edits
from inspector.core.fields import GROUPS
from inspector.core.header import Header
from inspector.forms.blocks import block_of, blocks_in
from inspector.forms.header import HeaderForm
from inspector.forms.questions import CodeQuestion, TextQuestion, question
from inspector.forms.reason import NOT_AGREED, ReasonForm
from tests.builders import nifti1_bytes, nifti2_bytes

ODD: dict[str, Any] = {
    "pixdim": (-1.0, 2.2, 0.1, 3.3, 0.0, 1e-30, math.nan, math.inf),
    "srow_x": (2.1, 1e-20, 0.0, -3.3),
    "xyzt_units": 202,
    "dim_info": 249,
    "sform_code": 77,
    "descrip": "größe".encode(),
}


def header(version: int = 1, **values: Any) -> Header:
    return Header.parse((nifti1_bytes if version == 1 else nifti2_bytes)(**values))


@pytest.mark.parametrize("version", [1, 2])
def test_every_editable_field_is_asked_in_exactly_one_block(version: int) -> None:
    image = header(version)

    asked = [name for group in GROUPS for name in HeaderForm(image, blocks_in(image, group.key), {}).names]

    assert sorted(asked) == sorted(field.name for field in image.fields if not edits.why_locked(image, field))


@pytest.mark.parametrize("version", [1, 2])
def test_what_a_question_spreads_and_joins_is_the_stored_text(version: int) -> None:
    image = header(version, **ODD)

    for field in image.fields:
        asked = question(image, field)
        assert asked.join(asked.split(asked.stored)) == asked.stored


@pytest.mark.parametrize("version", [1, 2])
def test_the_stored_text_of_a_field_stores_the_same_bytes(version: int) -> None:
    image = header(version, **ODD)
    values = {field.name: question(image, field).stored for field in image.fields if not edits.why_locked(image, field)}

    assert edits.apply(image, values, voxel_block_length=48).data == image.data


def test_linked_fields_share_a_block() -> None:
    assert block_of(header(), "srow_y").names == ("srow_x", "srow_y", "srow_z")
    assert block_of(header(), "qoffset_z").key == "quatern_b"
    assert block_of(header(), "descrip").names == ("descrip",)


def test_a_name_without_a_field_has_no_block() -> None:
    with pytest.raises(KeyError):
        block_of(header(), "nonsense")


def test_an_unknown_stored_code_comes_first_among_the_choices() -> None:
    image = header(sform_code=77)
    asked = question(image, image.field("sform_code"))

    assert isinstance(asked, CodeQuestion)
    assert [(row.number, row.stored, row.known) for row in asked.choices][:2] == [
        ("77", True, False),
        ("0", False, True),
    ]


def test_a_text_leaves_a_byte_for_its_end_mark() -> None:
    image = header()
    asked = question(image, image.field("descrip"))

    assert isinstance(asked, TextQuestion)
    assert asked.room == 79


def test_only_what_was_typed_anew_counts() -> None:
    image = header()
    form = HeaderForm(image, blocks_in(image, "text"), {}, {"descrip": "new", "aux_file": ""})

    assert form.is_valid()
    assert form.typed == {"descrip": "new"}
    assert form.untouched == ["aux_file"]


def test_the_draft_stands_in_the_inputs() -> None:
    image = header()
    form = HeaderForm(image, (block_of(image, "xyzt_units"),), {"xyzt_units": "18"})

    assert [form[name].value() for name in ("xyzt_units_space", "xyzt_units_time")] == ["2", "16"]


@pytest.mark.parametrize(
    ("data", "errors"),
    [
        ({"base": "x", "reason": "long enough"}, set()),
        ({"base": "x", "reason": "short"}, {"reason"}),
        ({"base": "x", "reason": "x" * 2001}, {"reason"}),
        ({"reason": "long enough"}, {"base"}),
    ],
    ids=["fine", "short", "too long", "no revision"],
)
def test_a_reason_has_a_length_and_a_revision(data: dict[str, str], errors: set[str]) -> None:
    assert set(ReasonForm(data, at_least=10).errors) == errors


def test_a_swap_is_asked_only_when_there_is_one() -> None:
    data = {"base": "x", "reason": "because"}

    assert ReasonForm(data).is_valid()
    assert ReasonForm(data, harm="swap").errors == {"agreed": [NOT_AGREED["swap"]]}
    assert ReasonForm({**data, "agreed": "on"}, harm="swap").is_valid()
