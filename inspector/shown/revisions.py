"""The revisions of an image as cards, newest first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.contrib.auth.models import User

from inspector.core.extensions.compare import is_extension
from inspector.core.words import counted
from inspector.forms.blocks import shown_name
from inspector.models import AuditValue, FieldChange, Image, Revision
from inspector.shown.evidence import Evidence, Side, recorded, side
from inspector.shown.people import names
from inspector.shown.signoffs import Line, steps

FIRST = 3
# Nobody edits it: it says where the voxels begin after an extension came or went.
FOLLOWS = "vox_offset"


@dataclass(frozen=True)
class Changed:
    """One recorded change. A value that was erased later is None."""

    field: str
    old: Side | None
    new: Side | None


@dataclass(frozen=True)
class Card:
    """One revision: what happened, why, which fields, and whether left and right swapped."""

    revision: Revision
    title: str
    by: str
    changes: tuple[Changed, ...]
    swaps: bool
    is_current: bool
    ticked: bool
    steps: tuple[Line, ...] = ()
    proposed_by: str = ""

    @property
    def first(self) -> tuple[Changed, ...]:
        return self.changes[:FIRST]

    @property
    def more(self) -> tuple[Changed, ...]:
        return self.changes[FIRST:]


def cards(image: Image, person: User) -> list[Card]:
    """Every revision of the image, newest first."""
    related = image.revisions.select_related("tail", "entry").prefetch_related(
        "entry__values", "changes__old", "changes__new"
    )
    found = list(related)
    proposers = {revision.entry.facts.get("proposed_by", revision.by) for revision in found}
    by = names(proposers | {revision.by for revision in found}, person)
    earlier = [*found[1:], None]
    taken = steps(image, person)
    return [_card(revision, before, image, by, taken) for revision, before in zip(found, earlier, strict=True)]


def _card(
    revision: Revision, before: Revision | None, image: Image, by: Mapping[str, str], taken: Sequence[Line]
) -> Card:
    whole = before is not None and not before.is_erased and not revision.is_erased
    evidence = Evidence(before.header, revision.header) if before and whole else None
    changes = tuple(_changed(each, evidence) for each in revision.changes.all())
    called = dict.fromkeys(_called(revision, change.field) for change in changes if change.field != FOLLOWS)
    return Card(
        revision=revision,
        title=title(revision, list(called)),
        by=by[revision.by],
        changes=changes,
        swaps=bool(evidence and evidence.swaps),
        is_current=revision.number == image.revision,
        ticked=revision.number >= image.revision - 1,
        steps=tuple(line for line in taken if line.step.revision == revision.number),
        proposed_by=by.get(revision.entry.facts.get("proposed_by", ""), ""),
    )


def title(revision: Revision, changed: Sequence[str]) -> str:
    """What happened, in words."""
    if revision.kind == Revision.UPLOAD:
        return "Uploaded"
    if revision.kind == Revision.RESTORE:
        return f"Restored revision {revision.entry.facts.get('restored')}"
    if revision.kind == Revision.CUT:
        return f"Cut off {counted(revision.entry.facts.get('bytes_cut', 0), 'byte')} behind the voxels"
    return f"Edited: {', '.join(changed) if len(changed) <= FIRST else counted(len(changed), 'field')}"


def _called(revision: Revision, name: str) -> str:
    return name if is_extension(name) or revision.is_erased else shown_name(revision.header, name)


def _changed(change: FieldChange, evidence: Evidence | None) -> Changed:
    """What the two headers say; where one of them was erased, what the record says."""
    old, new = _sides(change.field, evidence) if evidence else (recorded(change.old), recorded(change.new))
    return Changed(change.field, _kept(change.old, old), _kept(change.new, new))


def _sides(name: str, evidence: Evidence) -> tuple[Side, Side]:
    if is_extension(name):
        return next((diff.before, diff.after) for diff in evidence.extensions if diff.name == name)
    return side(evidence.before, evidence.before.field(name)), side(evidence.after, evidence.after.field(name))


def _kept(value: AuditValue, side: Side) -> Side | None:
    """The side, unless what the record says of it was erased."""
    return None if value.sealed is None else side
