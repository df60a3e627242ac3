"""What is erased for good: an image with all that was recorded of it, or one value wherever it is stored.

The record keeps who erased what, when and why; the audit chain still verifies.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from functools import partial

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from inspector import audit, residue
from inspector.actions.carriers import Carriers
from inspector.actions.outcome import checked_reason
from inspector.actions.releases.forgetting import forget, forget_image
from inspector.core.errors import EditError
from inspector.core.rules import check, counts
from inspector.failpoints import reached
from inspector.models import (
    AuditEntry,
    AuditValue,
    Draft,
    FieldChange,
    FoundValue,
    HeaderTail,
    Image,
    KeptAnswer,
    Release,
    Released,
    Revision,
    Upload,
    ValueKey,
    VoxelBlock,
    blobs,
)
from inspector.tally import look_again

TOUCHED = (
    Image,
    Revision,
    FieldChange,
    FoundValue,
    Upload,
    Draft,
    HeaderTail,
    AuditValue,
    ValueKey,
    KeptAnswer,
    Release,
    Released,
)
# Whoever purges what has been removed for long enough: nobody, but the clock.
CLOCK = "retention"


def put_back(*, actor: User, image: Image, reason: str = "") -> None:
    """Bring a removed image back to where it was."""
    reason = checked_reason(reason, needed=False)
    with transaction.atomic():
        Image.objects.filter(pk=image.pk).update(deleted_at=None)
        audit.append_about(image, actor=actor, action="put back", reason=reason, facts={"revision": image.revision})


def purge(*, actor: User, image: Image, reason: str) -> AuditEntry:
    """Erase an image for good: its headers, uploads, voxels and pictures, and every value recorded of it.

    What another image has as well stays for that one. The entry is the tombstone.
    """
    reason = checked_reason(reason, needed=True)
    entry = _purged(image, actor=actor.get_username(), reason=reason)
    _clear_residue()
    return entry


def due() -> list[Image]:
    """The removed images that can no longer be put back."""
    end = timezone.now() - timedelta(days=settings.RETENTION_DAYS)
    return list(Image.objects.filter(deleted_at__lte=end).select_related("dataset", "block").order_by("deleted_at"))


def purge_due() -> int:
    """Erase for good what was removed longer ago than it is kept. How many images that were."""
    images = due()
    for image in images:
        reason = f"It was removed more than {settings.RETENTION_DAYS} days ago."
        _purged(image, actor=CLOCK, reason=reason)
    if images:
        _clear_residue()
    return len(images)


def erase_value(*, actor: User, image: Image, value: AuditValue, reason: str) -> AuditEntry:
    """Erase what this value says wherever it is stored of this image.

    That is every recorded value that says it, every revision whose header bytes hold it (those keep their hash), the
    upload when it holds it, the file name, and what a release says of it. Raises EditError when the current header
    still holds it, or when there is nothing to erase.
    """
    reason = checked_reason(reason, needed=True)
    if value.value in (None, "", []):
        raise EditError({"value": ["It is empty or erased already: there is nothing to erase."]})
    found = Carriers.of(image, value)
    if found.is_current:
        raise EditError(
            {
                found.field: [
                    f"Revision {image.revision} is the current one and still holds it. Change it, then erase it."
                ]
            }
        )
    with transaction.atomic():
        entry = audit.erase(
            found.values,
            actor=actor.get_username(),
            reason=reason,
            dataset=image.dataset.slug,
            image=image.pk,
            facts={
                "fields": [found.field] if found.is_of_header else [],
                "revisions": [revision.number for revision in found.revisions],
                "files": [upload.role for upload in found.uploads],
            },
        )
        _erase_headers(found.revisions, entry)
        keys = {upload.key for upload in found.uploads if upload.key}
        Upload.objects.filter(pk__in=[upload.pk for upload in found.uploads]).update(
            key=None, gzip=None, erased_by=entry.seq
        )
        found.drafts.delete()
        forget(found.released)
        if found.is_named:
            _rename(image, found)
        _count_findings(image)
        _forget_answers(image)
    _remove_blobs(keys)
    _clear_residue()
    return entry


def _clear_residue() -> None:
    """A request with an Idempotency-Key is one transaction: the tables can only be written anew after it."""
    transaction.on_commit(partial(residue.clear, TOUCHED))


def _purged(image: Image, *, actor: str, reason: str) -> AuditEntry:
    keys = {file.key for file in image.files if file.key}
    tails = set(image.revisions.exclude(tail=None).values_list("tail", flat=True))
    facts = {"revisions": image.revision, "header_sha256": image.header_sha256, "voxels_sha256": image.block_id}
    with transaction.atomic():
        entry = audit.purge(actor=actor, reason=reason, dataset=image.dataset.slug, image=image.pk, facts=facts)
        forget_image(image)
        Image.objects.filter(pk=image.pk).delete()
        _drop_unused_tails(tails)
        if not Image.objects.filter(block=image.block_id).exists():
            VoxelBlock.objects.filter(pk=image.block_id).delete()
        _forget_answers(image)
        reached("purge.recorded")
    reached("purge.committed")
    _remove_blobs({*keys, *_keys_of_voxels(image.block_id)})
    reached("purge.done")
    return entry


def _forget_answers(image: Image) -> None:
    """An answer that was kept to be given again tells old and new values."""
    KeptAnswer.objects.filter(body__contains=image.pk).delete()


def _erase_headers(revisions: Collection[Revision], entry: AuditEntry) -> None:
    tails = {revision.tail_id for revision in revisions if revision.tail_id}
    numbers = [revision.pk for revision in revisions]
    Revision.objects.filter(pk__in=numbers).update(fixed=None, tail=None, erased_by=entry.seq)
    _drop_unused_tails(tails)


def _drop_unused_tails(tails: Collection[str]) -> None:
    HeaderTail.objects.filter(pk__in=tails).exclude(pk__in=Revision.objects.exclude(tail=None).values("tail")).delete()


def _keys_of_voxels(sha256: str) -> list[str]:
    return [blob.key for kind in ("voxels", "previews") for blob in blobs().stored(f"{kind}/{sha256}")]


def _remove_blobs(keys: Collection[str]) -> None:
    """Remove those that no row names, while nobody else writes: an upload looks for its blobs in its own turn."""
    with transaction.atomic():
        audit.one_writer()
        for key in sorted(keys):
            kind, _, name = key.partition("/")
            named = (
                Upload.objects.filter(key=key).exists()
                if kind == "uploads"
                else VoxelBlock.objects.filter(pk=name[:64]).exists()
            )
            if not named:
                blobs().remove(key)


def _count_findings(image: Image) -> None:
    """A rule may have found something about a name or a file that is gone."""
    now = Image.objects.select_related("block").get(pk=image.pk)
    found = counts(check(now.facts(now.header)))
    columns = {"errors": found["error"], "warnings": found["warning"], "notes": found["info"]}
    Image.objects.filter(pk=image.pk).update(**columns)
    look_again(now)


def _rename(image: Image, found: Carriers) -> None:
    """Give the image, and its files, names that say nothing."""
    name = found.neutral(image.name)
    search = f"{name.lower()}{image.search.removeprefix(image.name.lower())}"
    Image.objects.filter(pk=image.pk).update(name=name, search=search)
    for upload in image.files:
        Upload.objects.filter(pk=upload.pk).update(name=found.neutral(upload.name))
