"""Removed images: put back while there is time, or erased for good."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from inspector import access, actions
from inspector.forms.reason import SHORT, ReasonForm
from inspector.shown.removed import rows
from inspector.views.request import Request


@require_safe
def removed(request: Request, slug: str) -> HttpResponse:
    dataset = access.dataset(request.user, slug, to="manage")
    found = rows(access.removed(request.user).filter(dataset=dataset), request.user)
    context = {"dataset": dataset, "rows": found, "days": settings.RETENTION_DAYS}
    return render(request, "inspector/removed/page.html", context)


@require_POST
def put_back(request: Request, id: str) -> HttpResponse:
    image = access.removed_image(request.user, id)
    actions.put_back(actor=request.user, image=image)
    messages.success(request, f"{image.name} is back, with all its revisions.")
    return redirect("header", image.pk)


@require_http_methods(["GET", "POST"])
def purge(request: Request, id: str) -> HttpResponse:
    """Erase a removed image for good, before its time is over."""
    image = access.removed_image(request.user, id)
    form = ReasonForm(request.POST or None, base=image.etag, at_least=SHORT, note=f"At least {SHORT} characters.")
    if request.method == "POST" and form.is_valid():
        actions.purge(actor=request.user, image=image, reason=form.cleaned_data["reason"])
        messages.success(request, "The image is erased for good. The record keeps who erased it, when and why.")
        return redirect("removed", image.dataset.slug)
    status = 422 if request.method == "POST" else 200
    return render(request, "inspector/removed/purge.html", {"image": image, "form": form}, status=status)
