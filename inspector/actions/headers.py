"""An image changes: fields or extensions are edited, bytes behind the voxels cut off, or a revision comes back."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from types import MappingProxyType

from django.contrib.auth.models import User
from django.db import transaction

from inspector import audit, clearance
from inspector.actions.drafts import carry_draft, drop_draft
from inspector.actions.outcome import (
    BringsErrors,
    NoFix,
    NothingToSave,
    Outcome,
    Stale,
    checked_reason,
    needs_reason,
    seen,
)
from inspector.actions.revisions import add_revision, summary
from inspector.core import edits
from inspector.core.extensions.change import ExtensionEdit
from inspector.core.operations import perform
from inspector.core.privacy.scan import looks_alike, scan
from inspector.core.rules import Fix, check
from inspector.core.words import json_value
from inspector.failpoints import reached
from inspector.models import AuditEntry, FieldChange, Image, Revision, state_after_edit
from inspector.tally import Tally, tally
from inspector.vault.trailing import Cut, cut

Requests = Sequence[Mapping[str, object]]
# By field, {"image": id, "revision": number} of what it was copied from.
Copied = Mapping[str, Mapping[str, object]]
EMPTY: Copied = MappingProxyType({})


def preview(*, image: Image, values: Mapping[str, object], operations: Requests = ()) -> Outcome:
    """What an edit would do: the values first, then the operations in order. Nothing is written. Raises EditError."""
    before, length = image.header, image.voxels_length
    edited = edits.apply(before, values, voxel_block_length=length)
    done = perform(edited, operations, voxel_block_length=length)
    return Outcome(image, before, done.header, operations=done.names, said=done.notes)


def edit(
    *,
    actor: User,
    image: Image,
    base: str,
    values: Mapping[str, object],
    reason: str,
    operations: Requests = (),
    allow: Collection[str] = (),
    copied: Copied = EMPTY,
    **facts: object,
) -> Outcome:
    """Change these fields of the header, and carry out these operations, as a new revision.

    `base` is the etag of the revision the person saw; `allow` are the ids of rules whose errors this edit may bring,
    which the record keeps, as it keeps where values were `copied` from. Raises Stale when `base` is no longer the
    current one, EditError (which names the fields) when a value is not acceptable, BringsErrors when there would be
    new errors, NothingToSave when no byte would differ. Of what the person has collected and not saved, these fields
    are done with; others stay. `facts` go on record with it.
    """
    facts.update(sources({name: copied[name] for name in values if name in copied}))
    image = seen(image, base)
    return _edit(image, actor=actor, values=values, reason=reason, operations=operations, allow=allow, **facts)


def fix(*, actor: User, image: Image, base: str, rule: str, reason: str) -> Outcome:
    """Apply the fix that a rule offers for what it finds in this image. Raises NoFix, and as `edit` does."""
    image = seen(image, base)
    return _edit(image, actor=actor, values=_fix_of(image, rule).set, reason=reason, fix=rule)


def _fix_of(image: Image, rule: str) -> Fix:
    found = next((finding for finding in check(image.facts(image.header)) if finding.rule == rule), None)
    if found is None:
        raise NoFix(f"The rule {rule} finds nothing in this image, so there is nothing to fix.")
    if found.fix is None:
        raise NoFix(f"There is no fix that could be applied without knowing more. {found.message}")
    return found.fix


def _edit(
    image: Image,
    *,
    actor: User,
    values: Mapping[str, object],
    reason: str,
    operations: Requests = (),
    allow: Collection[str] = (),
    **facts: object,
) -> Outcome:
    outcome = preview(image=image, values=values, operations=operations)
    facts.update(_allowed(outcome, allow))
    with saving(outcome, actor=actor, kind=Revision.EDIT, reason=reason, **facts) as saved:
        drop_draft(actor=actor, image=image, fields=list(values))
    return saved


def _allowed(outcome: Outcome, allow: Collection[str]) -> dict[str, object]:
    """What the record keeps of the new errors that were allowed. Raises BringsErrors for those that were not."""
    errors = outcome.new_errors
    if refused := [finding for finding in errors if finding.rule not in allow]:
        raise BringsErrors(refused)
    return {"allowed": [finding.rule for finding in errors]} if errors else {}


def sources(copied: Copied) -> dict[str, object]:
    """For the record: each image and revision with the fields that came from it; nothing when none was copied."""
    fields: dict[tuple[object, object], list[str]] = {}
    for name, place in copied.items():
        fields.setdefault((place["image"], place["revision"]), []).append(name)
    told = [{"image": image, "revision": number, "fields": sorted(names)} for (image, number), names in fields.items()]
    return {"copied": told} if told else {}


def preview_extension(*, image: Image, change: ExtensionEdit) -> Outcome:
    """What a change of the extensions would do; nothing is written. Raises EditError, NoSuchExtension."""
    return Outcome(image, image.header, change.apply(image.header))


def edit_extension(
    *, actor: User, image: Image, base: str, change: ExtensionEdit, reason: str, allow: Collection[str] = ()
) -> Outcome:
    """Add, change or remove an extension as a new revision. Takes and raises as `edit` does, and NoSuchExtension.

    What the person has collected and not saved is about fields, which stay as they are, so it goes along.
    """
    image = seen(image, base)
    outcome = preview_extension(image=image, change=change)
    with saving(outcome, actor=actor, kind=Revision.EDIT, reason=reason, **_allowed(outcome, allow)) as saved:
        carry_draft(actor=actor, image=image, to=image.revision + 1)
    return saved


def preview_cut(*, image: Image) -> Outcome:
    """What cutting off the bytes behind the last voxel would do. All voxels are read. Raises NothingBehind, Damaged."""
    return _without(image, cut(image.header, image.frozen))


def cut_trailing(*, actor: User, image: Image, base: str, reason: str, allow: Collection[str] = ()) -> Outcome:
    """Cut off the bytes behind the last voxel as a new revision. No byte is written: it has less of the same block.

    The record tells that the voxels proper are the same bytes as before. Takes and raises as `edit` does, and
    NothingBehind. What the person has collected and not saved goes along.
    """
    image = seen(image, base)
    left = cut(image.header, image.frozen)
    outcome = _without(image, left)
    facts = {"voxels_proper_sha256": left.proper_sha256, **_allowed(outcome, allow)}
    with saving(outcome, actor=actor, kind=Revision.CUT, reason=reason, **facts) as saved:
        carry_draft(actor=actor, image=image, to=image.revision + 1)
    return saved


def _without(image: Image, left: Cut) -> Outcome:
    return Outcome(image, image.header, image.header, voxels=(image.current.voxels, left.front))


def preview_restore(*, image: Image, number: int) -> Outcome:
    """What going back to an earlier revision would do. Raises Revision.DoesNotExist."""
    return Outcome.between(image.current, image.at(number))


def restore(*, actor: User, image: Image, base: str, number: int, reason: str) -> Outcome:
    """Make an earlier revision current again, header bytes and voxels, as a new one. Raises as `edit` does."""
    outcome = preview_restore(image=seen(image, base), number=number)
    with saving(outcome, actor=actor, kind=Revision.RESTORE, reason=reason, restored=number) as saved:
        return saved


@contextmanager
def saving(outcome: Outcome, *, actor: User, kind: str, reason: str, **facts: object) -> Iterator[Outcome]:
    """The outcome as a new revision, in one transaction with what the caller adds to it.

    Everything that takes time is worked out before it begins, since others wait for their turn to write. That nobody
    saved in between is asked by the UPDATE itself, and Stale raised if somebody did.
    """
    if outcome.before.data == outcome.after.data and outcome.voxels_before == outcome.voxels_after:
        raise NothingToSave("Nothing would change: every value is stored already.")
    reason = checked_reason(reason, needed=needs_reason(outcome))
    image, number = outcome.image, outcome.image.revision + 1
    facts["revision"] = number
    columns = summary(
        *(image.name, outcome.after, outcome.found_after),
        voxels=outcome.voxels_after,
        number=number,
        by=actor.get_username(),
    )
    privacy = _privacy(outcome)
    columns |= privacy.columns if privacy else {}
    with transaction.atomic():
        current = Image.objects.filter(pk=image.pk, revision=image.revision, header_sha256=image.header_sha256)
        if not current.update(**columns, state=state_after_edit()):
            raise Stale(Image.objects.get(pk=image.pk).current, image.etag)
        reached(f"{kind}.updated")
        entry = _record(outcome, actor=actor, action=kind, reason=reason, facts=facts)
        revision = add_revision(image, outcome.after, outcome.voxels_after, number=number, kind=kind, entry=entry)
        _keep_changes(revision, outcome)
        if privacy:
            privacy.keep(image)
        yield outcome.saved_as(revision)
        reached(f"{kind}.recorded")
    reached(f"{kind}.committed")
    for name, value in columns.items():
        setattr(image, name, value)
    image.__dict__["current"] = revision
    # What the edit made of the review is known to the database alone; whoever asks this row again reads it.
    image.__dict__.pop("state", None)


def _privacy(outcome: Outcome) -> Tally | None:
    """What the privacy check finds after the change; None when it looks at no byte that changed."""
    image = outcome.image
    if looks_alike(outcome.before, outcome.after) and outcome.voxels_before == outcome.voxels_after:
        return None
    ledger = clearance.ledger_of(outcome.after, outcome.frozen_after, image.name, image.stored_uploads)
    return tally(image.dataset, scan(ledger, clearance.own_list(image.dataset)), image)


def _record(outcome: Outcome, *, actor: User, action: str, reason: str, facts: Mapping[str, object]) -> AuditEntry:
    """The audit entry: hashes and names of fields in it, the values and the reason beside it."""
    values: dict[str, object] = {"reason": reason}
    for change in outcome.changes:
        values[f"{change.field}.old"] = json_value(change.old)
        values[f"{change.field}.new"] = json_value(change.new)
    return audit.append_about(
        outcome.image,
        actor=actor,
        action=action,
        facts={
            "fields": [change.field for change in outcome.changes],
            "bytes_changed": outcome.bytes_changed,
            "header_sha256_before": outcome.before.sha256,
            "header_sha256": outcome.after.sha256,
            **_voxels_told(outcome),
            **({"operations": list(outcome.operations)} if outcome.operations else {}),
            **facts,
        },
        values=values,
    )


def _voxels_told(outcome: Outcome) -> dict[str, object]:
    """For the record: which voxels there are now, what block they are the first bytes of, and what was cut off."""
    before, after, block = outcome.voxels_before, outcome.voxels_after, outcome.image.block_id
    told: dict[str, object] = {"voxels_sha256": after.sha256}
    if after.sha256 != block:
        told |= {"voxels_of": block, "voxels_bytes": after.length, "voxels_crc32": after.crc32}
    if after != before:
        gone = before.length - after.length
        told |= {"voxels_sha256_before": before.sha256, "bytes_cut" if gone > 0 else "bytes_back": abs(gone)}
    return told


def _keep_changes(revision: Revision, outcome: Outcome) -> None:
    values = revision.entry.kept
    FieldChange.objects.bulk_create(
        FieldChange(
            revision=revision,
            position=position,
            field=change.field,
            old=values[f"{change.field}.old"],
            new=values[f"{change.field}.new"],
        )
        for position, change in enumerate(outcome.changes)
    )
