"""Whether datasets, members, links and tokens are as the audit trail tells: who may do what hangs on them.

What it never told of is not judged: the dataset that is there from the start, people whom no entry made members.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from typing import Any

from inspector.models import ApiToken, AuditEntry, Dataset, Invitation, Membership, Role
from inspector.upkeep.problem import WAITED, Problem

_MEMBERS = ("dataset made", "member added", "role changed", "member removed", "invitation used")


def agreed_problems() -> Iterator[Problem]:
    yield from _datasets()
    yield from map(Problem, _members())
    yield from map(Problem, _invitations())
    yield from map(Problem, _tokens())


def _datasets() -> Iterator[Problem]:
    told: dict[str, dict[str, Any]] = {}
    for entry in _entries("dataset made", "dataset renamed", "changed the rules"):
        columns = {"name": entry.told.get("called"), **entry.facts.get("rules", {})}
        told.setdefault(entry.dataset, {}).update({name: says for name, says in columns.items() if says is not None})
    rows = {dataset.slug: dataset for dataset in Dataset.objects.order_by("pk")}
    for slug, columns in told.items():
        if slug not in rows:
            yield Problem(f"The audit trail tells of the dataset {slug}, which is not there.")
        elif wrong := {name: says for name, says in columns.items() if getattr(rows[slug], name) != says}:
            yield Problem(
                f"The dataset {slug} is not as the audit trail tells ({', '.join(sorted(wrong))}).",
                partial(Dataset.objects.filter(slug=slug).update, **wrong),
                what=f"{', '.join(sorted(wrong))} of the dataset {slug}",
            )


def _members() -> Iterator[str]:
    told: dict[tuple[str, str], str | None] = {}
    for entry in _entries(*_MEMBERS):
        who = entry.told.get("member") if "member" in entry.kept else entry.actor
        if who is not None:
            told[entry.dataset, who] = _role(entry)
    rows = {
        (row.dataset.slug, row.user.get_username()): row.role
        for row in Membership.objects.select_related("dataset", "user")
    }
    for (slug, who), role in told.items():
        if (now := rows.get((slug, who))) != role:
            yield f"In {slug} {who} is {now or 'no member'}; the audit trail says {role or 'no member'}."


def _role(entry: AuditEntry) -> str | None:
    if entry.action == "dataset made":
        return Role.MANAGER.value
    return None if entry.action == "member removed" else str(entry.facts["role"])


def _invitations() -> Iterator[str]:
    over = {
        (entry.facts["invitation"], entry.action): entry.actor
        for entry in _entries("invitation revoked", "invitation used")
    }
    rows = Invitation.objects.select_related("dataset", "used_by").in_bulk()
    for entry in _entries("invitation made"):
        row = rows.get(entry.facts["invitation"])
        if row is None:
            yield f"The invitation of entry {entry.seq} is not there."
            continue
        ends = entry.at + timedelta(days=entry.facts["days"])
        fate = row.used_by.get_username() if row.used_by and row.used_at else None, bool(row.revoked_at)
        told = over.get((row.pk, "invitation used")), (row.pk, "invitation revoked") in over
        if (row.dataset.slug, row.role) != (entry.dataset, entry.facts["role"]) or abs(row.expires_at - ends) > WAITED:
            yield f"An invitation is not the one that entry {entry.seq} tells of."
        elif fate != told:
            yield f"The invitation of entry {entry.seq} is open or over otherwise than the audit trail tells."


def _tokens() -> Iterator[str]:
    revoked = {entry.facts["token"] for entry in _entries("token revoked")}
    rows = ApiToken.objects.select_related("user").in_bulk()
    for entry in _entries("token made"):
        row = rows.get(entry.facts["token"])
        told = entry.actor, entry.facts["token"] in revoked
        if row is not None and (row.user.get_username(), row.revoked_at is not None) != told:
            yield f"The token of entry {entry.seq} is somebody else's, or revoked otherwise than the audit trail tells."


def _entries(*actions: str) -> Iterator[AuditEntry]:
    return AuditEntry.objects.filter(action__in=actions).order_by("seq").prefetch_related("values").iterator(500)
