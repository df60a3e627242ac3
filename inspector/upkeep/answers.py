"""How long the answers to changes with an Idempotency-Key are kept."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.utils import timezone

from inspector.models import KeptAnswer

KEPT: Final = timedelta(hours=24)


def forget_answers() -> int:
    """Let go of the answers that were kept long enough; how many they were."""
    return KeptAnswer.objects.filter(at__lt=timezone.now() - KEPT).delete()[0]
