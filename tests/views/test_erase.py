"""Erasing a value: chosen from a list, shown with what goes along, asked why; afterwards the pages say what is gone."""

import pytest
from django.contrib.auth.models import User

from inspector import actions
from inspector.models import Revision
from tests.builders import nifti1_bytes
from tests.views.conftest import Add
from tests.views.pages import Visitor

pytestmark = pytest.mark.django_db

VALUE = "erase/?value=2%20descrip.old"


@pytest.fixture
def visitor(owner: User, add: Add) -> Visitor:
    """At an image whose first revision names a patient."""
    visitor = Visitor(owner, add(data=nifti1_bytes(descrip=b"Jane Doe")))
    edit(visitor, descrip="removed")
    return visitor


def edit(visitor: Visitor, **values: object) -> None:
    image = visitor.now
    actions.edit(actor=visitor.person, image=image, base=image.etag, values=values, reason="By the protocol.")


def test_every_recorded_value_can_be_chosen(visitor: Visitor) -> None:
    page = visitor.text("erase/")

    assert "<b>descrip, before</b>" in page
    assert f'href="/images/{visitor.image.pk}/{VALUE}"' in page
    assert "Erase a value for good" in visitor.text("history/")


def test_what_goes_along_is_said_first(visitor: Visitor) -> None:
    page = visitor.text(VALUE)

    assert "<li>1 recorded value that says it</li>" in page
    assert "<li>the header bytes of revision 1</li>" in page
    assert "<li>the uploaded file: it can no longer be downloaded as it came</li>" in page


def test_a_current_value_is_said_to_be_current(visitor: Visitor) -> None:
    assert "The current header still holds it" in visitor.text("erase/?value=2%20descrip.new")

    answer = visitor.post("erase/?value=2%20descrip.new", {"base": "x", "reason": "It names a patient"})

    assert answer.status_code == 422
    assert "Revision 2 is the current one and still holds it." in answer.content.decode()


def test_a_reason_is_asked_for(visitor: Visitor) -> None:
    assert visitor.post(VALUE, {"base": "x", "reason": ""}).status_code == 422
    assert not any(row.is_erased for row in Revision.objects.all())


def test_afterwards_the_history_says_what_is_gone(visitor: Visitor) -> None:
    assert visitor.post(VALUE, {"base": "x", "reason": "It names a patient"}).status_code == 302

    page = visitor.text("history/")

    assert "Jane Doe" not in page
    assert "The header bytes of this revision were erased for good." in page
    assert "erased for good.</p>" in page
    assert page.count("Restore<span") == 0
    assert '<span class="muted">erased</span>' in page
    assert "“<bdi>removed</bdi>”" in page


@pytest.mark.parametrize("page", ["restore/1/", "compare/?a=1&b=2", "compare/?a=2&b=1"])
def test_an_erased_revision_says_so_where_it_was(visitor: Visitor, page: str) -> None:
    visitor.post(VALUE, {"base": "x", "reason": "It names a patient"})

    answer = visitor.get(page)

    assert answer.status_code == 410
    assert "Revision 1 was erased" in answer.content.decode()


@pytest.mark.parametrize(
    "value", ["", "2", "2%20nothing", "x%20descrip.old", "9%20descrip.old", f"{'9' * 99}%20reason"]
)
def test_a_value_that_is_not_on_record_is_not_found(visitor: Visitor, value: str) -> None:
    assert visitor.get(f"erase/?value={value}").status_code == 404


def test_a_draft_on_an_erased_revision_is_still_put_beside_what_was_saved(visitor: Visitor) -> None:
    visitor.change(cal_max="7")
    edit(visitor, descrip="other")
    edit(visitor, descrip="x")
    image = visitor.now
    value = Revision.objects.get(number=4).entry.kept["descrip.old"]
    actions.erase_value(actor=visitor.person, image=image, value=value, reason="It names a patient")

    assert "cal_max" in visitor.text("review/")


def test_an_erased_revision_is_gone_for_programs(visitor: Visitor) -> None:
    visitor.post(VALUE, {"base": "x", "reason": "It names a patient"})
    api = f"/api/v1/images/{visitor.image.pk}"

    history = visitor.client.get(f"{api}/history").json()["revisions"]
    answers = [visitor.client.get(f"{api}/{call}") for call in ("header?revision=1", "download?as=original")]

    assert [(row["number"], row["erased"]) for row in history] == [(2, False), (1, True)]
    assert [answer.status_code for answer in answers] == [410, 410]
    assert answers[0].json()["error"]["code"] == "erased"
