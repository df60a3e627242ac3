"""Looking after what is stored: compressing it further, and reading all of it back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict, dataclass

from inspector import audit
from inspector.core.errors import Damaged
from inspector.models import Image, Revision, Upload, VoxelBlock, blobs
from inspector.triggers import missing_triggers
from inspector.vault.deflate import DENSE
from inspector.vault.densify import densify
from inspector.vault.frozen import FrozenVoxels
from inspector.vault.spans import Download, blob_span


@dataclass(frozen=True)
class Densified:
    """One voxel block that was looked at: its stored size before and after, or a sentence on what is wrong with it."""

    before: int
    after: int
    problem: str = ""


def densify_all() -> Iterator[Densified]:
    """Compress every voxel block further that was not yet. Can be stopped at any time, and taken up again.

    Raises OSError when the disk is full.
    """
    for block in list(VoxelBlock.objects.exclude(codec__startswith=DENSE).order_by("pk")):
        try:
            dense = densify(blobs(), block.info)
        except Damaged as error:
            yield Densified(block.stored_length, block.stored_length, f"{_name(block)}: {error}")
            continue
        facts = {name: value for name, value in asdict(dense).items() if name != "sha256"}
        VoxelBlock.objects.filter(pk=block.pk).update(**facts)
        yield Densified(block.stored_length, dense.stored_length)


def problems(dataset: str | None = None) -> Iterator[str]:
    """A sentence for everything that is not as it was stored: voxels, uploaded files, headers and the audit trail.

    Removed images count, for their bytes are kept. With the slug of a dataset, only what its images refer to is read;
    the audit trail is one for all, and always read as a whole.
    """
    images = Image.objects.filter(dataset__slug=dataset) if dataset else Image.objects.all()
    yield from _damaged_voxels(VoxelBlock.objects.filter(pk__in=images.values("voxels")).order_by("pk").iterator())
    uploads = Upload.objects.filter(image__in=images).exclude(key=None).select_related("image")
    yield from _damaged_uploads(uploads.iterator())
    revisions = (
        Revision.objects.filter(image__in=images, fixed__isnull=False)
        .select_related("image", "tail")
        .order_by("image", "number")
    )
    yield from _changed_headers(revisions.iterator())
    if problem := audit.verify().problem:
        yield f"The audit trail does not hold: {problem}"
    if missing := missing_triggers():
        yield f"The database lets the audit trail be changed; the next start mends that: no {', '.join(missing)}."


def _damaged_voxels(blocks: Iterator[VoxelBlock]) -> Iterator[str]:
    for block in blocks:
        try:
            FrozenVoxels(blobs(), block.info).verify()
        except Damaged as error:
            yield f"{_name(block)}: {error}"


def _damaged_uploads(uploads: Iterator[Upload]) -> Iterator[str]:
    for upload in uploads:
        file = Download("", "", "", (blob_span(blobs(), upload.key or "", upload.size),))
        try:
            with closing(file.chunks()) as chunks:
                for _ in chunks:
                    pass
        except Damaged as error:
            yield f"{_called(upload.image)}: {error}"


def _changed_headers(revisions: Iterator[Revision]) -> Iterator[str]:
    for revision in revisions:
        if revision.header.sha256 != revision.sha256:
            yield f"{_called(revision.image)}: The header of revision {revision.number} is not what its sha256 names."


def _name(block: VoxelBlock) -> str:
    """The images whose voxels these are."""
    return ", ".join(_called(image) for image in Image.objects.filter(voxels=block).order_by("uploaded_at"))


def _called(image: Image) -> str:
    return f"{image.name} ({image.pk})"
