"""Entries of the audit trail as lines of a page, under the days they were written on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from django.utils import timezone

from inspector import audit
from inspector.models import AuditEntry, Image


@dataclass(frozen=True)
class Line:
    """One entry and the image it is about, if the image is still known."""

    entry: AuditEntry
    image: Image | None

    @property
    def icon(self) -> str:
        return audit.action_of(self.entry).icon

    @property
    def parts(self) -> tuple[str, str]:
        """What it says before and after naming the image."""
        return audit.around(self.entry)

    @property
    def names_image(self) -> bool:
        return bool(self.entry.image) and "{image}" in audit.action_of(self.entry).said

    @property
    def fields(self) -> list[str]:
        names: list[str] = self.entry.facts.get("fields", [])
        return names

    @property
    def reason(self) -> str | None:
        """Why; None once erased, empty when none was given."""
        reason: str | None = self.entry.told.get("reason", "")
        return reason

    @property
    def name(self) -> str | None:
        """What the image is called; None once erased."""
        return self.image.name if self.image else self.entry.told.get("name")


def lines(entries: Iterable[AuditEntry]) -> list[Line]:
    """The entries with their images, removed ones included: the record outlives them."""
    found = list(entries)
    images = Image.objects.in_bulk({entry.image for entry in found if entry.image})
    return [Line(entry, images.get(entry.image)) for entry in found]


def days(found: Sequence[Line]) -> list[tuple[str, list[Line]]]:
    """The lines under their days, in the order they come."""
    grouped = groupby(found, key=lambda line: timezone.localtime(line.entry.at).date())
    return [(_called(day), list(those)) for day, those in grouped]


def _called(day: date) -> str:
    today = timezone.localdate()
    if day == today:
        return "Today"
    return "Yesterday" if day == today - timedelta(days=1) else f"{day:%A, %-d %B %Y}"
