"""Whether every row has its blob, and every blob the bytes that its name and its row tell of."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import closing
from dataclasses import asdict, replace
from functools import partial

from django.db.models import QuerySet

from inspector.core.errors import Damaged
from inspector.core.rules import GzipFacts
from inspector.models import Image, Revision, Upload, VoxelBlock, blobs
from inspector.upkeep.problem import Problem, called, voxels_of
from inspector.vault import previews
from inspector.vault.deflate import crc32, crc32_combine
from inspector.vault.frozen import Front, FrozenInfo, FrozenVoxels
from inspector.vault.gzipped import stored_facts
from inspector.vault.spans import Download, blob_span
from inspector.vault.unpack import compression_of


def voxel_problems(images: QuerySet[Image]) -> Iterator[Problem]:
    """Every voxel block is read back, with what revisions have of it.

    What its row repeats of the stored file is taken from there again.
    """
    for block in VoxelBlock.objects.filter(pk__in=images.values("block")).order_by("pk").iterator():
        fronts = _fronts(block)
        try:
            there, found = _read_back(block, {front.length for front in fronts.values()})
        except Damaged as error:
            yield Problem(f"{voxels_of(block)}: {error}")
            continue
        if there != block.info:
            yield Problem(
                f"{voxels_of(block)}: The row of the voxels tells something else than their file.",
                partial(VoxelBlock.objects.filter(pk=block.pk).update, **_facts(there)),
                what=f"the row of the voxels {block.pk}",
            )
        for revision, front in fronts.items():
            if front not in found:
                sentence = f"What revision {revision.number} has of the voxels is not what its sha256 names."
                yield Problem(f"{called(revision.image)}: {sentence}")


def _fronts(block: VoxelBlock) -> dict[Revision, Front]:
    """The revisions that have a part of the block only, and how much."""
    rows = Revision.objects.filter(image__block=block).exclude(voxels_sha256=block.pk).select_related("image")
    return {revision: revision.voxels for revision in rows.order_by("pk")}


def _read_back(block: VoxelBlock, lengths: Collection[int]) -> tuple[FrozenInfo, list[Front]]:
    """The facts of the stored file, and of its first bytes of these lengths; all of it was read. Raises Damaged."""
    with FrozenVoxels(blobs(), block.info).named() as blocks:
        there = blocks.info
    return there, FrozenVoxels(blobs(), there).fronts([length for length in lengths if 0 <= length <= there.length])


def _facts(info: FrozenInfo) -> dict[str, object]:
    return {name: value for name, value in asdict(info).items() if name != "sha256"}


def upload_problems(images: QuerySet[Image]) -> Iterator[Problem]:
    """Every uploaded file that was not erased is there byte for byte: as a blob, or as the first header and voxels."""
    uploads = Upload.objects.filter(image__in=images, erased_by=None).select_related("image__block", "image__dataset")
    for upload in uploads.iterator():
        try:
            _check(upload)
        except Damaged as error:
            yield Problem(f"{called(upload.image)}: {error}")
        else:
            yield from _stale_gzip(upload)


def _stale_gzip(upload: Upload) -> Iterator[Problem]:
    """What its row tells of a sound gzip file, which is in no audit entry.

    A row from before pieces were counted may do without that.
    """
    facts = _gzip_facts(upload)
    told = [facts, facts and replace(facts, members=None, trailing=None)]
    if upload.gzip not in [each and asdict(each) for each in told]:
        yield Problem(
            f"{called(upload.image)}: The row of the uploaded file {upload.name} tells something else of gzip than it.",
            partial(Upload.objects.filter(pk=upload.pk).update, gzip=facts and asdict(facts)),
            what=f"gzip of the {upload.role} file",
            image=upload.image,
        )


def _gzip_facts(upload: Upload) -> GzipFacts | None:
    if upload.key is None or upload.compression != "gzip":
        return None
    with blobs().open(upload.key) as blob:
        return stored_facts(blob)


def _check(upload: Upload) -> None:
    if upload.key is None:
        facts: tuple[int, int] | None = _put_together(upload)
    elif upload.key != f"uploads/{upload.sha256}":
        raise Damaged(f"The row of the uploaded file {upload.name} names another file.")
    else:
        facts = _read(upload, upload.key)
    # Without a sound first header there is nothing to compare with; that is said of the header.
    if facts and facts != (upload.size, upload.crc32):
        raise Damaged(f"The row of the uploaded file {upload.name} tells something else than its bytes.")


def _read(upload: Upload, key: str) -> tuple[int, int]:
    """Length and checksum of a kept file. Raises Damaged."""
    file = Download("", "", "", (blob_span(blobs(), key, upload.size),))
    length, checksum, start = 0, 0, b""
    with closing(file.chunks()) as chunks:
        for data in chunks:
            start = start or data
            length, checksum = length + len(data), crc32(data, checksum)
    if compression_of(start) != upload.compression:
        raise Damaged(f"The row of the uploaded file {upload.name} tells of another compression.")
    return length, checksum


def _put_together(upload: Upload) -> tuple[int, int] | None:
    """Length and checksum of a file that was not kept because it can be put together; None without its header."""
    first = upload.image.revisions.filter(number=1, fixed__isnull=False).select_related("tail").first()
    if upload.compression != "none":
        raise Damaged(f"The row of the uploaded file {upload.name} has lost which blob holds it.")
    if first is None or first.fixed is None:
        return None
    head, voxels = first.stored_bytes, upload.image.block
    if upload.role == "header":
        return len(head), crc32(head)
    if upload.role == "voxels":
        return voxels.length, voxels.crc32
    return len(head) + voxels.length, crc32_combine(crc32(head), voxels.crc32, voxels.length)


def preview_problems() -> Iterator[Problem]:
    """Every stored preview is as it was written. A damaged one is thrown away, and made again when it is looked at."""
    for blob in blobs().stored():
        if blob.key.startswith("previews/") and not previews.is_sound(blobs(), blob.key):
            repair = partial(blobs().remove, blob.key)
            yield Problem(f"The preview {blob.key} is damaged.", repair, what=f"the preview {blob.key}")
