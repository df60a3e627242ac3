"""Whether the rows around an image say what the audit trail tells: where it lies, its review, and what people said."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any, Final

from django.contrib.auth.models import User
from django.db.models import QuerySet

from inspector.actions.signoffs import STEPS
from inspector.models import AuditEntry, Comment, Decision, Image, Proposal, Revision, SignOff, State, Step
from inspector.upkeep.problem import Problem, called

Entries = Sequence[AuditEntry]

STATES: Final = {step.label: state for step, (state, _) in STEPS.items()}
DECISIONS: Final = {
    Revision.EDIT: Decision.ACCEPTED,
    "declined a proposal": Decision.DECLINED,
    "withdrew a proposal": Decision.WITHDRAWN,
}


def told_problems(images: QuerySet[Image]) -> Iterator[Problem]:
    """Every image with the steps of its review, its comments and its proposals, against its entries."""
    for image in images.select_related("dataset", "asked_of").order_by("uploaded_at", "pk").iterator():
        entries = list(AuditEntry.objects.filter(image=image.pk).order_by("seq"))
        for sentence in (*_wrong_place(image, entries), *_wrong_talk(image, entries)):
            yield Problem(f"{called(image)}: {sentence}")
        yield from _wrong_review(image, entries)


def _wrong_place(image: Image, entries: Entries) -> Iterator[str]:
    told = [entry.facts["to"] if entry.action == "moved" else entry.said["dataset"] for entry in entries]
    moves = [place for place, entry in zip(told, entries, strict=True) if entry.action in ("moved", Revision.UPLOAD)]
    if moves and moves[-1] != image.dataset.slug:
        yield f"It is in the dataset {image.dataset.slug}, and the audit trail puts it into {moves[-1]}."


def _wrong_review(image: Image, entries: Entries) -> Iterator[Problem]:
    state, asked_of, reviewed = _review(entries)
    if (image.state, image.asked_of and image.asked_of.get_username(), image.reviewed_revision) != (
        state,
        asked_of,
        reviewed,
    ):
        columns = {
            "state": state,
            "asked_of": User.objects.filter(username=asked_of).first(),
            "reviewed_revision": reviewed,
        }
        yield Problem(
            f"{called(image)}: Its row says something else of its review than the audit trail does.",
            partial(Image.objects.filter(pk=image.pk).update, **columns),
            what=", ".join(columns),
            image=image,
        )


def _review(entries: Entries) -> tuple[State, str | None, int | None]:
    """The state, of whom a review is asked, and the revision that was reviewed last, as the entries lead to them."""
    state, asked_of, reviewed = State.NONE, None, None
    for entry in entries:
        if entry.action in STATES:
            state, asked_of = STATES[entry.action], entry.facts.get("asked_of")
            reviewed = entry.facts["revision"] if state == State.REVIEWED else reviewed
        elif entry.action in (Revision.EDIT, Revision.RESTORE, Revision.CUT) and state == State.REVIEWED:
            state = State.EDITED
        elif entry.action == "moved":
            state, asked_of, reviewed = State.NONE, None, None
    return state, asked_of, reviewed


def _wrong_talk(image: Image, entries: Entries) -> Iterator[str]:
    for step in image.signoffs.select_related("entry", "asked_of"):
        if _step(step) != _told(step.entry, "revision", "asked_of"):
            yield f"A step of its review is not the one that entry {step.entry_id} tells of."
    for comment in image.comments.select_related("entry", "said", "author"):
        if _comment(comment) != (*_told(comment.entry, "revision", "fields"), comment.entry_id, "text"):
            yield f"A comment is not the one that entry {comment.entry_id} tells of."
        if _fate(comment) != _told_fate(comment, entries):
            yield f"Whether the comment of entry {comment.entry_id} stands is told otherwise by the audit trail."
    for proposal in image.proposals.select_related("entry", "author"):
        if _proposal(proposal) != _told(proposal.entry, "revision"):
            yield f"A proposal is not the one that entry {proposal.entry_id} tells of."
        if (proposal.decision, proposal.decided_id) != _decision(proposal, entries):
            yield f"What became of the proposal of entry {proposal.entry_id} is told otherwise by the audit trail."


def _told(entry: AuditEntry, *facts: str) -> tuple[Any, ...]:
    return entry.image, entry.actor, entry.action, *(entry.facts.get(name) for name in facts)


def _step(step: SignOff) -> tuple[Any, ...]:
    asked_of = step.asked_of and step.asked_of.get_username()
    return step.image_id, step.by, Step(step.step).label if step.step in Step.values else "", step.revision, asked_of


def _comment(comment: Comment) -> tuple[Any, ...]:
    who, fields = comment.author.get_username(), [comment.field] if comment.field else None
    return comment.image_id, who, "commented", comment.revision, fields, comment.said.entry_id, comment.said.label


def _fate(comment: Comment) -> tuple[bool, str]:
    return comment.removed_at is not None, comment.resolved_by if comment.resolved_at else ""


def _told_fate(comment: Comment, entries: Entries) -> tuple[bool, str]:
    mine = [entry for entry in entries if entry.facts.get("comment") == comment.entry_id]
    settled = [entry for entry in mine if entry.action in ("settled a thread", "opened a thread again")]
    by = settled[-1].actor if settled and settled[-1].action == "settled a thread" else ""
    return any(entry.action == "took a comment back" for entry in mine), by


def _proposal(proposal: Proposal) -> tuple[Any, ...]:
    return proposal.image_id, proposal.author.get_username(), "proposed an edit", proposal.base


def _decision(proposal: Proposal, entries: Entries) -> tuple[str, int | None]:
    for entry in entries:
        if entry.facts.get("proposal") == proposal.entry_id and entry.action in DECISIONS:
            return DECISIONS[entry.action], entry.seq
    return Decision.OPEN, None
