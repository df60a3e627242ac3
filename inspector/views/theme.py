"""How a person likes the pages: theme, single keys, left and right; in cookies, so that the server renders them."""

from collections.abc import Sequence

from django.http import HttpResponse, HttpResponseBadRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from inspector.context import CONVENTION_COOKIE, KEYS, KEYS_COOKIE, THEME_COOKIE, THEMES
from inspector.core.render import CONVENTIONS
from inspector.views.request import Request

A_YEAR = 365 * 24 * 3600


@require_POST
def theme(request: Request) -> HttpResponse:
    """Remember light, dark, or auto for what the system says."""
    return _remember(request, THEME_COOKIE, THEMES)


@require_POST
def keys(request: Request) -> HttpResponse:
    """Remember whether single keys do anything: speech input and shaky hands press them by accident."""
    return _remember(request, KEYS_COOKIE, KEYS)


@require_POST
def convention(request: Request) -> HttpResponse:
    """Remember whether the patient's left is drawn on the left, or on the right as radiologists see it."""
    return _remember(request, CONVENTION_COOKIE, CONVENTIONS)


def _remember(request: Request, name: str, choices: Sequence[str]) -> HttpResponse:
    chosen = request.POST.get(name, "")
    if chosen not in choices:
        return HttpResponseBadRequest(f"The {name} can be one of {', '.join(choices)}.", content_type="text/plain")
    address = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(address, allowed_hosts={request.get_host()}):
        address = reverse("library")
    answer = HttpResponseRedirect(address)
    answer.set_cookie(name, chosen, max_age=A_YEAR, samesite="Lax", httponly=True, secure=request.is_secure())
    return answer
