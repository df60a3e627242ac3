"""Guided edits: operations on linked fields, whose values become changes that wait for their review."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from inspector import access, actions
from inspector.core import edits
from inspector.core.errors import EditError
from inspector.core.header import Header
from inspector.core.operations import OPERATIONS, Operation, Result, follow, named, work_out
from inspector.models import Image
from inspector.shown.image import Head
from inspector.shown.operations import Guided, guided
from inspector.shown.pending import pending
from inspector.shown.proposed import texts
from inspector.views.request import Request


@require_http_methods(["GET", "POST"])
def operations(request: Request, id: str) -> HttpResponse:
    """Every operation as a form; one that is sent leads to the review of what it changes."""
    image = access.image(request.user, id, to="comment")
    if request.method == "GET":
        return _page(request, image, guided(OPERATIONS, access.images(request.user), opened=request.GET.get("op", "")))
    header = pending(request.user, image).after or image.header
    try:
        operation = named(request.POST.get("op"))
        result = work_out(header, {"op": operation.op, **_given(request, operation)})
        return _review(request, image, header, result, f"{operation.title}.")
    except EditError as refusal:
        tried = guided(OPERATIONS, access.images(request.user), request.POST, refusal.fields)
        return _page(request, image, tried, status=422)


@require_POST
def take_along(request: Request, id: str) -> HttpResponse:
    """Let the form that the collected changes leave behind take part in their move."""
    image = access.image(request.user, id, to="comment")
    changed = pending(request.user, image)
    if changed.after is None or not changed.leaves_a_form_behind:
        messages.info(request, "No form is left behind that could take part.")
        return redirect("review", image.pk)
    result = follow(changed.before, changed.after) or Result({})
    return _review(request, image, changed.after, result, "Both forms make the same move.")


def _given(request: Request, operation: Operation) -> Mapping[str, Any]:
    """What was filled in, by parameter; what was left empty is not given."""
    given: dict[str, Any] = {}
    for parameter in operation.parameters:
        text = request.POST.get(parameter.name, "").strip()
        if parameter.kind == "flag":
            given[parameter.name] = bool(text)
        elif parameter.kind == "image":
            given[parameter.name] = _header(request, text)
        elif text:
            given[parameter.name] = text
    return given


def _header(request: Request, id: str) -> Header | None:
    try:
        return access.image(request.user, id).header
    except Http404:
        return None


def _review(request: Request, image: Image, header: Header, result: Result, reason: str) -> HttpResponse:
    """Collect the values on top of what waits already. Raises EditError."""
    after = edits.apply(header, result.values, voxel_block_length=image.voxels_length)
    values = texts(header, after, result.values)
    if not values:
        messages.info(request, "Nothing would change: every value is stored already.")
        return redirect("operations", image.pk)
    actions.keep_draft(actor=request.user, image=image, values=values, base=image.revision)
    for note in result.notes:
        messages.info(request, note)
    return redirect(f"{reverse('review', args=[image.pk])}?{urlencode({'reason': reason})}")


def _page(request: Request, image: Image, forms: list[Guided], *, status: int = 200) -> HttpResponse:
    context = {"image": image, "head": Head(image, "header", request.user), "forms": forms}
    return render(request, "inspector/operations/page.html", context, status=status)
