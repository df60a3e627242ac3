"""A store of the voxels that does not answer is said to be away; what needs no voxels goes on."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

from inspector.models import AuditEntry, Image, stored
from tests.api.conftest import Program
from tests.builders import nifti1_bytes
from tests.stores import BUCKET, client, prefix

pytestmark = pytest.mark.django_db

SENTENCE = "The store of the voxels does not answer as it should; nothing was changed. Try again in a minute."
Break = Callable[[], None]


@pytest.fixture
def away(s3: dict[str, str], settings: Settings, data_root: Path, monkeypatch: pytest.MonkeyPatch) -> Break:
    """The store that is there until this is called."""
    settings.BUCKET = BUCKET, prefix(data_root)

    def go_away() -> None:
        monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")
        monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
        monkeypatch.setattr(stored, "_client", stored._client.__wrapped__)

    return go_away


@pytest.mark.parametrize("query", ["download", "download?as=nii.gz", "slice"])
def test_what_needs_voxels_says_when_to_come_back(program: Program, away: Break, query: str) -> None:
    image = program.upload(("scan.nii", nifti1_bytes()))
    away()

    answer = program.call("GET", f"/images/{image['id']}/{query}")

    assert (answer.status_code, answer["Retry-After"]) == (503, "10")
    assert json.loads(answer.content) == {"error": {"code": "store_away", "message": SENTENCE, "fields": {}}}


def test_an_upload_is_not_half_there(program: Program, away: Break, data_root: Path) -> None:
    away()

    answer = program.send(("scan.nii", nifti1_bytes()))

    assert answer.status_code == 503
    assert (Image.objects.count(), AuditEntry.objects.count()) == (0, 0)
    assert [path for path in data_root.rglob("*") if path.is_file()] == []


def test_headers_are_read_and_edited_without_the_store(program: Program, away: Break) -> None:
    image = program.upload(("scan.nii", nifti1_bytes()))
    away()

    program.edit(image, descrip="edited meanwhile")

    fields = program.ok("GET", f"/images/{image['id']}/header")["fields"]
    assert [field["value"] for field in fields if field["name"] == "descrip"] == ["edited meanwhile"]


def test_a_page_says_so_too(owner: User, client_of: Callable[[User], Client], away: Break) -> None:
    away()
    browser = client_of(owner)
    browser.raise_request_exception = False

    row = browser.post(
        "/upload/", {"file": SimpleUploadedFile("scan.nii", nifti1_bytes())}, headers={"HX-Request": "true"}
    )
    page = browser.post("/examples/")

    assert (row.status_code, row["Retry-After"], SENTENCE in row.content.decode()) == (503, "10", True)
    assert (page.status_code, page["Retry-After"]) == (503, "10")
    assert "The store of the voxels does not answer" in page.content.decode()


def test_a_bucket_that_was_taken_away_is_no_damage(program: Program, away: Break, settings: Settings) -> None:
    image = program.upload(("scan.nii", nifti1_bytes()))
    settings.BUCKET = "another-bucket", ""

    assert program.call("GET", f"/images/{image['id']}/download").status_code == 503
    assert client().list_buckets()["Buckets"][0].get("Name") == BUCKET
