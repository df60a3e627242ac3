"""What is left after a kill, as a fresh start finds it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from inspector import downloads
from inspector.models import AuditEntry, Image, Revision
from inspector.models.images import etag_of
from inspector.upkeep import problems
from inspector.upkeep.backup.manifest import NAME, Manifest, part_of


def complaints(acknowledged: Sequence[Mapping[str, Any]], backup: Path) -> Iterator[str]:
    """A sentence for everything acknowledged that is not there, and for everything there that is not whole."""
    yield from (problem.sentence for problem in problems())
    rows = {revision.pk: revision for revision in Revision.objects.all()}
    etags = {(row.image_id, etag_of(row.number, row.sha256)) for row in rows.values()}
    purged = set(AuditEntry.objects.filter(action="purge").values_list("image", flat=True))
    for told in acknowledged:
        if "purged" in told and told["purged"] not in purged:
            yield f"image {told['purged']} was acknowledged as erased and is still there"
        if told.get("image") in purged:
            continue
        if "etag" in told and (told["image"], told["etag"]) not in etags:
            yield f"revision {told['etag']} of image {told['image']} was acknowledged and is lost"
        if "sha256" in told and _uploaded(told["image"]) != told["sha256"]:
            yield f"the upload of image {told['image']} was acknowledged and is not there byte for byte"
    yield from _backup_complaints([told["entries"] for told in acknowledged if "entries" in told], backup)


def _uploaded(id: str) -> str:
    """The sha256 of what somebody gets who asks for the uploaded file."""
    image = Image.objects.filter(pk=id).first()
    if image is None:
        return ""
    digest = hashlib.sha256()
    for data in downloads.assembled(image, kind="original").chunks():
        digest.update(data)
    return digest.hexdigest()


def _backup_complaints(acknowledged: Sequence[int], folder: Path) -> Iterator[str]:
    """The backup, if there is one, is whole, and not older than the newest that was acknowledged."""
    if not (folder / NAME).exists():
        if acknowledged:
            yield "a backup was acknowledged and is lost"
        return
    manifest = Manifest.read(folder)
    if manifest.entries < max(acknowledged, default=0):
        yield "an older backup is there than the one that was acknowledged"
    parts = {f"blobs/{_place(key)}": part for key, part in manifest.blobs.items()} | {manifest.database: manifest.copy}
    for path, part in parts.items():
        if not (folder / path).is_file() or part_of(folder / path) != part:
            yield f"{path} of the backup is not as its manifest says"


def _place(key: str) -> str:
    kind, name = key.split("/")
    return f"{kind}/{name[:2]}/{name}"
