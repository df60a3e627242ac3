"""How much each person and each dataset may keep here. Removed images count until their bytes are gone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.contrib.auth.models import User
from django.db.models import Count, QuerySet, Sum

from inspector.core.errors import ImageError
from inspector.core.words import counted, size_text
from inspector.models import Dataset, Image

NEAR: Final = 0.8


class OverQuota(ImageError):
    """There would be more than is allowed."""

    code = "over_quota"


@dataclass(frozen=True)
class Use:
    """What is kept of a person or dataset, and what may be; None is no limit. `whose` begins a sentence."""

    whose: str
    bytes: int
    images: int
    most_bytes: int | None
    most_images: int | None

    @property
    def left(self) -> int | None:
        """How many bytes may still come."""
        return None if self.most_bytes is None else max(self.most_bytes - self.bytes, 0)

    @property
    def near(self) -> bool:
        pairs = ((self.bytes, self.most_bytes), (self.images, self.most_images))
        return any(most is not None and used >= NEAR * most for used, most in pairs)

    @property
    def sentence(self) -> str:
        kept = []
        if self.most_bytes is not None:
            kept.append(f"{size_text(self.bytes)} of {size_text(self.most_bytes)}")
        if self.most_images is not None:
            kept.append(f"{self.images:,} of {counted(self.most_images, 'image')}")
        return f"{self.whose} {' and '.join(kept)}."

    def check(self, size: int, *, what: str = "This upload", so: str = "nothing was kept of it") -> None:
        """Raise OverQuota when this image of so many bytes is too much; `so` says what that means for it."""
        too_large = self.left is not None and size > self.left
        if too_large or (self.most_images is not None and self.images >= self.most_images):
            raise OverQuota(
                f"{self.sentence} {what} has {size_text(size)}, so {so}. "
                "Ask whoever looks after the server for more room."
            )


def uses(person: User, dataset: Dataset | None = None) -> Sequence[Use]:
    """What the quotas that are set say of this person and this dataset; nothing is asked when none is set."""
    found = []
    if settings.QUOTA_PERSON:
        found.append(_use("You have used", Image.objects.filter(uploaded_by=person), settings.QUOTA_PERSON))
    if settings.QUOTA_DATASET and dataset:
        found.append(_dataset_use(dataset))
    return found


def check(person: User, dataset: Dataset, size: int) -> None:
    """Raise OverQuota when an image of so many bytes is too much for either."""
    for use in uses(person, dataset):
        use.check(size)


def check_move(to: Dataset, size: int) -> None:
    """Raise OverQuota when the dataset has no room for an image of so many bytes that comes from another."""
    if settings.QUOTA_DATASET:
        _dataset_use(to).check(size, what="This image", so="it stays where it is")


def _dataset_use(dataset: Dataset) -> Use:
    whose = f"The dataset {dataset.name} has used"
    return _use(whose, Image.objects.filter(dataset=dataset), settings.QUOTA_DATASET)


def _use(whose: str, images: QuerySet[Image], quota: Any) -> Use:
    kept = images.aggregate(bytes=Sum("size"), images=Count("pk"))
    return Use(whose, kept["bytes"] or 0, kept["images"], quota.bytes, quota.images)
