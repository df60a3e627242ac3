"""One shape for everything that goes wrong, with the status codes programs rely on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError

from inspector.access import Refused
from inspector.actions import (
    ErasedMeanwhile,
    HeldBack,
    LastManager,
    NoSpace,
    NotCleared,
    NotNow,
    NotReviewed,
    OwnEdit,
    Stale,
    StaleProposal,
    Unfinished,
)
from inspector.core.errors import Damaged, Erased, FieldsError, ImageError, NoSuchExtension, TooLarge
from inspector.models import Revision
from inspector.quotas import OverQuota
from inspector.ranges import Unsatisfiable
from inspector.vault.blobs import StoreAway


class ErrorBody(Schema):
    code: str
    message: str
    fields: dict[str, list[str]] = {}


class Error(Schema):
    error: ErrorBody


# Sent by the handlers below, so no call needs a model of its own for them: making 700 took half of every start.
ERRORS = dict.fromkeys((400, 401, 403, 404, 409, 410, 412, 413, 416, 422, 428, 429, 503, 507))

_STATUS: dict[type[ImageError], int] = {
    TooLarge: 413,
    NoSpace: 507,
    NotNow: 409,
    NotReviewed: 409,
    NotCleared: 409,
    HeldBack: 409,
    Unfinished: 409,
    OwnEdit: 409,
    StaleProposal: 409,
    OverQuota: 507,
    Damaged: 409,
    ErasedMeanwhile: 409,
    LastManager: 409,
    Erased: 410,
    NoSuchExtension: 404,
}


class Missing(HttpError):
    """404 with a sentence."""

    def __init__(self, message: str) -> None:
        super().__init__(404, message)


class NoPrecondition(HttpError):
    """428: the caller did not say which revision it saw."""

    def __init__(self) -> None:
        super().__init__(428, "Name the revision you saw in an If-Match header; its ETag comes with the header.")


_CODES = {
    400: "bad_request",
    401: "not_signed_in",
    403: "forbidden",
    404: "not_found",
    405: "not_allowed",
    409: "damaged",
    413: "too_large",
    428: "if_match_missing",
    429: "too_many",
    500: "fault",
    503: "busy",
    507: "no_space",
}

_SENTENCES = {
    400: "This is no request that can be answered: its address, host or body is malformed.",
    403: "Nothing was done. Send a token, or the CSRF token of your session.",
    404: "There is nothing at this address; /api/v1/docs lists the calls.",
    405: "This address does not take this method; the Allow header names the ones it takes.",
    500: "This is a fault of the program, not of your file. Nothing was changed; the log of the server says more.",
}


def body(code: str, message: str, fields: Mapping[str, Any] | None = None) -> dict[str, Any]:
    return {"error": {"code": code, "message": message, "fields": dict(fields or {})}}


def in_shape(response: HttpResponseBase) -> JsonResponse:
    """An error that was answered before or around the API, with its own status and headers, in the API's shape.

    Plain text is a sentence of ours and stays; a page is for people and goes.
    """
    status = response.status_code
    sentence = _SENTENCES.get(status, "This request was refused; nothing was done.")
    if isinstance(response, HttpResponse) and response.headers["Content-Type"] == "text/plain":
        sentence = response.text
    shaped = JsonResponse(body(_CODES.get(status, "refused"), sentence), status=status)
    for name, value in response.items():
        if name not in ("Content-Type", "Content-Length"):
            shaped[name] = value
    return shaped


def install(api: NinjaAPI) -> None:
    """Let this API answer every exception below with its status and sentence."""

    def answer(
        request: HttpRequest, status: int, code: str, message: str, fields: Mapping[str, Any] | None = None
    ) -> HttpResponse:
        return api.create_response(request, body(code, message, fields), status=status)

    _with_a_header(api, answer)

    @api.exception_handler(ImageError)
    def not_acceptable(request: HttpRequest, error: ImageError) -> HttpResponse:
        fields = error.fields if isinstance(error, FieldsError) else None
        return answer(request, _STATUS.get(type(error), 422), error.code, str(error), fields)

    @api.exception_handler(Http404)
    def no_such_thing(request: HttpRequest, error: Http404) -> HttpResponse:
        return answer(request, 404, "not_found", str(error) or "There is no such thing.")

    @api.exception_handler(Refused)
    def not_in_this_role(request: HttpRequest, error: Refused) -> HttpResponse:
        return answer(request, 403, "forbidden", str(error))

    @api.exception_handler(Revision.DoesNotExist)
    def no_such_revision(request: HttpRequest, error: Revision.DoesNotExist) -> HttpResponse:
        return answer(request, 404, "not_found", "This image has no such revision.")

    @api.exception_handler(AuthenticationError)
    def not_signed_in(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
        response = answer(request, 401, "not_signed_in", "Send a token: Authorization: Bearer <token>.")
        response["WWW-Authenticate"] = "Bearer"
        return response

    @api.exception_handler(ValidationError)
    def wrong_input(request: HttpRequest, error: ValidationError) -> HttpResponse:
        fields: dict[str, list[str]] = {}
        for problem in error.errors:
            fields.setdefault(str(problem["loc"][-1]), []).append(str(problem["msg"]))
        return answer(request, 422, "wrong_input", "Some of what was sent cannot be used; see fields.", fields)

    @api.exception_handler(HttpError)
    def other(request: HttpRequest, error: HttpError) -> HttpResponse:
        return answer(request, error.status_code, _CODES.get(error.status_code, "refused"), str(error))


def _with_a_header(api: NinjaAPI, answer: Callable[..., HttpResponse]) -> None:
    """The answers that tell in a header what the caller needs to ask again."""

    @api.exception_handler(Stale)
    def stale(request: HttpRequest, error: Stale) -> HttpResponse:
        response = answer(request, 412, "stale", str(error), error.fields)
        response["ETag"] = error.current.etag
        return response

    @api.exception_handler(StoreAway)
    def store_away(request: HttpRequest, error: StoreAway) -> HttpResponse:
        response = answer(request, 503, "store_away", str(error))
        response["Retry-After"] = str(error.retry_after)
        return response

    @api.exception_handler(Unsatisfiable)
    def no_such_range(request: HttpRequest, error: Unsatisfiable) -> HttpResponse:
        response = answer(request, 416, "range_not_satisfiable", str(error))
        response["Content-Range"] = f"bytes */{error.length}"
        return response
