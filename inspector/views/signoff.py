"""The review of an image: where it stands, who did what, and the next step."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from inspector import access, actions
from inspector.core.errors import EditError
from inspector.forms.signoff import AskForm, NoteForm
from inspector.models import Image, SignOff, Step
from inspector.shown.image import Head
from inspector.shown.signoffs import Standing, steps
from inspector.views.request import Request

DECISIONS: dict[str, tuple[Callable[..., SignOff], str]] = {
    Step.SIGN: (actions.sign_off, "Revision {} is reviewed."),
    Step.CHANGES: (actions.request_changes, "Revision {} is sent back."),
    Step.REOPEN: (actions.reopen, "The review of revision {} is reopened."),
}


@require_safe
def signoff(request: Request, id: str) -> HttpResponse:
    return _page(request, access.image(request.user, id))


@require_POST
def ask(request: Request, id: str) -> HttpResponse:
    image = access.image(request.user, id, to="edit")
    form = AskForm(request.POST, base=image.etag, people=access.people_in(image.dataset, to="review"))
    return _taken(request, image, form, actions.ask_for_review, "Revision {} waits for its review.")


@require_POST
def decide(request: Request, id: str) -> HttpResponse:
    image = access.image(request.user, id, to="review")
    form = NoteForm(request.POST, base=image.etag)
    action, said = DECISIONS.get(request.POST.get("step", ""), (None, ""))
    if action is None:
        form.add_error(None, "Choose one of the buttons.")
        return _page(request, image, form, status=422)
    return _taken(request, image, form, action, said)


def _taken(request: Request, image: Image, form: NoteForm, action: Callable[..., SignOff], said: str) -> HttpResponse:
    """Take the step and go on; or the page again, with what was typed and why it was not taken."""
    if not form.is_valid():
        return _page(request, image, form, status=422)
    of = {"of": form.cleaned_data["asked_of"]} if isinstance(form, AskForm) else {}
    try:
        taken = action(
            actor=request.user, image=image, base=form.cleaned_data["base"], note=form.cleaned_data["note"], **of
        )
    except EditError as error:
        form.refuse(error)
        return _page(request, image, form, status=422)
    except (actions.NotNow, actions.OwnEdit, actions.Stale) as error:
        form.add_error(None, str(error))
        image = access.image(request.user, image.pk)
        return _page(request, image, form, status=412 if isinstance(error, actions.Stale) else 422)
    messages.success(request, said.format(taken.revision))
    return redirect("header", image.pk)


def _page(request: Request, image: Image, form: NoteForm | None = None, *, status: int = 200) -> HttpResponse:
    context = {
        "image": image,
        "head": Head(image, "history", request.user),
        "standing": Standing(image, request.user),
        "steps": steps(image, request.user),
        "form": form or NoteForm(base=image.etag),
        "ask": form
        if isinstance(form, AskForm)
        else AskForm(base=image.etag, people=access.people_in(image.dataset, to="review")),
        "base": image.etag,
    }
    return render(request, "inspector/signoff/page.html", context, status=status)
