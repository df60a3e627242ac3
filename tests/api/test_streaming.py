"""Uploads are taken in while they arrive: what is refused or breaks off part way is answered, and leaves nothing."""

import gzip
import io
import json
import random
import threading
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.http import HttpResponse, UnreadablePostError
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from pytest_django import Settings

from inspector.models import Image
from tests.api.conftest import Program
from tests.builders import nifti1_bytes, pair
from tests.stores import store, stored_files
from tests.vault.disks import SmallDisk

pytestmark = pytest.mark.django_db

NOISE = nifti1_bytes() + random.Random(0).randbytes(400_000)
PLACES = {"plain": NOISE, "gzip": gzip.compress(NOISE)}


class Broken(io.BytesIO):
    """A connection that is lost where its bytes end."""

    def read(self, size: int | None = -1, /) -> bytes:
        data = super().read(size)
        if not data:
            raise ConnectionResetError("Connection reset by peer")
        return data


def left_behind(folder: Path) -> list[str]:
    """Files of the vault, and threads that are still at work."""
    files = [path.name for path in stored_files(folder)]
    return files + [thread.name for thread in threading.enumerate() if thread.name.startswith(("receive", "freeze"))]


def post(program: Program, body: io.BytesIO, length: int) -> HttpResponse:
    sent: dict[str, Any] = {"wsgi.input": body, "CONTENT_LENGTH": str(length)}
    return program.client.generic(  # type: ignore[return-value]  # the test client adds to the response it returns
        "POST", "/api/v1/images", b"body", MULTIPART_CONTENT, headers=program.headers, **sent
    )


def form(*files: tuple[str, bytes]) -> bytes:
    parts = []
    for name, data in files:
        part = io.BytesIO(data)
        part.name = name
        parts.append(part)
    return encode_multipart(BOUNDARY, {"file": parts})


@pytest.mark.parametrize("data", PLACES.values(), ids=PLACES.keys())
@pytest.mark.parametrize("kind", [Broken, io.BytesIO], ids=["lost", "closed"])
def test_a_client_that_goes_away_leaves_nothing(
    program: Program, data_root: Path, data: bytes, kind: type[io.BytesIO]
) -> None:
    body = form(("a.nii", nifti1_bytes()), ("b.nii", data))

    if kind is Broken:
        with pytest.raises(UnreadablePostError):
            post(program, Broken(body[:-5000]), len(body))
    else:
        assert post(program, io.BytesIO(body[:-5000]), len(body)).status_code == 400

    assert left_behind(data_root) == []
    assert Image.objects.count() == 0


@pytest.mark.parametrize("data", PLACES.values(), ids=PLACES.keys())
@pytest.mark.parametrize("room", [0, 50_000])
def test_a_full_disk_is_said(
    program: Program, data_root: Path, monkeypatch: pytest.MonkeyPatch, data: bytes, room: int
) -> None:
    monkeypatch.setattr("inspector.uploads.blobs", lambda: SmallDisk(store(data_root), room))

    answer = program.send(("a.nii", data))

    assert answer.status_code == 507
    assert json.loads(answer.content)["error"]["message"].startswith("The disk of the server is full.")
    assert left_behind(data_root) == []


@pytest.mark.parametrize("data", PLACES.values(), ids=PLACES.keys())
def test_a_file_that_grows_over_the_limit_leaves_nothing(
    program: Program, data_root: Path, settings: Settings, data: bytes
) -> None:
    settings.MAX_UPLOAD = 10_000

    assert program.send(("a.nii", data), ("b.nii", data)).status_code == 413

    assert left_behind(data_root) == []


@pytest.mark.parametrize("files", [[("a.nii", b"<html>" * 9999)], [("a", NOISE)] * 3, [("a", NOISE), ("b", NOISE)]])
def test_what_is_refused_leaves_nothing(program: Program, data_root: Path, files: list[tuple[str, bytes]]) -> None:
    assert program.send(*files).status_code == 422

    assert left_behind(data_root) == []


def test_a_file_that_nobody_asked_for_leaves_nothing(program: Program, data_root: Path) -> None:
    image = program.upload(("a.nii", nifti1_bytes()))
    before = left_behind(data_root)

    program.client.post(f"/api/v1/images/{image['id']}/restore", {"file": io.BytesIO(NOISE)}, headers=program.headers)

    assert left_behind(data_root) == before


@pytest.fixture
def stranger_here(settings: Settings, tmp_path: Path) -> Client:
    """A browser of nobody, with a CSRF cookie, so that the token in the form is looked for."""
    settings.MODE = "server"
    settings.VAULT_ROOT = tmp_path / "untouched"
    client = Client(enforce_csrf_checks=True)
    client.cookies[settings.CSRF_COOKIE_NAME] = "a" * 32
    return client


@pytest.mark.parametrize(("address", "status"), [("/api/v1/images", 401), ("/upload/", 302)])
@pytest.mark.parametrize("token", ["Bearer wrong", ""], ids=["a wrong token", "no token"])
def test_bytes_of_strangers_are_not_looked_at(
    stranger_here: Client, settings: Settings, address: str, status: int, token: str
) -> None:
    fields = {"csrfmiddlewaretoken": "a" * 32, "file": io.BytesIO(gzip.compress(NOISE))}

    answer = stranger_here.post(address, fields, headers={"Authorization": token})

    assert answer.status_code == status
    assert not settings.VAULT_ROOT.exists()


def test_the_one_user_of_local_mode_is_known_by_reaching_the_page(data_root: Path) -> None:
    client = Client(enforce_csrf_checks=True, headers={"host": "127.0.0.1"})
    client.cookies[settings.CSRF_COOKIE_NAME] = "a" * 32

    client.post("/upload/", {"csrfmiddlewaretoken": "a" * 32, "file": io.BytesIO(NOISE)})

    assert Image.objects.get().size == len(NOISE)


def test_a_refused_csrf_token_leaves_nothing(owner: User, data_root: Path) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(owner)

    assert client.post("/upload/", {"file": io.BytesIO(NOISE)}).status_code == 403

    assert left_behind(data_root) == []


def test_a_pair_whose_voxels_come_first_is_stored_in_one_pass(program: Program, data_root: Path) -> None:
    header, voxels = pair()

    image = program.upload(("a.img", voxels), ("a.hdr", header))

    assert image["voxels"]["bytes"] == len(voxels)
    assert left_behind(data_root) == [image["voxels"]["sha256"]]
