"""Copying from another image: chosen by name, looked at by group, collected for a review."""

from __future__ import annotations

import html
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext

from inspector import actions
from inspector.models import AuditEntry, Dataset, Draft, Image, Proposal, Role
from tests.builders import nifti1_bytes
from tests.conftest import joined
from tests.views.conftest import Add
from tests.views.pages import Visitor

pytestmark = pytest.mark.django_db

SERIES: dict[str, Any] = {"pixdim": (1, 2, 2, 3, 2.5, 1, 1, 1), "sform_code": 4, "dim_info": 57}


@pytest.fixture
def visitor(owner: User, add: Add) -> Visitor:
    return Visitor(owner, add("derived.nii"))


@pytest.fixture
def source(add: Add) -> Image:
    return add("series.nii", nifti1_bytes(**SERIES))


def send(visitor: Visitor, source: Image, **chosen: Any) -> Any:
    return visitor.post("copy/", {"from": source.pk, **chosen})


def test_another_image_is_found_by_its_name(visitor: Visitor, source: Image, add: Add) -> None:
    add("other.nii", nifti1_bytes(dim=(3, 5, 3, 2, 1, 1, 1, 1)))

    everything, found, nothing = (visitor.text(f"copy/?q={query}") for query in ("", "series", "nowhere"))

    assert everything.index("series.nii") < everything.index("other.nii")
    assert everything.count("same grid") == 1
    assert ("series.nii" in found, "other.nii" in found) == (True, False)
    assert "No other image matches “nowhere”" in nothing
    assert f'href="?from={visitor.image.pk}"' not in everything


def test_only_images_that_may_be_seen_are_offered(visitor: Visitor, stranger: User, add: Add) -> None:
    theirs = add("theirs.nii")
    Image.objects.filter(pk=theirs.pk).update(dataset=Dataset.objects.get(slug="elsewhere"))

    assert "theirs.nii" not in visitor.text("copy/")
    assert visitor.get(f"copy/?from={theirs.pk}").status_code == 404
    answer = send(visitor, theirs, group="text")
    assert answer.status_code == 422
    assert "The image to copy from is not there any more." in answer.content.decode()


def test_more_images_take_no_more_queries(visitor: Visitor, source: Image, add: Add) -> None:
    counts = []
    for name in ("a.nii", "b.nii"):
        add(name)
        with CaptureQueriesContext(connection) as queries:
            visitor.get("copy/")
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_each_group_says_what_it_would_change(visitor: Visitor, source: Image) -> None:
    page = html.unescape(visitor.text(f"copy/?from={source.pk}"))

    for group in ("geometry", "timing"):
        assert f'name="group" value="{group}"' in page
    for group in ("scaling", "intent", "text"):
        assert f'name="group" value="{group}"' not in page
    assert page.count("the same in both") == 3
    assert "Every voxel would stay where it is." in page
    assert 'name="field" value="dim_info"' in page
    assert 'name="field" value="dim"' not in page


def test_what_does_not_go_together_is_said_first(visitor: Visitor, add: Add) -> None:
    other = add("other.nii", nifti1_bytes(dim=(3, 8, 6, 2, 1, 1, 1, 1), datatype=16, srow_x=(2, 0, 0, 9)))

    page = visitor.text(f"copy/?from={other.pk}")

    assert page.index("The grids differ") < page.index("The farthest corner would go 12.0 mm")
    assert "The data types differ" in page


def test_scale_factors_are_shown_with_numbers_that_are_stored_here(visitor: Visitor, add: Add) -> None:
    other = add("other.nii", nifti1_bytes(scl_slope=2, scl_inter=1))

    page = visitor.text(f"copy/?from={other.pk}")

    first, *_, last = (int.from_bytes(bytes((2 * k, 2 * k + 1)), "little") for k in range(24))
    for stored in (first, last):
        assert f'<th scope="row" class="num mono">{stored}</th><td class="num mono">{stored}</td>' in page
        assert f"<b>{stored * 2 + 1}</b>" in page


def test_what_is_chosen_waits_for_its_review(visitor: Visitor, source: Image) -> None:
    answer = send(visitor, source, group="timing", field="sform_code")
    page = visitor.client.get(answer.url).content.decode()

    assert Draft.objects.get().values == {
        "dim_info": "57",
        "pixdim": "1 2 2 3 2.5 1 1 1",
        "sform_code": "4",
    }
    assert "Copied timing and sform_code from series.nii, revision 1.</textarea>" in page
    assert visitor.now.revision == 1


def test_the_record_says_where_it_came_from(visitor: Visitor, source: Image) -> None:
    send(visitor, source, group=["timing", "geometry"])
    visitor.change(sform_code="2")

    visitor.save("Copied from the series.")

    assert AuditEntry.objects.latest("seq").facts["copied"] == [
        {"image": source.pk, "revision": 1, "fields": ["dim_info", "pixdim"]}
    ]
    assert visitor.now.header.number("sform_code") == 2


def test_a_proposal_says_where_it_came_from_until_it_is_saved(
    visitor: Visitor, source: Image, dataset: Dataset, owner: User
) -> None:
    send(visitor, source, group="timing")
    visitor.save("As the series.", "propose/", **visitor.looked_at("review/"))
    proposal = Proposal.objects.get()
    proposal.author = joined("tomas", dataset, Role.VIEWER)
    proposal.save()

    actions.accept(actor=owner, proposal=proposal, base=visitor.now.etag)

    told = [{"image": source.pk, "revision": 1, "fields": ["dim_info", "pixdim"]}]
    assert [entry.facts.get("copied") for entry in AuditEntry.objects.order_by("-seq")[:2]] == [told, told]


def test_what_is_taken_out_of_the_review_came_from_nowhere(visitor: Visitor, source: Image) -> None:
    send(visitor, source, group="timing")
    actions.drop_draft(actor=visitor.person, image=visitor.image, fields=["pixdim"])

    assert list(Draft.objects.get().copied) == ["dim_info"]


def test_nothing_chosen_is_said_on_the_page(visitor: Visitor, source: Image) -> None:
    answer = send(visitor, source)

    assert answer.status_code == 422
    assert "Say which groups, or which fields, are to be copied." in answer.content.decode()
    assert not Draft.objects.exists()


def test_what_is_the_same_already_changes_nothing(visitor: Visitor, source: Image) -> None:
    assert send(visitor, source, group="text").url == visitor.address(f"copy/?from={source.pk}")
    assert not Draft.objects.exists()


def test_what_is_sent_twice_leads_to_the_review_that_waits(visitor: Visitor, source: Image) -> None:
    first, again = (send(visitor, source, group="timing") for _ in range(2))

    assert again.url == visitor.address("review/")
    page = visitor.client.get(again.url).content.decode()
    assert "Nothing more would change: what you chose is stored or waits here already." in page
    assert set(Draft.objects.get().values) == {"dim_info", "pixdim"}
    assert first.status_code == again.status_code == 302


def test_what_another_window_collected_since_stays(visitor: Visitor, source: Image) -> None:
    visitor.text(f"copy/?from={source.pk}")
    visitor.change(sform_code="2", descrip="mine")

    send(visitor, source, group="timing", field="sform_code")

    assert {name: Draft.objects.get().values[name] for name in ("descrip", "sform_code")} == {
        "descrip": "mine",
        "sform_code": "4",
    }


def test_what_somebody_saved_since_is_shown_before_a_copy_is(visitor: Visitor, source: Image, member: User) -> None:
    send(visitor, source, group="timing")
    seen, image = visitor.looked_at("review/"), visitor.now
    actions.edit(actor=member, image=image, base=image.etag, values={"cal_max": 7}, reason="I was faster.")

    again = send(visitor, source, field="sform_code")

    assert "mats saved revision 2 while you were editing" in visitor.client.get(again.url).content.decode().lower()
    assert visitor.save("Copied from the series.", **seen).status_code == 412
    assert visitor.now.revision == 2


@pytest.mark.parametrize("name", ["\0", "", "x" * 5000, "../..", "²"])
def test_a_name_that_is_no_image_is_said_to_be_gone(visitor: Visitor, name: str) -> None:
    answer = visitor.post("copy/", {"from": name, "group": "text"})

    assert answer.status_code == 422
    assert "The image to copy from is not there any more." in answer.content.decode()


def test_an_image_that_is_removed_meanwhile_is_said_to_be_gone(visitor: Visitor, source: Image) -> None:
    send(visitor, source, group="timing")
    actions.delete(actor=visitor.person, image=source, reason="No longer needed.")

    assert send(visitor, source, group="geometry").status_code == 422
    assert visitor.get(f"copy/?from={source.pk}").status_code == 404
    assert visitor.get(f"beside/?other={source.pk}").status_code == 404
    visitor.save("Copied from the series.")
    assert visitor.now.header.number("dim_info") == 57


def test_names_of_fields_and_groups_that_make_no_sense_are_said(visitor: Visitor, source: Image) -> None:
    answer = send(visitor, source, group=["timing", "<b>"], field=["\0", "nothing", "dim"])
    page = html.unescape(answer.content.decode())

    assert answer.status_code == 422
    assert "There is no group <b>." in page
    assert "There is no field nothing in a NIfTI-1 header." in page
    assert not Draft.objects.exists()


def test_a_group_that_cannot_be_copied_says_why(visitor: Visitor, add: Add) -> None:
    other = add("other.nii", nifti1_bytes(dim=(3, 4, 3, 9, 1, 1, 1, 1), dim_info=57, slice_end=8))

    page = visitor.text(f"copy/?from={other.pk}")

    assert "cannot be copied" in page
    assert "slice_end is 8; the last slice along axis k is 1." in page
    assert 'name="group" value="timing"' not in page


def test_the_guided_edits_and_the_geometry_lead_here(visitor: Visitor) -> None:
    for page in ("", "operations/"):
        assert f'href="{visitor.address("copy/")}"' in visitor.text(page)
