"""Copying from another image: groups of fields, or single ones, whose values become changes that wait for review."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from inspector import access, actions
from inspector.core import edits
from inspector.core.copying import BY_KEY, copied
from inspector.core.errors import EditError
from inspector.core.words import listed
from inspector.models import Image, Revision
from inspector.shown.choice import Choice
from inspector.shown.copy import Copying
from inspector.shown.image import Head
from inspector.shown.pending import Pending, pending
from inspector.shown.proposed import texts
from inspector.views.request import Request


@require_http_methods(["GET", "POST"])
def copy(request: Request, id: str) -> HttpResponse:
    """Choose the other image, then what of its header; what is sent leads to the review of what it changes."""
    image = access.image(request.user, id, to="comment")
    source = _source(request)
    if source is None:
        return _choose(request, image)
    changed = pending(request.user, image)
    header = changed.after or image.header
    groups, fields = request.POST.getlist("group"), request.POST.getlist("field")
    copying = Copying(image, header, source.current, groups, fields)
    if request.method == "GET":
        return _page(request, image, "page", {"copying": copying, "source": source})
    try:
        return _review(request, image, changed, source.current, groups, fields)
    except EditError as refusal:
        said = [sentence for sentences in refusal.fields.values() for sentence in sentences]
        return _page(request, image, "page", {"copying": copying, "source": source, "problems": said}, status=422)


def _source(request: Request) -> Image | None:
    """The image to copy from, if one is named that this person may see."""
    try:
        return access.image(request.user, _named(request)) if _named(request) else None
    except Http404:
        return None


def _named(request: Request) -> str:
    return request.POST.get("from", "") or request.GET.get("from", "")


def _choose(request: Request, image: Image) -> HttpResponse:
    """The images to choose from; where one was named that is not there, the page says so."""
    status = 422 if request.method == "POST" else 404 if _named(request) else 200
    context = {"choice": Choice(image, request.user, request.GET.get("q", "")), "is_gone": status != 200}
    return _page(request, image, "choose", context, status=status)


def _review(
    request: Request, image: Image, changed: Pending, source: Revision, groups: list[str], fields: list[str]
) -> HttpResponse:
    """Collect the values on top of what waits already. Raises EditError."""
    header = changed.after or image.header
    result = copied(header, source.header, groups=groups, fields=fields)
    after = edits.apply(header, result.values, voxel_block_length=image.voxels_length)
    values = texts(header, after, result.values)
    if not values and changed.values:
        messages.info(request, "Nothing more would change: what you chose is stored or waits here already.")
        return redirect("review", image.pk)
    if not values:
        messages.info(request, "Nothing would change: both images say the same there.")
        return redirect(f"{reverse('copy', args=[image.pk])}?{urlencode({'from': source.image_id})}")
    actions.keep_draft(actor=request.user, image=image, values=values, base=image.revision, source=source)
    for note in result.notes:
        messages.info(request, note)
    what = listed([*(BY_KEY[key].title.lower() for key in BY_KEY if key in groups), *fields], "and")
    reason = f"Copied {what} from {source.image.name}, revision {source.number}."
    return redirect(f"{reverse('review', args=[image.pk])}?{urlencode({'reason': reason})}")


def _page(
    request: Request, image: Image, page: str, context: Mapping[str, object], *, status: int = 200
) -> HttpResponse:
    context = {**context, "image": image, "head": Head(image, "header", request.user)}
    return render(request, f"inspector/copy/{page}.html", context, status=status)
