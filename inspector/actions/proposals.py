"""Edits proposed by those who leave the decision to others, or may not decide themselves."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction

from inspector import audit
from inspector.actions.drafts import drop_draft
from inspector.actions.headers import EMPTY, Copied, Requests, edit, preview, sources
from inspector.actions.outcome import (
    NothingToSave,
    NotNow,
    Outcome,
    OwnEdit,
    StaleProposal,
    checked_reason,
    seen,
)
from inspector.core.edits import why_locked
from inspector.core.exact import exact_text
from inspector.models import Decision, Image, Proposal
from inspector.models.proposals import NEW


def propose(
    *,
    actor: User,
    image: Image,
    base: str,
    values: Mapping[str, object],
    reason: str,
    operations: Requests = (),
    copied: Copied = EMPTY,
) -> Proposal:
    """Put an edit before those who may make it. It is tried first; new errors are for whoever accepts to allow.

    What is kept are the fields that it changes, as texts, so that each can be looked at and taken for itself. Takes
    and raises as `edit` does. What the person has collected of these fields is done with.
    """
    image = seen(image, base)
    reason = checked_reason(reason, needed=True)
    outcome = preview(image=image, values=values, operations=operations)
    texts = _texts(outcome)
    if not texts:
        raise NothingToSave("Nothing would change: every value is stored already.")
    facts: dict[str, Any] = {"revision": image.revision, "fields": [*texts]}
    facts.update(sources({name: copied[name] for name in texts if name in copied}))
    values_kept = {f"{name}{NEW}": text for name, text in texts.items()}
    with transaction.atomic():
        entry = audit.append_about(
            image, actor=actor, action="proposed an edit", reason=reason, facts=facts, values=values_kept
        )
        proposal = Proposal.objects.create(image=image, base=image.revision, author=actor, entry=entry)
        drop_draft(actor=actor, image=image, fields=list(values))
    return proposal


def _texts(outcome: Outcome) -> dict[str, str]:
    """The changed fields as texts by name; what follows from others by itself is left out."""
    before, after = outcome.before, outcome.after
    changed = [before.field(change.field) for change in outcome.field_changes]
    return {field.name: exact_text(after, field.name) for field in changed if not why_locked(before, field)}


def accept(
    *,
    actor: User,
    proposal: Proposal,
    base: str,
    reason: str | None = None,
    allow: Collection[str] = (),
    fields: Collection[str] | None = None,
) -> Outcome:
    """Make a proposal the next revision: its author is named, its reason stays unless there is another.

    `base` is the etag of the revision the person saw. When the proposal was made on an earlier one, `fields` names
    the values to take of it: it is never put on top unasked. Raises StaleProposal then, OwnEdit for one's own,
    NotNow when it is decided already, and as `edit` does.
    """
    _someone_elses(actor, proposal)
    image, values = proposal.image, proposal.values
    if fields is None and proposal.base != image.revision:
        raise StaleProposal(
            f"This was proposed on revision {proposal.base}, and revision {image.revision} is the current one. "
            "Look at both, then name the fields to take."
        )
    if fields is not None:
        values = {name: value for name, value in values.items() if name in fields}
    with transaction.atomic():
        _decide(proposal, Decision.ACCEPTED)
        outcome = edit(
            actor=actor,
            image=image,
            base=base,
            values=values,
            reason=proposal.reason or "" if reason is None else reason,
            allow=allow,
            copied=proposal.copied,
            proposal=proposal.entry_id,
            proposed_by=proposal.by,
        )
        if outcome.revision:
            Proposal.objects.filter(pk=proposal.pk).update(decided=outcome.revision.entry)
    return outcome


def decline(*, actor: User, proposal: Proposal, reason: str) -> None:
    """Leave a proposal undone and say why. Raises as `accept` does."""
    _someone_elses(actor, proposal)
    _close(actor, proposal, Decision.DECLINED, "declined a proposal", checked_reason(reason, needed=True))


def withdraw(*, actor: User, proposal: Proposal) -> None:
    """Take one's own proposal back."""
    if proposal.author_id != actor.pk:
        raise NotNow("Only who made a proposal can take it back.")
    _close(actor, proposal, Decision.WITHDRAWN, "withdrew a proposal")


def _someone_elses(actor: User, proposal: Proposal) -> None:
    if proposal.author_id == actor.pk:
        raise OwnEdit("This proposal is yours. Somebody else decides on it; you can withdraw it.")


def _close(actor: User, proposal: Proposal, decision: Decision, action: str, reason: str = "") -> None:
    with transaction.atomic():
        _decide(proposal, decision)
        facts = {"proposal": proposal.entry_id, "proposed_by": proposal.by, "revision": proposal.base}
        entry = audit.append_about(proposal.image, actor=actor, action=action, reason=reason, facts=facts)
        Proposal.objects.filter(pk=proposal.pk).update(decided=entry)


def _decide(proposal: Proposal, decision: Decision) -> None:
    """One decision per proposal, whoever comes first."""
    if not Proposal.objects.filter(pk=proposal.pk, decision=Decision.OPEN).update(decision=decision):
        now = Proposal.objects.get(pk=proposal.pk)
        raise NotNow(f"This proposal is {now.get_decision_display()} already.")
