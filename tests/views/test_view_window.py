"""The window of the viewer: which values are black and white, and how it is kept."""

from __future__ import annotations

import re
import struct

import pytest
from django.contrib.auth.models import User

from tests.builders import nifti1_bytes
from tests.views.conftest import Add
from tests.views.pages import Visitor
from tests.views.planes import sources

pytestmark = pytest.mark.django_db


@pytest.fixture
def visitor(owner: User, add: Add) -> Visitor:
    return Visitor(owner, add())


@pytest.mark.parametrize(
    ("low", "high", "sentence"),
    [
        ("dark", "60", "Black and white are numbers, such as 120 or -0.5."),
        ("5", "NaN", "Black and white are numbers, such as 120 or -0.5."),
        ("60", "60", "Black has to be a smaller number than white."),
    ],
)
def test_a_window_that_cannot_be_is_said_beside_its_fields(
    visitor: Visitor, low: str, high: str, sentence: str
) -> None:
    for answer in (
        visitor.get(f"view/?low={low}&high={high}"),
        visitor.post("view/window/", {"low": low, "high": high}),
    ):
        page = answer.content.decode()
        assert answer.status_code == 422
        assert 'role="alert" data-window-error>' in page
        assert sentence in page
        assert f'id="low" value="{low}"' in page


def test_a_window_is_kept_as_cal_min_and_cal_max_after_a_review(visitor: Visitor) -> None:
    answer = visitor.post("view/window/", {"low": "5", "high": "60.5"})

    assert answer.status_code == 302
    review = visitor.client.get(answer["Location"]).content.decode()
    assert "The window chosen in the viewer." in review
    visitor.save("For the next reader")
    header = visitor.now.header
    assert (header.number("cal_min"), header.number("cal_max")) == (5, 60.5)
    assert "cal_min to cal_max" in visitor.text("view/")


def test_a_number_too_large_for_the_header_is_said(visitor: Visitor) -> None:
    answer = visitor.post("view/window/", {"low": "0", "high": "1e300"})

    assert answer.status_code == 422
    assert "cal_max" in answer.content.decode()
    assert visitor.now.revision == 1


def test_a_window_narrower_than_its_digits_is_told_in_full(owner: User, add: Add) -> None:
    block = struct.pack("<24i", *range(100_000_001, 100_000_025))
    visitor = Visitor(owner, add(data=nifti1_bytes(datatype=8, block=block)))

    page = visitor.text("view/")
    low, high = (float(value) for value in re.findall(r'id="(?:low|high)" value="([^"]*)"', page))

    assert 100_000_001 <= low < high <= 100_000_024
    assert 'id="low" value="100000005.25"' in visitor.text("view/?low=100000005.25")


def test_colours_have_no_window(owner: User, add: Add) -> None:
    page = Visitor(owner, add(data=nifti1_bytes(datatype=128))).text("view/")

    assert 'id="window-title"' not in page
    assert len(sources(page)) == 3
