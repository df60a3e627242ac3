"""The second factor: its code at the door, and how a person sets it up, keeps it and turns it off."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout, update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import User
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from inspector import authenticator, factor
from inspector.actions import factor as actions
from inspector.address import client_address
from inspector.doors import half_way
from inspector.forms.factor import CodeForm, SetUpForm
from inspector.forms.people import ProofForm
from inspector.lockout import LockedOut
from inspector.views.login import go_on
from inspector.views.request import Request

# Whose app is about to get which key, encrypted, in the session: a mistyped code leaves the picture as it was.
_KEY = "second factor"

BEGIN_AGAIN = "Sign in again: more than ten minutes went by, or you began in another browser."
NOT_NOW = (
    "This code does not count, or not any more. Wait for the next one, and look whether the clock of your phone is "
    "right. A recovery code works once."
)
NOT_OF_THIS_KEY = (
    "This is no code of this key. Wait for the next one, and look whether the clock of your phone is right."
)


@sensitive_post_parameters()
@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def login_code(request: HttpRequest) -> HttpResponse:
    """Ask whoever gave their password for a code, and let them in."""
    _refuse_where_there_is_none()
    person = half_way.somebody(request)
    if request.user.is_authenticated or person is None or factor.of(person) is None:
        return _begin_again(request)
    form = CodeForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _ask(request, form, status=422 if request.method == "POST" else 200)
    try:
        actions.enter_code(person=person, code=form.cleaned_data["code"], address=client_address(request))
    except actions.WrongCode:
        form.add_error("code", NOT_NOW)
        return _ask(request, form, status=422)
    except LockedOut as locked:
        return _ask(request, form, locked=locked, status=429)
    return redirect(_let_in(request, person))


@sensitive_post_parameters()
@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def second_factor(request: HttpRequest) -> HttpResponse:
    """Set one up, or see what there is of it. Where everybody needs one, whoever has none comes here half way in."""
    _refuse_where_there_is_none()
    person = _whose(request)
    if person is None:
        return redirect_to_login(request.get_full_path())
    if not factor.offered_to(person):
        return redirect("account")
    if factor.of(person):
        return _page(request, person)
    return _set_up(request, person)


@sensitive_post_parameters()
@never_cache
@require_POST
def recovery_codes(request: Request) -> HttpResponse:
    """Make new recovery codes, and show them this once."""
    _refuse_where_there_is_none()
    if factor.of(request.user) is None:
        return redirect("account")
    form = ProofForm(request.POST, person=request.user, address=client_address(request))
    if not form.is_valid():
        return _page(request, request.user, status=422, codes_form=form)
    codes = actions.renew_recovery_codes(actor=request.user)
    return _show(request, codes, resolve_url("second_factor"))


@sensitive_post_parameters()
@never_cache
@require_POST
def turn_off(request: Request) -> HttpResponse:
    """Ask for no code any more. All other sessions end, and this one too where everybody needs a second factor."""
    _refuse_where_there_is_none()
    if factor.of(request.user) is None:
        return redirect("account")
    form = ProofForm(request.POST, person=request.user, address=client_address(request))
    if not form.is_valid():
        return _page(request, request.user, status=422, off_form=form)
    person = request.user
    actions.turn_off(actor=person, password=form.cleaned_data["old"])
    if factor.is_due(person):
        logout(request)
        return go_on(request, person, resolve_url("account"))
    update_session_auth_hash(request, person)
    messages.success(request, "Your second factor is off. You are signed out everywhere else.")
    return redirect("account")


def _refuse_where_there_is_none() -> None:
    if settings.SECOND_FACTOR == "off":
        raise Http404("There is no second factor here.")


def _whose(request: HttpRequest) -> User | None:
    """Who sets one up: somebody who is signed in, or half way in without one where everybody needs one."""
    if request.user.is_authenticated:
        return request.user
    person = half_way.somebody(request)
    return person if person and factor.is_due(person) else None


def _begin_again(request: HttpRequest) -> HttpResponse:
    if request.method == "POST" and not request.user.is_authenticated:
        messages.info(request, BEGIN_AGAIN)
    return redirect("login")


def _set_up(request: HttpRequest, person: User) -> HttpResponse:
    key = _key(request, person)
    if request.method != "POST":
        return _offer(request, person, key)
    form = SetUpForm(request.POST, person=person, address=client_address(request))
    if not form.is_valid():
        return _offer(request, person, key, form, status=422)
    signs_in = not request.user.is_authenticated
    given = {"code": form.cleaned_data["code"], "password": form.cleaned_data["old"]}
    try:
        codes = actions.set_up(actor=person, key=key, signs_in=signs_in, **given)
    except actions.WrongCode:
        form.add_error("code", NOT_OF_THIS_KEY)
        return _offer(request, person, key, form, status=422)
    del request.session[_KEY]
    if signs_in:
        return _show(request, codes, _let_in(request, person))
    update_session_auth_hash(request, person)
    return _show(request, codes, resolve_url("second_factor"))


def _key(request: HttpRequest, person: User) -> str:
    """The key that they are about to use; not one that somebody else saw in this browser."""
    kept = request.session.get(_KEY)
    if kept is None or kept["person"] != person.pk:
        kept = request.session[_KEY] = {"person": person.pk, "key": authenticator.new_key()}
    return str(kept["key"])


def _let_in(request: HttpRequest, person: User) -> str:
    """Sign them in; the page that they wanted."""
    wanted = half_way.end(request)
    login(request, person, backend="django.contrib.auth.backends.ModelBackend")
    return wanted


def _ask(request: HttpRequest, form: CodeForm, *, locked: LockedOut | None = None, status: int) -> HttpResponse:
    answer = render(request, "inspector/second_factor/code.html", {"form": form, "locked": locked}, status=status)
    if locked:
        answer["Retry-After"] = str(locked.seconds)
    return answer


def _offer(
    request: HttpRequest, person: User, key: str, form: SetUpForm | None = None, *, status: int = 200
) -> HttpResponse:
    address = authenticator.address(person, key)
    context = {
        "person": person,
        "key": authenticator.shown_key(key),
        "address": address,
        "picture": authenticator.picture(address),
        "form": form or SetUpForm(person=person, address=""),
    }
    return render(request, "inspector/second_factor/set_up.html", context, status=status)


def _show(request: HttpRequest, codes: list[str], onward: str) -> HttpResponse:
    return render(request, "inspector/second_factor/codes.html", {"codes": codes, "onward": onward}, status=201)


def _page(request: HttpRequest, person: User, *, status: int = 200, **forms: Any) -> HttpResponse:
    context = {"factor": factor.of(person), "required": settings.SECOND_FACTOR == "required"}
    return render(request, "inspector/second_factor/page.html", context | forms, status=status)
