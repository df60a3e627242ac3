"""What changes where an image lies or how its voxels are read has to be confirmed before it is saved."""

from __future__ import annotations

import pytest

from tests.views.pages import Visitor

pytestmark = pytest.mark.django_db
SWAP = {"srow_x": "-2 0 0 3", "qform_code": "0"}


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
