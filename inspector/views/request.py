"""The request as pages get it: signed in, and with what htmx says about itself."""

from django.contrib.auth.models import User
from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from inspector.models import Image

# int() of a long text is slow, or refused by Python.
_DIGITS = 9


class Request(HttpRequest):
    user: User
    htmx: HtmxDetails


def revision_number(image: Image, text: str) -> int | None:
    """Which revision of this image a text from outside names, if it names one."""
    number = int(text) if text.isdecimal() and len(text) <= _DIGITS else 0
    return number if 1 <= number <= image.revision else None
