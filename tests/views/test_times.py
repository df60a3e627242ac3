"""Times as pages write them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from inspector.shown.times import since


@pytest.mark.parametrize(
    ("passed", "said"),
    [
        (timedelta(seconds=3), "just now"),
        (timedelta(minutes=14, seconds=30), "14 min ago"),
        (timedelta(hours=3, minutes=5), "3 h ago"),
    ],
    ids=["seconds", "minutes", "hours"],
)
def test_a_recent_moment_is_a_distance(passed: timedelta, said: str) -> None:
    assert since(timezone.now() - passed) == said


def test_an_older_moment_is_a_date() -> None:
    moment = timezone.now() - timedelta(days=900)

    assert since(moment) == f"{timezone.localtime(moment):%-d %b %Y}"
