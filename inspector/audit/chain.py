"""The chain: how an entry is sealed over the one before it, and how values beside it are erased.

    hash = HMAC-SHA256(audit key, previous hash + body)

`body` is canonical JSON of everything the entry says. Values that may be personal (old and new field values, reasons,
file names) are not in it; it holds salted commitments to them, and `AuditValue` keeps the values, encrypted, beside the
chain. Erasing a value leaves its commitment, so the chain still verifies; changing one breaks it.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.db import connection, transaction
from django.utils import timezone

from inspector import __version__
from inspector.audit import heads
from inspector.models import AuditEntry, AuditValue, Image, ValueKey

START = "0" * 64
# Whoever types commands on the server: no account, but somebody who could change the database as well.
CONSOLE = "console"
# Any number will do, as long as every process of the product uses the same one.
_POSTGRES_LOCK = 0x48494155


def append(
    *,
    actor: str,
    action: str,
    dataset: str = "",
    image: str = "",
    facts: Mapping[str, Any] | None = None,
    values: Mapping[str, Any] | None = None,
    under: str = "",
) -> AuditEntry:
    """Seal one more entry, inside the caller's transaction: the change and its record stand or fall together.

    `facts` hold numbers, hashes and names of fields only; whatever a person typed or a file carried goes into `values`.
    These are encrypted under the key of the image, or else of the dataset or the person; `under` names another subject.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("An audit entry is written in the transaction of the change it records.")
    one_writer()
    last = AuditEntry.objects.order_by("-seq").only("seq", "hash").first()
    seq, prev_hash = (last.seq + 1, last.hash) if last else (1, START)
    at = timezone.now()
    said = {"seq": seq, "at": at.isoformat(), "actor": actor, "action": action, "dataset": dataset, "image": image}
    key = ValueKey.of(under or subject(said)) if values else None
    kept = [AuditValue.of(seq, label, key, canonical(value)) for label, value in (values or {}).items() if key]
    body = canonical(
        {
            **said,
            "version": __version__,
            "facts": dict(facts or {}),
            "commitments": {value.label: commitment(*value.opened) for value in kept if value.opened},
            **({"under": under} if under else {}),
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
        hash=seal(prev_hash, body),
    )
    AuditValue.objects.bulk_create(kept)
    transaction.on_commit(partial(heads.keep_in_time, entry.seq, entry.hash), robust=True)
    entry.__dict__["kept"] = {value.label: value for value in kept}
    return entry


def append_about(
    image: Image,
    *,
    actor: User,
    action: str,
    reason: str = "",
    facts: Mapping[str, Any] | None = None,
    values: Mapping[str, Any] | None = None,
) -> AuditEntry:
    """`append`, for what somebody does with an image where it lies. The reason is a value, where there is one."""
    return append(
        actor=actor.get_username(),
        action=action,
        dataset=image.dataset.slug,
        image=image.pk,
        facts=facts,
        values={**({"reason": reason} if reason else {}), **(values or {})},
    )


def record(**said: Any) -> AuditEntry:
    """An entry in a transaction of its own, for what changes no row: a sign-in, something that was refused."""
    with transaction.atomic():
        return append(**said)


def erase(
    values: Iterable[AuditValue],
    *,
    actor: str,
    reason: str,
    dataset: str = "",
    image: str = "",
    facts: Mapping[str, Any] | None = None,
) -> AuditEntry:
    """Clear these values and their salts for good. The chain keeps the commitments and the fact of the erasure."""
    doomed = list(values)
    with transaction.atomic():
        entry = append(
            actor=actor,
            action="erase",
            dataset=dataset,
            image=image,
            facts={"erased": [[value.entry_id, value.label] for value in doomed], **(facts or {})},
            values={"reason": reason},
        )
        AuditValue.objects.filter(pk__in=[value.pk for value in doomed]).update(sealed=None, erased_by=entry.seq)
    return entry


def purge(*, actor: str, reason: str, dataset: str, image: str, facts: Mapping[str, Any] | None = None) -> AuditEntry:
    """Destroy the key of an image, and with it every value that was recorded of it. This entry is its tombstone."""
    with transaction.atomic():
        entry = append(
            actor=actor,
            action="purge",
            dataset=dataset,
            image=image,
            facts={"purged": f"image {image}", **(facts or {})},
            values={"reason": reason},
            under=f"dataset {dataset}",
        )
        keys = ValueKey.objects.filter(subject=f"image {image}", wrapped__isnull=False)
        AuditValue.objects.filter(key__in=keys, sealed__isnull=False).update(sealed=None, erased_by=entry.seq)
        keys.update(wrapped=None, destroyed_by=entry.seq)
    return entry


def subject(said: Mapping[str, Any]) -> str:
    """Whose key the values of an entry are under, from its sealed body."""
    if "under" in said:
        return str(said["under"])
    if said["image"]:
        return f"image {said['image']}"
    return f"dataset {said['dataset']}" if said["dataset"] else f"person {said['actor']}"


def commitment(salt: str, text: str) -> str:
    """A hash that binds to `text` and, as long as the random salt is secret or destroyed, tells nothing about it."""
    return hmac.digest(salt.encode(), text.encode(), "sha256").hex()


def seal(prev_hash: str, body: str, key: bytes | None = None) -> str:
    """The hash of an entry; `key` is the site's unless another is given."""
    return hmac.digest(key or settings.AUDIT_KEY, (prev_hash + body).encode(), "sha256").hex()


def canonical(value: Any) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def one_writer() -> None:
    """From here to the end of the transaction nobody else writes an entry.

    SQLite transactions begin IMMEDIATE, so there is one writer at a time already. On PostgreSQL a row lock would not
    do: the second writer would still see the old last row.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_POSTGRES_LOCK])
