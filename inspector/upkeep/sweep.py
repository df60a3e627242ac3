"""Throwing away what no row tells of: blobs of uploads that broke off, and what their writers left behind."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from django.db import transaction

from inspector import audit
from inspector.models import Upload, VoxelBlock, blobs
from inspector.vault.blobs import Stored

# Longer than any upload takes from its first byte to its row.
AGE = 24 * 3600.0
BATCH = 200


@dataclass(frozen=True)
class Swept:
    """How many blobs that nothing told of were removed, their bytes, and how many unfinished files."""

    blobs: int
    bytes: int
    unfinished: int


def sweep(*, now: float | None = None) -> Swept:
    """Remove blobs without a row, and unfinished files, that were last written more than a day ago.

    `now` is in seconds since 1970, by the clock of this machine when it is not given.

    Previews go with the voxels they were made from. Whether a blob still has no row is asked again in the turn to
    write in which it is removed; an upload looks in its own turn whether its blobs are there.
    """
    before = (time.time() if now is None else now) - AGE
    old, gone = _orphans(before), []
    while batch := list(islice(old, BATCH)):
        gone += _removed(batch)
    return Swept(len(gone), sum(blob.size for blob in gone), blobs().drop_unfinished(before))


def _orphans(before: float) -> Iterator[Stored]:
    old = (blob for blob in blobs().stored() if blob.since < before)
    while batch := list(islice(old, BATCH)):
        yield from _without_row(batch)


def _removed(batch: list[Stored]) -> list[Stored]:
    with transaction.atomic():
        audit.one_writer()
        doomed = _without_row(batch)
        for blob in doomed:
            blobs().remove(blob.key)
    return doomed


def _without_row(batch: list[Stored]) -> list[Stored]:
    keys = [blob.key for blob in batch]
    voxels = {_digest(key) for key in keys if not key.startswith("uploads/")}
    told = set(Upload.objects.filter(key__in=keys).values_list("key", flat=True))
    told |= set(VoxelBlock.objects.filter(pk__in=voxels).values_list("pk", flat=True))
    return [blob for blob in batch if blob.key not in told and _digest(blob.key) not in told]


def _digest(key: str) -> str:
    """The sha256 of the voxels that a blob holds or was made from."""
    return key.partition("/")[2][:64]
