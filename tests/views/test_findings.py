"""Findings on the pages: said on top and beside the fields, fixed by way of a review, never saved over in silence."""

from __future__ import annotations

import html
import math
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlparse

import pytest
from django.contrib.auth.models import User
from django.test import Client

from inspector.core.rules import RULES, Rule
from inspector.models import AuditEntry, Draft, Image
from tests.builders import nifti1_bytes
from tests.views.conftest import Add
from tests.views.pages import Visitor

ClientOf = Callable[[User], Client]

pytestmark = pytest.mark.django_db

SLOW: dict[str, Any] = {"dim": (4, 4, 3, 1, 2, 1, 1, 1), "pixdim": (1, 2, 2, 3, 2000, 1, 1, 1), "xyzt_units": 10}
TWO_FORMS = {"qform_code": 1, "sform_code": 1}


def at(owner: User, add: Add, **fields: Any) -> Visitor:
    return Visitor(owner, add(data=nifti1_bytes(**fields)))


def test_a_sound_header_is_said_to_be_one(owner: User, add: Add) -> None:
    page = at(owner, add).text()

    assert f"No error and no warning, by {len(RULES)} rules and the profile “Any program”." in page


def test_a_finding_says_what_was_found_why_it_matters_and_where(owner: User, add: Add) -> None:
    page = at(owner, add, **SLOW).text()

    assert "The time between volumes is 2000 s: milliseconds are probably meant." in page
    assert 'id="finding-P12"' in page
    assert 'href="/help/rules/P12/"' in page
    assert 'class="field-row is-array flag-warn" id="pixdim"' in page
    assert "Warning: The time between volumes is 2000 s: milliseconds are probably meant." in page


def test_a_profile_changes_how_severe_a_finding_is(owner: User, add: Add) -> None:
    visitor = at(owner, add, qform_code=0, sform_code=0)

    assert 'class="finding finding-error" id="finding-X1"' not in visitor.text()
    assert 'class="finding finding-error" id="finding-X1"' in visitor.text("?profile=bids")
    assert "Findings" in visitor.text("?profile=nothing")


def test_a_fix_leads_to_its_review_with_the_reason_filled_in(owner: User, add: Add) -> None:
    visitor = at(owner, add, **SLOW)

    answer = visitor.post("fix/P12/", {})
    page = visitor.client.get(answer.url).content.decode()

    assert Draft.objects.get().values == {"xyzt_units": "18"}
    assert parse_qs(urlparse(answer.url).query)["reason"] == [
        "The time between volumes is 2000 s: milliseconds are probably meant. Say milliseconds."
    ]
    assert "milliseconds are probably meant. Say milliseconds.</textarea>" in page
    assert "<b>Settles</b> The time between volumes is 2000 s" in page
    assert visitor.now.revision == 1

    assert visitor.save().status_code == 302
    assert "Revision 2 saved. Voxels unchanged. 1 finding settled." in visitor.text()
    assert (visitor.now.header.value("xyzt_units"), visitor.now.warnings) == (18, 0)


def test_after_saving_the_page_names_what_was_settled_and_brought(owner: User, add: Add) -> None:
    visitor = at(owner, add, **SLOW)
    visitor.change(xyzt_units="18", scl_slope="-1")

    address = visitor.save().url
    page = visitor.client.get(address).content.decode()

    assert address == f"{visitor.address()}?saved=2"
    assert "Revision 2 settled 1 finding and brought 1" in page
    assert "<b>Settled</b> The time between volumes is 2000 s" in page
    assert "<b>Brought</b>" in page
    assert f'href="{visitor.address("restore/1/")}">' in page
    assert visitor.client.get(address).content.decode().count("<b>Settled</b>") == 1


@pytest.mark.parametrize("number", ["1", "3", "two", ""])
def test_an_address_of_another_revision_tells_nothing_of_this_one(owner: User, add: Add, number: str) -> None:
    visitor = at(owner, add, **SLOW)
    visitor.change(xyzt_units="18")
    visitor.save()

    assert 'id="saved"' not in visitor.text(f"?saved={number}")


def test_where_only_a_person_can_know_the_ways_say_what_they_do(owner: User, add: Add) -> None:
    visitor = at(owner, add, **TWO_FORMS, srow_x=(2, 0, 0, 7))

    page = visitor.text()

    assert "No one-click fix: only you can say what is right." in page
    assert re.findall(r'name="op" value="(\w+)".*?<p class="small muted">(.*?)</p>', page) == [
        ("copy_sform_to_qform", "the image stays in its place"),
        ("copy_qform_to_sform", "moves the image, by up to 10.0 mm"),
    ]
    visitor.post("operations/", {"op": "copy_sform_to_qform"})
    review = visitor.text("review/")
    assert "it then agrees with the qform" in review
    assert "Move both forms alike" not in review


def test_ways_that_settle_several_findings_stand_beside_the_first(owner: User, add: Add) -> None:
    page = at(owner, add, qform_code=1, sform_code=2, srow_x=(-2, 0, 0, 7)).text()

    assert page.count('name="op" value="copy_sform_to_qform"') == 1
    assert page.count('What settles <a href="#finding-X2">X2</a> settles this too.') == 2


def test_a_way_that_has_to_be_told_more_opens_its_form(owner: User, add: Add) -> None:
    visitor = at(owner, add, qform_code=0, sform_code=0)
    link = visitor.address("operations/?op=set_codes#set_codes")

    assert f'href="{link}">Set the codes</a>' in visitor.text()
    assert '<details class="card guided" id="set_codes" open>' in visitor.text("operations/?op=set_codes")


def test_where_there_is_no_other_way_the_field_is_opened(owner: User, add: Add) -> None:
    page = at(owner, add, intent_code=999).text()

    assert 'href="#intent_code" data-field data-fix>Edit intent_code</a>' in page


def test_a_rule_that_finds_nothing_has_nothing_to_fix(owner: User, add: Add) -> None:
    visitor = at(owner, add)

    assert visitor.post("fix/P12/", {}).url == visitor.address()
    assert visitor.post("fix/nothing/", {}).url == visitor.address()
    assert not Draft.objects.exists()


def test_fixes_are_listed_first_and_those_that_change_values_are_not_ticked(owner: User, add: Add) -> None:
    visitor = at(owner, add, **SLOW | {"scl_slope": math.nan})

    page = visitor.text("fixes/")

    assert '<input type="checkbox" name="rule" value="P12" checked>' in page
    assert '<input type="checkbox" name="rule" value="R1">' in page
    assert visitor.now.revision == 1


def test_several_fixes_are_reviewed_together(owner: User, add: Add) -> None:
    visitor = at(owner, add, **SLOW | {"scl_slope": math.nan})

    visitor.post("fixes/", {"rule": ["P12", "R1"]})

    assert Draft.objects.get().values == {"xyzt_units": "18", "scl_slope": "1"}
    assert visitor.text("review/").count("<b>Settles</b>") == 2


def test_no_fix_chosen_is_said(owner: User, add: Add) -> None:
    answer = at(owner, add, **SLOW).post("fixes/", {})

    assert answer.status_code == 422
    assert "Tick at least one." in answer.content.decode()


def test_a_new_error_is_saved_only_when_it_is_allowed_by_name(owner: User, add: Add) -> None:
    visitor = at(owner, add, **TWO_FORMS)
    visitor.change(srow_x="-2 0 0 3")

    page = visitor.text("review/")
    assert "<b>Brings</b>" in page
    assert '<input type="checkbox" name="allow" value="X2" form="save" required>' in page

    refused = visitor.save("The capsule is on the other side.", agreed="on")
    assert refused.status_code == 422
    assert visitor.now.revision == 1

    assert visitor.save("The capsule is on the other side.", agreed="on", allow="X2").status_code == 302
    assert AuditEntry.objects.latest("seq").facts["allowed"] == ["X2"]
    assert visitor.now.errors == 1


def test_programs_that_disagree_are_named(owner: User, add: Add) -> None:
    apart = at(owner, add, qform_code=1, sform_code=2, srow_x=(2, 0, 0, 7)).text()
    same = Visitor(owner, add("same.nii")).text()

    assert "ITK reads the qform, the others the sform: corners lie up to 10.0 mm apart." in apart
    assert "they differ" in apart
    assert "all agree" in same


def test_the_library_counts_the_findings_of_each_image(owner: User, add: Add) -> None:
    visitor = at(owner, add, **SLOW)

    page = visitor.client.get("/?sort=-findings").content.decode()

    assert '<span class="badge badge-warn" title="1 warning">' in page
    assert Image.objects.get().warnings == 1


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_every_rule_has_a_page_with_its_reason(client: Client, rule: Rule) -> None:
    page = html.unescape(client.get(f"/help/rules/{rule.id}/").content.decode())

    assert rule.expects in page
    assert rule.why in page
    assert rule.source in page


def test_a_rule_that_does_not_exist_has_no_page(client: Client) -> None:
    assert client.get("/help/rules/nothing/").status_code == 404
