"""Entries of the audit trail as lines of a page."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from inspector.models import AuditEntry, Image

# What people do with datasets, each other and their accounts; braces name facts and values of the entry.
ABOUT_PEOPLE = {
    "dataset made": "made the dataset “{dataset name}”",
    "dataset renamed": "renamed the dataset “{dataset name.old}” to “{dataset name.new}”",
    "member added": "made {member} a member as {role}",
    "role changed": "changed the role of {member} from {before} to {role}",
    "member removed": "took {member} out of the dataset, who was {role}",
    "invitation made": "made an invitation for one {role}, open for {days} days",
    "invitation revoked": "revoked an invitation for one {role}",
    "invitation used": "joined by an invitation, as {role}",
    "account made": "made an account",
    "name changed": "changed their name from “{full name.old}” to “{full name.new}”",
    "password changed": "changed their password",
    "token made": "made a token named “{token name}”",
    "token revoked": "revoked the token “{token name}”",
}
_NAMED = re.compile(r"\{([^}]+)\}")


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
    def said(self) -> str:
        """The rest of the sentence, where the entry is about people; "" for any other."""
        told = {**self.facts, **self.entry.told}
        return _NAMED.sub(lambda found: _shown(told.get(found[1])), ABOUT_PEOPLE.get(self.entry.action, ""))

    @property
    def size(self) -> int:
        """Bytes uploaded, of all files of the image."""
        return sum(file["size"] for file in self.facts.get("files", []))

    @property
    def name(self) -> str | None:
        """What the image was called; None once erased."""
        return self.image.name if self.image else self.entry.told.get("name")


def _shown(value: object) -> str:
    return "(erased)" if value is None else str(value)


def lines(entries: Iterable[AuditEntry]) -> list[Line]:
    """The entries with their images, removed ones included: the record outlives them."""
    found = list(entries)
    images = Image.objects.in_bulk({entry.image for entry in found if entry.image})
    return [Line(entry, images.get(entry.image)) for entry in found]
