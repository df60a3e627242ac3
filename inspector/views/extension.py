"""One extension: what is in it, and the review of adding, changing or removing one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from inspector import access, actions
from inspector.core.errors import EditError, NoSuchExtension
from inspector.core.extensions import Extension
from inspector.core.extensions.change import (
    COMMENT,
    AddComment,
    ExtensionEdit,
    RemoveExtension,
    ReplaceComment,
    extension_at,
    why_fixed,
)
from inspector.forms.extension import CommentForm
from inspector.forms.reason import ReasonForm
from inspector.models import Image
from inspector.shown.consequences import Consequences
from inspector.shown.evidence import Evidence
from inspector.shown.extension import NEEDED, Shown
from inspector.shown.image import Head
from inspector.views import saved_address, tell_saved
from inspector.views.request import Request
from inspector.views.review import reason_form

_DIGITS = 9


@require_GET
def extension(request: Request, id: str, number: int) -> HttpResponse:
    image = access.image(request.user, id)
    first = request.GET.get("from", "")
    shown = Shown(
        image.header,
        _extension(image, number),
        view=request.GET.get("as", ""),
        first=int(first) if first.isdecimal() and len(first) <= _DIGITS else 0,
    )
    return render(request, "inspector/extension/page.html", _context(request, image) | {"shown": shown})


@require_http_methods(["GET", "POST"])
def add(request: Request, id: str) -> HttpResponse:
    image = access.image(request.user, id, to="edit")
    return _comment(request, image, None)


@require_http_methods(["GET", "POST"])
def change(request: Request, id: str, number: int) -> HttpResponse:
    image = access.image(request.user, id, to="edit")
    found = image.header.extensions[number - 1 : number] if number else ()
    if found and found[0].code == COMMENT:
        return _comment(request, image, found[0])
    if request.method == "POST" and request.POST.get("base") != image.current.etag:
        # Somebody took the comment away while this person was writing: the text goes on as a new one.
        return _comment(request, image, None)
    raise Http404("There is no such comment.")


@require_http_methods(["GET", "POST"])
def remove(request: Request, id: str, number: int) -> HttpResponse:
    image = access.image(request.user, id, to="edit")
    edit = RemoveExtension(_extension(image, number).index)
    try:
        if request.method == "GET":
            return _review(request, image, edit)
        if request.POST.get("base") != image.current.etag:
            return _review(request, image, edit, problem=str(actions.Stale(image.current)), status=412)
        return _save(request, image, edit)
    except actions.Stale:
        return remove(request, id, number)
    except EditError as error:
        messages.error(request, " ".join(sentence for sentences in error.fields.values() for sentence in sentences))
        return redirect("extension", image.pk, number)


def _comment(request: Request, image: Image, stored: Extension | None) -> HttpResponse:
    """Write a comment, look at what it does, save it: each step posts the text to the same address."""
    data = request.POST if request.method == "POST" else None
    form = CommentForm(data, base=image.current.etag, stored=(stored.text or "") if stored else "")
    if data is None:
        return _editor(request, image, stored, form)
    if why_fixed(image.header):
        return _editor(request, image, stored, form, status=422)
    if data.get("base") != image.current.etag:
        kept = CommentForm(base=image.current.etag, stored=data.get("text", ""))
        return _editor(request, image, stored, kept, problem=str(actions.Stale(image.current)), status=412)
    if "write" in data or not form.is_valid():
        return _editor(request, image, stored, form, status=200 if "write" in data else 422)
    typed = form.cleaned_data["text"]
    edit = ReplaceComment(stored.index, typed) if stored else AddComment(typed)
    try:
        return _save(request, image, edit, typed) if "seen" in data else _review(request, image, edit, typed)
    except actions.Stale:
        return _comment(request, access.image(request.user, image.pk), stored)
    except EditError as error:
        form.refuse([sentence for sentences in error.fields.values() for sentence in sentences])
    except actions.NothingToSave:
        form.refuse(["Nothing would change: the comment has this text already."])
    return _editor(request, image, stored, form, status=422)


def _save(request: Request, image: Image, edit: ExtensionEdit, text: str = "") -> HttpResponse:
    after = actions.preview_extension(image=image, change=edit).after
    form = reason_form(request, image, Evidence(image.header, after))
    if not form.is_valid():
        return _review(request, image, edit, text, form=form, status=422)
    base, reason = form.cleaned_data["base"], form.cleaned_data["reason"]
    try:
        outcome = actions.edit_extension(
            actor=request.user,
            image=image,
            base=base,
            change=edit,
            reason=reason,
            allow=request.POST.getlist("allow"),
        )
    except actions.BringsErrors as error:
        form.add_error(None, str(error))
        return _review(request, image, edit, text, form=form, status=422)
    tell_saved(request, outcome)
    return redirect(f"{saved_address(outcome)}#extensions")


def _review(
    request: Request,
    image: Image,
    edit: ExtensionEdit,
    text: str = "",
    *,
    form: ReasonForm | None = None,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    """The evidence before saving. `text` is what was written, empty when there is nothing to write."""
    outcome = actions.preview_extension(image=image, change=edit)
    if outcome.before.data == outcome.after.data:
        raise actions.NothingToSave("Nothing would change.")
    evidence = Evidence(outcome.before, outcome.after, frozenset())
    context = {
        "found": Consequences.of(outcome, request.POST.getlist("allow")),
        "evidence": evidence,
        "form": form or reason_form(request, image, evidence, reason=request.POST.get("reason", "")),
        "text": text,
        "doing": _doing(edit),
        "needed": NEEDED.get(image.header.extensions[edit.index].code) if isinstance(edit, RemoveExtension) else None,
        "problem": problem,
        "next": image.revision + 1,
    }
    return render(request, "inspector/extension/review.html", _context(request, image) | context, status=status)


def _editor(
    request: Request,
    image: Image,
    stored: Extension | None,
    form: CommentForm,
    *,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    context = {
        "form": form,
        "stored": stored,
        "number": stored.index + 1 if stored else None,
        "problem": problem,
        "fixed": why_fixed(image.header),
        "reason": request.POST.get("reason", ""),
    }
    return render(request, "inspector/extension/edit.html", _context(request, image) | context, status=status)


def _doing(edit: ExtensionEdit) -> str:
    """The verb of the button and what it is done to."""
    if isinstance(edit, RemoveExtension):
        return f"Remove extension {edit.index + 1}"
    return f"Change extension {edit.index + 1}" if isinstance(edit, ReplaceComment) else "Add a comment"


def _context(request: Request, image: Image) -> dict[str, Any]:
    return {"image": image, "head": Head(image, "header", request.user)}


def _extension(image: Image, number: int) -> Extension:
    try:
        return extension_at(image.header, number - 1)
    except NoSuchExtension as error:
        raise Http404(str(error)) from None
