"""What the viewer's page says of its planes, read out of its markup."""

from __future__ import annotations

import html
import json
import re
from typing import Any
from urllib.parse import parse_qs


def read_out(page: str) -> dict[str, list[str]]:
    """The rows of the table that says where the crosshair is."""
    body = re.search(r"<tbody data-read-out>(.*?)</tbody>", page, re.S)
    assert body
    rows = re.findall(r'<tr><th scope="row">(.*?)</th>(.*?)</tr>', body[1])
    return {name: re.findall(r"<td>(.*?)</td>", cells) for name, cells in rows}


def sources(page: str) -> dict[str, dict[str, list[str]]]:
    """What the address of each picture asks for, by plane."""
    found = [parse_qs(html.unescape(source)) for source in re.findall(r'<img src="[^"]*/slice\?([^"]*)"', page)]
    return {query["plane"][0]: query for query in found}


def letters(page: str, plane: str) -> str:
    """Those at the left, right, top and bottom of a plane."""
    section = page[page.index(f'data-plane="{plane}"') :]
    return "".join(re.search(rf'class="plane-{edge}">(.*?)<', section)[1] for edge in "lrtb")  # type: ignore[index]


def told(page: str) -> dict[str, Any]:
    """What the page's scripts are told."""
    found = re.search(r'data-viewer="([^"]*)"', page)
    assert found
    data: dict[str, Any] = json.loads(html.unescape(found[1]))
    return data
