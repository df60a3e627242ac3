"""What every row that an audit entry tells of takes from it."""

from __future__ import annotations

from datetime import datetime

from django.db import models

from inspector.models.trail import AuditEntry


class Recorded(models.Model):
    """A row with its `entry`: who did it, when and why."""

    entry: models.OneToOneField[AuditEntry, AuditEntry]

    class Meta:
        abstract = True

    @property
    def by(self) -> str:
        return self.entry.actor

    @property
    def at(self) -> datetime:
        return self.entry.at

    @property
    def reason(self) -> str | None:
        """Why; None once erased, empty when nothing was said."""
        reason: str | None = self.entry.told.get("reason", "")
        return reason
