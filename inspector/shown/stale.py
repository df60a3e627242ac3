"""Two people changed the same image: what the other one saved, beside what is still waiting here."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from django.contrib.auth.models import User

from inspector.core.edits import changes
from inspector.core.exact import visible
from inspector.core.fields import Field
from inspector.core.words import listed
from inspector.models import FieldChange, Image, Revision
from inspector.shown.evidence import Side, side
from inspector.shown.pending import Pending
from inspector.shown.people import names


@dataclass(frozen=True)
class Row:
    """One field: what is stored now (None: nobody else touched it) and the text waiting here (None: there is none)."""

    field: Field
    theirs: Side | None
    mine: str | None

    @property
    def both(self) -> bool:
        return self.theirs is not None and self.mine is not None


@dataclass(frozen=True)
class Collision:
    """A draft that began on an earlier revision than the current one."""

    image: Image
    pending: Pending
    person: User

    @property
    def saved(self) -> Revision:
        return self.image.current

    @property
    def since(self) -> str:
        """Who saved what after the draft began."""
        first, last = self.pending.base + 1, self.image.revision
        revisions = self.image.revisions.filter(number__gte=first).select_related("entry").order_by("number")
        called = names((revision.by for revision in revisions), self.person)
        who = listed(list(dict.fromkeys(called[revision.by] for revision in revisions)), "and")
        return f"{who} saved {f'revision {last}' if first == last else f'the revisions {first} to {last}'}"

    @cached_property
    def rows(self) -> list[Row]:
        """Every field that the other person changed or that waits here, in file order."""
        header = self.image.header
        theirs = self._changed_since(self.image.at(self.pending.base))
        return [
            Row(field, side(header, field) if field.name in theirs else None, self._mine(field.name))
            for field in header.fields
            if field.name in theirs or field.name in self.pending.values
        ]

    def _changed_since(self, base: Revision) -> set[str]:
        if base.is_erased:
            later = FieldChange.objects.filter(revision__image=self.image, revision__number__gt=base.number)
            return set(later.values_list("field", flat=True))
        return {change.field for change in changes(base.header, self.image.header)}

    def _mine(self, name: str) -> str | None:
        text = self.pending.values.get(name)
        return None if text is None else visible(text)
