"""Datasets in numbers, and what their roles may do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Max, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from inspector import access
from inspector.models import Dataset, Image, Membership, Role


def counted(rows: QuerySet[Dataset]) -> QuerySet[Dataset]:
    """The datasets by name, each with `members`, `total` (of images), `errors`, `warnings` and `changed_at`."""
    images = Image.objects.filter(deleted_at=None)
    return rows.annotate(
        members=Coalesce(_of(Membership.objects.all(), Count("pk")), 0),
        total=Coalesce(_of(images, Count("pk")), 0),
        errors=Coalesce(_of(images, Sum("errors")), 0),
        warnings=Coalesce(_of(images, Sum("warnings")), 0),
        changed_at=_of(images, Max("changed_at")),
    ).order_by("name", "pk")


def _of(rows: QuerySet[Any], number: Any) -> Subquery:
    # One subquery each: a join with two tables would count every member once for every image.
    return Subquery(
        rows.filter(dataset=OuterRef("pk")).order_by().values("dataset").annotate(number=number).values("number")
    )


@dataclass(frozen=True)
class RoleLine:
    """A role and what it may do that the one before may not."""

    role: Role
    words: str


def roles() -> list[RoleLine]:
    least = {role: [task.words for task in access.TASKS.values() if task.least is role] for role in Role}
    return [RoleLine(role, "; ".join(words)) for role, words in least.items()]
