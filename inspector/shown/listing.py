"""Lists of rows: which rows a filter finds, in which order, and one page of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import Count, F, OrderBy, QuerySet
from django.http import HttpRequest

from inspector.core.exact import visible
from inspector.models import Image, State

ROWS_PER_PAGE = 50
NEWEST = "-changed"
SORTS = {
    "name": ("name",),
    "shape": ("shape__0", "shape__1", "shape__2", "shape__3"),
    "axes": ("axis_codes", "sform_code", "qform_code"),
    "findings": ("errors", "warnings", "notes"),
    "privacy": ("high", "medium", "review"),
    "review": ("state", "reviewed_revision"),
    "changed": ("changed_at",),
}


@dataclass(frozen=True)
class Column:
    """A head of the table: what it is called, and where choosing it leads."""

    key: str
    title: str
    number: bool = False


COLUMNS = (
    Column("name", "Image"),
    Column("shape", "Shape, voxel", number=True),
    Column("axes", "Axes, form codes"),
    Column("findings", "Findings"),
    Column("privacy", "Privacy"),
    Column("review", "Review"),
    Column("changed", "Last change"),
)


@dataclass(frozen=True)
class Listing:
    """One page of images as an address asks for it: ?q= and ?state= filter, ?sort= orders, ?page= turns.

    `counts` is how many images that match the query are in each state of review.
    """

    page: Page[Image]
    query: str
    sort: str
    state: str
    counts: Mapping[str, int]

    @property
    def chips(self) -> list[tuple[str, str, int]]:
        """Value, words and count of each state of review that occurs; none where nobody reviews."""
        if set(self.counts) <= {State.NONE} and not self.state:
            return []
        return [(state.value, state.label, self.counts.get(state, 0)) for state in State if self.counts.get(state)]

    @property
    def all_states(self) -> int:
        return sum(self.counts.values())

    @property
    def columns(self) -> list[tuple[Column, str, str]]:
        """Each column with its aria-sort and the sort that choosing it leads to."""
        return [(column, self._direction(column.key), self._next(column.key)) for column in COLUMNS]

    def _direction(self, key: str) -> str:
        return {key: "ascending", f"-{key}": "descending"}.get(self.sort, "")

    def _next(self, key: str) -> str:
        if self._direction(key):
            return key if self.sort.startswith("-") else f"-{key}"
        return NEWEST if key == "changed" else key


def search(rows: QuerySet[Image], query: str) -> QuerySet[Image]:
    """The rows that hold every word of the query in name, format, type, axis codes or shape (64x64x36)."""
    for word in query.lower().replace(" × ", "x").replace("×", "x").split():
        rows = rows.filter(search__contains=word)
    return rows


def listing(rows: QuerySet[Image], request: HttpRequest) -> Listing:
    """The page of rows that this request asks for; what it asks for and does not exist falls back to the usual."""
    query = visible(request.GET.get("q", "").strip())
    sort = request.GET.get("sort", "")
    if sort.removeprefix("-") not in SORTS:
        sort = NEWEST
    state = request.GET.get("state", "")
    if state not in State.values:
        state = ""
    matching = search(rows, query)
    counted = matching.order_by().values_list("state").annotate(count=Count("pk"))
    found = (matching.filter(state=state) if state else matching).order_by(*_order(sort))
    page = Paginator(found, ROWS_PER_PAGE).get_page(request.GET.get("page"))
    return Listing(page, query, sort, state, dict(counted))


def _order(sort: str) -> list[str | OrderBy]:
    """The columns to sort by. What nobody looked at yet counts as least, whatever the database thinks of NULL."""
    key, down = sort.removeprefix("-"), sort.startswith("-")
    if key == "privacy":
        columns: list[str | OrderBy] = [
            F(name).desc(nulls_last=True) if down else F(name).asc(nulls_first=True) for name in SORTS[key]
        ]
    else:
        columns = [("-" if down else "") + name for name in SORTS[key]]
    return [*columns, "-uploaded_at", "pk"]
