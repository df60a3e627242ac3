"""Editing: forms per field or topic, a dry run while typing, and a draft that waits on the server."""

from __future__ import annotations

import math

import pytest
from django.contrib.auth.models import User

from inspector import actions
from inspector.models import Draft
from tests.builders import nifti1_bytes
from tests.views.conftest import Add
from tests.views.pages import Visitor

pytestmark = pytest.mark.django_db

GROUPS = ("shape", "spacing", "orientation", "intensity", "timing", "intent", "text", "container")


@pytest.mark.parametrize("group", GROUPS)
def test_every_topic_has_a_form_of_its_own_page(visitor: Visitor, group: str) -> None:
    page = visitor.text(f"edit/{group}/")

    assert "<!doctype html>" in page
    assert "Add to changes" in page


@pytest.mark.parametrize("address", ["edit/nothing/", "edit/text/?field=dim", "edit/shape/?field=bitpix"])
def test_there_is_no_form_for_what_cannot_be_edited(visitor: Visitor, address: str) -> None:
    assert visitor.get(address).status_code == 404


def test_the_form_opens_in_place_as_a_fragment(visitor: Visitor) -> None:
    page = visitor.text("edit/text/?field=descrip", fragment=True)

    assert page.lstrip().startswith('<div role="row" class="editor-row" id="editor-descrip"')
    assert "<!doctype" not in page


def test_codes_are_choices_and_the_stored_one_is_marked(visitor: Visitor) -> None:
    page = visitor.text("edit/shape/?field=datatype")

    assert page.count('type="radio" name="datatype"') == 19
    assert page.count(" checked>") == 1
    assert page.count(">stored<") == 1


def test_an_unknown_stored_code_is_a_row_of_its_own_and_stays_chosen(owner: User, add: Add) -> None:
    visitor = Visitor(owner, add(data=nifti1_bytes(sform_code=77)))

    page = visitor.text("edit/orientation/?field=sform_code")

    assert 'value="77" checked' in page
    assert "not in the standard" in page


def test_a_change_waits_in_the_draft_and_shows_in_the_table(visitor: Visitor) -> None:
    answer = visitor.post("edit/text/", {"field": "descrip", "descrip": "corrected"})

    assert answer.status_code == 302
    assert answer.url == visitor.address("#descrip")
    assert visitor.draft == {"descrip": "corrected"}
    page = visitor.text()
    assert '<ins class="new"><span class="text">“<bdi>corrected</bdi>”' in page
    assert "<b>1 change, not saved.</b>" in page
    assert visitor.now.revision == 1


def test_in_place_the_answer_is_the_table_with_the_tray(visitor: Visitor) -> None:
    answer = visitor.post("edit/text/", {"field": "descrip", "descrip": "corrected"}, fragment=True)

    assert answer.status_code == 200
    assert answer.content.decode().lstrip().startswith('<div id="fields"')
    assert "1 change, not saved." in answer.content.decode()


def test_typing_the_stored_value_again_takes_the_change_back(visitor: Visitor) -> None:
    visitor.change(descrip="corrected")

    visitor.post("edit/text/", {"field": "descrip", "descrip": "a small image"})

    assert visitor.draft == {}


@pytest.mark.parametrize(
    ("group", "typed", "kept"),
    [
        ("spacing", {"xyzt_units_space": "2", "xyzt_units_time": "16"}, {"xyzt_units": "18"}),
        ("timing", {"dim_info_frequency": "1", "dim_info_phase": "2", "dim_info_slice": "3"}, {"dim_info": "57"}),
        ("orientation", {"srow_x_0": "-2", "srow_x_1": "0", "srow_x_2": "0", "srow_x_3": "3"}, {"srow_x": "-2 0 0 3"}),
        ("intensity", {"scl_slope": " 0.5 "}, {"scl_slope": "0.5"}),
        ("shape", {"datatype": "512"}, {"datatype": "512"}),
    ],
    ids=["units", "axes", "matrix", "number", "code"],
)
def test_inputs_are_joined_to_the_text_of_their_field(
    visitor: Visitor, group: str, typed: dict[str, str], kept: dict[str, str]
) -> None:
    assert visitor.post(f"edit/{group}/", typed).status_code == 302

    assert visitor.draft == kept


@pytest.mark.parametrize(
    ("group", "typed", "sentence"),
    [
        ("text", {"descrip": "ä" * 40}, "The text takes 80 bytes; descrip holds 79 and a closing NUL."),
        ("intensity", {"scl_slope": "fast"}, "scl_slope takes a number"),
        (
            "spacing",
            {f"pixdim_{i}": "-1" for i in range(8)},
            "pixdim[1] is a voxel size and has to be above 0, not -1.",
        ),
        ("orientation", {f"srow_x_{i}": "0" for i in range(4)}, "The sform is not invertible"),
        ("shape", {"datatype": "16"}, "need 96 bytes; the file holds 48."),
        ("orientation", {**{f"srow_x_{i}": "1" for i in range(3)}, "srow_x_3": ""}, "Write a number; 0 where nothing"),
        ("orientation", {**{f"srow_x_{i}": "1" for i in range(3)}, "srow_x_3": "2,5"}, "with a point for decimals"),
    ],
    ids=["too long", "no number", "negative size", "flat", "too many bytes", "empty", "comma"],
)
def test_wrong_input_is_refused_beside_its_field_and_kept(
    visitor: Visitor, group: str, typed: dict[str, str], sentence: str
) -> None:
    for fragment in (False, True):
        answer = visitor.post(f"edit/{group}/", typed, fragment=fragment)

        page = answer.content.decode()
        assert answer.status_code == 422
        assert sentence in page
        assert 'aria-invalid="true"' in page
        assert f'value="{list(typed.values())[-1]}"' in page
    assert visitor.draft == {}
    assert visitor.now.revision == 1


def test_a_refused_form_in_place_replaces_itself(visitor: Visitor) -> None:
    answer = visitor.post("edit/text/", {"field": "descrip", "descrip": "x" * 99}, fragment=True)

    assert answer.headers["HX-Retarget"] == "#editor-descrip"
    assert answer.headers["HX-Reswap"] == "outerHTML"


def test_dim_and_datatype_can_be_changed_together(owner: User, add: Add) -> None:
    visitor = Visitor(owner, add())
    dim = {f"dim_{index}": str(number) for index, number in enumerate((3, 4, 3, 4, 1, 1, 1, 1))}

    assert visitor.post("edit/shape/", {**dim, "datatype": "2"}).status_code == 302

    assert visitor.draft == {"dim": "3 4 3 4 1 1 1 1", "datatype": "2"}


def test_bytes_after_the_end_mark_can_be_zeroed_without_a_new_text(owner: User, add: Add) -> None:
    visitor = Visitor(owner, add(data=nifti1_bytes(descrip=b"FSL\0rest")))

    visitor.post("edit/text/", {"field": "descrip", "descrip": "FSL", "descrip_clear": "on"})
    visitor.save()

    assert visitor.now.header.raw("descrip") == b"FSL".ljust(80, b"\0")


def test_a_text_with_line_ends_is_not_changed_by_looking_at_it(owner: User, add: Add) -> None:
    visitor = Visitor(owner, add(data=nifti1_bytes(descrip=b"two\r\nlines")))

    visitor.post("edit/text/", {"field": "descrip", "descrip": "twolines"})

    assert visitor.draft == {}


@pytest.mark.parametrize(
    "field", ["pixdim", "srow_x", "quatern_b", "xyzt_units", "dim_info", "descrip", "datatype", "dim"]
)
def test_sending_a_form_as_it_came_changes_nothing(owner: User, add: Add, field: str) -> None:
    odd = nifti1_bytes(
        pixdim=(-1, 2.2, 0.1, 3.3, 0, 1e-30, 1, 1), srow_x=(2.1, 1e-20, 0, -3.3), xyzt_units=202, dim_info=249
    )
    visitor = Visitor(owner, add(data=odd))
    group = visitor.image.header.field(field).group
    form = visitor.get(f"edit/{group}/?field={field}").context["form"]

    answer = visitor.post(f"edit/{group}/", {"field": field, **{name: form[name].value() for name in form.fields}})

    assert answer.status_code == 302
    assert visitor.draft == {}


def test_the_findings_say_how_many_the_changes_would_settle(owner: User, add: Add) -> None:
    visitor = Visitor(owner, add(data=nifti1_bytes(scl_slope=math.nan)))

    answer = visitor.post("edit/intensity/", {"field": "scl_slope", "scl_slope": "1"}, fragment=True)

    assert 'id="findings-pending" hx-swap-oob="true"' in answer.content.decode()
    assert "1 settled by your changes" in answer.content.decode()
    assert "1 settled by your changes" in visitor.text()


def test_discarding_takes_out_the_named_changes_or_all(visitor: Visitor) -> None:
    visitor.change(descrip="one", cal_max="5")

    visitor.post("discard/", {"field": "descrip", "review": "1"})
    assert visitor.draft == {"cal_max": "5"}

    answer = visitor.post("discard/", {}, fragment=True)
    assert visitor.draft == {}
    assert "not saved" not in answer.content.decode()


def test_each_person_has_a_draft_of_their_own(visitor: Visitor, member: User) -> None:
    visitor.change(descrip="mine")

    assert "not saved" not in Visitor(member, visitor.image).text()


def test_a_form_filled_before_somebody_saved_collides_with_what_they_saved(visitor: Visitor, member: User) -> None:
    image = visitor.now
    actions.edit(actor=member, image=image, base=image.etag, values={"cal_max": 9}, reason="I was faster.")

    answer = visitor.post("edit/text/", {"field": "descrip", "revision": "1", "descrip": "mine"}, fragment=True)

    assert "Revision 2 was saved while you were editing" in answer.content.decode()
    assert Draft.objects.get().base == 1


@pytest.mark.parametrize("revision", ["0", "99", "²", "x", "", "9" * 5000])
def test_a_form_of_a_revision_that_is_not_there_counts_as_filled_now(visitor: Visitor, revision: str) -> None:
    visitor.post("edit/text/", {"field": "descrip", "revision": revision, "descrip": "mine"})

    assert Draft.objects.get().base == 1
