"""How pages write when something was."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone


def since(moment: datetime) -> str:
    """ "just now", "14 min ago", "3 h ago", then the date: "18 Nov", with the year when it is another one."""
    local, now = timezone.localtime(moment), timezone.localtime()
    passed = now - local
    if passed < timedelta(minutes=1):
        return "just now"
    if passed < timedelta(hours=1):
        return f"{passed // timedelta(minutes=1)} min ago"
    if passed < timedelta(days=1):
        return f"{passed // timedelta(hours=1)} h ago"
    return f"{local:%-d %b}" if local.year == now.year else f"{local:%-d %b %Y}"
