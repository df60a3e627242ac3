"""Edits that somebody proposed: put forward from the review of changes, looked at as such, accepted or declined."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from inspector import access, actions
from inspector.core.errors import EditError, ImageError
from inspector.forms.reason import ReasonForm
from inspector.forms.signoff import NoteForm
from inspector.models import Image, Proposal
from inspector.shown.consequences import Consequences
from inspector.shown.evidence import Evidence
from inspector.shown.image import Head
from inspector.shown.impact import Move
from inspector.shown.pending import Pending, pending, tried
from inspector.shown.people import called
from inspector.shown.spared import spared
from inspector.shown.stale import Collision
from inspector.views import saved_address, tell_saved
from inspector.views.request import Request
from inspector.views.review import now_and_after, reason_form, review_page, stale_page


@require_POST
def propose(request: Request, id: str) -> HttpResponse:
    """Put what this person collected before somebody else, with a reason; nothing of the image changes."""
    image = access.image(request.user, id, to="comment")
    changed = pending(request.user, image)
    if changed.is_stale(image):
        return stale_page(request, image, changed, status=412)
    form = reason_form(request, image, Evidence(image.header, changed.after or image.header), agree=False)
    if not form.is_valid():
        return review_page(request, image, changed, form, status=422)
    try:
        base, reason = form.cleaned_data["base"], form.cleaned_data["reason"]
        made = actions.propose(
            actor=request.user, image=image, base=base, values=changed.values, reason=reason, copied=changed.copied
        )
    except (ImageError, actions.Stale) as error:
        form.add_error(None, str(error))
        return review_page(request, image, changed, form, status=422)
    messages.success(request, "Your edit is proposed. Somebody who may save it decides.")
    return redirect("proposal", image.pk, made.pk)


@require_safe
def proposal(request: Request, id: str, proposal: int) -> HttpResponse:
    image = access.image(request.user, id)
    return _page(request, image, access.proposal(image, proposal))


@require_POST
def accept(request: Request, id: str, proposal: int) -> HttpResponse:
    image = access.image(request.user, id, to="edit")
    found = access.proposal(image, proposal)
    taken = _taken(request, image, found)
    rest = spared(image, taken) if "spare" in request.POST else None
    form = reason_form(request, image, _evidence(image, taken), agree=rest is None)
    if not form.is_valid():
        return _page(request, image, found, form, status=422)
    try:
        outcome = actions.accept(
            actor=request.user,
            proposal=found,
            base=form.cleaned_data["base"],
            reason=form.cleaned_data["reason"],
            allow=request.POST.getlist("allow"),
            fields=list(rest.values) if rest else _fields(request, image, found),
        )
    except (ImageError, actions.Stale) as error:
        form.add_error(None, str(error))
        return _page(request, access.image(request.user, id), found, form, status=_status(error))
    tell_saved(request, outcome)
    return redirect(saved_address(outcome))


@require_POST
def decline(request: Request, id: str, proposal: int) -> HttpResponse:
    image = access.image(request.user, id, to="edit")
    found, note = access.proposal(image, proposal), NoteForm(request.POST, base=image.etag)
    if not note.is_valid():
        return _page(request, image, found, note=note, status=422)
    try:
        actions.decline(actor=request.user, proposal=found, reason=note.cleaned_data["note"])
    except EditError as error:
        note.refuse(error)
        return _page(request, image, found, note=note, status=422)
    except (actions.OwnEdit, actions.NotNow) as error:
        note.add_error(None, str(error))
        return _page(request, image, found, note=note, status=422)
    messages.success(request, "The proposal is declined. Its author finds your reason.")
    return redirect("proposal", image.pk, found.pk)


@require_POST
def withdraw(request: Request, id: str, proposal: int) -> HttpResponse:
    image = access.image(request.user, id, to="comment")
    found = access.proposal(image, proposal)
    try:
        actions.withdraw(actor=request.user, proposal=found)
    except actions.NotNow as error:
        messages.info(request, str(error))
    return redirect("proposal", image.pk, found.pk)


def _fields(request: Request, image: Image, found: Proposal) -> list[str] | None:
    """Which values to take; None for all of one that was made on the current revision."""
    chosen = (request.POST if request.method == "POST" else request.GET).getlist("field")
    return None if found.base == image.revision else chosen


def _taken(request: Request, image: Image, found: Proposal) -> Pending:
    fields = _fields(request, image, found)
    values = {name: text for name, text in found.values.items() if fields is None or name in fields}
    return tried(image, values, base=found.base)


def _evidence(image: Image, taken: Pending) -> Evidence:
    return Evidence(image.header, taken.after or image.header, frozenset(taken.values))


def _status(error: Exception) -> int:
    return 412 if isinstance(error, actions.Stale | actions.StaleProposal) else 422


def _page(
    request: Request,
    image: Image,
    found: Proposal,
    form: ReasonForm | None = None,
    *,
    note: NoteForm | None = None,
    status: int = 200,
) -> HttpResponse:
    taken = _taken(request, image, found)
    evidence = _evidence(image, taken)
    context = {
        "image": image,
        "head": Head(image, "history", request.user),
        "proposal": found,
        "by": called(found.by, request.user),
        "decided_by": called(found.decided.actor, request.user) if found.decided else "",
        "own": found.author_id == request.user.pk,
        "asks": found.is_open and found.author_id != request.user.pk,
        "pending": taken,
        "evidence": evidence,
        "move": Move.of(image, evidence, *now_and_after(image, evidence.after)),
        "spared": spared(image, taken),
        "found": Consequences.of(taken.outcome, request.POST.getlist("allow")),
        "collision": Collision(image, tried(image, found.values, base=found.base), request.user)
        if found.is_open and found.base != image.revision
        else None,
        "form": form or reason_form(request, image, evidence, reason=found.reason or ""),
        "note": note or NoteForm(base=image.etag),
        "next": image.revision + 1,
    }
    return render(request, "inspector/proposals/page.html", context, status=status)
