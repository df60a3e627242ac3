"""The values card: the histogram with the stored display window, fetched after the page."""

from __future__ import annotations

import math
import re
import struct
from typing import Any

import pytest
from django.contrib.auth.models import User

from inspector.shown.values import LEFT, RIGHT, WIDTH, Values
from tests.builders import nifti1_bytes
from tests.views.conftest import Add
from tests.views.pages import Visitor

pytestmark = pytest.mark.django_db

BLOCK = struct.pack("<24h", *range(24))


@pytest.fixture
def shown(add: Add) -> Any:
    """The card of an image with these fields, whose voxels count from 0 to 23."""
    return lambda block=BLOCK, **fields: Values.of(add(data=nifti1_bytes(block=block, **fields)))


def rows(page: str) -> dict[str, str]:
    card = page[page.index('id="values"') :]
    return dict(re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", card))


def test_the_header_page_leaves_it_for_later(visitor: Visitor) -> None:
    page = visitor.text()
    card = page[page.index('id="values"') :].partition("</section>")[0]

    assert f'hx-get="{visitor.address("values/")}" hx-trigger="load delay:300ms"' in card
    assert f'<a href="{visitor.address("values/")}">See how the values are distributed</a>' in card


def test_the_card_comes_as_a_fragment_or_as_a_page(visitor: Visitor) -> None:
    card, page = visitor.text("values/", fragment=True), visitor.text("values/")

    assert card.strip().startswith('<section class="card chart-card"')
    assert "<html" not in card
    assert "Back to the header" in page
    assert rows(card) == rows(page)


def test_it_shows_the_ranges_in_numbers(owner: User, add: Add) -> None:
    image = add(data=nifti1_bytes(block=BLOCK, scl_slope=0.5, scl_inter=-2, cal_min=-1, cal_max=5))

    page = Visitor(owner, image).text("values/")

    assert rows(page) == {
        "Stored": "0 to 23",
        "Scaled": "−2 to 9.5",
        "Scaling": "value = 0.5 × stored − 2",
        "98 of 100 lie in": "−1.885 to 9.385",
        "Half of them lie in": "0.875 to 6.625",
        "The middle one": "3.75",
        "Display window": "−1 to 5",
    }
    assert "all 24 voxels" in page
    assert (
        'aria-label="Values from −2 to 9.5; half of them lie between 0.875 and 6.625, the middle one is 3.75. '
        'Display window: −1 to 5."'
    ) in page


def test_each_whole_value_has_a_bar_of_the_same_height(shown: Any) -> None:
    bars = shown().bars

    assert len(bars) == 24
    assert {bar.height for bar in bars} == {120.0}


def test_the_window_is_drawn_where_it_lies(shown: Any) -> None:
    low, high = shown(cal_min=5, cal_max=11.5).limits

    assert (low.word, low.beyond, high.word, high.beyond) == ("cal_min 5", False, "cal_max 11.5", False)
    assert high.x == (LEFT + WIDTH - RIGHT) / 2
    assert low.x < high.x


def test_a_window_somewhat_outside_widens_the_drawing(shown: Any) -> None:
    found = shown(cal_max=40)

    assert found.limits[1].x == WIDTH - RIGHT
    assert max(bar.x + bar.width for bar in found.bars) < WIDTH - RIGHT


def test_a_window_far_outside_is_pointed_at(shown: Any) -> None:
    low, high = shown(cal_min=-1000, cal_max=1000).limits

    assert (low.word, low.x, low.beyond) == ("← cal_min −1000", LEFT, True)
    assert (high.word, high.x, high.beyond) == ("cal_max 1000 →", WIDTH - RIGHT, True)


def test_without_a_window_none_is_drawn(shown: Any) -> None:
    found = shown()

    assert (found.limits, found.window) == ([], "not stored")


def test_a_window_that_is_no_number_is_not_drawn(shown: Any) -> None:
    found = shown(cal_max=math.nan)

    assert [limit.name for limit in found.limits] == ["cal_min"]
    assert found.window == "0 to NaN"


def test_values_that_are_no_numbers_are_counted(shown: Any) -> None:
    block = struct.pack("<24f", math.nan, math.inf, *range(22))

    assert shown(block=block, datatype=16).odd == "2 values"


def test_one_value_everywhere_is_one_bar(shown: Any) -> None:
    found = shown(block=bytes(48), cal_max=1)

    assert (len(found.bars), found.stored, found.left, found.right) == (1, "0 to 0", "0", "0")


def test_a_sample_says_that_it_is_one(owner: User, add: Add) -> None:
    image = add(data=nifti1_bytes(dim=(4, 100, 100, 30, 2, 1, 1, 1)))

    page = Visitor(owner, image).text("values/")

    assert re.search(r"first volume, a sample of [\d,]+ of 300,000 voxels", page)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"datatype": 128}, "No histogram: every voxel is a colour."),
        ({"block": b""}, "No histogram: the file ends before the first voxel of this volume."),
        ({"dim": (3, 0, 3, 2, 1, 1, 1, 1), "block": b""}, "No picture: dim[1] is 0."),
    ],
    ids=["colours", "nothing there", "no voxels"],
)
def test_where_nothing_can_be_counted_the_card_says_why(
    owner: User, add: Add, fields: dict[str, Any], sentence: str
) -> None:
    assert sentence in Visitor(owner, add(data=nifti1_bytes(**fields))).text("values/")
