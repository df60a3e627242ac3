"""What an action answers: the outcome of a change, or why there is none."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from inspector.core import edits, linked
from inspector.core.errors import EditError, ImageError
from inspector.core.extensions import compare
from inspector.core.geometry import Impact, impact
from inspector.core.header import Header
from inspector.models import Image, Revision

MAX_REASON = 2000
GROUPS_WITH_REASON = frozenset({"orientation", "spacing", "shape"})


class Stale(Exception):
    """Somebody saved first. `current` is what is stored now."""

    def __init__(self, current: Revision) -> None:
        self.current = current
        super().__init__(f"{current.by} saved revision {current.number} in the meantime. Look at it, then edit again.")


class NothingToSave(ImageError):
    """The edit would leave every byte as it is."""

    code = "nothing_to_save"


class NoSpace(ImageError):
    """The disk is full."""

    code = "no_space"


@dataclass(frozen=True)
class Outcome:
    """What a change did, or (revision None) would do.

    `operations` are the names of those that were part of it, `said` what they had to say.
    """

    image: Image
    before: Header
    after: Header
    revision: Revision | None = None
    operations: tuple[str, ...] = ()
    said: tuple[str, ...] = ()

    @cached_property
    def field_changes(self) -> tuple[edits.Change, ...]:
        return edits.changes(self.before, self.after)

    @property
    def changes(self) -> tuple[edits.Change, ...]:
        """The fields that differ, then the extensions."""
        return *self.field_changes, *self._extension_changes

    @cached_property
    def _extension_changes(self) -> tuple[edits.Change, ...]:
        return compare.changes(self.before, self.after)

    @cached_property
    def bytes_changed(self) -> int:
        return edits.bytes_changed(self.before, self.after)

    @property
    def notes(self) -> tuple[str, ...]:
        """What the operations could not hold or took along, and what stays behind in the other form."""
        return (*self.said, *linked.notes(self.before, self.after))

    @cached_property
    def impact(self) -> Impact | None:
        return impact(self.before, self.after)


def needs_reason(outcome: Outcome) -> bool:
    """Whether the change touches orientation, units, shape or data type, and so must say why."""
    return any(outcome.before.field(change.field).group in GROUPS_WITH_REASON for change in outcome.field_changes)


def checked_reason(reason: str, *, needed: bool) -> str:
    """The reason without blanks around it. Raises EditError on "reason" when it is missing or too long."""
    reason = reason.strip()
    if needed and not reason:
        raise EditError({"reason": ["Say why: the history keeps the reason beside the change."]})
    if len(reason) > MAX_REASON:
        raise EditError({"reason": [f"The reason has {len(reason):,} characters; {MAX_REASON:,} fit."]})
    return reason
