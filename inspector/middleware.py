"""What happens to a request before a page or the API sees it."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBadRequest,
    HttpResponseForbidden,
    StreamingHttpResponse,
)
from django.http.response import HttpResponseBase

from inspector import access
from inspector.api.errors import in_shape

Answer = Callable[[HttpRequest], HttpResponseBase]


def head_like_get(get_response: Answer) -> Answer:
    """Answer HEAD as GET would be, length and all, without the body. The views and the API know only GET.

    A range is for GET alone (RFC 9110, 14.2), so HEAD tells of the whole file.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if request.method != "HEAD":
            return get_response(request)
        request.method = "GET"
        request.META.pop("HTTP_RANGE", None)
        response = get_response(request)
        request.method = "HEAD"
        return _without_body(response)

    return middleware


def _without_body(response: HttpResponseBase) -> HttpResponseBase:
    if isinstance(response, StreamingHttpResponse):
        response.streaming_content = ()
    elif isinstance(response, HttpResponse):
        response.content = b""
    return response


def api_errors(get_response: Answer) -> Answer:
    """Give what Django refuses by itself (an unknown address, a wrong method, a CSRF failure) the shape of the API."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if response.status_code < 400 or not request.path.startswith("/api/"):
            return response
        return response if response.headers["Content-Type"].startswith("application/json") else in_shape(response)

    return middleware


def fresh_pages(get_response: Answer) -> Answer:
    """Let no page be shown again unasked: Back from a saved review leads to what is stored now, not to that review."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if response.get("Content-Type", "").startswith("text/html") and not response.has_header("Cache-Control"):
            response["Cache-Control"] = "private, no-cache"
        return response

    return middleware


def no_nul(get_response: Answer) -> Answer:
    """Refuse an address with a NUL in it: no name has one, and PostgreSQL cannot even be asked for it."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if "\0" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            return HttpResponseBadRequest("The address holds a NUL character, which nothing here has.", "text/plain")
        return get_response(request)

    return middleware


def own_pages_only(get_response: Answer) -> Answer:
    """Refuse what another site's page makes a browser send; following a link to here is fine.

    Cookies go to every port of a machine, and "same-site" includes the other ports. So a page of any other server
    on this machine would act as the person here, if only same-origin requests did not count as our own.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if _is_ours(request):
            return get_response(request)
        return HttpResponseForbidden("This request came from another site's page; nothing was done.", "text/plain")

    return middleware


def _is_ours(request: HttpRequest) -> bool:
    # Browsers write these headers themselves, scripts cannot; other programs do not send them.
    headers = request.headers
    if headers.get("Sec-Fetch-Site", "none") in ("same-origin", "none"):
        return True
    follows_a_link = headers.get("Sec-Fetch-Mode") == "navigate" and headers.get("Sec-Fetch-Dest") == "document"
    return follows_a_link and request.method in ("GET", "HEAD")


class SignInMiddleware(LoginRequiredMiddleware):
    """Pages are for people who are signed in; in local mode a visit to a page signs the one user in.

    The API answers 401 by itself. Reaching it is no sign-in, in local mode either: a program shows its token, a page
    its session. This runs after the CSRF check, because signing in changes the CSRF token.
    """

    def process_view(
        self,
        request: HttpRequest,
        view_func: Callable[..., Any],
        view_args: tuple[Any, ...],
        view_kwargs: dict[str, Any],
    ) -> HttpResponseBase | None:
        if request.path.startswith("/api/"):
            return None
        if settings.MODE == "local" and not request.user.is_authenticated:
            login(request, access.local_user(), backend="django.contrib.auth.backends.ModelBackend")
        return super().process_view(request, view_func, view_args, view_kwargs)
