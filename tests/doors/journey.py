"""The way to an issuer and back, as a browser goes it, and what is left of a refusal."""

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import requests
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.models import User
from django.test import Client

from inspector.models import AuditEntry

DOUBTED = "What The Lab answered cannot be trusted. Tell whoever runs this server."
BEGIN_AGAIN = "This sign-in was not begun in this browser, or more than ten minutes ago. Begin again."
Come = Callable[..., Any]


def leave(client: Client, wanted: str = "") -> str:
    """Press the button; where the browser is led to."""
    page = client.post("/sign-on/lab/", {"next": wanted})
    assert page.status_code == 200
    (address,) = re.findall(r'href="(http://127[^"]+)"', page.content.decode())
    return unescape(address)


def return_from(address: str) -> str:
    """Sign in at the provider; where it sends the browser."""
    answer = requests.get(address, allow_redirects=False, timeout=10)
    return answer.headers["Location"].removeprefix("http://testserver")


def refused(answer: Any) -> str:
    """The sentence of a refusal; nobody is signed in, and nothing was made."""
    assert (answer.status_code, SESSION_KEY in answer.client.session) == (422, False)
    assert (SocialAccount.objects.count(), User.objects.filter(username__startswith="grace").count()) == (0, 0)
    (sentence,) = re.findall(r'role="alert">.*?<span>(.*?)</span>', answer.content.decode(), re.DOTALL)
    return unescape(sentence)


def recorded() -> list[tuple[str, str]]:
    return [(entry.actor, entry.action) for entry in AuditEntry.objects.order_by("seq")]
