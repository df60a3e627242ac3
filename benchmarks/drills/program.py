"""A program that talks to the API of this process, as drills do it: tiny images, edits, answers."""

from __future__ import annotations

import gzip
import json
import random
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http.response import HttpResponseBase
from django.test import Client

from inspector import actions
from inspector.models import Image
from tests.builders import nifti1_bytes

DIM = (3, 12, 10, 8, 1, 1, 1, 1)


class Refused(Exception):
    """The API answered something else than success."""


def a_file(chance: random.Random) -> tuple[str, bytes]:
    """Name and bytes of an image that there is only once; every other one is compressed."""
    data = nifti1_bytes(
        dim=DIM, block=chance.randbytes(DIM[1] * DIM[2] * DIM[3] * 2), descrip=chance.randbytes(8).hex()
    )
    return ("scan.nii", data) if chance.random() < 0.5 else ("scan.nii.gz", gzip.compress(data, 1, mtime=0))


class Program:
    """Calls the API with a token; every method returns the answer's JSON, or raises Refused."""

    def __init__(self, token: str) -> None:
        headers = {"Authorization": f"Bearer {token}"}
        self._client = Client(raise_request_exception=False, SERVER_NAME="127.0.0.1", headers=headers)

    @classmethod
    def local(cls) -> Program:
        return cls(actions.local_token())

    def call(self, method: str, path: str, body: object = None, **headers: str) -> HttpResponseBase:
        data = b"" if body is None else json.dumps(body).encode()
        return self._client.generic(method, f"/api/v1{path}", data, "application/json", headers=headers)

    def ok(self, method: str, path: str, body: object = None, **headers: str) -> dict[str, Any]:
        return _told(self.call(method, path, body, **headers))

    def send(self, name: str, data: bytes, **headers: str) -> HttpResponseBase:
        return self._client.post("/api/v1/images", {"file": SimpleUploadedFile(name, data)}, headers=headers)

    def cut(self, chance: random.Random) -> Image:
        """Upload an image with bytes behind its voxels, and cut them off; no address does that alone."""
        sent = self.send("tail.nii", nifti1_bytes(descrip=chance.randbytes(8).hex()) + chance.randbytes(300))
        image = Image.objects.get(pk=_told(sent)["id"])
        actions.cut_trailing(actor=image.uploaded_by, image=image, base=image.etag, reason="drill")
        return image

    def purge(self, image: Image) -> str:
        """Remove the image and erase it for good; its id."""
        self.ok("DELETE", f"/images/{image.pk}", {"reason": "drill"})
        self.ok("POST", f"/images/{image.pk}/purge", {"reason": "drill"})
        return image.pk

    def upload(self, chance: random.Random) -> dict[str, Any]:
        return _told(self.send(*a_file(chance)))

    def edit(self, chance: random.Random, image: Image) -> dict[str, Any]:
        body = {"set": {"descrip": chance.randbytes(16).hex()}}
        return self.ok("PATCH", f"/images/{image.pk}/header", body, **{"If-Match": image.etag})

    def restore(self, image: Image) -> dict[str, Any]:
        body = {"revision": image.revision - 1, "reason": "drill"}
        return self.ok("POST", f"/images/{image.pk}/restore", body, **{"If-Match": image.etag})


def _told(answer: Any) -> dict[str, Any]:
    if not 200 <= answer.status_code < 300:
        raise Refused(f"{answer.status_code}: {answer.content[:300]!r}")
    told: dict[str, Any] = json.loads(answer.content or b"{}")
    return told
