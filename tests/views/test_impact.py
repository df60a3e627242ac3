"""What an edit does in space: the same panel wherever a header replaces another, and the swap that can be left out."""

from __future__ import annotations

import html
import re

import pytest
from django.contrib.auth.models import User

from inspector import actions
from inspector.models import Draft, Image
from tests.builders import nifti1_bytes, nifti2_bytes
from tests.views.conftest import Add
from tests.views.pages import Visitor

pytestmark = pytest.mark.django_db

SWAP = {"srow_x": "-2 0 0 3", "qform_code": "0"}
REASON = "The capsule is on the other side."


@pytest.fixture
def visitor(owner: User, add: Add) -> Visitor:
    return Visitor(owner, add())


def pictures(page: str) -> list[str]:
    """The addresses of the slices of a panel."""
    return [html.unescape(found) for found in re.findall(r'src="(/api/[^"]*space=world[^"]*)"', page)]


def words(page: str) -> str:
    """A page as it is read: without its marks, with single blanks."""
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", page)).split())


def edit(visitor: Visitor, **values: object) -> Image:
    now = visitor.now
    return actions.edit(actor=visitor.person, image=now, base=now.etag, values=values, reason=REASON).image


def test_an_edit_that_moves_nothing_has_no_panel(visitor: Visitor) -> None:
    visitor.change(cal_max="7")

    assert 'id="impact"' not in visitor.text("review/")


def test_the_panel_tells_the_numbers(visitor: Visitor) -> None:
    visitor.change(srow_x="3 0 0 4", srow_y="0 2 1 -2")

    page = words(visitor.text("review/"))

    assert "Farthest corner moves 10.0 mm" in page
    assert "Centre moves 8.5 mm: 8.5 to the right and 0.50 to the front" in page
    assert "Voxel size 2 × 2 × 3 → 3 × 2 × 3.1623 mm (×1.5, ×1, ×1.0541)" in page
    assert "Shear 0.0° → 18.4°" in page
    assert "Axes i, j, k R A S , stay" in page


def test_both_pictures_of_a_plane_are_of_one_frame(visitor: Visitor) -> None:
    visitor.change(srow_x="2 0 0.3 4", srow_z="0 0.4 3 -1.5")

    found = pictures(visitor.text("review/"))

    assert len(found) == 6
    for now, then in zip(found[::2], found[1::2], strict=True):
        answers = [visitor.client.get(address) for address in (now, then)]
        assert [answer.status_code for answer in answers] == [200, 200]
        assert answers[0]["X-Slice-Frame"] == answers[1]["X-Slice-Frame"]
        assert answers[0].content != answers[1].content


def test_one_voxel_is_marked_in_both_with_its_x(visitor: Visitor) -> None:
    visitor.change(**SWAP)

    page = words(visitor.text("review/"))

    assert "it marks the same voxel (2, 1, 0) in both pictures" in page
    assert "Now, r1. The marked voxel is on the patient’s right, x = +1.0 mm" in page
    assert "After, r2. The marked voxel is on the patient’s left, x = −1.0 mm" in page


def test_the_plane_that_holds_the_voxel_in_both_comes_first(visitor: Visitor) -> None:
    visitor.change(srow_z="0 0 3 4")

    planes = [re.search("plane=([a-z]+)", address) for address in pictures(visitor.text("review/"))]

    assert [found and found[1] for found in planes[::2]] == ["coronal", "sagittal", "axial"]
    assert "4.2 mm from this slice, to the feet" in words(visitor.text("review/"))


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({"srow_x": "2 0 0 9", "datatype": "512"}, "dim or datatype change as well"),
        ({"qform_code": "0", "sform_code": "0", "qoffset_x": "1"}, "neither form says which way the image lies"),
        ({"srow_x": "2 0 0 900"}, "one of the two would be a dot"),
        ({"srow_x": "2 0 0 3e38"}, "one of the two would be a dot"),
        ({"srow_x": "3e38 0 0 0"}, "one of the two would be a dot"),
        ({"srow_x": "2 0 0 -2.999"}, "it is too little to be seen"),
    ],
    ids=[
        "other voxels",
        "no orientation",
        "far away",
        "at the end of numbers",
        "as large as numbers go",
        "hardly at all",
    ],
)
def test_without_pictures_the_panel_says_why(visitor: Visitor, values: dict[str, str], why: str) -> None:
    visitor.change(**values)

    page = visitor.text("review/")

    assert why in words(page)
    assert pictures(page) == []


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (nifti1_bytes(block=bytes(40)), "the file ends 8 bytes before the first volume does"),
        (nifti1_bytes(datatype=1536), "float128 voxels cannot be read here"),
    ],
    ids=["cut short", "no known voxels"],
)
def test_a_file_without_slices_says_so_in_the_panel(owner: User, add: Add, data: bytes, why: str) -> None:
    visitor = Visitor(owner, add(data=data))
    visitor.change(srow_x="2 0 0 7")

    page = visitor.text("review/")

    assert why in words(page[page.index('id="impact"') :])
    assert pictures(page) == []


def test_a_move_beyond_all_numbers_is_told_as_far(owner: User, add: Add) -> None:
    visitor = Visitor(owner, add(data=nifti2_bytes(srow_x=(2, 0, 0, -1.7e308))))
    visitor.change(srow_x="2 0 0 1.7e308")

    assert "one of the two would be a dot" in words(visitor.text("review/"))


def test_where_nothing_can_be_placed_the_panel_says_so(owner: User, add: Add) -> None:
    visitor = Visitor(owner, add(data=nifti1_bytes(srow_x=(0, 0, 0, 0))))
    visitor.change(srow_x="2 0 0 7")

    assert "a matrix is not finite or cannot be inverted (Now, r1)" in words(visitor.text("review/"))


def test_a_comparison_shows_the_move_and_the_swap(visitor: Visitor) -> None:
    edit(visitor, srow_x=[-2, 0, 0, 3], qform_code=0)

    page = visitor.text("compare/?a=1&b=2")

    assert "Left and right swap between these two" in page
    assert "r2. The marked voxel is on the patient’s left, x = −1.0 mm" in words(page)
    assert len(pictures(page)) == 6
    assert 'name="agreed"' not in page


def test_a_header_that_comes_back_is_drawn_from_its_own_revision(visitor: Visitor) -> None:
    edit(visitor, srow_x=[-2, 0, 0, 3], qform_code=0)

    found = pictures(visitor.text("restore/1/"))

    assert ["revision=2" in found[0], "revision=1" in found[1]] == [True, True]


def test_the_other_changes_are_saved_without_the_swap(visitor: Visitor) -> None:
    visitor.change(**SWAP, descrip="checked")

    answer = visitor.save(REASON, spare="1")

    assert answer.status_code == 302
    assert (visitor.now.axis_codes, visitor.now.header.value("descrip")) == ("RAS", "checked")
    assert not Draft.objects.exists()


def test_a_swap_without_anything_else_can_only_be_left_out(visitor: Visitor) -> None:
    visitor.change(**SWAP)

    page = visitor.text("review/")
    assert ("without the swap" in page, "Leave out the swap" in page) == (False, True)

    assert visitor.save(REASON, spare="1").status_code == 422
    assert visitor.now.revision == 1


def test_a_time_step_is_no_part_of_the_swap(visitor: Visitor) -> None:
    visitor.change(**SWAP, pixdim="1 2 2 3 2.5 1 1 1")

    visitor.save(REASON, spare="1")

    assert (visitor.now.axis_codes, visitor.now.header.numbers("pixdim")[4]) == ("RAS", 2.5)


def test_saving_without_the_swap_needs_a_reason_as_well(visitor: Visitor) -> None:
    visitor.change(**SWAP, descrip="checked")

    assert visitor.save("", spare="1").status_code == 422
    assert visitor.now.revision == 1


def test_a_revision_comes_back_without_its_swap(visitor: Visitor) -> None:
    edit(visitor, srow_x=[-2, 0, 0, 3], qform_code=0, descrip="checked")
    assert "Restore without the swap" in visitor.text("restore/1/")

    answer = visitor.save(REASON, "restore/1/", spare="1")

    assert answer.status_code == 302
    assert (visitor.now.axis_codes, visitor.now.header.value("descrip")) == ("LAS", "a small image")


def test_a_proposal_is_accepted_without_its_swap(visitor: Visitor, member: User) -> None:
    values = {"srow_x": "-2 0 0 3", "qform_code": "0", "descrip": "checked"}
    image = visitor.now
    made = actions.propose(actor=member, image=image, base=image.etag, values=values, reason=REASON)
    page = f"proposals/{made.pk}/"
    assert "Accept without the swap" in visitor.text(page)
    assert len(pictures(visitor.text(page))) == 6

    answer = visitor.post(f"{page}accept/", {**visitor.looked_at(page), "reason": REASON, "spare": "1"})

    assert answer.status_code == 302
    assert (visitor.now.axis_codes, visitor.now.header.value("descrip")) == ("RAS", "checked")


def test_who_proposed_a_swap_is_not_asked_to_agree(visitor: Visitor, member: User) -> None:
    image = visitor.now
    made = actions.propose(actor=member, image=image, base=image.etag, values=SWAP, reason=REASON)

    own = Visitor(member, image).text(f"proposals/{made.pk}/")

    assert ("This swaps left and right" in own, 'name="agreed"' in own) == (True, False)
