"""The record is tampered with, one way after another, as somebody with the database could; verifying has to see it."""

from __future__ import annotations

import random
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, connection, models, transaction

from benchmarks.drills.drill import Result
from benchmarks.drills.study import Study
from inspector import actions, audit
from inspector.audit import heads
from inspector.audit.chain import seal
from inspector.models import AuditEntry, AuditValue, ValueKey
from inspector.triggers import drop_triggers

ENTRIES = 60
TABLES: tuple[type[models.Model], ...] = (AuditEntry, AuditValue, ValueKey)
# A number that only names the row for other tables.
SURROGATES = {"auditvalue.id"}


def run(n: int, seed: int) -> Result:
    """`n` ways, each on the same record of 60 entries and more."""
    study = Study(random.Random(seed))
    _live(study)
    sound = audit.verify()
    if not sound.ok:
        return Result(n, (f"before anything: {sound.problem}",))
    unseen, tried = [], dict.fromkeys(WAYS, 0)
    while sum(tried.values()) < n:
        way = study.chance.choice(list(WAYS))
        # What the database refuses even without triggers was not tried.
        with suppress(IntegrityError), transaction.atomic():
            drop_triggers()
            done = WAYS[way](study.chance)
            tried[way] += 1
            unseen += [f"{way}: {done}"] if audit.verify().ok else []
            transaction.set_rollback(True)
    told = ", ".join(f"{way} {count}" for way, count in tried.items())
    return Result(n, tuple(unseen), f"{sound.entries} entries; {told}; {connection.vendor}")


def _live(study: Study) -> None:
    """A record in which most things have happened, and whose head was kept."""
    study.entries(ENTRIES)
    image = study.edit(study.add(descrip="Jane Doe"), descrip="removed")
    value = AuditValue.objects.filter(entry__image=image.pk, label="descrip.old").latest("pk")
    actions.erase_value(actor=study.person, image=image, value=value, reason="It names a patient")
    gone = study.edit(study.add())
    actions.delete(actor=study.person, image=gone, reason="Uploaded twice")
    actions.purge(actor=study.person, image=study.now(gone), reason="Consent withdrawn")
    head = heads.now()
    if head:
        heads.keep(head)


def _edit(chance: random.Random) -> str:
    """Any column of any row of the record gets another value."""
    model = chance.choice(TABLES)
    row = chance.choice([*model._default_manager.all()])
    fields = [each for each in model._meta.concrete_fields if f"{model._meta.model_name}.{each.name}" not in SURROGATES]
    field = chance.choice(fields)
    now = getattr(row, field.attname)
    other = _other(now, field, chance)
    model._default_manager.filter(pk=row.pk).update(**{field.attname: other})
    return f"{model.__name__}.{field.name} of {row.pk}: {now!r:.60} became {other!r:.60}"


def _other(now: Any, field: models.Field[Any, Any], chance: random.Random) -> Any:
    """Another value of a column, or none where none is allowed and there is one."""
    if now is not None and field.null and chance.random() < 0.5:
        return None
    if isinstance(field, models.DateTimeField):
        return now + timedelta(microseconds=chance.choice([-1, 1, 10**9]))
    if isinstance(field, models.BinaryField):
        data = bytearray(now or chance.randbytes(60))
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        return bytes(data)
    if isinstance(field, models.ForeignKey):
        model = AuditEntry if field.attname == "entry_id" else ValueKey
        return chance.choice([*model._default_manager.exclude(pk=now).values_list("pk", flat=True)])
    if isinstance(field, models.IntegerField):
        return (now or 0) + chance.choice([-1, 1, 1000])
    at = chance.randrange(max(len(now), 1))
    return f"{now[:at]}{'#' if now[at : at + 1] != '#' else '+'}{now[at + 1 :]}"


def _delete(chance: random.Random) -> str:
    model = chance.choice(TABLES)
    pk = chance.choice([*model._default_manager.values_list("pk", flat=True)])
    _raw(f"DELETE FROM {model._meta.db_table} WHERE {model._meta.pk.column} = %s", pk)
    return f"{model.__name__} {pk} deleted"


def _insert(chance: random.Random) -> str:
    """A new entry, before, between or behind the others."""
    last = _last()
    seq = chance.choice([0, -1, last.seq + 1, last.seq + 1000])
    prev, body = chance.choice([last.hash, "f" * 64]), chance.choice([*_entries()]).body
    _entry(seq, body, prev, f"{chance.randrange(16**64):064x}", like=last)
    return f"entry {seq} inserted"


def _replay(chance: random.Random) -> str:
    """An old entry once more at the end, on the hash of the last one."""
    old, last = chance.choice([*_entries()]), _last()
    body = chance.choice([old.body, old.body.replace(f'"seq":{old.seq}', f'"seq":{last.seq + 1}')])
    _entry(last.seq + 1, body, last.hash, f"{old.hash[:-1]}{'0' if old.hash[-1] != '0' else '1'}", like=old)
    return f"entry {old.seq} replayed"


def _swap(chance: random.Random) -> str:
    """Two entries, or two values, change places."""
    if chance.random() < 0.5:
        one, two = chance.sample([*_entries()], 2)
        for name in chance.choice([("body",), ("at", "actor", "action", "dataset", "image", "body")]):
            first, second = getattr(one, name), getattr(two, name)
            AuditEntry.objects.filter(pk=one.pk).update(**{name: second})
            AuditEntry.objects.filter(pk=two.pk).update(**{name: first})
        return f"entries {one.seq} and {two.seq} swapped"
    one_value, two_value = chance.sample([*AuditValue.objects.filter(sealed__isnull=False)], 2)
    AuditValue.objects.filter(pk=one_value.pk).update(sealed=two_value.sealed)
    AuditValue.objects.filter(pk=two_value.pk).update(sealed=one_value.sealed)
    return f"values {one_value.pk} and {two_value.pk} swapped"


def _replace(chance: random.Random) -> str:
    """An entry is written over another one, by INSERT OR REPLACE where there is that."""
    old, other = chance.sample([*_entries()], 2)
    if connection.vendor == "sqlite":
        columns = "seq, at, actor, action, dataset, image, body, prev_hash, hash"
        _raw(
            f"INSERT OR REPLACE INTO inspector_auditentry ({columns}) SELECT {old.seq}, at, actor, action, dataset, "
            f"image, body, '{old.prev_hash}', '{old.hash}' FROM inspector_auditentry WHERE seq = %s",
            other.seq,
        )
    else:
        AuditEntry.objects.filter(pk=old.pk).update(body=other.body)
    return f"entry {old.seq} replaced by {other.seq}"


def _truncate(chance: random.Random) -> str:
    """The newest entries are cut off, with their values and all."""
    end = _last().seq - chance.randrange(10)
    _raw("DELETE FROM inspector_fieldchange")
    _raw("DELETE FROM inspector_auditvalue WHERE entry_id >= %s", end)
    _raw("DELETE FROM inspector_auditentry WHERE seq >= %s", end)
    return f"cut off at entry {end}"


def _rewrite(chance: random.Random) -> str:
    """From some entry on, all is sealed anew with another key."""
    start = chance.randrange(1, _last().seq + 1)
    prev = AuditEntry.objects.get(seq=start).prev_hash
    wrong = chance.randbytes(64)
    for entry in AuditEntry.objects.filter(seq__gte=start):
        now = seal(prev, entry.body, key=wrong)
        AuditEntry.objects.filter(pk=entry.pk).update(prev_hash=prev, hash=now)
        prev = now
    return f"sealed anew from entry {start} on"


def _false_erasure(chance: random.Random) -> str:
    """A value is cleared as if an erasure that is on record had been about it."""
    value = chance.choice([*AuditValue.objects.filter(sealed__isnull=False)])
    by = chance.choice([*AuditEntry.objects.filter(action__in=["erase", "purge"]).values_list("seq", flat=True)])
    AuditValue.objects.filter(pk=value.pk).update(sealed=None, erased_by=by)
    return f"value {value.pk} cleared by entry {by}"


WAYS: dict[str, Callable[[random.Random], str]] = {
    "edited": _edit,
    "deleted": _delete,
    "inserted": _insert,
    "replayed": _replay,
    "swapped": _swap,
    "replaced": _replace,
    "cut off": _truncate,
    "rewritten": _rewrite,
    "falsely erased": _false_erasure,
}


def _entries() -> models.QuerySet[AuditEntry]:
    return AuditEntry.objects.all()


def _last() -> AuditEntry:
    return AuditEntry.objects.latest("seq")


def _entry(seq: int, body: str, prev_hash: str, hash: str, *, like: AuditEntry) -> None:
    AuditEntry.objects.create(
        seq=seq,
        at=like.at,
        actor=like.actor,
        action=like.action,
        dataset=like.dataset,
        image=like.image,
        body=body,
        prev_hash=prev_hash,
        hash=hash,
    )


def _raw(sql: str, *values: int | str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
