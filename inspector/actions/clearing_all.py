"""What is done about one text in all images of a dataset that have it: cleared, accepted, or opened again.

Each image that is cleared gets an ordinary revision. Whoever is interrupted begins again: an image that is done has
the text no more.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import QuerySet

from inspector import audit, clearance
from inspector.actions.clearing import clear
from inspector.actions.outcome import NotNow, Stale, checked_reason
from inspector.core.errors import EditError, ImageError
from inspector.core.privacy import remedies
from inspector.core.privacy.remedies import Remedy
from inspector.models import Dataset, FoundValue, Image, Waiver
from inspector.tally import decide

AT_ONCE: Final = 20
# Seconds after which no further image is begun.
LONG: Final = 4.0


@dataclass(frozen=True)
class Round:
    """One round: the names of the images that are done, the others with the reason, the id of the last one.

    `left` is how many are still to be tried.
    """

    done: Sequence[str]
    failed: Sequence[tuple[Image, str]]
    last: str
    left: int


def images_with(dataset: Dataset, mark: str) -> QuerySet[Image]:
    """The images in which the text with this mark is found, and nobody decided about it, by id."""
    rows = FoundValue.objects.filter(mark=mark, decided=False) if mark.isalnum() else FoundValue.objects.none()
    return Image.objects.filter(dataset=dataset, deleted_at=None, pk__in=rows.values("image")).order_by("pk")


def clear_text(
    *,
    actor: User,
    dataset: Dataset,
    mark: str,
    remedy: Remedy | None,
    reason: str,
    after: str = "",
    most: int = AT_ONCE,
) -> Round:
    """Apply a remedy, None: the proposed one, to a text in the next images that have it, those behind the id `after`.

    Raises EditError when there is no reason; what goes wrong with one image is told and stops no other.
    """
    reason = checked_reason(reason, needed=True)
    started = time.monotonic()
    done: list[str] = []
    failed: list[tuple[Image, str]] = []
    rows, after = images_with(dataset, mark).select_related("dataset", "block"), after if after.isalnum() else ""
    for image in rows.filter(pk__gt=after)[:most]:
        try:
            _clear_in(image, actor=actor, mark=mark, remedy=remedy, reason=reason)
            done.append(image.name)
        except (EditError, ImageError, Stale) as error:
            failed.append((image, _said(error)))
        after = image.pk
        if time.monotonic() - started > LONG:
            break
    return Round(done, failed, after, rows.filter(pk__gt=after).count())


def accept_text(*, actor: User, dataset: Dataset, mark: str, reason: str) -> int:
    """Accept a text in its place in every image of the dataset, as it is and as they come. How many have it now.

    Raises EditError when there is no reason, NotNow when no image has it any more.
    """
    reason = checked_reason(reason, needed=True)
    with transaction.atomic():
        found = FoundValue.objects.filter(image__in=images_with(dataset, mark), mark=mark).first()
        if found is None:
            raise NotNow("No image has this text any more, or somebody decided about it already.")
        count = images_with(dataset, mark).count()
        entry = audit.append(
            actor=actor.get_username(),
            action="text accepted",
            dataset=dataset.slug,
            facts={"images": count, "surfaces": [found.surface]},
            values={"reason": reason},
        )
        Waiver.objects.create(
            dataset=dataset, image=None, kind=Waiver.ACCEPTED, surface=found.surface, mark=mark, entry=entry
        )
        decide(dataset, [mark])
    return count


def open_again(*, actor: User, waiver: Waiver) -> None:
    """Take a decision back: what it let stay is open again."""
    with transaction.atomic():
        audit.append(
            actor=actor.get_username(),
            action="decision taken back",
            dataset=waiver.dataset.slug,
            image=waiver.image_id or "",
            facts={"findings": 1, "surfaces": [waiver.surface]},
        )
        mark = waiver.mark
        waiver.delete()
        decide(waiver.dataset, [mark])


def _clear_in(image: Image, *, actor: User, mark: str, remedy: Remedy | None, reason: str) -> None:
    looked = clearance.look(image)
    chosen = {}
    for finding in looked.open:
        if clearance.mark(image.dataset, finding) == mark:
            possible = [each.remedy for each in remedies.choices(finding, looked.revision.header, looked.ledger)]
            if not possible or (remedy and remedy not in possible):
                raise EditError({"findings": ["What was chosen cannot be done here."]})
            chosen[finding.id] = remedy or possible[0]
    if not chosen:
        raise NotNow("The text is not there any more.")
    clear(actor=actor, image=image, base=image.etag, chosen=chosen, reason=reason)


def _said(error: Exception) -> str:
    if isinstance(error, EditError):
        return " ".join(sentence for sentences in error.fields.values() for sentence in sentences)
    return str(error)
