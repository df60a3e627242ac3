"""How pages write facts: template filters and tags."""

from datetime import timedelta

import pytest
from django.utils import timezone

from inspector.core.meaning import unit
from inspector.templatetags.inspector import ago, axes, icon, shape, short_hash, thousands


def test_an_icon_is_decoration_unless_it_has_a_label() -> None:
    assert icon("check") == '<svg class="icon" aria-hidden="true"><use href="/static/inspector/icons.svg#check"/></svg>'
    assert 'role="img" aria-label="Done"' in icon("check", label="Done")


def test_axis_letters_have_the_colour_of_their_axis_and_say_where_they_lead() -> None:
    assert axes("LIA") == (
        '<span class="axes" title="i to left, j to inferior, k to anterior"><span class="axis-x">L</span>'
        '<span class="axis-z">I</span><span class="axis-y">A</span></span>'
    )
    assert axes("") == ""


@pytest.mark.parametrize(
    ("sizes", "text"),
    [
        ([128, 96, 24], "128 × 96 × 24"),
        ([2.0, 2.0, 2.1999], "2 × 2 × 2.2"),
        ([0.00001, "NaN"], "1e-05 × NaN"),
        ([], ""),
    ],
    ids=str,
)
def test_sizes_are_joined_by_a_true_multiplication_sign(sizes: list[float | str], text: str) -> None:
    assert shape(sizes) == text


@pytest.mark.parametrize(
    ("age", "text"),
    [
        (timedelta(seconds=5), "just now"),
        (timedelta(minutes=14), "14 min ago"),
        (timedelta(hours=3), "3 h ago"),
    ],
    ids=str,
)
def test_a_recent_moment_is_told_by_its_distance(age: timedelta, text: str) -> None:
    assert f">{text}</time>" in ago(timezone.now() - age)


def test_an_old_moment_is_told_by_its_date() -> None:
    moment = timezone.now() - timedelta(days=800)

    assert f">{moment.day} {moment:%b %Y}</time>" in ago(moment)


def test_numbers_hashes_and_units_are_written_for_people() -> None:
    assert thousands(1180064) == "1,180,064"
    assert short_hash("acbd2cec" + "0" * 48 + "e49cb73d") == "acbd2cec…e49cb73d"
    assert [unit(label) for label in ("mm", "um", "unknown")] == ["mm", "µm", "(no unit)"]
