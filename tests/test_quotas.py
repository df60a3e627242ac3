"""How much a person and a dataset may keep: told with figures, and never exceeded, not by a race either."""

import json
from collections.abc import Callable, Sequence
from functools import partial
from threading import Barrier, Thread

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from pytest_django import Settings

from inspector import actions
from inspector.models import Image, blobs
from project.environment import Quota, WrongSetting, env_quota
from tests.api.conftest import Program
from tests.builders import nifti1_bytes

pytestmark = pytest.mark.django_db

FILE = nifti1_bytes()
SIZE = len(FILE)
NAME = "HEADER_INSPECTOR_QUOTA_PERSON"


@pytest.fixture
def program(owner: User) -> Program:
    return Program(owner)


@pytest.mark.parametrize(
    ("text", "quota"),
    [
        ("", None),
        ("500 GiB", Quota(500 << 30, None)),
        ("2000 images", Quota(None, 2000)),
        ("1 image, 1MiB", Quota(1 << 20, 1)),
    ],
)
def test_a_quota_is_a_size_a_number_of_images_or_both(
    text: str, quota: Quota | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(NAME, text)

    assert env_quota(NAME) == quota


@pytest.mark.parametrize("text", ["much", "0 GiB", "5 GiB, 6 GiB", "3 images,", "-1 images"])
def test_another_quota_is_refused(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(NAME, text)

    with pytest.raises(WrongSetting, match=f'{NAME} is .*; it takes "500 GiB", "2000 images" or'):
        env_quota(NAME)


@pytest.mark.parametrize("which", ["QUOTA_PERSON", "QUOTA_DATASET"])
@pytest.mark.parametrize("quota", [Quota(2 * SIZE + 5, None), Quota(None, 2)], ids=["bytes", "images"])
def test_what_is_over_the_quota_is_refused_with_what_is_used(
    program: Program, settings: Settings, which: str, quota: Quota
) -> None:
    setattr(settings, which, quota)
    for _ in range(2):
        program.upload(("scan.nii", FILE))

    answer = program.send(("scan.nii", FILE))

    error = json.loads(answer.content)["error"]
    whose = {"QUOTA_PERSON": "You have used", "QUOTA_DATASET": "The dataset Study has used"}[which]
    kept = f"{2 * SIZE} bytes of {2 * SIZE + 5} bytes" if quota.bytes else "2 of 2 images"
    assert (answer.status_code, error["code"]) == (507, "over_quota")
    assert error["message"].startswith(f"{whose} {kept}. This upload has {SIZE} bytes, so nothing was kept of it.")
    assert (Image.objects.count(), len(list(blobs().stored()))) == (2, 1)


def test_no_more_of_a_file_is_taken_than_there_is_room_for(program: Program, settings: Settings) -> None:
    settings.QUOTA_PERSON = Quota(100_000, None)
    large = nifti1_bytes(dim=(3, 100, 100, 100, 1, 1, 1, 1), block=bytes(2_000_000))

    answer = program.send(("large.nii", large))

    assert (answer.status_code, list(blobs().stored())) == (507, [])


def test_the_library_says_when_there_is_little_room_left(
    program: Program, owner: User, client_of: Callable[[User], Client], settings: Settings
) -> None:
    settings.QUOTA_PERSON = Quota(None, 5)
    pages = []
    for _ in range(4):
        program.upload(("scan.nii", FILE))
        pages.append("Little room left" in client_of(owner).get("/").content.decode())

    assert pages == [False, False, False, True]
    assert "You have used 4 of 5 images." in client_of(owner).get("/").content.decode()


def test_examples_that_do_not_fit_are_refused_in_words(
    owner: User, client_of: Callable[[User], Client], settings: Settings
) -> None:
    settings.QUOTA_PERSON = Quota(None, 1)

    page = client_of(owner).post("/examples/", follow=True).content.decode()

    assert "You have used 1 of 1 image. This upload has" in page
    assert Image.objects.count() == 1


def statuses_at_once(asks: Sequence[Callable[[], HttpResponse]]) -> list[int]:
    """The statuses of requests that are all under way together."""
    statuses, together = list[int](), Barrier(len(asks))

    def ask(one: Callable[[], HttpResponse]) -> None:
        together.wait()
        statuses.append(one().status_code)
        connection.close()

    threads = [Thread(target=ask, args=[one]) for one in asks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(statuses)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("which", ["QUOTA_PERSON", "QUOTA_DATASET"])
@pytest.mark.parametrize("quota", [Quota(3 * SIZE + 5, None), Quota(None, 3)], ids=["bytes", "images"])
def test_uploads_at_the_same_time_do_not_pass_the_quota_together(
    program: Program, settings: Settings, which: str, quota: Quota
) -> None:
    setattr(settings, which, quota)

    statuses = statuses_at_once([partial(program.send, ("scan.nii", FILE))] * 50)

    assert statuses == [201] * 3 + [507] * 47
    assert Image.objects.count() == 3


@pytest.mark.django_db(transaction=True)
def test_images_that_move_at_the_same_time_do_not_pass_the_quota_together(
    program: Program, owner: User, settings: Settings
) -> None:
    images = [program.upload(("scan.nii", FILE))["id"] for _ in range(10)]
    to = actions.make_dataset(actor=owner, name="Other")
    settings.QUOTA_DATASET = Quota(None, 3)

    statuses = statuses_at_once(
        [partial(program.call, "POST", f"/images/{image}/move", {"dataset": to.slug}) for image in images]
    )

    assert statuses == [200] * 3 + [507] * 7
    assert Image.objects.filter(dataset=to).count() == 3
