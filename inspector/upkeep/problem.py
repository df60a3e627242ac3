"""What a check of everything finds, and the names it calls things by."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction

from inspector import audit
from inspector.models import Image, VoxelBlock

# A row's time is taken before its transaction begins, which may wait for others; the entry's within it.
WAITED = timedelta(minutes=2)


@dataclass(frozen=True)
class Problem:
    """Something that is not as it was stored; `repair` derives it again, where it can be derived from the rest.

    `what` says what that is, for the record; `image` is the one whose row it stands in, if it is in one.
    """

    sentence: str
    repair: Callable[[], object] | None = None
    what: str = ""
    image: Image | None = None

    def mend(self) -> bool:
        """Repair it, and record that; False where it cannot be derived again."""
        if self.repair is None:
            return False
        with transaction.atomic():
            self.repair()
            audit.append(
                actor=audit.CONSOLE,
                action="row repaired" if self.image else "repaired",
                dataset=self.image.dataset.slug if self.image else "",
                image=self.image.pk if self.image else "",
                facts={"what": self.what},
            )
        return True


def called(image: Image) -> str:
    return f"{image.name} ({image.pk})"


def voxels_of(block: VoxelBlock) -> str:
    """The images whose voxels these are."""
    images = Image.objects.filter(block=block).order_by("uploaded_at")
    return ", ".join(called(image) for image in images) or f"The voxels {block.pk[:12]}, which no image has"
