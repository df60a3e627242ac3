"""Review: the evidence before saving, the reason, the swap of left and right, and two people at once."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User

from inspector import actions, audit
from inspector.models import Draft
from tests.builders import nifti1_bytes
from tests.views.conftest import Add
from tests.views.pages import Visitor

pytestmark = pytest.mark.django_db

SWAP = {"srow_x": "-2 0 0 3", "qform_code": "0"}


@pytest.fixture
def visitor(owner: User, add: Add) -> Visitor:
    return Visitor(owner, add())


def save_first(member: User, visitor: Visitor, **values: object) -> None:
    image = visitor.now
    actions.edit(actor=member, image=image, base=image.current.etag, values=values, reason="I was faster.")


def test_nothing_collected_leads_back_to_the_fields(visitor: Visitor) -> None:
    answer = visitor.get("review/")

    assert answer.status_code == 302
    assert answer.url == visitor.address()


def test_the_review_shows_old_new_bytes_and_that_voxels_stay(visitor: Visitor) -> None:
    visitor.change(cal_max="7")

    page = visitor.text("review/")

    assert "Review 1 change" in page
    assert "2 of 352" in page
    assert "0 of 48" in page
    assert page.count(visitor.image.voxels.sha256) == 2
    assert "<ins>E0</ins> <ins>40</ins>" in page


def test_the_review_counts_the_findings(visitor: Visitor) -> None:
    visitor.change(scl_slope="-1")

    assert "<b>0 settled, 1 new</b>" in visitor.text("review/")


def test_the_review_names_the_programs_that_read_the_image_otherwise(visitor: Visitor) -> None:
    visitor.change(**SWAP)

    page = visitor.text("review/")

    assert "axes RAS, voxels 2 × 2 × 3 mm</span>" in page
    assert "axes LAS, voxels 2 × 2 × 3 mm</span>" in page


def test_no_program_is_named_when_all_read_the_image_as_before(visitor: Visitor) -> None:
    visitor.change(cal_max="7")

    assert "readers-title" not in visitor.text("review/")


def test_each_change_can_be_taken_out(visitor: Visitor) -> None:
    visitor.change(cal_max="7", descrip="x")

    page = visitor.text("review/")

    assert page.count("Take out<") == 2


def test_a_datatype_shows_the_bitpix_that_follows(visitor: Visitor) -> None:
    visitor.change(dim="3 4 3 4 1 1 1 1", datatype="2")

    page = visitor.text("review/")

    assert page.count("follows from the others") == 1


def test_saving_writes_a_revision_with_its_reason(visitor: Visitor) -> None:
    visitor.change(cal_max="7")

    answer = visitor.save("Scanner display range.")

    assert answer.status_code == 302
    assert visitor.now.current.reason == "Scanner display range."
    assert visitor.now.header.value("cal_max") == 7.0
    assert "Revision 2 saved. Voxels unchanged." in visitor.text()
    assert not Draft.objects.exists()
    assert audit.verify().ok


def test_saving_twice_writes_once(visitor: Visitor) -> None:
    visitor.change(cal_max="7")
    base = visitor.now.current.etag

    visitor.save(base=base)
    again = visitor.save(base=base)

    assert again.status_code == 302
    assert visitor.now.revision == 2


@pytest.mark.parametrize(
    ("values", "reason", "sentence"),
    [
        ({"cal_max": "7"}, "  ", "Say why: the history keeps the reason"),
        ({"pixdim": "1 2 2 4 1 1 1 1"}, "short", "Say why in at least 10 characters; these are 5."),
    ],
    ids=["none", "too short for a voxel size"],
)
def test_a_reason_is_needed(visitor: Visitor, values: dict[str, str], reason: str, sentence: str) -> None:
    visitor.change(**values)

    answer = visitor.save(reason)

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert visitor.now.revision == 1


def test_a_few_words_are_enough_for_a_text(visitor: Visitor) -> None:
    visitor.change(descrip="corrected")

    assert visitor.save("typo").status_code == 302


def test_a_swap_of_left_and_right_has_to_be_confirmed(visitor: Visitor) -> None:
    visitor.change(**SWAP)

    page = visitor.text("review/")
    assert "This swaps left and right" in page
    assert "Save and swap left–right" in page

    refused = visitor.save("The capsule is on the other side.")
    assert refused.status_code == 422
    assert "Tick this to swap left and right" in refused.content.decode()
    assert "The capsule is on the other side." in refused.content.decode()

    assert visitor.save("The capsule is on the other side.", agreed="on").status_code == 302
    assert visitor.now.axis_codes == "LAS"


def test_changes_that_do_not_go_together_are_named_and_cannot_be_saved(visitor: Visitor) -> None:
    visitor.change(datatype="16", descrip="fine")

    page = visitor.text("review/")
    assert "These changes do not go together yet" in page
    assert "need 96 bytes; the file holds 48." in page
    assert 'name="reason"' not in page

    assert visitor.save().status_code == 422
    assert visitor.now.revision == 1


def test_when_somebody_saved_first_both_sides_are_shown(visitor: Visitor, member: User) -> None:
    visitor.change(cal_max="7", descrip="mine")
    base = visitor.now.current.etag
    save_first(member, visitor, cal_max=9, cal_min=1)

    answer = visitor.save("Because of the scanner.", base=base)

    page = answer.content.decode()
    assert answer.status_code == 412
    assert "mats saved revision 2 while you were editing" in page.lower()
    assert 'name="reason" value="Because of the scanner."' in page
    assert page.count('type="checkbox" name="field"') == 2
    assert "not changed" in page
    assert visitor.now.header.value("cal_max") == 9.0
    assert visitor.now.revision == 2


def test_saving_on_a_revision_that_was_not_seen_is_refused(visitor: Visitor, member: User) -> None:
    seen = visitor.now.current.etag
    save_first(member, visitor, cal_max=9)
    visitor.change(cal_max="7")

    answer = visitor.save(base=seen)

    assert answer.status_code == 412
    assert visitor.now.header.value("cal_max") == 9.0
    assert Draft.objects.get().values == {"cal_max": "7"}


def test_what_was_collected_in_another_window_since_is_shown_before_it_is_saved(visitor: Visitor) -> None:
    visitor.change(cal_max="7")
    seen = visitor.looked_at("review/")
    visitor.change(cal_min="5")

    refused = visitor.save("The scanner's display range.", **seen)

    assert refused.status_code == 422
    assert "The changes are others than the ones you looked at." in refused.content.decode()
    assert "Review 2 changes" in refused.content.decode()
    assert "The scanner&#x27;s display range." in refused.content.decode()
    assert visitor.now.revision == 1

    assert visitor.save("The scanner's display range.").status_code == 302


def test_the_header_page_says_that_somebody_saved(visitor: Visitor, member: User) -> None:
    visitor.change(cal_max="7")
    save_first(member, visitor, cal_max=9)

    assert "Revision 2 was saved while you were editing" in visitor.text()


@pytest.mark.parametrize(
    ("keep", "left"),
    [("all", {"cal_max": "7", "descrip": "mine"}), ("ticked", {"descrip": "mine"}), ("none", {})],
)
def test_what_waits_can_go_on_top_in_part_or_be_dropped(
    visitor: Visitor, member: User, keep: str, left: dict[str, str]
) -> None:
    visitor.change(cal_max="7", descrip="mine")
    save_first(member, visitor, cal_max=9)

    answer = visitor.post("rebase/", {"keep": keep, "field": ["descrip"], "reason": "Kept text."})

    drafts = [draft.values for draft in Draft.objects.all()]
    assert drafts == ([left] if left else [])
    if left:
        assert "Kept text." in answer.content.decode()
        assert visitor.save("Because of the scanner.").status_code == 302
        assert visitor.now.header.value("descrip") == "mine"
        assert visitor.now.revision == 3


def test_header_text_is_escaped_in_the_evidence(owner: User, add: Add) -> None:
    visitor = Visitor(owner, add(data=nifti1_bytes(descrip=b"<i>\0<u>")))
    visitor.change(descrip="<s>")

    page = visitor.text("review/")

    assert "<i>" not in page
    assert "<u>" not in page
    assert "<s>" not in page
    assert "“<bdi>&lt;i&gt;</bdi>” + “<bdi>&lt;u&gt;</bdi>”" in page


def test_a_move_has_to_be_confirmed_one_step_quieter(visitor: Visitor) -> None:
    visitor.change(srow_x="2 0 0 7")

    page = visitor.text("review/")
    assert "This moves the image in space" in page
    assert "The farthest corner goes 10.0 mm, and the image turns by 0.0°." in page
    assert "The qform stays as it is: it then lies up to 10.0 mm from the sform." in page
    assert "Save revision 2" in page

    refused = visitor.save("Shifted to the landmark.")
    assert refused.status_code == 422
    assert "Tick this to move the image, or take the change out." in refused.content.decode()
    assert visitor.now.revision == 1

    assert visitor.save("Shifted to the landmark.", agreed="on").status_code == 302


def test_where_it_lies_is_drawn_when_it_moves(visitor: Visitor) -> None:
    visitor.change(cal_max="7")
    assert "Where it lies" not in visitor.text("review/")

    visitor.change(srow_x="2 0 0 7")
    assert visitor.text("review/").count('class="box-ghost"') == 12


def test_a_small_move_is_not_asked_about(visitor: Visitor) -> None:
    visitor.change(srow_x="2 0 0 -2.5")

    assert "This moves the image" not in visitor.text("review/")
    assert visitor.save("Half a millimetre by the phantom.").status_code == 302


def test_another_reading_of_the_voxels_has_to_be_confirmed(visitor: Visitor) -> None:
    visitor.change(datatype="512")

    page = visitor.text("review/")

    assert "This changes how the voxels are read" in page
    assert "Now: 3 axes: 4 × 3 × 2 voxels, int16. Afterwards: 3 axes: 4 × 3 × 2 voxels, uint16." in page
    assert visitor.save("Values are never negative.").status_code == 422
    assert visitor.save("Values are never negative.", agreed="on").status_code == 302


def test_codes_and_units_stand_beside_their_numbers(visitor: Visitor) -> None:
    visitor.change(xyzt_units="18", qform_code="2")

    page = visitor.text("review/")

    assert '<span title="10">10</span> <span class="side-meaning">mm, s</span></span>' in page
    assert '<span title="18">18</span> <span class="side-meaning">mm, ms</span></span>' in page
    assert '<span title="2">2</span> <span class="side-meaning">aligned</span></span>' in page


def test_what_was_saved_can_be_undone_from_the_note(visitor: Visitor) -> None:
    visitor.change(cal_max="7")
    visitor.save()

    assert f'<a class="btn btn-quiet btn-sm" href="{visitor.address("restore/1/")}">Undo</a>' in visitor.text()
