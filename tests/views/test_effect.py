"""The effect of what is being typed, before it is a change: a dry run that writes nothing."""

from __future__ import annotations

import math

import pytest
from django.contrib.auth.models import User

from tests.builders import nifti1_bytes
from tests.views.conftest import Add
from tests.views.pages import Visitor

pytestmark = pytest.mark.django_db


def test_the_effect_says_bytes_meaning_and_movement_and_writes_nothing(visitor: Visitor) -> None:
    typed = {"field": "xyzt_units", "xyzt_units_space": "2", "xyzt_units_time": "16"}

    answer = visitor.post("effect/spacing/", typed, fragment=True)

    page = answer.content.decode()
    assert '<span class="before">0A</span> → <span class="after">12</span>' in page
    assert "space mm, time ms" in page
    assert "nothing: 0 mm, 0°" in page
    assert visitor.draft == {}


def test_the_effect_names_what_it_brings(visitor: Visitor) -> None:
    typed = {"field": "scl_slope", "scl_slope": "-1"}

    page = visitor.post("effect/intensity/", typed, fragment=True).content.decode()

    assert "<dt>Brings</dt>" in page
    assert 'href="/help/rules/R5/"' in page
    assert "<dt>Settles</dt>" not in page


def test_the_effect_settles_nothing_that_another_change_settled(owner: User, add: Add) -> None:
    visitor = Visitor(owner, add(data=nifti1_bytes(scl_slope=math.nan)))
    slope, text = {"field": "scl_slope", "scl_slope": "1"}, {"field": "descrip", "descrip": "rest"}

    assert "<dt>Settles</dt>" in visitor.post("effect/intensity/", slope, fragment=True).content.decode()
    visitor.change(scl_slope="1")
    assert "<dt>Settles</dt>" in visitor.post("effect/intensity/", slope, fragment=True).content.decode()
    assert "<dt>Settles</dt>" not in visitor.post("effect/text/", text, fragment=True).content.decode()


def test_the_effect_warns_of_a_swap_of_left_and_right(visitor: Visitor) -> None:
    typed = {"srow_x_0": "-2", "srow_x_1": "0", "srow_x_2": "0", "srow_x_3": "3"}

    page = visitor.post("effect/orientation/", typed, fragment=True).content.decode()

    assert "swaps left and right" in page


def test_the_effect_of_a_quaternion_shows_its_matrix(visitor: Visitor) -> None:
    page = visitor.post("effect/orientation/", {"field": "quatern_b", "quatern_b": "1"}, fragment=True).content.decode()

    assert 'aria-label="qform"' in page


def test_without_scripts_the_effect_is_a_page_with_what_was_typed(visitor: Visitor) -> None:
    page = visitor.post("effect/text/", {"field": "descrip", "descrip": "typed"}).content.decode()

    assert "<!doctype html>" in page
    assert 'value="typed"' in page
    assert "byte 148" in page


def test_an_effect_that_is_not_possible_says_why(visitor: Visitor) -> None:
    answer = visitor.post("effect/intensity/", {"field": "scl_slope", "scl_slope": "fast"}, fragment=True)

    assert answer.status_code == 200
    assert "Not possible yet" in answer.content.decode()


def test_the_effect_of_one_form_says_that_the_other_stays(visitor: Visitor) -> None:
    typed = {"field": "srow_x", "srow_x_0": "2", "srow_x_1": "0", "srow_x_2": "0", "srow_x_3": "7"}

    page = visitor.post("effect/orientation/", typed, fragment=True).content.decode()

    assert "The qform stays as it is: it then lies up to 10.0 mm from the sform." in page
