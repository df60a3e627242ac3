"""Guided edits: each operation is a form, and what it changes waits for a review."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User

from inspector import actions
from inspector.core.operations import OPERATIONS
from inspector.models import Draft, Membership
from tests.builders import nifti1_bytes
from tests.views.conftest import Add
from tests.views.pages import Visitor

pytestmark = pytest.mark.django_db


@pytest.fixture
def visitor(owner: User, add: Add) -> Visitor:
    return Visitor(owner, add(data=nifti1_bytes(qform_code=1, sform_code=1)))


def test_every_operation_is_a_form_with_its_parameters(visitor: Visitor) -> None:
    page = visitor.text("operations/")

    for operation in OPERATIONS:
        assert f'<input type="hidden" name="op" value="{operation.op}">' in page
        for parameter in operation.parameters:
            assert f'name="{parameter.name}"' in page


def test_an_operation_leads_to_the_review_of_what_it_changes(visitor: Visitor) -> None:
    answer = visitor.post("operations/", {"op": "set_origin", "origin": "1 2 3", "forms": "both"})
    page = visitor.client.get(answer.url).content.decode()

    assert set(Draft.objects.get().values) == {"qoffset_x", "qoffset_y", "qoffset_z", "srow_x", "srow_y", "srow_z"}
    assert "Set the origin.</textarea>" in page
    assert visitor.now.revision == 1


def test_what_is_wrong_is_said_beside_its_parameter_and_kept(visitor: Visitor) -> None:
    answer = visitor.post("operations/", {"op": "set_origin", "origin": "1 2"})
    page = answer.content.decode()

    assert answer.status_code == 422
    assert "origin are three numbers." in page
    assert 'value="1 2"' in page
    assert not Draft.objects.exists()


@pytest.mark.parametrize("op", ["", "nothing", "\0", "set_origin"])
def test_no_operation_is_a_fault(visitor: Visitor, op: str) -> None:
    assert visitor.post("operations/", {"op": op}).status_code == 422


def test_an_operation_that_changes_nothing_says_so(visitor: Visitor) -> None:
    offset = [visitor.now.header.number(f"qoffset_{axis}") for axis in "xyz"]

    visitor.post("operations/", {"op": "set_origin", "origin": " ".join(map(str, offset)), "forms": "both"})

    assert not Draft.objects.exists()
    assert "Nothing would change: every value is stored already." in visitor.text()


def test_another_image_is_matched_only_where_it_may_be_seen(visitor: Visitor, owner: User, add: Add) -> None:
    other = add("other.nii", nifti1_bytes(qform_code=1, sform_code=1, srow_x=(2, 0, 0, 90), qoffset_x=90))

    seen = visitor.post("operations/", {"op": "match_center", "with": other.pk})
    assert seen.status_code == 302
    assert "srow_x" in Draft.objects.get().values

    Membership.objects.all().delete()
    actions.drop_draft(actor=owner, image=visitor.image)
    assert visitor.post("operations/", {"op": "match_center", "with": other.pk}).status_code == 404


def test_the_form_left_behind_takes_part_only_when_asked(visitor: Visitor) -> None:
    visitor.change(srow_x="2 0 0 7")
    assert "Move both forms alike" in visitor.text("review/")
    assert set(Draft.objects.get().values) == {"srow_x"}

    visitor.post("take-along/", {})

    assert set(Draft.objects.get().values) == {"srow_x", "qoffset_x"}
    assert "Move both forms alike" not in visitor.text("review/")
    assert "What stays behind" not in visitor.text("review/")


def test_nothing_is_taken_along_where_no_form_is_left_behind(visitor: Visitor) -> None:
    visitor.change(cal_max="7")

    visitor.post("take-along/", {})

    assert Draft.objects.get().values == {"cal_max": "7"}
