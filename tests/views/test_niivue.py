"""The 3D page: which file NiiVue gets, and what is said where it cannot draw."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import User

from inspector.shown.niivue import HEAVY, VERSION, Space
from tests.builders import nifti1_bytes
from tests.views.conftest import Add
from tests.views.pages import Visitor

VENDORED = Path(settings.BASE_DIR) / "static" / "vendor" / "niivue"


@pytest.mark.django_db
def test_niivue_gets_the_current_revision_as_a_download(visitor: Visitor) -> None:
    visitor.change(descrip="edited")
    visitor.save()

    page = visitor.text("3d/")

    address = f"/api/v1/images/{visitor.image.pk}/download?as=nii.gz&amp;revision=2"
    assert f'data-file="{address}"' in page
    assert visitor.client.get(address.replace("&amp;", "&")).status_code == 200
    assert f"revision 2, drawn by NiiVue {VERSION}" in page


@pytest.mark.django_db
def test_no_other_page_loads_niivue(visitor: Visitor) -> None:
    page = visitor.text()

    assert f'href="{visitor.address("3d/")}"' in page
    assert "vendor/niivue" not in page


@pytest.mark.django_db
def test_the_page_has_the_same_policy_as_any_other(visitor: Visitor) -> None:
    here, there = visitor.get("3d/"), visitor.get()

    assert here["Content-Security-Policy"] == there["Content-Security-Policy"]


@pytest.mark.django_db
def test_what_weighs_much_is_asked_for_first(visitor: Visitor) -> None:
    assert "data-ask" not in visitor.text("3d/")
    visitor.image.voxels_length = HEAVY

    assert (Space(visitor.image).is_heavy, Space(visitor.image).size) == (True, "512 MiB")


@pytest.mark.django_db
def test_a_file_that_ends_early_is_told(owner: User, add: Add) -> None:
    page = Visitor(owner, add(data=nifti1_bytes(block=bytes(40)))).text("3d/")

    assert "The file ends 8 bytes early." in page


def test_the_vendored_module_is_the_version_that_is_named_and_needs_nothing_that_the_policy_forbids() -> None:
    module = (VENDORED / "niivue.js").read_text()

    assert f'version: "{VERSION}"' in module
    assert f"@niivue/niivue {VERSION}" in (VENDORED / "LICENSE").read_text()
    assert (
        re.findall(r"\beval\(|new Function\b|new Worker\b|importScripts|sourceMappingURL|^import ", module, re.M) == []
    )
