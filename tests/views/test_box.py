"""The orientation box: the drawing says what the affine says."""

from __future__ import annotations

import numpy as np
import pytest
from django.contrib.auth.models import User
from hypothesis import assume, given
from hypothesis import strategies as st

from inspector.shown.box import HEIGHT, ORIGIN, WIDTH, Box, Mark
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


TURNS = st.lists(st.floats(-1, 1), min_size=9, max_size=9)
SHIFTS = st.lists(st.floats(-200, 200), min_size=3, max_size=3)


def rectangle(place: Mark, anchor: str, word: str) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of a word in 12 px, whose letters are at most 7 wide."""
    left = place.x - {"start": 0, "middle": 0.5, "end": 1}[anchor] * 7 * len(word)
    return left, place.y - 10, left + 7 * len(word), place.y + 2


def apart(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    return one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]


@given(turn=TURNS, shift=SHIFTS)
def test_the_words_of_the_origin_meet_no_letter(turn: list[float], shift: list[float]) -> None:
    affine = np.eye(4)
    affine[:3, :3], affine[:3, 3] = np.reshape(turn, (3, 3)), shift
    assume(abs(np.linalg.det(affine)) > 1e-6)
    box = Box.of(affine, (64, 64, 30))
    words = box.origin_words if box else None
    if box is None or words is None:
        return

    mine = rectangle(words, "middle", ORIGIN)

    assert 0 <= mine[0] < mine[2] <= WIDTH
    assert 0 <= mine[1] < mine[3] <= HEIGHT
    for arrow in (*box.arrows, *box.triad):
        assert apart(mine, rectangle(arrow.place, arrow.anchor, arrow.word)), arrow.word
    for arrow in box.arrows:
        assert apart(mine, (arrow.end.x - 3, arrow.end.y - 3, arrow.end.x + 3, arrow.end.y + 3)), arrow.word


def test_the_words_of_the_origin_give_way_to_a_letter() -> None:
    at_the_end_of_k = STRAIGHT.copy()
    at_the_end_of_k[2, 3] = -90
    alone, crowded = drawn(STRAIGHT), drawn(at_the_end_of_k)
    assert alone.origin is not None
    assert crowded.origin is not None

    assert alone.origin_words == Mark(alone.origin.x, round(alone.origin.y - 9, 1))
    assert crowded.origin_words == Mark(crowded.origin.x, round(crowded.origin.y + 17, 1))


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
