"""History: who changed what and why, comparing, going back, removing."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext

from inspector import actions, audit
from inspector.models import AuditEntry, AuditValue
from tests.views.pages import Visitor

pytestmark = pytest.mark.django_db


def edit(visitor: Visitor, reason: str = "By the protocol.", **values: object) -> None:
    image = visitor.now
    actions.edit(actor=visitor.person, image=image, base=image.current.etag, values=values, reason=reason)


def test_each_revision_is_a_card_newest_first(visitor: Visitor, member: User) -> None:
    edit(visitor, cal_max=7, descrip="x")
    edit(Visitor(member, visitor.image), "Four at once.", cal_max=8, cal_min=1, descrip="y", toffset=1)

    page = visitor.text("history/")

    titles = ["Edited: 4 fields", "Edited: cal_max, descrip", "Uploaded"]
    assert [page.index(title) for title in titles] == sorted(page.index(title) for title in titles)
    assert "“<bdi>Four at once.</bdi>”" in page
    assert "1 more field" in page
    assert '<span class="before">“<bdi>a small image</bdi>”</span>' in page
    assert page.count("?revision=") == 2
    assert "Mats, " in page


def test_a_swap_of_left_and_right_keeps_its_badge(visitor: Visitor) -> None:
    edit(visitor, srow_x=[-2, 0, 0, 3], qform_code=0)
    edit(visitor, descrip="later")

    assert visitor.text("history/").count("left–right") == 1


def test_the_record_is_checked_when_the_page_is_there(visitor: Visitor) -> None:
    page = visitor.text("history/")

    assert "Not checked yet." in page
    assert 'hx-get="/audit/?verify=1" hx-trigger="load"' in page


def test_an_erased_value_is_said_to_be_erased(visitor: Visitor) -> None:
    edit(visitor, "Mr Example asked for it.", descrip="Mr Example")
    erased = AuditValue.objects.filter(label__in=["descrip.new", "reason"], entry__action="edit")
    audit.erase(erased, actor="olga", reason="a name")

    page = visitor.text("history/")

    assert "Mr Example" not in page
    assert "The reason was erased." in page


def test_more_revisions_take_no_more_queries(visitor: Visitor) -> None:
    counts = []
    for value in (1, 2, 3):
        edit(visitor, cal_max=value)
        with CaptureQueriesContext(connection) as queries:
            visitor.get("history/")
        counts.append(len(queries))

    assert counts[0] == counts[1] == counts[2]


def test_two_revisions_are_compared(visitor: Visitor) -> None:
    edit(visitor, cal_max=7)
    edit(visitor, descrip="new")

    page = visitor.text("compare/?a=1&b=3")

    assert "Revision 1 and revision 3" in page
    assert "2 fields" in page
    assert "“<bdi>new</bdi>”" in page


def test_ticked_revisions_lead_to_their_comparison(visitor: Visitor) -> None:
    edit(visitor, cal_max=7)
    edit(visitor, cal_max=8)

    assert visitor.get("compare/?r=3&r=1").url == visitor.address("compare/?a=1&b=3")
    assert visitor.get("compare/?r=1").url == visitor.address("compare/?a=1&b=3")


def test_the_same_revision_twice_is_the_same(visitor: Visitor) -> None:
    assert "All 352 header bytes of revision 1 and revision 1 agree." in visitor.text("compare/?a=1&b=1")


@pytest.mark.parametrize("query", ["a=0&b=1", "a=1&b=2", "a=x&b=1", "r=9", "a=²&b=1", f"r={'9' * 5000}"])
def test_a_revision_that_is_not_there_is_not_found(visitor: Visitor, query: str) -> None:
    assert visitor.get(f"compare/?{query}").status_code == 404


def test_restoring_is_shown_asked_and_written(visitor: Visitor) -> None:
    first = visitor.now.header.data
    edit(visitor, cal_max=7)

    page = visitor.text("restore/1/")
    assert "The header bytes of revision 1 become revision 3." in page
    assert visitor.now.revision == 2

    answer = visitor.save("The edit was wrong.", "restore/1/")
    assert answer.status_code == 302
    assert visitor.now.header.data == first
    assert "Restored revision 1" in visitor.text("history/")


def test_restoring_asks_for_a_reason_and_for_the_swap(visitor: Visitor) -> None:
    edit(visitor, srow_x=[-2, 0, 0, 3], qform_code=0)

    answer = visitor.save("", "restore/1/")

    assert answer.status_code == 422
    assert "Say why: the history keeps" in answer.content.decode()
    assert "Tick this to swap left and right" in answer.content.decode()
    assert visitor.now.revision == 2


def test_restoring_on_a_revision_that_was_not_seen_is_refused(visitor: Visitor, member: User) -> None:
    edit(visitor, cal_max=7)
    seen = visitor.now.current.etag
    edit(Visitor(member, visitor.image), cal_max=8)

    answer = visitor.save("The edit was wrong.", "restore/1/", base=seen)

    assert answer.status_code == 412
    assert "The edit was wrong." in answer.content.decode()
    assert visitor.now.revision == 3


def test_the_current_revision_needs_no_restoring(visitor: Visitor) -> None:
    assert "Nothing to restore" in visitor.text("restore/1/")


def test_removing_asks_for_a_reason_and_leaves_a_record(visitor: Visitor) -> None:
    assert "Remove this image" in visitor.text("remove/")
    assert visitor.post("remove/", {"base": "", "reason": ""}).status_code == 422

    answer = visitor.post("remove/", {"base": visitor.now.current.etag, "reason": "Uploaded by mistake."})

    assert answer.status_code == 302
    assert visitor.get().status_code == 404
    assert AuditEntry.objects.latest("seq").action == "delete"


def test_old_and_new_codes_stand_with_what_they_mean(visitor: Visitor) -> None:
    edit(visitor, xyzt_units=18)

    page = visitor.text("history/")

    assert '<span title="10">10</span> <span class="side-meaning">mm, s</span>' in page
    assert '<span title="18">18</span> <span class="side-meaning">mm, ms</span>' in page


def test_the_rows_of_a_form_are_called_by_the_form(visitor: Visitor) -> None:
    edit(visitor, srow_x=[2, 0, 0, -2], srow_y=[0, 2, 0, -1])

    assert "Edited: sform" in visitor.text("history/")


def test_restoring_names_what_it_brings_back(visitor: Visitor) -> None:
    edit(visitor, scl_slope=-1)
    edit(visitor, scl_slope=1)

    page = visitor.text("restore/2/")

    assert "<b>Brings</b> " in page
    assert 'href="/help/rules/R5/"' in page
    assert "Save all the same" not in page
