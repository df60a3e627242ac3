"""Whether the rows of an image agree with each other, with its header bytes, and with the audit trail."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from functools import partial
from typing import Any

from django.db.models import QuerySet

from inspector.actions.revisions import summary
from inspector.core.errors import Damaged, ImageError
from inspector.core.header import Header
from inspector.core.rules import check
from inspector.models import AuditEntry, FieldChange, Image, Revision
from inspector.upkeep.problem import WAITED, Problem, called

SAVES = (Revision.UPLOAD, Revision.EDIT, Revision.RESTORE, Revision.CUT)


def record_problems(images: QuerySet[Image]) -> Iterator[Problem]:
    """Every image with its revisions, changes and uploaded files, and the columns that repeat its current header."""
    for image in images.select_related("dataset", "uploaded_by", "block").order_by("uploaded_at", "pk").iterator():
        revisions = list(
            image.revisions.order_by("number")
            .select_related("tail", "entry")
            .prefetch_related("entry__values", "changes__old__entry", "changes__new__entry")
        )
        found = [f"{called(image)}: {sentence}" for sentence in _sentences(image, revisions)]
        yield from map(Problem, found)
        if not found:
            yield from _stale_voxels(image, revisions)
            with suppress(Damaged):  # which is told of the uploaded files
                yield from _stale_columns(image, revisions[-1])


def unexplained_entries() -> Iterator[Problem]:
    """Every audit entry of a save has its revision, unless its image was erased for good."""
    erased = AuditEntry.objects.filter(action="purge").values("image")
    lost = AuditEntry.objects.filter(action__in=SAVES, revision=None).exclude(image__in=erased)
    for entry in lost.order_by("seq").iterator():
        yield Problem(f"Entry {entry.seq} tells of a revision of image {entry.image} that is not there.")


def _sentences(image: Image, revisions: list[Revision]) -> Iterator[str]:
    if [revision.number for revision in revisions] != list(range(1, image.revision + 1)) or not revisions:
        yield f"The record has {len(revisions)} revisions; the image is at revision {image.revision}."
        return
    for revision in revisions:
        yield from _wrong_header(image, revision)
        yield from _wrong_changes(revision)
    yield from _wrong_upload(image, revisions[0])
    yield from _wrong_removal(image)


def _wrong_header(image: Image, revision: Revision) -> Iterator[str]:
    entry, number = revision.entry, revision.number
    if revision.fixed is None:
        if not AuditEntry.objects.filter(seq=revision.erased_by or 0, action="erase", image=image.pk).exists():
            yield f"The header of revision {number} is gone, and no entry records that it was erased."
        return
    try:
        header = Header.parse(revision.stored_bytes, paired=image.paired)
    except ImageError:
        yield f"The header of revision {number} cannot be read."
        return
    if header.sha256 != revision.sha256:
        yield f"The header of revision {number} is not what its sha256 names."
    told = (entry.image, entry.action, entry.facts.get("revision"), entry.facts.get("header_sha256"))
    if told != (image.pk, revision.kind, number, revision.sha256):
        yield f"Revision {number} is not the one that entry {entry.seq} of the audit trail tells of."
    if not revision.names_its_voxels:
        yield f"The voxels are not the ones that entry {entry.seq} of the audit trail tells of."


def _wrong_changes(revision: Revision) -> Iterator[str]:
    fields = revision.entry.facts.get("fields", [])
    told = [(place, name, f"{name}.old", f"{name}.new") for place, name in enumerate(fields)]
    changes = sorted(revision.changes.all(), key=lambda change: change.position)
    if [_shown(change) for change in changes] != told or not all(_own(change, revision) for change in changes):
        yield f"The changes of revision {revision.number} are not the ones that the audit trail tells of."


def _shown(change: FieldChange) -> tuple[int, str, str, str]:
    return change.position, change.field, change.old.label, change.new.label


def _own(change: FieldChange, revision: Revision) -> bool:
    return change.old.entry_id == change.new.entry_id == revision.entry_id


def _wrong_upload(image: Image, first: Revision) -> Iterator[str]:
    uploads, told = list(image.uploads.all()), first.entry.facts.get("files")
    if [{"size": upload.size, "sha256": upload.sha256} for upload in uploads] != told:
        yield "The uploaded files are not the ones that the audit trail tells of."
    elif [upload.role for upload in uploads] != (["header", "voxels"] if image.paired else ["single"]):
        yield "The uploaded files are not the parts of an image."
    elif (image.size, image.sha256) != (sum(upload.size for upload in uploads), uploads[0].sha256):
        yield "The image tells something else of its uploaded files than they do."
    name = first.entry.told.get("name")
    if name is not None and {image.name, uploads[0].name if uploads else image.name} != {name[:255]}:
        yield f"The file was uploaded as {name}."
    if image.uploaded_by.get_username() != first.by or not _close(image.uploaded_at, first.at):
        yield f"It was uploaded by {first.by} at {first.at:%Y-%m-%d %H:%M:%S}, and the row says otherwise."


def _wrong_removal(image: Image) -> Iterator[str]:
    entries = AuditEntry.objects.filter(image=image.pk)
    removed = entries.filter(action="delete").order_by("-seq").first()
    if image.deleted_at is not None and (removed is None or not _close(image.deleted_at, removed.at)):
        yield "It is marked as removed, and the audit trail tells of no such removal."
    if image.deleted_at is None and removed and not entries.filter(seq__gt=removed.seq).exists():
        yield "It was removed, and is not marked as removed."


def _stale_voxels(image: Image, revisions: list[Revision]) -> Iterator[Problem]:
    """How much each revision has of the voxel block, which its entry tells as well."""
    for revision in revisions:
        told = revision.told_voxels
        if revision.voxels != told:
            yield Problem(
                f"{called(image)}: How much revision {revision.number} has of the voxels is told otherwise by the "
                "audit trail.",
                partial(
                    Revision.objects.filter(pk=revision.pk).update,
                    voxels_length=told.length,
                    voxels_crc32=told.crc32,
                ),
                what=f"the voxels of revision {revision.number}",
                image=image,
            )


def _stale_columns(image: Image, current: Revision) -> Iterator[Problem]:
    header = current.header
    voxels = current.told_voxels
    found = check(image.facts(header, voxels.length))
    derived = summary(image.name, header, found, voxels=voxels, number=current.number, by=current.by)
    derived["changed_at"] = image.changed_at if _close(image.changed_at, current.at) else current.at
    wrong = {name: value for name, value in derived.items() if not _same(getattr(image, name), value)}
    if wrong:
        yield Problem(
            f"{called(image)}: The list shows something else than its header says ({', '.join(sorted(wrong))}).",
            partial(Image.objects.filter(pk=image.pk).update, **wrong),
            what=", ".join(sorted(wrong)),
            image=image,
        )


def _same(stored: Any, derived: Any) -> bool:
    if isinstance(derived, list | tuple):
        return isinstance(stored, list) and all(
            itertools.starmap(_same, itertools.zip_longest(stored, derived, fillvalue=Ellipsis))
        )
    return bool(stored == derived and type(stored) is type(derived))


def _close(one: datetime, other: datetime) -> bool:
    return abs(one - other) <= WAITED
