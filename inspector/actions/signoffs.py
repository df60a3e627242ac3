"""The review of an image: somebody asks for it, somebody else finishes it, and an edit or a doubt opens it again."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction

from inspector import access, audit
from inspector.actions.outcome import NotNow, OwnEdit, Stale, checked_reason, seen
from inspector.core.errors import EditError
from inspector.models import Image, Revision, SignOff, State, Step

# What a step makes of the state, and from which states it can be taken.
STEPS: Mapping[Step, tuple[State, Collection[State]]] = {
    Step.ASK: (State.ASKED, (State.NONE, State.CHANGES, State.EDITED)),
    Step.CHANGES: (State.CHANGES, (State.NONE, State.ASKED, State.EDITED)),
    Step.SIGN: (State.REVIEWED, (State.NONE, State.ASKED, State.CHANGES, State.EDITED)),
    Step.REOPEN: (State.NONE, (State.REVIEWED,)),
}
_DONE = {
    Step.ASK: "put up for review",
    Step.CHANGES: "sent back",
    Step.SIGN: "marked as reviewed",
    Step.REOPEN: "reopened",
}
_THEN = "decide again"


def ask_for_review(*, actor: User, image: Image, base: str, of: User | None = None, note: str = "") -> SignOff:
    """Ask a person, or any reviewer for None, to review the current revision.

    As the other steps do, it raises Stale when `base` is not the etag of the current revision any more, NotNow when
    the state of the review allows no such step, EditError on "reason" when the note is missing or too long.
    """
    if of is not None and of not in access.people_in(image.dataset, to="review"):
        raise EditError({"asked_of": ["This person cannot review here. Choose one of the reviewers, or any of them."]})
    return _step(Step.ASK, actor, image, base, note, asked_of=of)


def request_changes(*, actor: User, image: Image, base: str, note: str) -> SignOff:
    """Send the image back: the note says what has to change."""
    return _step(Step.CHANGES, actor, image, base, checked_reason(note, needed=True))


def sign_off(*, actor: User, image: Image, base: str, note: str = "") -> SignOff:
    """Mark the current revision as reviewed. Raises OwnEdit where a second person has to do that."""
    image = seen(image, base, _THEN)
    if image.dataset.four_eyes and (own := own_edit(image, actor)):
        raise OwnEdit(
            f"Revision {own} is yours, and in {image.dataset.name} nobody reviews an edit of their own. "
            "Ask somebody else for the review."
        )
    return _step(Step.SIGN, actor, image, base, note, reviewed_revision=image.revision)


def reopen(*, actor: User, image: Image, base: str, note: str) -> SignOff:
    """Take the mark of the review away again, and say why; the record keeps that it was there."""
    return _step(Step.REOPEN, actor, image, base, checked_reason(note, needed=True))


def own_edit(image: Image, person: User) -> int | None:
    """The newest revision since the last review that this person thought up: edited, or proposed to who saved it."""
    since = image.revisions.filter(number__gt=image.reviewed_revision or 0).exclude(kind=Revision.UPLOAD)
    for revision in since.select_related("entry"):
        if revision.entry.facts.get("proposed_by", revision.by) == person.get_username():
            return revision.number
    return None


def _step(
    step: Step, actor: User, image: Image, base: str, note: str, *, asked_of: User | None = None, **columns: Any
) -> SignOff:
    image, note = seen(image, base, _THEN), checked_reason(note, needed=False)
    state, possible = STEPS[step]
    rows = Image.objects.filter(pk=image.pk, revision=image.revision, header_sha256=image.header_sha256)
    facts: dict[str, Any] = {"revision": image.revision, "header_sha256": image.header_sha256}
    if asked_of:
        facts["asked_of"] = asked_of.get_username()
    with transaction.atomic():
        if not rows.filter(state__in=possible).update(state=state, asked_of=asked_of, **columns):
            now = Image.objects.select_related("dataset").get(pk=image.pk)
            if now.etag != base:
                raise Stale(now.current, base, _THEN)
            raise NotNow(f"This image is {State(now.state).label}, so it cannot be {_DONE[step]} now.")
        entry = audit.append_about(image, actor=actor, action=step.label, reason=note, facts=facts)
        return SignOff.objects.create(image=image, revision=image.revision, step=step, asked_of=asked_of, entry=entry)
