"""What waits for the person who looks, how far their datasets are, and who did what this week."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from inspector import access
from inspector.shown.progress import progress, this_week
from inspector.shown.waiting import Waiting
from inspector.views.request import Request


@require_safe
def waiting(request: Request) -> HttpResponse:
    mine = Waiting(request.user)
    context = {
        "waiting": mine,
        "names": mine.names,
        "datasets": progress(access.datasets(request.user).order_by("name")),
        "week": this_week(request.user),
    }
    return render(request, "inspector/waiting/page.html", context)
