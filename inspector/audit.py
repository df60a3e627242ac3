"""The audit trail: an append-only chain of entries, each sealed over the one before it.

    hash = HMAC-SHA256(audit key, previous hash + body)

`body` is canonical JSON of everything the entry says. Values that may be personal (old and new field values, reasons,
file names) are not in it; it holds salted commitments to them, and `AuditValue` keeps the values beside the chain.
Erasing a value leaves its commitment, so the chain still verifies; changing one breaks it.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from inspector import __version__
from inspector.models import AuditEntry, AuditValue

START = "0" * 64
# Any number will do, as long as every process of the product uses the same one.
_POSTGRES_LOCK = 0x48494155


@dataclass(frozen=True)
class Verification:
    """Whether the chain holds, how long it is, its last hash, and a sentence on the first thing that is wrong."""

    ok: bool
    entries: int
    head: str
    problem: str = ""


def append(
    *,
    actor: str,
    action: str,
    dataset: str = "",
    image: str = "",
    facts: Mapping[str, Any] | None = None,
    values: Mapping[str, Any] | None = None,
) -> AuditEntry:
    """Seal one more entry, inside the caller's transaction: the change and its record stand or fall together.

    `facts` hold numbers, hashes and names of fields only; whatever a person typed or a file carried goes into `values`.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("An audit entry is written in the transaction of the change it records.")
    take_turn()
    last = AuditEntry.objects.order_by("-seq").only("seq", "hash").first()
    seq, prev_hash = (last.seq + 1, last.hash) if last else (1, START)
    kept = [
        AuditValue(label=label, salt=secrets.token_hex(16), text=_canonical(v)) for label, v in (values or {}).items()
    ]
    at = timezone.now()
    body = _canonical(
        {
            "seq": seq,
            "at": at.isoformat(),
            "actor": actor,
            "action": action,
            "dataset": dataset,
            "image": image,
            "version": __version__,
            "facts": dict(facts or {}),
            "commitments": {value.label: commitment(value.salt, value.text or "") for value in kept},
        }
    )
    entry = AuditEntry.objects.create(
        seq=seq,
        at=at,
        actor=actor,
        action=action,
        dataset=dataset,
        image=image,
        body=body,
        prev_hash=prev_hash,
        hash=_seal(prev_hash, body),
    )
    for value in kept:
        value.entry = entry
    AuditValue.objects.bulk_create(kept)
    return entry


def erase(values: Iterable[AuditValue], *, actor: str, reason: str) -> AuditEntry:
    """Clear these values and their salts for good. The chain keeps the commitments and the fact of the erasure."""
    doomed = list(values)
    with transaction.atomic():
        erased = [[value.entry_id, value.label] for value in doomed]
        entry = append(actor=actor, action="erase", facts={"erased": erased}, values={"reason": reason})
        AuditValue.objects.filter(pk__in=[value.pk for value in doomed]).update(text=None, salt="", erased_by=entry.seq)
    return entry


def verify() -> Verification:
    """Walk the whole chain and every value beside it."""
    count, head, problem = 0, START, ""
    missing: set[tuple[int, str]] = set()
    erasures: set[tuple[int, str]] = set()
    for entry in _entries_with_values():
        problem = _problem_of(entry, expected_seq=count + 1, prev_hash=head, missing=missing)
        if problem:
            break
        erasures.update((seq, label) for seq, label in entry.facts.get("erased", []))
        count, head = count + 1, entry.hash
    if not problem:
        unexplained = sorted(missing - erasures)
        if unexplained:
            seq, label = unexplained[0]
            problem = f"The {label} of entry {seq} is gone, and no entry records that it was erased."
    return Verification(ok=not problem, entries=count, head=head, problem=problem)


def commitment(salt: str, text: str) -> str:
    """A hash that binds to `text` and, as long as the random salt is secret or destroyed, tells nothing about it."""
    return hmac.new(salt.encode(), text.encode(), hashlib.sha256).hexdigest()


def _entries_with_values(batch: int = 500) -> Iterator[AuditEntry]:
    after = 0
    while entries := list(AuditEntry.objects.filter(seq__gt=after).prefetch_related("values")[:batch]):
        yield from entries
        after = entries[-1].seq


def _problem_of(entry: AuditEntry, *, expected_seq: int, prev_hash: str, missing: set[tuple[int, str]]) -> str:
    if entry.seq != expected_seq:
        return f"Entry {expected_seq} is missing."
    if entry.prev_hash != prev_hash or not hmac.compare_digest(entry.hash, _seal(prev_hash, entry.body)):
        return f"Entry {entry.seq} is not what was sealed."
    body = json.loads(entry.body)
    columns = {
        "seq": entry.seq,
        "at": entry.at,
        "actor": entry.actor,
        "action": entry.action,
        "dataset": entry.dataset,
        "image": entry.image,
    }
    if columns != {name: body[name] for name in columns} | {"at": datetime.fromisoformat(body["at"])}:
        return f"Entry {entry.seq} shows something else than what was sealed."
    kept = {value.label: value for value in entry.values.all()}
    if extra := sorted(set(kept) - set(body["commitments"])):
        return f"Entry {entry.seq} has a {extra[0]} that was never sealed."
    for label, sealed in body["commitments"].items():
        value = kept.get(label)
        if value is None or value.text is None:
            missing.add((entry.seq, label))
        elif commitment(value.salt, value.text) != sealed:
            return f"The {label} of entry {entry.seq} is not what was sealed."
    return ""


def _seal(prev_hash: str, body: str) -> str:
    return hmac.new(settings.AUDIT_KEY, (prev_hash + body).encode(), hashlib.sha256).hexdigest()


def _canonical(value: Any) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def take_turn() -> None:
    """Wait until nobody else is recording a change; the turn ends with the transaction."""
    # SQLite transactions begin IMMEDIATE, so there is one writer at a time already. On PostgreSQL a row lock would not
    # do: the second writer would still see the old last row.
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_POSTGRES_LOCK])
