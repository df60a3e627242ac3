"""What a person keeps about themselves: name, password, tokens for programs."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from inspector import access, actions, factor
from inspector.address import client_address
from inspector.forms.people import FullNameForm, PasswordForm, TokenForm
from inspector.views.request import Request


@require_safe
def account(request: Request) -> HttpResponse:
    return _page(request)


@require_POST
def full_name(request: Request) -> HttpResponse:
    form = FullNameForm(request.POST)
    if not form.is_valid():
        return _page(request, status=422, name_form=form)
    actions.change_name(actor=request.user, full_name=form.cleaned_data["full_name"])
    messages.success(request, "Your name is changed.")
    return redirect("account")


@sensitive_post_parameters()
@require_POST
def password(request: Request) -> HttpResponse:
    """Change the password. This session goes on, all others end."""
    form = PasswordForm(request.POST, person=request.user, address=client_address(request))
    if not form.is_valid():
        return _page(request, status=422, password_form=form)
    actions.change_password(actor=request.user, password=form.cleaned_data["password"])
    update_session_auth_hash(request, request.user)
    messages.success(request, "Your password is changed. You are signed out everywhere else.")
    return redirect("account")


@require_POST
@never_cache
def tokens(request: Request) -> HttpResponse:
    """Make a token, and show it this once."""
    form = TokenForm(request.POST)
    if not form.is_valid():
        return _page(request, status=422, token_form=form)
    made, text = actions.make_token(actor=request.user, name=form.cleaned_data["name"])
    return _page(request, status=201, made=made, text=text)


@require_POST
def revoke(request: Request, number: int) -> HttpResponse:
    token = access.token(request.user, number)
    actions.revoke_token(actor=request.user, token=token)
    messages.success(request, f"{token.name} is revoked. Programs that use it get no answer any more.")
    return redirect("account")


def _page(request: Request, *, status: int = 200, **more: Any) -> HttpResponse:
    context: dict[str, Any] = {"tokens": access.tokens(request.user)}
    if factor.offered_to(request.user):
        context |= {"offers_factor": True, "factor": factor.of(request.user)}
    return render(request, "inspector/account/page.html", context | more, status=status)
