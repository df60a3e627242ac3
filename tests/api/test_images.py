"""The API: who may call it, uploading, listing, removing, and the one shape of everything that goes wrong."""

import gzip
import json
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from inspector.core.rules import RULES
from inspector.models import Image
from tests.api.conftest import Program
from tests.builders import head, nifti1_bytes, pair

pytestmark = pytest.mark.django_db

ProgramOf = Callable[[User], Program]


def test_the_root_says_what_is_opened_to_anybody() -> None:
    answer = Client().get("/api/v1/").json()

    assert answer["name"] == "Header Inspector"
    assert "NIfTI-1" in answer["formats"]
    assert answer["rules"] == len(RULES)


def test_the_documentation_and_its_page_need_no_other_server(client: Client) -> None:
    assert client.get("/api/v1/openapi.json").json()["info"]["title"] == "Header Inspector"
    page = client.get("/api/v1/docs").content.decode()
    assert "//" not in page.replace("://testserver", "").replace("</", "").split("<script")[0]
    assert "cdn" not in page


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/images"),
        ("POST", "/images"),
        ("GET", "/images/x"),
        ("DELETE", "/images/x"),
        ("GET", "/images/x/header"),
        ("PATCH", "/images/x/header"),
        ("GET", "/images/x/history"),
        ("POST", "/images/x/restore"),
        ("GET", "/images/x/download"),
        ("GET", "/images/x/slice"),
        ("GET", "/audit"),
        ("GET", "/audit/verify"),
    ],
)
def test_a_call_without_a_token_is_told_to_send_one(client: Client, method: str, path: str) -> None:
    answer = client.generic(method, f"/api/v1{path}")

    assert answer.status_code == 401
    assert answer.json()["error"]["code"] == "not_signed_in"


def test_a_session_writes_only_together_with_its_csrf_token(owner: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(owner)

    assert client.get("/api/v1/images").status_code == 200
    assert client.post("/api/v1/images", {"file": []}).status_code == 403


def test_an_upload_answers_with_the_facts_of_the_image(program: Program) -> None:
    data = nifti1_bytes(descrip=b"FSL")

    image = program.upload(("scan.nii", data))

    assert image["name"] == "scan.nii"
    assert (image["format"], image["endianness"], image["revision"]) == ("NIfTI-1", "little", 1)
    assert image["size"] == len(data)
    assert image["uploaded_by"] == "olga"
    assert image["findings"] == {"error": 0, "warning": 0, "info": 0}
    assert image["privacy"] == {"high": 0, "medium": 0, "review": 0}


def test_a_pair_is_uploaded_in_one_call_in_any_order(program: Program) -> None:
    header, voxels = pair()

    image = program.upload(("scan.img.gz", gzip.compress(voxels)), ("scan.hdr", header))

    assert image["name"] == "scan.hdr"
    assert image["voxels"]["bytes"] == len(voxels)


REFUSED = {
    "an empty file": ("empty.nii.gz", b"", "The file has 0 bytes. Copy it again from the source."),
    "a web page": ("scan.nii", b"<!DOCTYPE html>\n<html><head></head></html>" * 20, "page"),
    "a file that ends early": ("scan.nii", nifti1_bytes()[:200], "200 bytes"),
    "gzip that ends early": ("scan.nii.gz", gzip.compress(nifti1_bytes())[:-12], "ends"),
    "gzip with a wrong checksum": (
        "scan.nii.gz",
        gzip.compress(nifti1_bytes())[:-8] + bytes(4) + gzip.compress(nifti1_bytes())[-4:],
        "checksum",
    ),
}


@pytest.mark.parametrize(("name", "data", "part"), REFUSED.values(), ids=REFUSED.keys())
def test_what_is_no_image_is_refused_with_a_sentence(program: Program, name: str, data: bytes, part: str) -> None:
    answer = program.send((name, data))

    assert answer.status_code == 422
    assert part in json.loads(answer.content)["error"]["message"]
    assert Image.objects.count() == 0


def test_the_name_of_a_file_does_not_matter(program: Program) -> None:
    assert program.upload(("scan.nii.gz", nifti1_bytes()))["format"] == "NIfTI-1"
    assert program.upload(("photo.jpg", gzip.compress(nifti1_bytes())))["format"] == "NIfTI-1"


def test_a_file_over_the_limit_is_refused_with_both_sizes(program: Program, settings: Settings) -> None:
    settings.MAX_UPLOAD = 1000

    answer = program.send(("scan.nii", nifti1_bytes() + bytes(4000)))

    assert answer.status_code == 413
    assert "up to 1000 bytes are taken per file" in json.loads(answer.content)["error"]["message"].replace(",", "")


def test_a_gzip_bomb_stops_at_the_budget(program: Program, settings: Settings) -> None:
    settings.MAX_UNPACKED = 1_000_000

    answer = program.send(("scan.nii.gz", gzip.compress(nifti1_bytes() + bytes(50_000_000))))

    assert answer.status_code == 413
    assert "1,000,000" in json.loads(answer.content)["error"]["message"]


def test_a_header_that_claims_terabytes_opens_and_shows_it(program: Program) -> None:
    image = program.upload(("scan.nii", head(dim=(7, *[32767] * 7)) + bytes(100)))

    assert image["shape"] == [32767] * 7
    assert program.call("GET", f"/images/{image['id']}/slice").status_code == 422


def test_three_files_are_not_one_image(program: Program) -> None:
    data = nifti1_bytes()

    assert program.send(("a.nii", data), ("b.nii", data), ("c.nii", data)).status_code == 422


def test_the_list_is_searched_and_paged(program: Program) -> None:
    for name in ("rest.nii", "task.nii", "t1.nii"):
        program.upload((name, nifti1_bytes()))

    assert [image["name"] for image in program.ok("GET", "/images?q=rest")["results"]] == ["rest.nii"]
    first = program.ok("GET", "/images?page_size=2")
    assert (first["count"], len(first["results"])) == (3, 2)
    assert first["next"].endswith("/api/v1/images?page_size=2&page=2")


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_the_database_as_often_for_many_images_as_for_one(
    program: Program, rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(rows):
        program.upload((f"{number}.nii", nifti1_bytes()))

    with django_assert_num_queries(3):
        program.ok("GET", "/images")


PATHS: list[tuple[str, str, Any]] = [
    ("GET", "", None),
    ("DELETE", "", {"reason": "mine now"}),
    ("GET", "/header", None),
    ("PATCH", "/header", {"set": {"descrip": "mine"}}),
    ("GET", "/history", None),
    ("POST", "/restore", {"revision": 1}),
    ("GET", "/download", None),
    ("GET", "/slice", None),
]


@pytest.mark.parametrize(("method", "path", "body"), PATHS, ids=[f"{m} {p or '/'}" for m, p, _ in PATHS])
def test_for_a_stranger_the_image_does_not_exist(
    program: Program, program_of: ProgramOf, stranger: User, method: str, path: str, body: Any
) -> None:
    image = program.upload(("scan.nii", nifti1_bytes()))

    answer = program_of(stranger).call(method, f"/images/{image['id']}{path}", body, If_Match=image["etag"])

    assert answer.status_code == 404
    assert json.loads(answer.content)["error"]["code"] == "not_found"


def test_a_member_sees_what_the_owner_uploaded_and_a_stranger_an_empty_list(
    program: Program, program_of: ProgramOf, member: User, stranger: User
) -> None:
    program.upload(("scan.nii", nifti1_bytes()))

    assert program_of(member).ok("GET", "/images")["count"] == 1
    assert program_of(stranger).ok("GET", "/images") == {"count": 0, "next": None, "results": []}


def test_a_removed_image_is_gone_and_its_record_stays(program: Program) -> None:
    image = program.upload(("scan.nii", nifti1_bytes()))

    assert program.call("DELETE", f"/images/{image['id']}", {"reason": "Twice"}).status_code == 204

    assert program.call("GET", f"/images/{image['id']}").status_code == 404
    newest = program.ok("GET", f"/audit?image={image['id']}")["results"][0]
    assert (newest["action"], newest["values"]) == ("delete", {"reason": "Twice"})


def test_removing_needs_a_reason(program: Program) -> None:
    image = program.upload(("scan.nii", nifti1_bytes()))

    answer = program.call("DELETE", f"/images/{image['id']}", {})

    assert answer.status_code == 422
    assert list(json.loads(answer.content)["error"]["fields"]) == ["reason"]
