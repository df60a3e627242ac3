"""Real headers through the pages: each opens, and sending its forms back as they came changes nothing."""

from __future__ import annotations

import gzip
import zlib
from pathlib import Path

import pytest
from django.contrib.auth.models import User

from inspector.core.errors import ImageError
from inspector.core.fields import GROUPS
from inspector.core.header import Header, head_length
from inspector.forms.blocks import blocks_in
from inspector.forms.header import HeaderForm
from tests.views.conftest import Add
from tests.views.pages import Visitor
from tests.views.walk import walk

pytestmark = pytest.mark.django_db

# The pages are about the header: of the voxels a few are enough.
START = 200_000


def single_files(folder: Path) -> dict[str, bytes]:
    """The start of every single NIfTI file, unpacked; of those with the same header only the first."""
    found: dict[bytes, tuple[str, bytes]] = {}
    for path in sorted(folder.rglob("*.nii*")):
        try:
            with gzip.open(path) if path.read_bytes()[:2] == b"\x1f\x8b" else path.open("rb") as file:
                content = file.read(START)
            head = content[: head_length(content)]
            if not Header.parse(head).paired:
                found.setdefault(head, (path.name, content[: len(head) + 1000]))
        except (ImageError, OSError, EOFError, zlib.error):
            continue
    return dict(found.values())


def whole_files(folder: Path) -> dict[str, bytes]:
    """Every NIfTI in one file as it is; of those with the same header only the first."""
    names = single_files(folder)
    return {path.name: path.read_bytes() for path in sorted(folder.rglob("*.nii*")) if path.name in names}


def test_every_real_header_has_its_pages_and_its_forms_change_nothing(owner: User, add: Add, data_folder: Path) -> None:
    files = single_files(data_folder / "real") | single_files(data_folder / "peer-made")
    assert files

    for name, content in files.items():
        visitor = Visitor(owner, add(name=name, data=content))
        for page in ("", "edit/orientation/"):
            assert visitor.get(page).status_code == 200, name
        for group in GROUPS:
            blocks = blocks_in(visitor.image.header, group.key)
            blank = HeaderForm(visitor.image.header, blocks, {})
            shown = {each: blank[each].value() for each in blank.fields if not each.endswith("_clear")}
            form = HeaderForm(visitor.image.header, blocks, {}, shown)
            assert form.is_valid(), (name, form.errors)
            assert form.typed == {}, name


def test_every_real_image_is_shown_and_set_beside_another_one(owner: User, add: Add, data_folder: Path) -> None:
    files, other = whole_files(data_folder / "real") | whole_files(data_folder / "peer-made"), add("other.nii")
    assert files

    for name, content in files.items():
        walk(Visitor(owner, add(name, content)), other)
