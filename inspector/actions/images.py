"""An image comes and goes."""

from __future__ import annotations

import errno
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from inspector import audit, clearance, quotas
from inspector.actions.outcome import ErasedMeanwhile, NoSpace, checked_reason
from inspector.actions.revisions import add_revision, summary
from inspector.core.privacy.scan import scan
from inspector.core.rules import check
from inspector.failpoints import reached
from inspector.models import Dataset, Draft, Image, Revision, Upload, VoxelBlock, blobs
from inspector.tally import tally
from inspector.vault import intake, previews
from inspector.vault.frozen import FrozenVoxels


def upload(*, actor: User, dataset: Dataset, sources: Sequence[intake.Source | intake.Received]) -> Image:
    """Store an uploaded file or pair as a new image with revision 1.

    Raises an ImageError that says why when the content is not an image that is opened here, NoSpace when the disk
    is full, OverQuota when the person or the dataset would have more than they may.
    """
    size = sum(source.size for source in sources)
    quotas.check(actor, dataset, size)
    with _disk_full_is_said():
        taken = intake.take(sources, blobs=blobs(), max_unpacked=settings.MAX_UNPACKED)
        previews.prepare(FrozenVoxels(blobs(), taken.frozen), taken.header)
    reached("upload.stored")
    name = taken.name[:255]
    found = check(intake.facts_of(taken.header, name, taken.uploads, taken.frozen.length))
    ledger = clearance.ledger_of(taken.header, FrozenVoxels(blobs(), taken.frozen), name, taken.uploads)
    privacy = tally(dataset, scan(ledger, clearance.own_list(dataset)))
    with transaction.atomic():
        audit.one_writer()  # from here on nobody else adds to what is kept
        quotas.check(actor, dataset, size)
        voxels, _ = VoxelBlock.objects.update_or_create(
            sha256=taken.frozen.sha256,
            defaults={name: value for name, value in asdict(taken.frozen).items() if name != "sha256"},
        )
        now = timezone.now()
        image = Image(
            dataset=dataset,
            name=name,
            block=voxels,
            uploaded_by=actor,
            uploaded_at=now,
            size=sum(part.size for part in taken.uploads),
            sha256=taken.uploads[0].sha256,
            paired=taken.header.paired,
            **summary(name, taken.header, found, voxels=taken.frozen.front, number=1, by=actor.get_username()),
            **privacy.columns,
        )
        image.save(force_insert=True)
        privacy.keep(image)
        Upload.objects.bulk_create(
            Upload(image=image, **{**asdict(part), "name": part.name[:255]}) for part in taken.uploads
        )
        reached("upload.named")
        entry = audit.append_about(
            image,
            actor=actor,
            action="upload",
            facts={
                "revision": 1,
                "header_sha256": taken.header.sha256,
                "voxels_sha256": voxels.sha256,
                "files": [{"size": part.size, "sha256": part.sha256} for part in taken.uploads],
            },
            values={"name": taken.name},
        )
        add_revision(image, taken.header, taken.frozen.front, number=1, kind=Revision.UPLOAD, entry=entry)
        refuse_erased([taken.frozen.key, *(part.key for part in taken.uploads if part.key)])
        reached("upload.recorded")
    reached("upload.committed")
    return image


def delete(*, actor: User, image: Image, reason: str) -> None:
    """Take the image out of its dataset. It can be put back until it is purged; the record stays."""
    reason = checked_reason(reason, needed=True)
    with transaction.atomic():
        Image.objects.filter(pk=image.pk).update(deleted_at=timezone.now())
        Draft.objects.filter(image=image).delete()
        audit.append_about(image, actor=actor, action="delete", reason=reason, facts={"revision": image.revision})


def refuse_erased(keys: Sequence[str]) -> None:
    """Whoever purges removes blobs when it is their turn to write and no row names these; now it is ours."""
    if not all(blobs().exists(key) for key in keys):
        raise ErasedMeanwhile("Somebody erased the same bytes for good in this moment. Nothing was kept; upload again.")


@contextmanager
def _disk_full_is_said() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT):
            raise
        raise NoSpace("The disk of the server is full. Nothing was kept of this file.") from error
