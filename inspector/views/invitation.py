"""The page an invitation leads to: join as oneself, or with a new account."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from inspector import access, actions
from inspector.forms.people import AccountForm
from inspector.models import Invitation, Membership
from inspector.shown.visited import visit
from inspector.views.login import go_on
from inspector.views.request import Request


@sensitive_post_parameters()
@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def invitation(request: Request, secret: str) -> HttpResponse:
    """Ask whether to join, and do it. An invitation that is over is told from one that never was by nobody."""
    try:
        found = access.invitation(secret)
        if request.method == "POST":
            return _join(request, secret, found) if request.user.is_authenticated else _come(request, secret, found)
    except Http404 as error:
        return render(request, "inspector/invitation/closed.html", {"sentence": error}, status=404)
    return _ask(request, found)


def _join(request: Request, secret: str, found: Invitation) -> HttpResponse:
    try:
        _welcome(request, actions.join(person=request.user, secret=secret))
    except actions.AlreadyMember as error:
        return _ask(request, found, problem=str(error), status=409)
    return redirect("library")


def _come(request: Request, secret: str, found: Invitation) -> HttpResponse:
    """Make an account; in local mode there is one, and nobody comes here."""
    form = AccountForm(request.POST)
    if not form.is_valid():
        return _ask(request, found, form, status=422)
    joined = actions.make_account(secret=secret, **form.cleaned_data)
    _welcome(request, joined)
    return go_on(request, joined.user, resolve_url("library"))


def _welcome(request: Request, joined: Membership) -> None:
    visit(request, joined.dataset)
    messages.success(request, f"You are in {joined.dataset.name} now, as {joined.role}.")


def _ask(
    request: Request, found: Invitation, form: AccountForm | None = None, *, problem: str = "", status: int = 200
) -> HttpResponse:
    words = [task.words for name, task in access.TASKS.items() if access.allows(found.role, name)]
    context = {"invitation": found, "may": words, "form": form or AccountForm(), "problem": problem}
    return render(request, "inspector/invitation/page.html", context, status=status)
