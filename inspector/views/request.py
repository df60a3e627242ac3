"""The request as pages get it: signed in, and with what htmx says about itself."""

from django.contrib.auth.models import User
from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails


class Request(HttpRequest):
    user: User
    htmx: HtmxDetails
