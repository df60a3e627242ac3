"""Text from files and people is shown, sent and kept; it is never interpreted.

Every hostile text goes into every place where text can enter: file names, text fields, extensions, reasons, names of
datasets and people. Then every page, answer and line that shows it is looked at.
"""

import io
import json
import logging
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from email.message import Message
from typing import Any
from urllib.parse import quote

import pytest
from django.contrib.auth.models import User
from django.test import Client
from PIL import Image as Picture

from inspector import actions
from inspector.models import Dataset, Image
from project.logs import Formatter, JsonLines
from tests.builders import nifti1_bytes
from tests.doors.strict import Page

pytestmark = pytest.mark.django_db

HOSTILE = (
    "<script>evil()</script>",
    "<img src=x onerror=evil()>",
    '"><svg onload=evil()>',
    "' onmouseover='evil()",
    '" autofocus onfocus="evil()',
    "</title><evil>",
    "</textarea><evil>",
    "</script><evil>",
    "<!-- <evil> --><evil>",
    "<![CDATA[<evil>]]>",
    "&lt;evil&gt;",
    "&#60;evil&#62;",
    "javascript:evil()",
    "data:text/html,<evil>",
    "<a href=javascript:evil()>x</a>",
    "<base href=//evil.example/>",
    "<meta http-equiv=refresh content=0>",
    "<style>*{display:none}</style>",
    "<evil style=x:expression(evil())>",
    "{{ 7|add:35 }}",
    "{% load evil %}",
    "{{ settings.SECRET_KEY }}",
    "${7*6}",
    "#{7*6}",
    "%(name)s %s %d %n",
    "{0.__class__}",
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(1)",
    '=cmd|"/c calc"!A1',
    "\x1b[31mred\x1b[0m",
    "\x1b]0;title\x07",
    "\x9b31m",
    "a\r\nSet-Cookie: evil=1",
    "a\n2026-01-01 ERROR root: evil",
    "a\u2028b\u2029c",
    "abc\u202etxt.exe",
    "\u2066isolated\u2069 \u200fmark\u200e",
    "a\u200bb\ufeffc",
    "x;filename=evil.html",
    '"; filename="evil.html',
    "../../etc/passwd",
    "..\\..\\evil",
    "a\x00b",
    "\ud800".encode("utf-8", "replace").decode() + "\ufffd\U0001f9e0",
    "A" * 3000,
)
HIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
PER_IMAGE = 8
TAGS_OF_OURS = {"evil", "base", "marquee"}


@dataclass
class Scene:
    """Images full of hostile text, and everything that shows them."""

    client: Client
    images: list[Image] = field(default_factory=list)
    answers: dict[str, Any] = field(default_factory=dict)


@pytest.fixture
def scene(owner: User, dataset: Dataset, client_of: Callable[[User], Client]) -> Scene:
    """Every text in every place: as many images as it takes, some texts to each."""
    scene = Scene(client_of(owner))
    scene.client.raise_request_exception = False
    Dataset.objects.filter(pk=dataset.pk).update(name=f"{HOSTILE[0]} {HOSTILE[2]} {HOSTILE[19]}")
    User.objects.filter(pk=owner.pk).update(first_name="<evil>\u202e", last_name='"onfocus="x')
    for start in range(0, len(HOSTILE), PER_IMAGE):
        texts = HOSTILE[start : start + PER_IMAGE]
        joined = " ".join(texts)
        data = nifti1_bytes(
            descrip=texts[0].encode()[:79],
            aux_file=texts[1 % len(texts)].encode()[:23],
            intent_name=texts[2 % len(texts)].encode()[:15],
            db_name=texts[3 % len(texts)].encode()[:17],
            extensions=[(6, joined.encode()), (4, f"<a>{joined}</a>".encode()), (99, joined.encode())],
        )
        name = "".join(texts).replace("A" * 3000, "A" * 60) + ".nii"
        image = _sent(scene.client, name, data)
        actions.edit(
            actor=owner,
            image=image,
            base=image.etag,
            values={"descrip": texts[-1][:79].replace("\x00", "")},
            reason=joined[:1500],
        )
        scene.images.append(image)
    _ask(scene)
    return scene


def _sent(client: Client, name: str, data: bytes) -> Image:
    """Upload a file whose name is told in the one form that can hold any character."""
    head = f"--edge\r\nContent-Disposition: form-data; name=file; filename*=UTF-8''{quote(name, safe='')}\r\n\r\n"
    body = head.encode() + data + b"\r\n--edge--\r\n"
    answer = client.post("/api/v1/images", body, content_type="multipart/form-data; boundary=edge")
    assert answer.status_code == 201, answer.content
    return Image.objects.get(pk=answer.json()["id"])


def _ask(scene: Scene) -> None:
    shared = ["/", "/audit/", "/api/v1/images", "/api/v1/audit"]
    for image in scene.images:
        page, api = f"/images/{image.pk}/", f"/api/v1/images/{image.pk}"
        shared += [page, f"{page}history/", f"{page}edit/text/", f"{page}compare/", f"{page}remove/"]
        shared += [f"{page}extensions/{number}/" for number in (1, 2, 3)]
        shared += [api, f"{api}/header", f"{api}/history", f"{api}/findings"]
        shared += [f"/?q={image.name[:20]}"]
    scene.answers = {address: scene.client.get(address) for address in shared}


def test_hostile_text_is_shown_sent_and_kept_and_never_interpreted(scene: Scene) -> None:
    faults = {address: answer.status_code for address, answer in scene.answers.items() if answer.status_code >= 500}
    assert faults == {}

    pages = {
        address: Page(answer.content.decode())
        for address, answer in scene.answers.items()
        if answer["Content-Type"].startswith("text/html")
    }
    assert sum("evil" in word for page in pages.values() for word in page.words) > 100
    assert {address: page.inline for address, page in pages.items() if page.inline} == {}
    assert {address: page.tags & TAGS_OF_OURS for address, page in pages.items() if page.tags & TAGS_OF_OURS} == {}
    assert {address: hidden for address, page in pages.items() if (hidden := _hidden(page))} == {}
    assert "42" not in {word.strip() for page in pages.values() for word in page.words if "7" in word}

    for address, answer in scene.answers.items():
        if address.startswith("/api/"):
            assert answer["Content-Type"].startswith("application/json")
            json.loads(answer.content)


def test_the_name_of_a_download_is_one_harmless_name(scene: Scene) -> None:
    names = []
    for image in scene.images:
        for kind in ("original", "nii.gz", "pair"):
            answer = scene.client.get(f"/api/v1/images/{image.pk}/download?as={kind}")
            answer.getvalue()
            told = Message()
            told["Content-Disposition"] = answer["Content-Disposition"]
            names.append(str(told.get_filename()))
            assert told.get_content_disposition() == "attachment"
            assert [key for key, _ in told.get_params(header="Content-Disposition") or []].count("filename") <= 1

    assert [name for name in names if HIDDEN.search(name) or "/" in name or "\\" in name or name.startswith(".")] == []
    assert [name for name in names if not name.endswith((".nii", ".nii.gz", ".zip"))] == []


def test_a_picture_holds_nothing_but_pixels(scene: Scene) -> None:
    for image in scene.images[:2]:
        answer = scene.client.get(f"/api/v1/images/{image.pk}/slice")
        assert answer["Content-Type"] == "image/png"
        picture = Picture.open(io.BytesIO(answer.content))
        picture.load()
        assert picture.info.keys() <= {"dpi", "gamma", "srgb"}


@pytest.mark.parametrize("formatter", [JsonLines, Formatter], ids=["json", "text"])
def test_hostile_text_makes_no_line_of_the_log(formatter: type[logging.Formatter]) -> None:
    lines = []
    for text in HOSTILE:
        record = logging.LogRecord("inspector", logging.ERROR, "x.py", 1, "opening %s", (text,), None)
        lines.append(formatter().format(record))

    assert [line for line in lines if len(line.splitlines()) != 1 or HIDDEN.search(line)] == []
    assert [line for line in lines if "evil" in line] == []


def _hidden(page: Page) -> list[str]:
    return [ascii(word) for word in page.words if HIDDEN.search(word)]
