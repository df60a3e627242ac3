"""The audit trail: entries sealed in a chain, and the values beside them that can be erased."""

from __future__ import annotations

import json
import secrets
from functools import cached_property
from typing import Any, ClassVar

from django.db import models

from inspector.models.sealed import ValueKey

SALT_LENGTH = 32


class AuditEntry(models.Model):
    """One link of the audit chain. Append-only: triggers in both databases refuse UPDATE, DELETE and REPLACE.

    `body` is the exact text that was sealed (canonical JSON); the other columns repeat parts of it for queries, and
    verification checks that they still agree.
    """

    seq = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    actor = models.CharField(max_length=150)
    action = models.CharField(max_length=40)
    dataset = models.CharField(max_length=50, blank=True)
    image = models.CharField(max_length=16, blank=True)
    body = models.TextField()
    prev_hash = models.CharField(max_length=64, unique=True)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering: ClassVar = ["seq"]
        indexes: ClassVar = [models.Index(fields=["image", "seq"]), models.Index(fields=["dataset", "seq"])]

    @cached_property
    def said(self) -> dict[str, Any]:
        """The sealed body, read."""
        body: dict[str, Any] = json.loads(self.body)
        return body

    @property
    def facts(self) -> dict[str, Any]:
        """What happened, without anything a person typed or a file carried."""
        facts: dict[str, Any] = self.said["facts"]
        return facts

    @cached_property
    def kept(self) -> dict[str, AuditValue]:
        """The values beside the chain by label ("reason", "name")."""
        return {value.label: value for value in self.values.all()}

    @cached_property
    def told(self) -> dict[str, Any]:
        """What the values say by label, None where one was erased."""
        return {label: value.value for label, value in self.kept.items()}


class WithKeys(models.Manager["AuditValue"]):
    """A value is of no use without its key."""

    def get_queryset(self) -> models.QuerySet[AuditValue]:
        return super().get_queryset().select_related("key")


class AuditValue(models.Model):
    """A value that an audit entry commits to by salted hash, encrypted together with its salt.

    Erasing it clears the ciphertext, destroying its key makes it unreadable; the commitment stays.
    """

    entry = models.ForeignKey(AuditEntry, on_delete=models.PROTECT, related_name="values")
    label = models.CharField(max_length=80)
    key = models.ForeignKey(ValueKey, on_delete=models.PROTECT, related_name="values")
    sealed = models.BinaryField(null=True, help_text="salt and JSON; NULL once erased")
    erased_by = models.BigIntegerField(null=True, help_text="seq of the entry that records the erasure")

    objects = WithKeys()

    class Meta:
        base_manager_name = "objects"
        constraints: ClassVar = [models.UniqueConstraint(fields=["entry", "label"], name="one_value_per_label")]

    @classmethod
    def of(cls, seq: int, label: str, key: ValueKey, text: str, salt: str = "") -> AuditValue:
        """A value of entry `seq`, not saved yet; `text` is JSON, the salt random when none is given."""
        opened = (salt or secrets.token_hex(SALT_LENGTH // 2), text)
        value = cls(entry_id=seq, label=label, key=key, sealed=key.seal("".join(opened), _place(seq, label)))
        value.__dict__["opened"] = opened
        return value

    @cached_property
    def opened(self) -> tuple[str, str] | None:
        """The salt and the text; None when the value was erased, or is not what was stored."""
        if self.sealed is None:
            return None
        text = self.key.open(bytes(self.sealed), _place(self.entry_id, self.label))
        return None if text is None else (text[:SALT_LENGTH], text[SALT_LENGTH:])

    @property
    def value(self) -> Any:
        return None if self.opened is None else json.loads(self.opened[1])


def _place(seq: int, label: str) -> str:
    return f"{seq} {label}"
