"""What a check of everything finds, and the names it calls things by."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from inspector.models import Image, VoxelBlock


@dataclass(frozen=True)
class Problem:
    """Something that is not as it was stored; `repair` derives it again, where it can be derived from the rest."""

    sentence: str
    repair: Callable[[], object] | None = None


def called(image: Image) -> str:
    return f"{image.name} ({image.pk})"


def voxels_of(block: VoxelBlock) -> str:
    """The images whose voxels these are."""
    images = Image.objects.filter(voxels=block).order_by("uploaded_at")
    return ", ".join(called(image) for image in images) or f"The voxels {block.pk[:12]}, which no image has"
