"""What a dataset asks of its people, and the downloads that its rule holds back."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.db import transaction

from inspector import audit, clearance
from inspector.actions.outcome import NotCleared, NotReviewed
from inspector.clearance import Looked
from inspector.core.privacy.finding import Level
from inspector.models import Dataset, Image, State

RULES = ("four_eyes", "release_needs_review", "release_needs_decisions")
NEVER = "The file as uploaded never leaves for a release: it holds what was corrected since. Choose another kind."


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
    """Record that a revision (the current one for None) leaves for a release by itself, without report or manifest.

    Raises NotReviewed when the dataset lets only reviewed ones leave and this is none, NotCleared when the privacy
    check has open findings or the file as uploaded is asked for, Revision.DoesNotExist.
    """
    revision = image.at(number)
    if sentence := why_not_reviewed(image, revision.number, kind):
        raise NotReviewed(sentence)
    if kind == "original":
        raise NotCleared({image.pk: [NEVER]}, of=1)
    if sentence := why_not_clear(clearance.look(image, number, packing=False)):
        raise NotCleared({image.pk: [sentence]}, of=1)
    with transaction.atomic():
        audit.append_about(
            image,
            actor=actor,
            action="release download",
            facts={"revision": revision.number, "header_sha256": revision.sha256, "as": kind, "state": image.state},
        )


def why_not_reviewed(image: Image, number: int, kind: str) -> str:
    """Why the review holds this download of a revision back; "" when it does not."""
    reviewed = image.state == State.REVIEWED and number == image.revision
    if not image.dataset.release_needs_review or (reviewed and kind != "original"):
        return ""
    rule = f"In {image.dataset.name} only reviewed images leave for a release"
    if kind == "original":
        return f"{rule}. The file as uploaded is not what was reviewed: choose another kind."
    if number != image.revision:
        return f"{rule}, in their current revision. Revision {number} is an earlier one."
    return f"{rule}. Revision {number} is {State(image.state).label}: ask for a review first."


def why_not_clear(looked: Looked) -> str:
    """Why the privacy check holds a revision back; "" when it does not."""
    if sentence := looked.ledger.unaccounted:
        return sentence
    if not looked.is_clear:
        return f"{looked.verdict} Clear these findings, or accept them with a reason."
    if looked.levels[Level.REVIEW] and looked.image.dataset.release_needs_decisions:
        return f"{looked.verdict} In {looked.image.dataset.name} each finding is decided before a release."
    return ""
