"""What a dataset asks of its people, and the downloads that its rule holds back."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.db import transaction

from inspector import audit
from inspector.actions.outcome import NotReviewed
from inspector.models import Dataset, Image, State

RULES = ("four_eyes", "release_needs_review")


def set_rules(*, actor: User, dataset: Dataset, **wanted: bool) -> list[str]:
    """Change the rules of a dataset; answers with the names of those that are others now."""
    changed = [name for name in RULES if name in wanted and getattr(dataset, name) != wanted[name]]
    if changed:
        with transaction.atomic():
            for name in changed:
                setattr(dataset, name, wanted[name])
            dataset.save(update_fields=changed)
            audit.append(
                actor=actor.get_username(),
                action="changed the rules",
                dataset=dataset.slug,
                facts={"rules": {name: wanted[name] for name in changed}},
            )
    return changed


def release(*, actor: User, image: Image, kind: str, number: int | None = None) -> None:
    """Record that a revision (the current one for None) leaves for a release.

    Raises NotReviewed when the dataset lets only reviewed ones leave and this is none, Revision.DoesNotExist.
    """
    revision = image.at(number)
    reviewed = image.state == State.REVIEWED and revision.number == image.revision
    if image.dataset.release_needs_review and (not reviewed or kind == "original"):
        raise NotReviewed(_why_not(image, revision.number, kind))
    with transaction.atomic():
        audit.append_about(
            image,
            actor=actor,
            action="release download",
            facts={"revision": revision.number, "header_sha256": revision.sha256, "as": kind, "state": image.state},
        )


def _why_not(image: Image, number: int, kind: str) -> str:
    rule = f"In {image.dataset.name} only reviewed images leave for a release"
    if kind == "original":
        return f"{rule}. The file as uploaded is not what was reviewed: choose another kind."
    if number != image.revision:
        return f"{rule}, in their current revision. Revision {number} is an earlier one."
    return f"{rule}. Revision {number} is {State(image.state).label}: ask for a review first."
