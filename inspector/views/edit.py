"""Editing: a form per topic or per block of fields, a dry run of it, and what was collected so far."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST
from django_htmx.http import reswap, retarget

from inspector import access, actions
from inspector.core.edits import why_locked
from inspector.core.fields import GROUPS, Group
from inspector.core.header import Header
from inspector.forms.blocks import Block, blocks_in
from inspector.forms.header import HeaderForm
from inspector.models import Image
from inspector.shown.effect import Effect
from inspector.shown.image import Head
from inspector.shown.pending import Pending, pending, tried, without
from inspector.views.header import fields_context
from inspector.views.request import Request, revision_number


@require_http_methods(["GET", "POST"])
def edit(request: Request, id: str, group: str) -> HttpResponse:
    image = access.image(request.user, id, to="comment")
    changed = pending(request.user, image)
    form = _form(request, image, group, changed)
    if request.method == "GET":
        return _editor(request, image, group, form)
    if not (form.is_valid() and _goes_together(image, changed, form)):
        return _editor(request, image, group, form, status=422)
    _keep(request, image, form)
    if not request.htmx:
        return redirect(f"{reverse('header', args=[image.pk])}#{form.blocks[0].key}")
    return render(
        request, "inspector/header/_edited.html", fields_context(request, image, pending(request.user, image))
    )


@require_POST
def effect(request: Request, id: str, group: str) -> HttpResponse:
    image = access.image(request.user, id, to="comment")
    changed = pending(request.user, image)
    form = _form(request, image, group, changed)
    shown = _effect(image, changed, form)
    if not request.htmx:
        return _editor(request, image, group, form, effect=shown)
    return render(request, "inspector/edit/_effect.html", {"effect": shown})


@require_POST
def discard(request: Request, id: str) -> HttpResponse:
    image = access.image(request.user, id, to="comment")
    fields = request.POST.getlist("field") or None
    actions.drop_draft(actor=request.user, image=image, fields=fields)
    if request.htmx:
        return render(
            request, "inspector/header/_edited.html", fields_context(request, image, pending(request.user, image))
        )
    return HttpResponseRedirect(reverse("review" if "review" in request.POST else "header", args=[image.pk]))


def _form(request: Request, image: Image, group: str, changed: Pending) -> HeaderForm:
    data = request.POST if request.method == "POST" else None
    field = (data or request.GET).get("field", "")
    return HeaderForm(image.header, _blocks(image.header, group, field), changed.values, data)


def _blocks(header: Header, group: str, field: str) -> Sequence[Block]:
    blocks = blocks_in(header, group)
    if field:
        blocks = tuple(block for block in blocks if field in block.names)
    if not blocks:
        raise Http404("There is nothing to edit here.")
    return blocks


def _goes_together(image: Image, changed: Pending, form: HeaderForm) -> bool:
    """Whether the header accepts these values beside what is collected already; else the form says why not."""
    together = tried(image, without(changed.values, form.untouched) | form.typed, base=changed.base)
    if together.error and form.concerns(together.error):
        form.refuse(together.error)
    return form.is_valid()


def _keep(request: Request, image: Image, form: HeaderForm) -> None:
    if form.untouched:
        actions.drop_draft(actor=request.user, image=image, fields=form.untouched)
    if form.typed:
        actions.keep_draft(actor=request.user, image=image, values=form.typed, base=_seen(request, image))


def _seen(request: Request, image: Image) -> int:
    """The revision that this form was filled from: a newer one may have been saved since."""
    return revision_number(image, request.POST.get("revision", "")) or image.revision


def _effect(image: Image, changed: Pending, form: HeaderForm) -> Effect:
    before = tried(image, without(changed.values, form.names), base=changed.base).after or image.header
    if not form.is_valid():
        return Effect(image, before, None, form.names, form.sentences)
    together = tried(image, without(changed.values, form.untouched) | form.typed, base=changed.base)
    if together.error:
        form.refuse(together.error)
        return Effect(image, before, None, form.names, form.sentences)
    return Effect(image, before, together.after, form.names)


def _editor(
    request: Request, image: Image, group: str, form: HeaderForm, *, effect: Effect | None = None, status: int = 200
) -> HttpResponse:
    """The form in its place in the table, or as a page of its own."""
    field = (request.POST or request.GET).get("field", "")
    context = {"image": image, "group": _group(group), "form": form, "field": field, "effect": effect}
    context["revision"] = _seen(request, image)
    locked = [(each.name, why_locked(image.header, each)) for each in image.header.fields if each.group == group]
    context["locked"] = [] if field else [(name, why) for name, why in locked if why]
    if request.htmx:
        answer = render(request, "inspector/edit/_row.html", context, status=status)
        return answer if status == 200 else reswap(retarget(answer, f"#editor-{form.blocks[0].key}"), "outerHTML")
    return render(
        request, "inspector/edit/page.html", context | {"head": Head(image, "header", request.user)}, status=status
    )


def _group(key: str) -> Group:
    return next(group for group in GROUPS if group.key == key)
