"""Review: what the collected changes do, why they are made, and the only button that writes."""

from __future__ import annotations

from dataclasses import replace

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from inspector import access, actions
from inspector.core.errors import EditError
from inspector.core.header import Header
from inspector.forms.reason import SHORT, ReasonForm
from inspector.models import Image, Revision
from inspector.shown.consequences import Consequences
from inspector.shown.evidence import Evidence
from inspector.shown.image import Head
from inspector.shown.impact import Move
from inspector.shown.pending import Pending, pending
from inspector.shown.sights import State
from inspector.shown.spared import spared
from inspector.shown.stale import Collision
from inspector.views import saved_address, tell_saved
from inspector.views.request import Request


@require_http_methods(["GET", "POST"])
def review(request: Request, id: str) -> HttpResponse:
    image = access.image(request.user, id, to="comment" if request.method == "GET" else "edit")
    changed = pending(request.user, image)
    if not changed.values:
        messages.info(request, "No changes are waiting to be saved.")
        return redirect("header", image.pk)
    if changed.is_stale(image):
        return stale_page(request, image, changed, status=200 if request.method == "GET" else 412)
    proposed = request.GET.get("reason", "") if request.method == "GET" else None
    rest = spared(image, changed) if "spare" in request.POST else None
    evidence = Evidence(image.header, changed.after or image.header)
    form = reason_form(request, image, evidence, reason=proposed, agree=rest is None)
    if request.method == "GET" or changed.after is None or not form.is_valid():
        return review_page(request, image, changed, form, status=200 if request.method == "GET" else 422)
    return _save(request, image, changed, form, rest)


@require_POST
def rebase(request: Request, id: str) -> HttpResponse:
    image = access.image(request.user, id, to="comment")
    keep, mine = request.POST.get("keep", "ticked"), pending(request.user, image)
    fields = list(mine.values) if keep == "all" else request.POST.getlist("field") if keep == "ticked" else []
    if not fields:
        actions.drop_draft(actor=request.user, image=image)
        messages.info(request, "Your changes are dropped. Nothing was written.")
        return redirect("header", image.pk)
    actions.rebase_draft(actor=request.user, image=image, fields=fields)
    kept = pending(request.user, image)
    evidence = Evidence(image.header, kept.after or image.header)
    return review_page(
        request, image, kept, reason_form(request, image, evidence, reason=request.POST.get("reason", ""))
    )


def reason_form(
    request: Request, image: Image, evidence: Evidence, *, reason: str | None = None, agree: bool = True
) -> ReasonForm:
    """The form that a change is saved with; `reason` given means that it was not posted as this form.

    Who only proposes the change need not agree to the harm it may do.
    """
    return ReasonForm(
        request.POST if request.method == "POST" and reason is None else None,
        base=image.current.etag,
        would_be=evidence.after.sha256,
        reason=reason or "",
        at_least=SHORT if evidence.needs_reason else 1,
        note=f"At least {SHORT} characters when orientation, units or shape change." if evidence.needs_reason else "",
        harm=evidence.harm if agree else "",
    )


def _save(
    request: Request, image: Image, changed: Pending, form: ReasonForm, rest: Pending | None = None
) -> HttpResponse:
    """Make the changes a revision; or the rest of them, and drop what swaps left and right."""
    base, reason = form.cleaned_data["base"], form.cleaned_data["reason"]
    try:
        outcome = actions.edit(
            actor=request.user,
            image=image,
            base=base,
            values=(rest or changed).values,
            reason=reason,
            allow=request.POST.getlist("allow"),
            copied=changed.copied,
        )
    except actions.Stale:
        image = access.image(request.user, image.pk)
        return stale_page(request, image, pending(request.user, image), status=412)
    except (EditError, actions.NothingToSave) as error:
        form.add_error(None, str(error))
        return review_page(request, image, changed, form, status=422)
    if rest:
        actions.drop_draft(actor=request.user, image=image, fields=changed.placing)
    tell_saved(request, outcome)
    return redirect(saved_address(outcome))


def review_page(
    request: Request, image: Image, changed: Pending, form: ReasonForm, *, status: int = 200
) -> HttpResponse:
    evidence = Evidence(image.header, changed.after or image.header, frozenset(changed.values))
    context = {
        "image": image,
        "head": Head(image, "header", request.user),
        "pending": changed,
        "evidence": evidence,
        "move": Move.of(image, evidence, *now_and_after(image, evidence.after)),
        "spared": spared(image, changed),
        "found": Consequences.of(changed.outcome, request.POST.getlist("allow")),
        "form": form,
        "left_behind": changed.leaves_a_form_behind,
        "next": image.revision + 1,
    }
    return render(request, "inspector/review/page.html", context, status=status)


def now_and_after(image: Image, after: Header, drawn: Revision | None = None) -> tuple[State, State]:
    """The image as it is and as it would be; `drawn` is the revision that holds that header already."""
    now, then = State.stored(image.current, f"Now, r{image.revision}"), f"After, r{image.revision + 1}"
    return now, State.stored(drawn, then) if drawn else replace(now, name=then, header=after)


def stale_page(request: Request, image: Image, changed: Pending, *, status: int) -> HttpResponse:
    if not changed.values:
        messages.info(request, f"Revision {image.revision} is saved already.")
        return redirect("header", image.pk)
    context = {
        "image": image,
        "head": Head(image, "header", request.user),
        "collision": Collision(image, changed, request.user),
        "reason": request.POST.get("reason", ""),
    }
    return render(request, "inspector/review/stale.html", context, status=status)
