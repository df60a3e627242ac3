"""The door: signing in with a name and a password, and out again."""

from __future__ import annotations

from django.contrib import auth
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from inspector import actions, factor
from inspector.address import client_address
from inspector.doors import half_way
from inspector.forms.login import SignInForm
from inspector.lockout import LockedOut
from inspector.views.request import Request


@sensitive_post_parameters()
@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def login(request: HttpRequest) -> HttpResponse:
    """Ask for name and password; whoever is signed in goes on to where they wanted to be."""
    if request.user.is_authenticated:
        return redirect(wanted_page(request))
    if request.method != "POST":
        return _ask(request)
    form = SignInForm(request.POST)
    if not form.is_valid():
        return _ask(request, refused=True, status=422)
    try:
        person = actions.sign_in(**_typed(form), address=client_address(request))
    except actions.Refused:
        return _ask(request, refused=True, status=422)
    except LockedOut as locked:
        return _ask(request, locked=locked, status=429)
    return go_on(request, person, wanted_page(request))


@require_POST
def sign_out(request: Request) -> HttpResponse:
    """End the session."""
    actions.sign_out(actor=request.user)
    auth.logout(request)
    return redirect("login")


def go_on(request: HttpRequest, person: User, wanted: str) -> HttpResponse:
    """Let in whoever has given their password, unless a second factor comes first: theirs, or a new one."""
    if factor.comes_first(person):
        half_way.begin(request, person, wanted)
        return redirect("second_factor" if factor.is_due(person) else "login_code")
    auth.login(request, person, backend="django.contrib.auth.backends.ModelBackend")
    return redirect(wanted)


def _typed(form: SignInForm) -> dict[str, str]:
    return {"name": form.cleaned_data["username"], "password": form.cleaned_data["password"]}


def _ask(
    request: HttpRequest, *, refused: bool = False, locked: LockedOut | None = None, status: int = 200
) -> HttpResponse:
    context = {
        "next": request.POST.get("next", request.GET.get("next", "")),
        "name": request.POST.get("username", ""),
        "refused": refused,
        "locked": locked,
    }
    answer = render(request, "inspector/login/page.html", context, status=status)
    if locked:
        answer["Retry-After"] = str(locked.seconds)
    return answer


def wanted_page(request: HttpRequest) -> str:
    """The page that asked to sign in, when it is one of ours."""
    address = request.POST.get("next", request.GET.get("next", ""))
    ours = url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())
    return address if ours else resolve_url("library")
