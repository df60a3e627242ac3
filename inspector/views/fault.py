"""The page for a fault of the program."""

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from project.logs import REQUEST_ID


def fault(request: HttpRequest) -> HttpResponse:
    """Say that nothing was changed, and under which mark the log tells of it. Nothing here can fail again."""
    return HttpResponse(render_to_string("500.html", {"mark": request.META.get(REQUEST_ID, "")}), status=500)
