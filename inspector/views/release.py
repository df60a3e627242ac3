"""One release: what left, under which rules, and the way to take it."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from inspector import access, actions
from inspector.core.rules import PROFILES
from inspector.shown.people import called
from inspector.shown.releases import Left
from inspector.views.request import Request


@require_safe
def release(request: Request, id: str) -> HttpResponse:
    found = access.release(request.user, id)
    context = {
        "dataset": found.dataset,
        "left": Left.all([found])[0],
        "by": called(found.by, request.user),
        "limits": actions.release_limits(),
        "profile": PROFILES.get(found.profile),
        "there": set(access.images(request.user).filter(dataset=found.dataset).values_list("pk", flat=True)),
    }
    return render(request, "inspector/release/page.html", context)
