"""History: every revision, what it changed and why; comparing two, going back to one, removing the image."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from inspector import access, actions
from inspector.core.edits import why_locked
from inspector.core.errors import EditError
from inspector.forms.reason import SHORT, ReasonForm
from inspector.models import Image, Revision
from inspector.shown.comments import threads
from inspector.shown.consequences import Consequences
from inspector.shown.evidence import Evidence
from inspector.shown.image import Head
from inspector.shown.impact import Move
from inspector.shown.pending import Pending, tried
from inspector.shown.proposed import open_proposals, texts
from inspector.shown.revisions import cards
from inspector.shown.sights import State
from inspector.shown.signoffs import Standing
from inspector.shown.spared import spared
from inspector.shown.visited import visit
from inspector.shown.voxels import VoxelsLeft
from inspector.views import tell_saved
from inspector.views.request import Request, revision_number
from inspector.views.review import now_and_after, reason_form


@require_GET
def history(request: Request, id: str) -> HttpResponse:
    image = access.image(request.user, id)
    context = {
        "image": image,
        "head": Head(image, "history", request.user),
        "cards": cards(image, request.user),
        "were_cut": image.revisions.exclude(voxels_sha256=image.block_id).exists(),
        "standing": Standing(image, request.user),
        "threads": [thread for thread in threads(image, request.user) if not thread.settled],
        "proposals": open_proposals(image),
    }
    return render(request, "inspector/history/page.html", context)


@require_GET
def compare(request: Request, id: str) -> HttpResponse:
    image = access.image(request.user, id)
    ticked = sorted(_number(image, text) for text in request.GET.getlist("r"))
    if ticked:
        first, second = ticked[0], ticked[-1] if len(ticked) > 1 else image.revision
        return redirect(f"{reverse('compare', args=[image.pk])}?a={first}&b={second}")
    before = _revision(image, request.GET.get("a", str(max(1, image.revision - 1))))
    after = _revision(image, request.GET.get("b", str(image.revision)))
    if before.is_erased or after.is_erased:
        return _erased(request, image, before if before.is_erased else after)
    evidence = Evidence(before.header, after.header)
    context = {
        "image": image,
        "head": Head(image, "history", request.user),
        "before": before,
        "after": after,
        "evidence": evidence,
        "left": VoxelsLeft(before.voxels, after.voxels),
        "move": Move.of(image, evidence, State.stored(before), State.stored(after)),
        "numbers": range(image.revision, 0, -1),
    }
    return render(request, "inspector/history/compare.html", context)


@require_http_methods(["GET", "POST"])
def restore(request: Request, id: str, number: int) -> HttpResponse:
    image = access.image(request.user, id, to="edit")
    target = _revision(image, str(number))
    if target.is_erased:
        return _erased(request, image, target)
    rest = _rest(image, target) if "spare" in request.POST else None
    form = reason_form(request, image, Evidence(image.header, target.header), agree=rest is None)
    if request.method == "GET":
        return _restore_page(request, image, target, form)
    if not form.is_valid():
        return _restore_page(request, image, target, form, status=422)
    try:
        outcome = _restored(request, image, number, form, rest)
    except actions.Stale as stale:
        image = access.image(request.user, id, to="edit")
        form = reason_form(request, image, Evidence(image.header, target.header), reason=form.cleaned_data["reason"])
        return _restore_page(request, image, target, form, problem=str(stale), status=412)
    except (EditError, actions.NothingToSave) as error:
        return _restore_page(request, image, target, form, problem=str(error), status=422)
    tell_saved(request, outcome)
    return redirect("history", image.pk)


@require_http_methods(["GET", "POST"])
def remove(request: Request, id: str) -> HttpResponse:
    image = access.image(request.user, id, to="edit")
    form = ReasonForm(
        request.POST or None, base=image.current.etag, at_least=SHORT, note=f"At least {SHORT} characters."
    )
    if request.method == "POST" and form.is_valid():
        actions.delete(actor=request.user, image=image, reason=form.cleaned_data["reason"])
        visit(request, image.dataset)
        messages.success(request, f"{image.name} is removed. It can be put back for {settings.RETENTION_DAYS} days.")
        return redirect("library")
    context = {"image": image, "head": Head(image, "", request.user), "form": form, "days": settings.RETENTION_DAYS}
    return render(request, "inspector/history/remove.html", context, status=422 if request.method == "POST" else 200)


def _erased(request: Request, image: Image, revision: Revision) -> HttpResponse:
    context = {"image": image, "head": Head(image, "history", request.user), "revision": revision}
    return render(request, "inspector/history/erased.html", context, status=410)


def _restore_page(
    request: Request, image: Image, target: Revision, form: ReasonForm, *, problem: str = "", status: int = 200
) -> HttpResponse:
    evidence = Evidence(image.header, target.header)
    context = {
        "image": image,
        "head": Head(image, "history", request.user),
        "target": target,
        "evidence": evidence,
        "left": VoxelsLeft(image.current.voxels, target.voxels),
        "move": Move.of(image, evidence, *now_and_after(image, target.header, target)),
        "spared": _rest(image, target),
        "found": Consequences.of_restoring(image, target.number),
        "form": form,
        "problem": problem,
        "next": image.revision + 1,
    }
    return render(request, "inspector/history/restore.html", context, status=status)


def _rest(image: Image, target: Revision) -> Pending | None:
    """The fields of a revision without those that would swap left and right."""
    names = [field.name for field in image.header.fields if not why_locked(image.header, field)]
    return spared(image, tried(image, texts(image.header, target.header, names), base=image.revision))


def _restored(request: Request, image: Image, number: int, form: ReasonForm, rest: Pending | None) -> actions.Outcome:
    """The revision as it was, or the rest of it as an edit. Raises as the actions do."""
    base, reason = form.cleaned_data["base"], form.cleaned_data["reason"]
    if rest:
        return actions.edit(actor=request.user, image=image, base=base, values=rest.values, reason=reason)
    return actions.restore(actor=request.user, image=image, base=base, number=number, reason=reason)


def _revision(image: Image, text: str) -> Revision:
    try:
        return image.at(_number(image, text))
    except Revision.DoesNotExist:
        raise Http404("There is no such revision.") from None


def _number(image: Image, text: str) -> int:
    number = revision_number(image, text)
    if number is None:
        raise Http404("There is no such revision.")
    return number
