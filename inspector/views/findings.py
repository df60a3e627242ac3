"""What the rules found: one fix, or several together, become changes that wait for their review."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from inspector import access, actions
from inspector.models import Image
from inspector.shown.findings import Findings, fixed
from inspector.shown.image import Head
from inspector.views.request import Request


@require_POST
def fix(request: Request, id: str, rule: str) -> HttpResponse:
    return _review(request, access.image(request.user, id, to="comment"), [rule])


@require_http_methods(["GET", "POST"])
def fixes(request: Request, id: str) -> HttpResponse:
    """The fixes that are offered, those ticked that move nothing and leave every voxel value as it is."""
    image = access.image(request.user, id, to="comment")
    chosen = request.POST.getlist("rule")
    if chosen:
        return _review(request, image, chosen)
    context = {
        "image": image,
        "head": Head(image, "header", request.user),
        "findings": Findings.of(image),
        "problem": "Tick at least one." if request.method == "POST" else "",
    }
    return render(request, "inspector/findings/fixes.html", context, status=422 if request.method == "POST" else 200)


def _review(request: Request, image: Image, rules: Sequence[str]) -> HttpResponse:
    values, reason = fixed(image, rules)
    if not values:
        messages.info(request, "There is nothing left to fix.")
        return redirect("header", image.pk)
    actions.keep_draft(actor=request.user, image=image, values=values, base=image.revision)
    return redirect(f"{reverse('review', args=[image.pk])}?{urlencode({'reason': reason})}")
