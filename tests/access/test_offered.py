"""What a page offers its reader may do: every link and every form on it leads to where their role is let in."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from django.contrib.auth.models import User
from django.urls import resolve

from inspector import actions
from inspector.access.roles import TASKS, allows
from inspector.models import Dataset, Image, Role
from tests.access.policy import PAGES
from tests.builders import nifti1_bytes
from tests.conftest import joined
from tests.views.conftest import Add, add
from tests.views.pages import Visitor

__all__ = ["add"]

pytestmark = pytest.mark.django_db
SEEN = (
    "",
    "view/",
    "view/?space=world",
    "values/",
    "3d/",
    "beside/",
    "copy/",
    "operations/",
    "history/",
    "compare/",
    "privacy/",
)
MOVED: dict[str, Any] = {"srow_x": (-2, 0, 0, 9), "pixdim": (1, 2, 2, 3, 2.5, 1, 1, 1)}


@pytest.fixture
def images(owner: User, add: Add) -> tuple[Image, Image]:
    """One with two revisions, and one that lies elsewhere."""
    image, other = add("one.nii"), add("other.nii", nifti1_bytes(**MOVED))
    actions.edit(actor=owner, image=image, base=image.etag, values={"cal_max": 7}, reason="test")
    return image, other


@pytest.mark.parametrize("role", Role)
def test_nothing_is_offered_that_would_be_refused(role: Role, dataset: Dataset, images: tuple[Image, Image]) -> None:
    image, other = images
    visitor = Visitor(joined("tomas", dataset, role), image)
    visitor.change(srow_x="-2 0 0 3")
    found: set[tuple[str, str, str]] = set()
    for page in (*SEEN, f"beside/?other={other.pk}", f"copy/?from={other.pk}", "review/"):
        for method, address in offered(visitor.text(page), visitor.address(page)):
            name = resolve(address).url_name or ""
            need = PAGES[name][method != "GET"] if name in PAGES else "anyone"
            assert need, (page, method, address)
            found.add((page, name, need))

    assert {each for each in found if each[2] in TASKS and not allows(role, each[2])} == set()
    assert ("view/", "view_window", "comment") in found


def offered(page: str, here: str) -> Iterator[tuple[str, str]]:
    """The method and the path of every link, form and button of a page, those of the API left out."""
    forms = [(form, re.search(r'method="(\w+)"', form)) for form in re.findall(r"<form\b[^>]*>", page)]
    doors = [(form, "GET" if how is None else how[1].upper(), "action") for form, how in forms]
    doors += [(link, "GET", "href") for link in re.findall(r"<a\b[^>]*>", page)]
    doors += [(button, "POST", "formaction") for button in re.findall(r"<button\b[^>]*formaction[^>]*>", page)]
    for tag, method, name in doors:
        named = re.search(rf'\s{name}="([^"]*)"', tag)
        path = urlsplit(urljoin(here, html.unescape(named[1]) if named else "")).path
        if not path.startswith("/api/"):
            yield method, path
