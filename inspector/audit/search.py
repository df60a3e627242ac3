"""Finding entries of the record."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from inspector.models import AuditEntry


def narrowed(
    rows: QuerySet[AuditEntry],
    *,
    person: str = "",
    action: str = "",
    dataset: str = "",
    image: str = "",
    field: str = "",
    since: date | None = None,
    until: date | None = None,
) -> QuerySet[AuditEntry]:
    """The entries for which all that is given holds; `since` and `until` are days, both included."""
    wanted: dict[str, Any] = {"actor": person, "action": action, "dataset": dataset, "image": image}
    rows = rows.filter(**{name: value for name, value in wanted.items() if value})
    if field:
        rows = rows.filter(body__contains=f'"{field}"')  # names of fields stand in the body as they are
    if since:
        rows = rows.filter(at__gte=_midnight(since))
    return rows.filter(at__lt=_midnight(until + timedelta(days=1))) if until else rows


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))
