"""The orientation box: the drawing says what the affine says."""

from __future__ import annotations

import numpy as np
import pytest
from django.contrib.auth.models import User

from inspector.shown.box import HEIGHT, WIDTH, Box
from tests.builders import nifti1_bytes
from tests.views.conftest import Add
from tests.views.pages import Visitor

STRAIGHT = np.diag([2.0, 2, 3, 1])


def drawn(affine: np.ndarray, shape: tuple[int, ...] = (64, 64, 30)) -> Box:
    box = Box.of(affine, shape)
    assert box is not None
    return box


def test_the_arrows_say_where_the_axes_point() -> None:
    assert [arrow.word for arrow in drawn(STRAIGHT).arrows] == ["i→R", "j→A", "k→S"]
    assert [arrow.word for arrow in drawn(np.diag([-2.0, 2, -3, 1])).arrows] == ["i→L", "j→A", "k→I"]


def test_right_is_drawn_to_the_right_and_the_head_upwards() -> None:
    right, front, head = drawn(STRAIGHT).arrows

    assert right.end.x > right.start.x
    assert front.end.y < front.start.y
    assert head.end.y < head.start.y
    assert head.end.x == head.start.x


def test_a_mirrored_volume_begins_on_the_other_side() -> None:
    assert drawn(STRAIGHT).first.x < drawn(np.diag([-2.0, 2, 3, 1])).first.x


@pytest.mark.parametrize("scale", [1e-12, 1.0, 1e12])
@pytest.mark.parametrize("shape", [(64,), (64, 64), (64, 64, 30, 200)])
def test_all_of_it_lies_inside_the_drawing(scale: float, shape: tuple[int, ...]) -> None:
    box = drawn(STRAIGHT * [[scale], [scale], [scale], [1]], shape)

    marks = [mark for start, end, _ in box.edges for mark in (start, end)]

    assert len(box.edges) == 12
    assert sum(hidden for _, _, hidden in box.edges) == 3
    assert all(0 <= mark.x <= WIDTH and 0 <= mark.y <= HEIGHT for mark in marks)


def test_the_world_origin_is_drawn_only_near_the_box() -> None:
    far = STRAIGHT.copy()
    far[:3, 3] = 5000

    assert drawn(STRAIGHT).origin is not None
    assert drawn(far).origin is None


@pytest.mark.parametrize("shape", [(), (0, 4, 4), (4, -1)])
def test_without_voxels_there_is_nothing_to_draw(shape: tuple[int, ...]) -> None:
    assert Box.of(STRAIGHT, shape) is None
    assert Box.of(None, (4, 4, 4)) is None


def test_the_box_as_it_lay_before_is_drawn_where_it_differs() -> None:
    moved = STRAIGHT.copy()
    moved[0, 3] = 10

    both = Box.of(moved, (64, 64, 30), STRAIGHT)
    same = Box.of(STRAIGHT, (64, 64, 30), STRAIGHT)

    assert both is not None
    assert same is not None
    assert len(both.ghost) == 12
    assert same.ghost == []


@pytest.mark.django_db
def test_the_header_page_draws_it_with_its_words(owner: User, add: Add) -> None:
    page = Visitor(owner, add()).text()
    unplaced = Visitor(owner, add("none.nii", nifti1_bytes(qform_code=0, sform_code=0))).text()

    assert "The volume seen from behind, right and above: i to the right, j to the front, k to the head; " in page
    assert "The volume seen from" not in unplaced
