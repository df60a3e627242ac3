"""Two images beside each other: their fields, how far apart they lie, their slices in one space."""

from __future__ import annotations

import html
import json
import re
from typing import Any

import pytest
from django.contrib.auth.models import User

from inspector import actions
from inspector.models import Dataset, Image
from tests.builders import nifti1_bytes, nifti2_bytes
from tests.views.conftest import Add
from tests.views.pages import Visitor

pytestmark = pytest.mark.django_db

SHIFTED: dict[str, Any] = {"srow_x": (2, 0, 0, 7), "descrip": b"another"}


@pytest.fixture
def visitor(owner: User, add: Add) -> Visitor:
    return Visitor(owner, add("one.nii"))


def text(visitor: Visitor, other: Image, **query: object) -> str:
    asked = "&".join(f"{name}={value}" for name, value in query.items())
    return html.unescape(visitor.text(f"beside/?other={other.pk}&{asked}"))


def sources(page: str) -> list[str]:
    return re.findall(r'<img src="([^"]*space=world[^"]*)"', page)


def test_another_image_is_chosen_first(visitor: Visitor, add: Add) -> None:
    other = add("other.nii")

    page = visitor.text("beside/")

    assert "Compare with another image" in page
    assert f'href="?other={other.pk}"' in page
    assert f'href="{visitor.address("beside/")}"' in visitor.text()


def test_fields_that_differ_are_shown_by_topic_and_all_when_asked(visitor: Visitor, add: Add) -> None:
    other = add("other.nii", nifti1_bytes(**SHIFTED))

    differ, everything = text(visitor, other), text(visitor, other, show="all")

    assert "2 differ, 41 agree" in differ
    assert "“<bdi>another</bdi>”" in differ
    assert ("/help/fields/srow_x/" in differ, "/help/fields/srow_y/" in differ) == (True, False)
    assert "/help/fields/srow_y/" in everything


def test_how_far_apart_they_lie_is_told_in_mm(visitor: Visitor, add: Add) -> None:
    page = text(visitor, add("other.nii", nifti1_bytes(**SHIFTED)))

    assert "<dt>farthest voxel apart</dt><dd><b>10.0 mm</b></dd>" in page
    assert "<dt>voxel axes turned by</dt><dd><b>0.0°</b></dd>" in page
    assert "<b>−4.0 to 4.0</b>" in page
    assert "<b>6.0 to 14.0</b>" in page


def test_equal_places_swaps_and_other_grids_are_each_said(visitor: Visitor, add: Add) -> None:
    said = {
        "Voxel for voxel in the same place": add("a.nii", nifti1_bytes(descrip=b"x")),
        "Left and right swap between these two": add("b.nii", nifti1_bytes(srow_x=(-2, 0, 0, 3))),
        "The grids differ and cover the same space": add(
            "c.nii",
            nifti1_bytes(dim=(3, 3, 4, 2, 1, 1, 1, 1), srow_x=(0, 2, 0, -3), srow_y=(2, 0, 0, -2)),
        ),
        "What each covers stands below": add("d.nii", nifti1_bytes(dim=(3, 5, 3, 2, 1, 1, 1, 1))),
        "They cannot be compared in space": add("e.nii", nifti1_bytes(srow_x=(0, 0, 0, 0))),
    }

    for sentence, other in said.items():
        page = text(visitor, other)
        assert [each for each in said if each in page] == [sentence]


def test_both_pictures_of_a_plane_are_of_one_frame(visitor: Visitor, add: Add) -> None:
    other = add("other.nii", nifti1_bytes(dim=(3, 9, 9, 9, 1, 1, 1, 1), srow_x=(1, 0, 0.1, 0)))

    found = sources(text(visitor, other))

    assert len(found) == 6
    for one, two in zip(found[::2], found[1::2], strict=True):
        pictures = [visitor.client.get(address) for address in (one, two)]
        assert [picture.status_code for picture in pictures] == [200, 200]
        frames = [picture["X-Slice-Frame"] for picture in pictures]
        assert frames[0] == frames[1]
        # Width and height, as a PNG has them.
        assert pictures[0].content[16:24] == pictures[1].content[16:24]


def test_the_address_says_where_the_planes_are(visitor: Visitor, add: Add) -> None:
    other = add("other.nii")

    page = text(visitor, other, axial=1.5, look="overlay", opacity=30, colormap="hot")

    assert 'min="-2" max="2" step="any" value="2" data-at="axial"' in page
    told = json.loads(re.findall(r'data-beside="(.*?)" data-look', page, re.S)[0])
    assert told["look"] == "overlay"
    assert 'value="30"' in page
    assert all("colormap=hot" in address for address in sources(page)[1::2])


@pytest.mark.parametrize(
    "query",
    [
        "axial=nan&look=x&opacity=999&va=9&colormap=pink",
        "axial=&opacity=-1&vb=x",
        "axial=1e308&coronal=-1e308&sagittal=5e-324&va=999999999&a=1&a=1",
    ],
)
def test_an_address_that_makes_no_sense_falls_back(visitor: Visitor, add: Add, query: str) -> None:
    other = add("other.nii", nifti1_bytes(srow_z=(0, 0, 0.25, 0)))

    assert visitor.get(f"beside/?other={other.pk}&{query}").status_code == 200


def test_where_no_picture_is_possible_the_reason_stands_there(visitor: Visitor, add: Add) -> None:
    flat = add("flat.nii", nifti1_bytes(srow_x=(0, 0, 0, 0)))

    page = text(visitor, flat)

    assert "flat.nii: no picture in world space, since the matrix in use cannot be used." in page
    assert sources(page) == []
    assert "srow_x" in page


@pytest.mark.parametrize("wanted", ["a=0", "a=-1", "b=2", "b=99999999999999999999", "a=x", "b=1%2E0", "b=%C2%B2"])
def test_a_revision_that_is_not_there_is_said(visitor: Visitor, add: Add, wanted: str) -> None:
    assert visitor.get(f"beside/?other={add('other.nii').pk}&{wanted}").status_code == 404


def test_a_revision_whose_bytes_were_erased_is_said_to_be(owner: User, add: Add) -> None:
    visitor = Visitor(owner, add(data=nifti1_bytes(descrip=b"Jane Doe")))
    image = visitor.now
    actions.edit(actor=owner, image=image, base=image.etag, values={"descrip": "removed"}, reason="By the protocol.")
    visitor.post("erase/?value=2%20descrip.old", {"base": "x", "reason": "It names a patient"})
    other = add("other.nii")

    for image_id, query in ((image.pk, f"other={other.pk}&a=1"), (other.pk, f"other={image.pk}&b=1")):
        answer = visitor.client.get(f"/images/{image_id}/beside/?{query}")
        assert answer.status_code == 410
        assert "Jane Doe" not in answer.content.decode()
    assert "Jane Doe" not in text(visitor, other)
    for call in ("slice?space=world&", "slice?", "voxel?at=0,0,0&", f"diff/{other.pk}?"):
        assert visitor.client.get(f"/api/v1/images/{image.pk}/{call}revision=1").status_code == 410


def test_versions_are_compared_field_by_field(visitor: Visitor, add: Add) -> None:
    page = text(visitor, add("two.nii", nifti2_bytes()))

    assert "not in NIfTI-2" in page
    assert "not in NIfTI-1" in page


def test_revisions_of_one_image_are_compared_too(visitor: Visitor, add: Add) -> None:
    image, other = visitor.now, add("other.nii")
    actions.edit(actor=visitor.person, image=image, base=image.etag, values={"cal_max": 7}, reason="test")

    own, two = text(visitor, image, a=1, b=2), text(visitor, other, a=1)

    assert "Two revisions of one image; the voxels are the same." in own
    assert "1 differs" in own
    assert "Every field says the same in both." in two
    assert visitor.get(f"beside/?other={other.pk}&b=9").status_code == 404


def test_an_image_of_another_lab_is_not_there(visitor: Visitor, stranger: User, add: Add) -> None:
    theirs = add("theirs.nii")
    Image.objects.filter(pk=theirs.pk).update(dataset=Dataset.objects.get(slug="elsewhere"))

    assert visitor.get(f"beside/?other={theirs.pk}").status_code == 404
    assert "theirs.nii" not in visitor.text("beside/")
