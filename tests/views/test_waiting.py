"""What waits for a person, how far their datasets are, and who did what."""

import re

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from inspector import actions
from inspector.models import Dataset, Image, Role
from tests.conftest import joined
from tests.views.conftest import Add
from tests.views.pages import Visitor


@pytest.fixture
def reviewer(dataset: Dataset) -> User:
    return joined("rita", dataset, Role.REVIEWER)


def page(person: User) -> str:
    client = Client()
    client.force_login(person)
    answer = client.get("/waiting/")
    assert answer.status_code == 200
    return str(answer.content.decode())


def titles(person: User) -> list[str]:
    return re.findall(r'<h2 id="(\w+)-title">', page(person))[:-1]


def busy(add: Add, name: str, owner: User, member: User, reviewer: User) -> Image:
    """An image with something of every kind that waits for the reviewer."""
    asked, back, other = (add(f"{name}-{kind}.nii") for kind in ("asked", "back", "other"))
    actions.ask_for_review(actor=member, image=asked, base=asked.etag, of=reviewer)
    outcome = actions.edit(actor=reviewer, image=back, base=back.etag, values={"descrip": "new"}, reason="")
    actions.request_changes(actor=owner, image=outcome.image, base=outcome.image.etag, note="Not so.")
    actions.comment(actor=owner, image=other, text="@rita look")
    base, values = other.etag, {"cal_max": 7}
    actions.propose(actor=member, image=other, base=base, values=values, reason="By the protocol")
    mine = actions.propose(actor=reviewer, image=other, base=base, values=values, reason="By the protocol")
    actions.decline(actor=owner, proposal=mine, reason="No.")
    return other


def test_a_person_without_work_is_told_so(dataset: Dataset, owner: User) -> None:
    assert "Nothing waits for you." in page(owner)


def test_everything_that_waits_is_listed(add: Add, owner: User, member: User, reviewer: User, stranger: User) -> None:
    busy(add, "scan", owner, member, reviewer)

    assert titles(reviewer) == ["reviews", "changes", "proposals", "mentions", "answers"]
    assert titles(member) == []
    assert titles(stranger) == []


def test_what_is_asked_of_another_person_waits_for_that_one_alone(
    add: Add, owner: User, member: User, reviewer: User
) -> None:
    first, second = add("first.nii"), add("second.nii")
    actions.ask_for_review(actor=member, image=first, base=first.etag, of=reviewer)
    actions.ask_for_review(actor=member, image=second, base=second.etag)

    assert ("first.nii" in page(owner), "second.nii" in page(owner)) == (False, True)
    assert ("first.nii" in page(reviewer), "second.nii" in page(reviewer)) == (True, True)


def test_who_answered_is_not_waited_for(add: Add, owner: User, member: User) -> None:
    image = add("scan.nii")
    thread = actions.comment(actor=owner, image=image, text="@mats why?")
    assert titles(member) == ["mentions"]

    actions.comment(actor=member, image=image, text="Because.", thread=thread)

    assert titles(member) == []


def test_the_progress_and_the_week_are_counted(add: Add, owner: User) -> None:
    images = [add(f"{number}.nii") for number in range(3)]
    actions.sign_off(actor=owner, image=images[0], base=images[0].etag)

    text = page(owner)

    assert "<b>1 of 3</b> reviewed" in text
    assert "3 uploads, 1 review" in text


def test_more_rows_take_no_more_questions(add: Add, owner: User, member: User, reviewer: User) -> None:
    counts = []
    for names in (("one",), ("two", "three")):
        for name in names:
            busy(add, name, owner, member, reviewer)
        page(reviewer)
        with CaptureQueriesContext(connection) as asked:
            page(reviewer)
        counts.append(len(asked))

    assert counts[0] == counts[1]


def test_the_threads_of_an_image_take_the_same_questions_however_many(add: Add, owner: User, member: User) -> None:
    image, counts = add("scan.nii"), []
    visitor = Visitor(owner, image)
    for number in (1, 2):
        for _ in range(number):
            actions.comment(actor=member, image=image, text="@olga why?", field="pixdim")
        visitor.text("comments/")
        with CaptureQueriesContext(connection) as asked:
            visitor.text("comments/")
        counts.append(len(asked))

    assert counts[0] == counts[1]
