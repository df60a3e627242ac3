"""What an answer says, and a person at the pages of one image."""

from __future__ import annotations

import html
import re
from typing import Any

from django.contrib.auth.models import User
from django.test import Client

from inspector import access, actions
from inspector.models import Draft, Image

FRAGMENT = {"HX-Request": "true"}


def said(answer: Any, status: int = 200) -> str:
    """The text of an answer that has this status."""
    assert answer.status_code == status
    return html.unescape(answer.content.decode())


class Visitor:
    """One person's browser at one image; `get` and `post` give the answer, `text` the page."""

    def __init__(self, person: User, image: Image) -> None:
        self.person = person
        self.image = image
        self.client = Client()
        self.client.force_login(person)

    def address(self, page: str = "") -> str:
        return f"/images/{self.image.pk}/{page}"

    def get(self, page: str = "", **headers: str) -> Any:
        return self.client.get(self.address(page), headers=headers)

    def post(self, page: str, data: dict[str, Any], *, fragment: bool = False) -> Any:
        return self.client.post(self.address(page), data, headers=FRAGMENT if fragment else {})

    def text(self, page: str = "", *, fragment: bool = False) -> str:
        answer = self.client.get(self.address(page), headers=FRAGMENT if fragment else {})
        assert answer.status_code == 200, answer
        return str(answer.content.decode())

    def change(self, **values: str) -> None:
        """Collect changes as the form of each field does."""
        actions.keep_draft(actor=self.person, image=self.image, values=values, base=self.now.revision)

    def looked_at(self, page: str) -> dict[str, str]:
        """What the form of this page that writes sends back unseen: the revision and the header it showed."""
        shown = self.get(page).content.decode()
        found = re.findall(r'<input type="hidden" name="(base|seen)" value="([^"]*)">', shown)
        return {name: html.unescape(value) for name, value in found}

    def save(self, reason: str = "Corrected by the protocol.", page: str = "review/", **more: str) -> Any:
        return self.post(page, {**self.looked_at(page), "reason": reason, **more})

    @property
    def draft(self) -> dict[str, str]:
        """The changes that wait, by field, as they were typed."""
        found = Draft.objects.filter(user=self.person, image=self.image).first()
        return found.values if found else {}

    @property
    def now(self) -> Image:
        """The image as it is stored now."""
        return access.image(self.person, self.image.pk)
