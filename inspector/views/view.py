"""The viewer: three planes through an image, and the window that is kept for other programs."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from inspector import access, actions
from inspector.context import CONVENTION_COOKIE
from inspector.forms.look import Look
from inspector.models import Image
from inspector.shown.image import Head
from inspector.shown.pending import tried
from inspector.shown.viewer import Viewer
from inspector.views.request import Request


@require_GET
def view(request: Request, id: str) -> HttpResponse:
    image = access.image(request.user, id)
    look = Look.of(request.GET.dict(), request.COOKIES.get(CONVENTION_COOKIE, ""))
    return _page(request, image, look)


@require_POST
def window(request: Request, id: str) -> HttpResponse:
    """Collect a window as cal_min and cal_max, and go to its review."""
    image = access.image(request.user, id, to="comment")
    look = Look.of(request.POST.dict(), request.COOKIES.get(CONVENTION_COOKIE, ""))
    values = {"cal_min": look.typed["low"], "cal_max": look.typed["high"]}
    alone = None if look.problem else tried(image, values, base=image.revision).error
    if look.problem or alone:
        return _page(request, image, replace(look, low=None, high=None, problem=look.problem or str(alone)))
    actions.keep_draft(actor=request.user, image=image, values=values, base=image.revision)
    reason = urlencode({"reason": "The window chosen in the viewer."})
    return redirect(f"{reverse('review', args=[image.pk])}?{reason}")


def _page(request: Request, image: Image, look: Look) -> HttpResponse:
    context = {"image": image, "head": Head(image, "view", request.user), "viewer": Viewer(image, look)}
    return render(request, "inspector/view/page.html", context, status=422 if look.problem else 200)
