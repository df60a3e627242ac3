"""The door for people whom an issuer knows: to it, and back from it."""

from __future__ import annotations

from functools import partial

from django.conf import settings
from django.contrib import auth
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from inspector import issuer as issuers
from inspector.actions import sign_on as actions
from inspector.address import client_address
from inspector.issuer import NotProven
from inspector.lockout import LockedOut
from inspector.views.login import wanted_page
from project.issuers import Issuer


@login_not_required
@never_cache
@require_POST
def sign_on(request: HttpRequest, key: str) -> HttpResponse:
    """Send the browser to the issuer, by a page that leads there.

    A redirect would not do: browsers hold it, and wherever the issuer redirects to, against this page's form-action.
    """
    issuer = _issuer(key)
    try:
        address = issuers.begin(request, issuer, back=_back(request, key), wanted=wanted_page(request))
    except NotProven as refusal:
        return _refused(request, issuer, refusal, status=503)
    return render(request, "inspector/sign_on/page.html", {"issuer": issuer, "address": address})


@login_not_required
@never_cache
@require_safe
def signed_on(request: HttpRequest, key: str) -> HttpResponse:
    """Let in whom the issuer sent back."""
    issuer = _issuer(key)
    arrive = partial(issuers.arrive, request, issuer, back=_back(request, key))
    browser = request.session.session_key or ""
    try:
        person, wanted = actions.sign_on(issuer=issuer, arrive=arrive, browser=browser, address=client_address(request))
    except NotProven as refusal:
        return _refused(request, issuer, refusal, status=422)
    except LockedOut as locked:
        return _refused(request, issuer, locked, status=429)
    auth.login(request, person, backend="django.contrib.auth.backends.ModelBackend")
    return redirect(wanted)


def _issuer(key: str) -> Issuer:
    found: Issuer | None = settings.ISSUERS.get(key)
    if found is None:
        raise Http404("Nobody signs in this way here.")
    return found


def _back(request: HttpRequest, key: str) -> str:
    return request.build_absolute_uri(reverse("signed_on", kwargs={"key": key}))


def _refused(request: HttpRequest, issuer: Issuer, refusal: NotProven | LockedOut, *, status: int) -> HttpResponse:
    answer = render(request, "inspector/sign_on/refused.html", {"issuer": issuer, "refusal": refusal}, status=status)
    if isinstance(refusal, LockedOut):
        answer["Retry-After"] = str(refusal.seconds)
    return answer
