"""Two people, or two windows, at once: both sides are shown, and nothing is saved that was not seen."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User

from inspector import actions
from inspector.models import Draft
from tests.views.pages import Visitor

pytestmark = pytest.mark.django_db


def save_first(member: User, visitor: Visitor, **values: object) -> None:
    image = visitor.now
    actions.edit(actor=member, image=image, base=image.current.etag, values=values, reason="I was faster.")


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
