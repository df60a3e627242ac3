"""Addresses that fail in every way a program can, with a planted text in whatever comes to hand."""

import logging

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import include, path

PLANTED = "Meyer^Anna\r\n1984-02-29"
_LOG = logging.getLogger("inspector.tests")


class Unspeakable(Exception):
    pass


def fault(request: HttpRequest, name: str) -> HttpResponse:
    patient = PLANTED
    raise Unspeakable(patient)


def chained(request: HttpRequest, name: str) -> HttpResponse:
    try:
        raise ValueError(PLANTED)
    except ValueError as error:
        error.add_note(PLANTED)
        raise RuntimeError(f"cannot read {PLANTED}") from error


def told(request: HttpRequest, name: str) -> HttpResponse:
    _LOG.warning("reading %s failed after %d tries", PLANTED, 3)
    _LOG.error(ValueError(PLANTED))
    _LOG.error("a row: %(name)s", {"name": PLANTED})
    _LOG.error("wrong %d", PLANTED)
    return HttpResponse(status=204)


def missing(request: HttpRequest, name: str) -> HttpResponse:
    raise Http404(PLANTED)


def refused(request: HttpRequest, name: str) -> HttpResponse:
    raise PermissionDenied(PLANTED)


def suspicious(request: HttpRequest, name: str) -> HttpResponse:
    raise SuspiciousOperation(PLANTED)


VIEWS = [fault, chained, told, missing, refused, suspicious]
urlpatterns = [
    *[path(f"{prefix}{view.__name__}/<str:name>/", view) for view in VIEWS for prefix in ("faulty/", "api/v1/faulty/")],
    path("", include("project.urls")),
]
handler500 = "inspector.views.fault.fault"
