"""What the server notes for itself: answers that may be asked for again, and whose turn it is to tidy up."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models


class KeptAnswer(models.Model):
    """The answer to a change that came with an Idempotency-Key, written in the transaction of the change."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=200)
    request = models.CharField(max_length=64, help_text="sha256 of everything that makes the request what it is")
    at = models.DateTimeField()
    status = models.PositiveIntegerField(default=0)
    headers = models.JSONField(default=dict)
    body = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "key"], name="one_answer_per_person_and_key")]
        indexes: ClassVar = [models.Index(fields=["at"])]


class Turn(models.Model):
    """A task that is done at intervals by whichever process comes first; `next_at` is when the next one may."""

    task = models.CharField(max_length=40, primary_key=True)
    next_at = models.DateTimeField()
