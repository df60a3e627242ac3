"""Pages of a list: `?page=` from 1, `?page_size=` up to 200, and the address of the next page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Model, QuerySet
from django.http import HttpRequest

MAX_PAGE_SIZE = 200
# Databases count rows in 64 bits; nobody turns this many pages.
LAST_PAGE = 1_000_000_000


def page_of(
    request: HttpRequest, rows: QuerySet[Any], *, page: int, page_size: int, present: Callable[[Any], dict[str, Any]]
) -> dict[str, Any]:
    """The rows of one page, shown by `present`, with the count of all and the next page's address."""
    size = max(1, min(page_size, MAX_PAGE_SIZE))
    number = max(1, min(page, LAST_PAGE))
    start = (number - 1) * size
    count = rows.count()
    results: list[Model] = list(rows[start : start + size])
    following = None
    if start + size < count:
        query = request.GET.copy()
        query["page"] = str(number + 1)
        following = request.build_absolute_uri(f"{request.path}?{query.urlencode()}")
    return {"count": count, "next": following, "results": [present(row) for row in results]}
