"""Entries of the audit trail as lines of a page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from inspector.models import AuditEntry, Image


@dataclass(frozen=True)
class Line:
    """One entry and the image it is about, if the image is still known."""

    entry: AuditEntry
    image: Image | None

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
    def facts(self) -> dict[str, Any]:
        return self.entry.facts

    @property
    def size(self) -> int:
        """Bytes uploaded, of all files of the image."""
        return sum(file["size"] for file in self.facts.get("files", []))

    @property
    def name(self) -> str | None:
        """What the image was called; None once erased."""
        return self.image.name if self.image else self.entry.told.get("name")


def lines(entries: Iterable[AuditEntry]) -> list[Line]:
    """The entries with their images, removed ones included: the record outlives them."""
    found = list(entries)
    images = Image.objects.in_bulk({entry.image for entry in found if entry.image})
    return [Line(entry, images.get(entry.image)) for entry in found]
