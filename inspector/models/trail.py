"""The audit trail: entries sealed in a chain, and the values beside them that can be erased."""

from __future__ import annotations

import json
from functools import cached_property
from typing import Any, ClassVar

from django.db import models


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
    def facts(self) -> dict[str, Any]:
        """What happened, without anything a person typed or a file carried."""
        facts: dict[str, Any] = json.loads(self.body)["facts"]
        return facts

    @cached_property
    def told(self) -> dict[str, Any]:
        """The values beside the chain by label ("reason", "name"), None where one was erased."""
        return {value.label: value.value for value in self.values.all()}


class AuditValue(models.Model):
    """A value that an audit entry commits to by salted hash. Erasing it clears text and salt, never the commitment."""

    entry = models.ForeignKey(AuditEntry, on_delete=models.PROTECT, related_name="values")
    label = models.CharField(max_length=80)
    salt = models.CharField(max_length=32)
    text = models.TextField(null=True, help_text="JSON; NULL once erased")
    erased_by = models.BigIntegerField(null=True, help_text="seq of the entry that records the erasure")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["entry", "label"], name="one_value_per_label")]

    @property
    def value(self) -> Any:
        return None if self.text is None else json.loads(self.text)
