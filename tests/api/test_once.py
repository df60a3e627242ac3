"""Idempotency keys: what is sent again is not done again."""

import gzip
import json
from collections.abc import Callable
from datetime import timedelta
from threading import Thread

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.http import HttpResponse
from django.utils import timezone

from inspector.models import AuditEntry, Image, KeptAnswer
from inspector.upkeep.answers import forget_answers
from tests.api.conftest import Program
from tests.builders import nifti1_bytes

pytestmark = pytest.mark.django_db

FILE = nifti1_bytes()


def edit(program: Program, image: dict[str, str], key: str, text: str = "once", base: str = "") -> HttpResponse:
    body = {"set": {"descrip": text}, "reason": "test"}
    headers = {"If_Match": base or image["etag"], "Idempotency_Key": key}
    return program.call("PATCH", f"/images/{image['id']}/header", body, **headers)


def send(program: Program, key: str, data: bytes = FILE) -> HttpResponse:
    program.headers["Idempotency-Key"] = key
    answer = program.send(("scan.nii", data))
    del program.headers["Idempotency-Key"]
    return answer


def test_an_edit_that_is_sent_again_is_answered_alike_and_done_once(program: Program) -> None:
    image = program.upload(("scan.nii", FILE))

    first, second = edit(program, image, "k1"), edit(program, image, "k1")

    assert (first.status_code, second.status_code) == (200, 200)
    assert first.content == second.content
    assert first["ETag"] == second["ETag"]
    assert ("Idempotent-Replay" in first, second["Idempotent-Replay"]) == (False, "true")
    assert Image.objects.get().revision == 2


def test_an_upload_and_a_removal_that_are_sent_again_are_done_once(program: Program) -> None:
    first, second = send(program, "k1"), send(program, "k1")
    path = f"/images/{json.loads(first.content)['id']}"
    gone = [program.call("DELETE", path, {"reason": "twice"}, Idempotency_Key="k2").status_code for _ in range(2)]

    assert (first.status_code, second.status_code, gone) == (201, 201, [204, 204])
    assert first.content == second.content
    assert list(AuditEntry.objects.values_list("action", flat=True)) == ["upload", "delete"]


def test_a_key_is_for_one_request(program: Program) -> None:
    image = program.upload(("scan.nii", FILE))
    edit(program, image, "k1")

    others = [edit(program, image, "k1", "twice"), edit(program, image, "k1", base='"r9-0"'), send(program, "k1")]

    assert [answer.status_code for answer in others] == [422, 422, 422]
    assert json.loads(others[0].content)["error"] == {
        "code": "idempotency_key",
        "message": "This Idempotency-Key was used for another request. Nothing was done; send a new key.",
        "fields": {
            "Idempotency-Key": ["This Idempotency-Key was used for another request. Nothing was done; send a new key."]
        },
    }
    assert Image.objects.get().revision == 2


def test_other_files_are_another_request(program: Program) -> None:
    assert send(program, "k1").status_code == 201
    assert send(program, "k1", gzip.compress(FILE)).status_code == 422


def test_a_refusal_is_not_kept(program: Program) -> None:
    image = program.upload(("scan.nii", FILE))

    refused = edit(program, image, "k1", base='"r9-0"')
    accepted = edit(program, image, "k1")

    assert (refused.status_code, accepted.status_code) == (412, 200)


def test_a_key_belongs_to_a_person(program: Program, member: User, program_of: Callable[[User], Program]) -> None:
    first, second = send(program, "k1"), send(program_of(member), "k1")

    assert json.loads(first.content)["id"] != json.loads(second.content)["id"]


@pytest.mark.parametrize("key", ["", "a b", "x" * 201, "schlüssel"], ids=["empty", "blank", "long", "umlaut"])
def test_a_key_that_is_none_is_refused(program: Program, key: str) -> None:
    image = program.upload(("scan.nii", FILE))

    assert edit(program, image, key).status_code == 422
    assert Image.objects.get().revision == 1


def test_an_answer_is_kept_for_a_day(program: Program) -> None:
    first = send(program, "k1")
    KeptAnswer.objects.update(at=timezone.now() - timedelta(hours=23))
    second = send(program, "k1")
    KeptAnswer.objects.update(at=timezone.now() - timedelta(hours=25))
    third = send(program, "k1")

    assert first.content == second.content != third.content
    assert (forget_answers(), KeptAnswer.objects.count()) == (0, 1)


def test_without_a_token_a_key_opens_nothing(program: Program) -> None:
    send(program, "k1")
    program.headers["Authorization"] = "Bearer another"

    assert send(program, "k1").status_code == 401


@pytest.mark.django_db(transaction=True)
def test_the_same_request_at_the_same_time_is_done_once(program: Program) -> None:
    image, answers = program.upload(("scan.nii", FILE)), []

    def ask() -> None:
        answers.append(edit(program, image, "k1"))
        connection.close()

    threads = [Thread(target=ask) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [answer.status_code for answer in answers] == [200] * 6
    assert len({answer.content for answer in answers}) == 1
    assert sum("Idempotent-Replay" not in answer for answer in answers) == 1
    assert Image.objects.get().revision == 2


def test_every_change_documents_the_header(program: Program) -> None:
    paths = program.ok("GET", "/openapi.json")["paths"]

    changes = [
        [parameter["name"] for parameter in operation["parameters"]].count("Idempotency-Key")
        for path in paths.values()
        for method, operation in path.items()
        if method != "get"
    ]

    assert set(changes) == {1}
