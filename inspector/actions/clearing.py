"""What is done about findings of the privacy check: remedies applied, findings accepted, text shown, lists kept."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from django.contrib.auth.models import User
from django.db import transaction

from inspector import audit, clearance
from inspector.actions.drafts import carry_draft
from inspector.actions.headers import saving
from inspector.actions.looking import look_on
from inspector.actions.outcome import NotNow, Outcome, checked_reason, seen
from inspector.clearance import Looked
from inspector.core.errors import EditError
from inspector.core.header import Header
from inspector.core.ledger import Ledger
from inspector.core.privacy import remedies
from inspector.core.privacy.finding import Finding
from inspector.core.privacy.own_list import SHORTEST, OwnList
from inspector.core.privacy.remedies import IN_HEADER, Remedy
from inspector.core.privacy.residue import remaining
from inspector.core.privacy.scan import scan
from inspector.models import AuditEntry, Dataset, Image, OwnIdentifier, Revision, Waiver
from inspector.tally import decide, look_again
from inspector.vault.assemble import safe_name
from inspector.vault.ledger import of_revision
from inspector.vault.trailing import cut

# One look after a remedy may show what it laid open; more often than this nothing new comes.
ROUNDS = 4
MOST_IDENTIFIERS = 10_000
Chosen = Mapping[str, Remedy]


@dataclass(frozen=True)
class Clearing:
    """What the chosen remedies do to an image, or would do (then `outcome.revision` is None).

    `outcome` tells of the bytes, whether they change or not; `name` is the new name of the file, "" when it stays;
    `left` are the findings in the packing of the upload that every revision leaves behind. `after` is what is found
    in what is written. `proper_sha256` is that of the voxels proper, before and after a cut; "" without one.
    """

    looked: Looked
    chosen: tuple[tuple[Finding, Remedy], ...]
    outcome: Outcome
    name: str
    left: tuple[Finding, ...]
    after: tuple[Finding, ...]
    proper_sha256: str = ""

    @property
    def changes_bytes(self) -> bool:
        done = self.outcome
        return done.before.data != done.after.data or done.voxels_before != done.voxels_after

    @cached_property
    def remains(self) -> list[str]:
        """The removed texts that the bytes of the header still hold, in any form."""
        removed = [finding.text for finding, remedy in self.chosen if remedy in IN_HEADER]
        return remaining(removed, self.outcome.after.data)


def proposed(looked: Looked) -> dict[str, Remedy]:
    """The remedy that is proposed first for each open finding that has one."""
    choices = {each.id: remedies.choices(each, looked.revision.header, looked.ledger) for each in looked.open}
    return {found: each[0].remedy for found, each in choices.items() if each}


def preview_clear(
    *, image: Image, chosen: Chosen, name: str = "", further: bool = False, looked: Looked | None = None
) -> Clearing:
    """What these remedies would do, by the id of the finding. Nothing is written. Raises EditError.

    `further` applies what is proposed to findings that show only behind those, as when everything is to go; `looked`
    is what was found in the current revision, for a caller who knows.
    """
    looked = looked or clearance.look(image)
    picked = _picked(looked, chosen)
    header, ledger, key = looked.revision.header, looked.ledger, clearance.key(image.dataset, "stand-ins")
    after = remedies.apply(header, picked, ledger, key)
    for _ in range(ROUNDS if further else 0):
        ledger = of_revision(after, looked.revision.frozen, image.name)
        found = _undecided(looked, scan(ledger, clearance.own_list(image.dataset)))
        more = [(each, best) for each in found if (best := _best(each, after, ledger)) and best in IN_HEADER]
        if not more:
            break
        after = remedies.apply(after, more, ledger, key)
        picked += more
    kinds = {remedy for _, remedy in picked}
    new_name = _checked_name(image, name) if Remedy.RENAME in kinds else ""
    left = tuple(finding for finding, remedy in picked if remedy is Remedy.LEAVE)
    front = looked.revision.voxels
    shorter = cut(header, looked.revision.frozen) if Remedy.CUT in kinds else None
    outcome = Outcome(image, header, after, voxels=(front, shorter.front if shorter else front))
    written = scan(of_revision(after, outcome.frozen_after, new_name or image.name), clearance.own_list(image.dataset))
    proper = shorter.proper_sha256 if shorter else ""
    return Clearing(looked, tuple(picked), outcome, new_name, left, _undecided(looked, written), proper)


def clear(
    *, actor: User, image: Image, base: str, chosen: Chosen, reason: str, name: str = "", further: bool = False
) -> Clearing:
    """Apply these remedies: at most one new revision, the new name, and what is left behind, in one transaction.

    Raises Stale, EditError with a sentence beside "findings", "name" or "reason", and NotNow when nothing would change.
    """
    image = seen(image, base)
    reason = checked_reason(reason, needed=True)
    plan = preview_clear(image=image, chosen=chosen, name=name, further=further)
    if not (plan.changes_bytes or plan.name or plan.left):
        raise NotNow("Nothing would change: what was chosen is cleared already.")
    with transaction.atomic():
        if plan.changes_bytes:
            with saving(plan.outcome, actor=actor, kind=Revision.EDIT, reason=reason, **_facts(plan)) as saved:
                carry_draft(actor=actor, image=image, to=image.revision + 1)
            plan = replace(plan, outcome=saved)
        if plan.name:
            _rename(actor, image, plan.name, reason)
        if plan.left:
            _keep(actor, image, plan.left, kind=Waiver.LEFT, reason=reason)
        look_again(Image.objects.select_related("dataset", "block").get(pk=image.pk))
    return plan


def waive(*, actor: User, image: Image, findings: Collection[str], reason: str, everywhere: bool = False) -> None:
    """Accept findings as they are, with a reason; `everywhere` for the same text in the same place of every image.

    Raises EditError when there is no reason, or when something named is no open finding.
    """
    reason = checked_reason(reason, needed=True)
    looked = clearance.look(image)
    named = _named(looked, findings)
    with transaction.atomic():
        _keep(actor, image, named, kind=Waiver.ACCEPTED, reason=reason, everywhere=everywhere)
        decide(image.dataset, [clearance.mark(image.dataset, each) for each in named])


def reveal(*, actor: User, image: Image, findings: Collection[str] | None = None) -> tuple[Finding, ...]:
    """The findings with their text, for somebody who has to decide; that they saw it goes on record. None: all."""
    looked = clearance.look(image)
    shown = looked.findings if findings is None else _named(looked, findings)
    with transaction.atomic():
        audit.append_about(
            image, actor=actor, action="text shown", facts={"revision": image.revision, "findings": len(shown)}
        )
    return tuple(shown)


def keep_own_list(*, actor: User, dataset: Dataset, identifiers: Sequence[str]) -> int:
    """Keep keyed hashes of a study's own identifiers in place of those before. How many there are now.

    The first images are looked at again at once, the others where `look_on` goes on. Raises EditError when there are
    too many.
    """
    given = [text for each in identifiers if len(text := each.strip()) >= SHORTEST]
    if len(given) > MOST_IDENTIFIERS:
        raise EditError({"identifiers": [f"{len(given):,} were given; {MOST_IDENTIFIERS:,} are kept at most."]})
    own = OwnList.of(given, clearance.key(dataset, "own list"))
    with transaction.atomic():
        OwnIdentifier.objects.filter(dataset=dataset).delete()
        OwnIdentifier.objects.bulk_create(
            OwnIdentifier(dataset=dataset, hash=each, words=own.most_words) for each in sorted(own.hashes)
        )
        audit.append(
            actor=actor.get_username(), action="own list kept", dataset=dataset.slug, facts={"identifiers": len(given)}
        )
        Image.objects.filter(dataset=dataset).update(looked_with="")
    look_on(actor=actor.get_username(), dataset=dataset)
    return len(given)


def _picked(looked: Looked, chosen: Chosen) -> list[tuple[Finding, Remedy]]:
    picked = []
    for finding in _named(looked, chosen):
        possible = [each.remedy for each in remedies.choices(finding, looked.revision.header, looked.ledger)]
        if chosen[finding.id] not in possible:
            raise EditError({"findings": [f"“{chosen[finding.id]}” cannot be done in {finding.surface}."]})
        picked.append((finding, chosen[finding.id]))
    return picked


def _named(looked: Looked, findings: Collection[str]) -> list[Finding]:
    known = {finding.id: finding for finding in looked.findings}
    if unknown := [each for each in findings if each not in known]:
        raise EditError({"findings": [f"{unknown[0]} is no finding in this revision. Look at the file again."]})
    if not findings:
        raise EditError({"findings": ["Choose at least one finding."]})
    return [known[each] for each in dict.fromkeys(findings)]


def _best(finding: Finding, header: Header, ledger: Ledger) -> Remedy | None:
    possible = remedies.choices(finding, header, ledger)
    return possible[0].remedy if possible else None


def _undecided(looked: Looked, findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """The findings without those that were decided about before."""
    dataset = looked.image.dataset
    decided = {clearance.mark(dataset, each) for each in looked.findings if each.id in looked.waivers}
    return tuple(each for each in findings if clearance.mark(dataset, each) not in decided)


def _checked_name(image: Image, name: str) -> str:
    """The new name, with the ending of the old one; one that tells nothing when none is given."""
    ending = "".join(part for part in (".nii", ".hdr", ".gz", ".bz2") if part in image.name.lower())
    given = name.strip() or f"image-{image.pk}"
    if not given.lower().endswith(ending):
        given += ending
    if safe_name(given) != given:
        raise EditError({"name": ["Use letters, digits, dots, dashes and underscores, at most 200 characters."]})
    return given


def _facts(plan: Clearing) -> dict[str, object]:
    """What the record keeps of the remedies: where, what kind and how much, never the text."""
    told = [
        {"remedy": str(remedy), "surface": each.surface, "recognizer": each.recognizer, "level": str(each.level)}
        for each, remedy in plan.chosen
    ]
    return {"remedies": told, **({"voxels_proper_sha256": plan.proper_sha256} if plan.proper_sha256 else {})}


def _rename(actor: User, image: Image, name: str, reason: str) -> None:
    audit.append_about(
        image,
        actor=actor,
        action="renamed",
        reason=reason,
        facts={"revision": image.revision},
        values={"was": image.name, "name": name},
    )
    image.search = image.search.replace(image.name.lower(), name.lower(), 1)
    image.name = name
    Image.objects.filter(pk=image.pk).update(name=name, search=image.search)


def _keep(
    actor: User, image: Image, findings: Sequence[Finding], *, kind: str, reason: str, everywhere: bool = False
) -> AuditEntry:
    facts = {"revision": image.revision, "findings": len(findings), "surfaces": sorted({f.surface for f in findings})}
    action = "findings accepted" if kind == Waiver.ACCEPTED else "packing left behind"
    entry = audit.append_about(image, actor=actor, action=action, reason=reason, facts=facts)
    Waiver.objects.bulk_create(
        Waiver(
            dataset=image.dataset,
            image=None if everywhere else image,
            kind=kind,
            surface=each.surface[:120],
            mark=clearance.mark(image.dataset, each),
            entry=entry,
        )
        for each in findings
    )
    return entry
