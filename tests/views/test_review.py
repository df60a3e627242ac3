"""Review: the evidence before saving, and the reason."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User

from inspector import audit
from inspector.models import Draft
from tests.builders import nifti1_bytes
from tests.views.conftest import Add
from tests.views.pages import Visitor

pytestmark = pytest.mark.django_db

SWAP = {"srow_x": "-2 0 0 3", "qform_code": "0"}


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
    assert page.count(visitor.image.voxels_sha256) == 2
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


def test_changes_that_do_not_go_together_are_named_and_cannot_be_saved(visitor: Visitor) -> None:
    visitor.change(datatype="16", descrip="fine")

    page = visitor.text("review/")
    assert "These changes do not go together yet" in page
    assert "need 96 bytes; the file holds 48." in page
    assert 'name="reason"' not in page

    assert visitor.save().status_code == 422
    assert visitor.now.revision == 1


def test_header_text_is_escaped_in_the_evidence(owner: User, add: Add) -> None:
    visitor = Visitor(owner, add(data=nifti1_bytes(descrip=b"<i>\0<u>")))
    visitor.change(descrip="<s>")

    page = visitor.text("review/")

    assert "<i>" not in page
    assert "<u>" not in page
    assert "<s>" not in page
    assert "“<bdi>&lt;i&gt;</bdi>” + “<bdi>&lt;u&gt;</bdi>”" in page


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
