"""What belongs to one person: unsaved changes, tokens for programs."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from inspector.models.images import Image


class Draft(models.Model):
    """Changes a person collected and has not saved: field name to the text typed. Kept until saved or discarded."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    image = models.ForeignKey(Image, on_delete=models.CASCADE, related_name="drafts")
    base = models.PositiveIntegerField(help_text="number of the revision the person was looking at")
    values = models.JSONField(default=dict)
    copied = models.JSONField(default=dict, help_text="of values copied from another image: its id and revision")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "image"], name="one_draft_per_person_and_image")
        ]


class ApiToken(models.Model):
    """A personal token for programs. Only its sha256 is stored; a revoked one stays, so that its name is known."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="api_tokens")
    name = models.CharField(max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    last_used_on = models.DateField(null=True)
    revoked_at = models.DateTimeField(null=True)


class SignInTries(models.Model):
    """How often signing in was tried of late. The subject is a keyed hash of a name and an address."""

    subject = models.CharField(max_length=64, primary_key=True)
    count = models.PositiveIntegerField(default=0)
    last = models.DateTimeField(db_index=True)
