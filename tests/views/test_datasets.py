"""The datasets of a person, a new one, and which of them the library shows."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from inspector import actions
from inspector.models import Dataset, Image, Role, State
from project.environment import Quota
from tests.builders import nifti1_bytes
from tests.conftest import joined
from tests.views.conftest import Add
from tests.views.pages import said

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("server_mode")]


@pytest.fixture
def other(owner: User) -> Dataset:
    return actions.make_dataset(actor=owner, name="Other")


def page(client: Client, address: str = "/datasets/") -> str:
    return said(client.get(address))


def test_a_person_sees_their_datasets_in_numbers_and_no_others(
    client: Client, add: Add, member: User, stranger: User
) -> None:
    add("bad.nii", nifti1_bytes(scl_inter=float("nan")))

    shown = page(client)

    assert "Study" in shown
    assert "Elsewhere" not in shown
    assert '<td data-label="Your role">Manager</td><td class="num" data-label="Members">2</td>' in shown
    assert '<td class="num" data-label="Images">1</td>' in shown
    assert "1<span" in shown


def test_more_datasets_ask_no_more_of_the_database(client: Client, owner: User) -> None:
    page(client)
    with CaptureQueriesContext(connection) as with_one:
        page(client)
    for name in ("Two", "Three"):
        actions.make_dataset(actor=owner, name=name)
    with CaptureQueriesContext(connection) as with_three:
        page(client)

    assert len(with_three) == len(with_one)


def test_whoever_is_signed_in_makes_a_dataset(client: Client) -> None:
    answer = client.post("/datasets/", {"name": "Motor study"})

    made = Dataset.objects.get(name="Motor study")
    assert answer["Location"] == f"/datasets/{made.slug}/"
    assert "Motor study is made. You manage it." in page(client, answer["Location"])


def test_a_dataset_without_a_name_is_refused_beside_the_field(client: Client) -> None:
    answer = client.post("/datasets/", {"name": ""})

    assert answer.status_code == 422
    assert "Give the dataset a name." in answer.content.decode()


def test_a_person_without_a_dataset_is_told_what_to_do(db: None) -> None:
    browser = Client()
    browser.force_login(User.objects.create_user("nora"))

    assert "Make a dataset" in page(browser, "/")
    assert "You are in no dataset yet" in page(browser)


def test_the_library_shows_the_dataset_of_the_address_then_the_last_one(
    client: Client, add: Add, other: Dataset
) -> None:
    add("scan.nii")

    assert "scan.nii" in page(client, "/")
    assert "scan.nii" not in page(client, f"/?dataset={other.slug}")
    assert "<title>Other · " not in page(client, "/?dataset=study")
    client.get(f"/?dataset={other.slug}")
    assert "scan.nii" not in page(client, "/")


def test_the_dataset_of_others_is_not_there(client: Client, stranger: User) -> None:
    assert client.get("/?dataset=elsewhere").status_code == 404
    assert client.get("/datasets/elsewhere/").status_code == 404


def test_a_dataset_one_left_is_no_longer_the_last_one(client: Client, owner: User, other: Dataset) -> None:
    client.get(f"/?dataset={other.slug}")
    joined("cleo", other, Role.MANAGER)
    actions.remove_member(actor=owner, dataset=other, person=owner)

    assert "<h1>Drop a medical image" in page(client, "/").replace(' class="drop-title"', "")
    assert 'value="study"' in page(client, "/")


def test_the_menu_leads_from_one_dataset_to_the_other(client: Client, add: Add, other: Dataset) -> None:
    image = add()
    client.get(f"/?dataset={other.slug}")

    shown = page(client, f"/images/{image.pk}/")

    assert '<a href="/?dataset=study"><bdi>Study</bdi></a>' in shown
    assert f'<a href="/?dataset={other.slug}"><bdi>Other</bdi></a>' in shown


def test_an_upload_goes_into_the_dataset_that_is_shown(client: Client, other: Dataset) -> None:
    assert f'<input type="hidden" name="dataset" value="{other.slug}">' in page(client, f"/?dataset={other.slug}")

    client.post("/upload/", {"file": SimpleUploadedFile("new.nii", nifti1_bytes()), "dataset": other.slug})

    assert Image.objects.get().dataset == other
    assert "new.nii" in page(client, "/")


def test_an_image_moves_to_another_dataset(client: Client, add: Add, other: Dataset, stranger: User) -> None:
    image = add()
    shown = page(client, f"/images/{image.pk}/move/")
    assert f'<option value="{other.slug}">Other</option>' in shown
    assert "elsewhere" not in shown

    answer = client.post(f"/images/{image.pk}/move/", {"dataset": other.slug, "reason": "It belongs there."})

    assert answer["Location"] == f"/images/{image.pk}/"
    assert Image.objects.get().dataset == other
    refused = client.post(f"/images/{image.pk}/move/", {"dataset": "", "reason": "Why not"})
    assert refused.status_code == 422
    assert "Choose where it goes." in refused.content.decode()
    assert "Why not" in refused.content.decode()
    assert client.post(f"/images/{image.pk}/move/", {"dataset": "elsewhere"}).status_code == 404


@pytest.mark.parametrize(
    ("here", "there"),
    [(Role.REVIEWER, Role.MANAGER), (Role.MANAGER, Role.VIEWER)],
    ids=["out of a dataset that is not theirs to manage", "to where they may not edit"],
)
def test_nobody_moves_an_image(here: Role, there: Role, add: Add, dataset: Dataset, other: Dataset) -> None:
    """Whoever manages the other dataset could erase the image there."""
    image, mara = add(), joined("mara", dataset, here)
    actions.give_role(actor=User.objects.get(username="olga"), dataset=other, person=mara, role=there)
    browser = Client()
    browser.force_login(mara)

    assert browser.post(f"/images/{image.pk}/move/", {"dataset": other.slug}).status_code == 403
    assert Image.objects.get().dataset == dataset


def test_an_image_that_moves_needs_another_review(add: Add, owner: User, member: User, other: Dataset) -> None:
    image = add()
    actions.ask_for_review(actor=member, image=image, base=image.etag, of=owner)

    actions.move(actor=owner, image=image, to=other)

    moved = Image.objects.get()
    assert (moved.state, moved.asked_of, moved.reviewed_revision) == (State.NONE, None, None)


def test_an_image_does_not_move_to_where_it_does_not_fit(
    client: Client, add: Add, other: Dataset, settings: Settings
) -> None:
    image = add()
    settings.QUOTA_DATASET = Quota(100, None)

    answer = client.post(f"/images/{image.pk}/move/", {"dataset": other.slug})

    assert answer.status_code == 422
    assert "so it stays where it is." in answer.content.decode()
    assert Image.objects.get().dataset != other


def test_what_a_viewer_cannot_do_is_not_on_the_pages(add: Add, dataset: Dataset) -> None:
    image = add("bad.nii", nifti1_bytes(scl_inter=float("nan"), extensions=[(6, b"a comment")]))
    actions.make_dataset(actor=joined("vera", dataset, Role.VIEWER), name="Own")
    browser = Client()
    browser.force_login(User.objects.get(username="vera"))
    places = ("", "?order=file", "history/", "extensions/1/", "compare/")

    for address in ["/?dataset=study", *(f"/images/{image.pk}/{place}" for place in places)]:
        shown = page(browser, address)
        offered = [
            *("/remove/", "/restore/", "/move/", "/extensions/add/", "/change/", "/upload/", "/examples/"),
        ]
        assert [place for place in offered if f'{place}"' in shown or f"{place}?" in shown] == [], address
        if "compare" not in address:
            assert "Read-only: you are viewer in Study" in shown
            assert "ask olga for the role of editor" in shown
