"""Removed images: who removed them when and why, and how long they can be put back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.models import User

from inspector.models import AuditEntry, Image
from inspector.shown.people import names


@dataclass(frozen=True)
class Row:
    """One removed image."""

    image: Image
    by: str
    reason: str | None
    at: datetime

    @property
    def until(self) -> datetime:
        return self.at + timedelta(days=settings.RETENTION_DAYS)


def rows(images: Iterable[Image], person: User) -> list[Row]:
    """The images with what the record says of their removal, the last one removed first."""
    found = sorted(images, key=lambda image: image.deleted_at or image.changed_at, reverse=True)
    entries = AuditEntry.objects.filter(action="delete", image__in=[image.pk for image in found])
    last = {entry.image: entry for entry in entries.prefetch_related("values").order_by("seq")}
    by = names((entry.actor for entry in last.values()), person)
    return [_row(image, last.get(image.pk), by) for image in found]


def _row(image: Image, entry: AuditEntry | None, by: dict[str, str]) -> Row:
    at = image.deleted_at or image.changed_at
    return Row(image, by[entry.actor] if entry else "", entry.told.get("reason") if entry else "", at)
