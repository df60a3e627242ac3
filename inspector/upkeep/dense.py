"""Compressing what is stored further."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass

from django.db import transaction

from inspector import audit
from inspector.core.errors import Damaged
from inspector.models import Image, Released, VoxelBlock, blobs
from inspector.upkeep.problem import voxels_of
from inspector.vault.deflate import DENSE
from inspector.vault.densify import densify
from inspector.vault.frozen import FrozenInfo


@dataclass(frozen=True)
class Densified:
    """One voxel block that was looked at: its stored size before and after, or a sentence on what is wrong with it."""

    before: int
    after: int
    problem: str = ""


def densify_all() -> Iterator[Densified]:
    """Compress every voxel block further that was not yet. Can be stopped at any time, and taken up again.

    What left by a release stays as it is, for the release can be downloaded again byte for byte.

    Raises OSError when the disk is full.
    """
    for block in list(VoxelBlock.objects.exclude(codec__startswith=DENSE).order_by("pk")):
        if _has_left(block):
            continue
        try:
            dense = densify(blobs(), block.info)
        except Damaged as error:
            yield Densified(block.stored_length, block.stored_length, f"{voxels_of(block)}: {error}")
            continue
        _keep(block, dense)
        yield Densified(block.stored_length, dense.stored_length)


def _has_left(block: VoxelBlock) -> bool:
    return Image.objects.filter(block=block, pk__in=Released.objects.values("image")).exists()


def _keep(block: VoxelBlock, dense: FrozenInfo) -> None:
    columns = {name: value for name, value in asdict(dense).items() if name != "sha256"}
    with transaction.atomic():
        if VoxelBlock.objects.filter(pk=block.pk).update(**columns):
            audit.append(
                actor=audit.CONSOLE,
                action="compressed",
                facts={
                    "voxels_sha256": block.pk,
                    "stored_before": block.stored_length,
                    "stored_after": dense.stored_length,
                },
            )
