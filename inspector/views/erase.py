"""Erasing a value: choose which, see what goes with it, say why."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from inspector import access, actions
from inspector.core.errors import EditError
from inspector.forms.reason import SHORT, ReasonForm
from inspector.models import AuditValue, Image
from inspector.shown.erasing import Recorded, recorded, taken_along
from inspector.shown.image import Head
from inspector.views.request import Request


@require_http_methods(["GET", "POST"])
def erase(request: Request, id: str) -> HttpResponse:
    image = access.image(request.user, id, to="manage")
    context = {"image": image, "head": Head(image, "history", request.user)}
    if "value" not in request.GET:
        return render(request, "inspector/erase/page.html", {**context, "recorded": recorded(image)})
    value = _value(image, request.GET["value"])
    form = ReasonForm(request.POST or None, base=image.etag, at_least=SHORT, note=f"At least {SHORT} characters.")
    if request.method == "POST" and form.is_valid():
        try:
            actions.erase_value(actor=request.user, image=image, value=value, reason=form.cleaned_data["reason"])
        except EditError as error:
            form.add_error(None, " ".join(sentence for sentences in error.fields.values() for sentence in sentences))
        else:
            messages.success(request, "Erased for good. The record keeps who erased it, when and why.")
            return redirect("history", image.pk)
    found = actions.Carriers.of(image, value)
    context |= {"value": Recorded(value), "taken": taken_along(found), "found": found, "form": form}
    return render(request, "inspector/erase/confirm.html", context, status=422 if request.method == "POST" else 200)


def _value(image: Image, text: str) -> AuditValue:
    """The recorded value that the address names by entry and label: "3 descrip.old"."""
    seq, _, label = text.partition(" ")
    rows = AuditValue.objects.filter(entry__image=image.pk, label=label, sealed__isnull=False)
    found = rows.filter(entry=int(seq)).first() if seq.isdecimal() and len(seq) < 16 else None
    if found is None:
        raise Http404("There is no such value on record, or it was erased already.")
    return found
