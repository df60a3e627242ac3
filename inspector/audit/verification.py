"""Reading the whole chain back, with every value beside it and every key these are under."""

from __future__ import annotations

import hmac
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Prefetch

from inspector.audit import heads
from inspector.audit.chain import START, commitment, seal, subject
from inspector.models import AuditEntry, AuditValue, ValueKey

_BATCH = 500
_COLUMNS = ("seq", "actor", "action", "dataset", "image")


@dataclass(frozen=True)
class Verification:
    """Whether the chain holds, how long it is, its last hash, and a sentence on the first thing that is wrong."""

    ok: bool
    entries: int
    head: str
    problem: str = ""


@dataclass
class _Erasures:
    """What is gone, by the entry that is said to explain it, and what the entries explain."""

    gone: list[tuple[int, str, str, int | None]] = field(default_factory=list)
    values: set[tuple[int, str, int]] = field(default_factory=set)
    subjects: set[tuple[str, int]] = field(default_factory=set)

    def learn(self, entry: AuditEntry) -> None:
        """Take in what this entry erased."""
        self.values.update((seq, label, entry.seq) for seq, label in entry.facts.get("erased", []))
        if purged := entry.facts.get("purged"):
            self.subjects.add((purged, entry.seq))

    def problem(self) -> str:
        for seq, label, whose, by in sorted(self.gone, key=lambda each: each[:2]):
            if (seq, label, by) not in self.values and (whose, by) not in self.subjects:
                return f"The {label} of entry {seq} is gone, and no entry records that it was erased."
        for key in ValueKey.objects.order_by("pk"):
            if key.wrapped is None and (key.subject, key.destroyed_by) not in self.subjects:
                return f"The key of {key.subject} is gone, and no entry records that it was destroyed."
            if key.wrapped is not None and (key.destroyed_by is not None or not key.opens):
                return f"The key of {key.subject} is not what was stored."
        return ""


def verify(kept: Sequence[heads.Head] | None = None) -> Verification:
    """Walk the whole chain and every value beside it, and look for the heads that were kept.

    These are the ones in the data folder, unless others are given. Raises NotHeads when that file holds other things.
    """
    count, head, problem = 0, START, ""
    erasures, wanted = _Erasures(), heads.kept() if kept is None else kept
    numbers, found = {each.seq for each in wanted}, dict[int, str]()
    for entry in _entries_with_values():
        problem = _problem_of(entry, expected_seq=count + 1, prev_hash=head, erasures=erasures)
        if problem:
            break
        erasures.learn(entry)
        count, head = count + 1, entry.hash
        if count in numbers:
            found[count] = head
    problem = problem or erasures.problem() or heads.problem(wanted, found, count)
    return Verification(ok=not problem, entries=count, head=head, problem=problem)


def _entries_with_values() -> Iterator[AuditEntry]:
    """Each entry with its values; of the keys, which many of them share, each is made once."""
    after: int | None = None
    keys = {key.pk: key for key in ValueKey.objects.all()}
    rows = AuditEntry.objects.prefetch_related(Prefetch("values", AuditValue.objects.select_related(None)))
    while True:
        entries = list((rows if after is None else rows.filter(seq__gt=after))[:_BATCH])
        if not entries:
            return
        for entry in entries:
            for value in entry.values.all():
                value.key = keys.get(value.key_id) or ValueKey()
            yield entry
        after = entries[-1].seq


def _problem_of(entry: AuditEntry, *, expected_seq: int, prev_hash: str, erasures: _Erasures) -> str:
    if entry.seq != expected_seq:
        return f"Entry {expected_seq} is missing."
    if entry.prev_hash != prev_hash or not hmac.compare_digest(entry.hash, seal(prev_hash, entry.body)):
        return f"Entry {entry.seq} is not what was sealed."
    said = entry.said
    if any(getattr(entry, name) != said[name] for name in _COLUMNS) or entry.at != datetime.fromisoformat(said["at"]):
        return f"Entry {entry.seq} shows something else than what was sealed."
    if extra := sorted(set(entry.kept) - set(said["commitments"])):
        return f"Entry {entry.seq} has a {extra[0]} that was never sealed."
    whose = subject(said)
    for label, sealed in said["commitments"].items():
        value = entry.kept.get(label)
        if value is None or value.sealed is None:
            erasures.gone.append((entry.seq, label, whose, value.erased_by if value else None))
        if value is not None and not _is_as_sealed(value, sealed, whose):
            return f"The {label} of entry {entry.seq} is not what was sealed."
    return ""


def _is_as_sealed(value: AuditValue, sealed: str, whose: str) -> bool:
    if value.key.subject != whose:
        return False
    if value.sealed is None:
        return True
    return value.erased_by is None and value.opened is not None and commitment(*value.opened) == sealed
