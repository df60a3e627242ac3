"""What people say to each other about an image or one of its fields, in threads."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models

from inspector.models.images import Image
from inspector.models.recorded import Recorded
from inspector.models.trail import AuditEntry, AuditValue


class Comment(Recorded):
    """One comment. `thread` is the first one of its thread, NULL for that one itself; only that one is resolved."""

    image = models.ForeignKey(Image, on_delete=models.CASCADE, related_name="comments")
    thread: models.ForeignKey[Any, Any] = models.ForeignKey(
        "self", on_delete=models.CASCADE, related_name="answers", null=True
    )
    revision = models.PositiveIntegerField(help_text="the current one when it was written")
    field = models.CharField(max_length=40, blank=True, help_text="empty: about the image")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    mentions = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+")
    entry = models.OneToOneField(AuditEntry, on_delete=models.PROTECT, related_name="comment")
    said = models.OneToOneField(AuditValue, on_delete=models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True)
    resolved_at = models.DateTimeField(null=True)
    resolved_by = models.CharField(max_length=150, blank=True)

    class Meta:
        ordering: ClassVar = ["pk"]

    @property
    def text(self) -> str | None:
        """What was said; None once removed or erased."""
        text: str | None = None if self.removed_at else self.said.value
        return text
