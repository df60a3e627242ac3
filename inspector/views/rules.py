"""The rules of a dataset: who may review whose edits, and what may leave for a release."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from inspector import access, actions
from inspector.views.request import Request


@require_http_methods(["GET", "POST"])
def rules(request: Request, slug: str) -> HttpResponse:
    dataset = access.dataset(request.user, slug, to="manage")
    if request.method == "GET":
        return render(request, "inspector/rules/page.html", {"dataset": dataset})
    wanted = {name: name in request.POST for name in actions.RULES}
    changed = actions.set_rules(actor=request.user, dataset=dataset, **wanted)
    messages.success(request, f"The rules of {dataset.name} are {'changed' if changed else 'as they were'}.")
    return redirect("rules", dataset.slug)
