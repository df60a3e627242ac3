"""A walk over all that shows an image in pictures or beside another one: nothing fails, what shows nothing says why."""

from __future__ import annotations

import html
import json
import re
from typing import Any

from inspector.core.copying import BY_KEY
from inspector.models import Image
from tests.views.pages import Visitor

# What stands where there is no picture.
WHY = re.compile("no picture", re.IGNORECASE)
PICTURE = re.compile(r'<img [^>]*src="(/api/[^"]*/slice\?[^"]*)"')


def walk(visitor: Visitor, other: Image) -> None:
    """Open every such page and let every picture on it be drawn; try out what copying from another image would do."""
    for page in ("view/", "view/?space=world&interpolation=linear", f"beside/?other={other.pk}"):
        _look(visitor, page)
    for page in ("", "values/", "3d/", f"copy/?from={other.pk}"):
        _sound(visitor.text(page))
    _call(visitor, f"diff/{other.pk}")
    # What each group alone would change is on the page already.
    _try(visitor, {"from": other.pk, "groups": [*BY_KEY], "reason": "a trial", "dry_run": True})


def review(visitor: Visitor, **values: str) -> None:
    """Look at the review of these changes, with the pictures of what moves."""
    visitor.change(**values)
    page = visitor.text("review/")
    for address in PICTURE.findall(page):
        _draw(visitor, html.unescape(address))


def _look(visitor: Visitor, page: str) -> None:
    shown = visitor.text(page)
    _sound(shown)
    addresses = PICTURE.findall(shown)
    assert addresses or WHY.search(shown), page
    for address in addresses:
        _draw(visitor, html.unescape(address))


def _sound(page: str) -> None:
    """No drawing has a place that is no number, and what scripts are told they can read."""
    wrong = re.findall(r'<[^>]*="[^"]*\b(?:nan|inf)\b[^>]*>', page)
    assert not wrong, wrong
    for told in re.findall(r'data-(?:viewer|beside)="([^"]*)"', page):
        json.loads(html.unescape(told), parse_constant=_no_number)


def _draw(visitor: Visitor, address: str) -> None:
    """A picture, or the sentence in its place."""
    answer = visitor.client.get(address)
    if answer.status_code == 200:
        assert answer["Content-Type"] == "image/png", address
    else:
        assert answer.status_code == 422, address
        assert answer.json()["error"]["message"].startswith("No picture"), (address, answer.content)


def _call(visitor: Visitor, path: str) -> None:
    answer = visitor.client.get(f"/api/v1/images/{visitor.image.pk}/{path}")
    assert answer.status_code == 200, path
    json.loads(answer.content, parse_constant=_no_number)


def _try(visitor: Visitor, body: dict[str, Any]) -> None:
    """Ask what a copy would change; it may be refused, with a sentence."""
    answer = visitor.client.post(
        f"/api/v1/images/{visitor.image.pk}/copy-header",
        json.dumps(body),
        "application/json",
        headers={"If-Match": visitor.image.etag},
    )
    assert answer.status_code in (200, 422), answer.content
    told = json.loads(answer.content, parse_constant=_no_number)
    assert answer.status_code == 200 or told["error"]["message"].endswith("."), told


def _no_number(name: str) -> None:
    raise AssertionError(f"JSON has no {name}.")
