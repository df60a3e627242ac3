"""Removed images: listed with who, when and why; put back; erased for good."""

from collections.abc import Callable
from io import StringIO

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client
from pytest_django import Settings

from inspector import actions
from inspector.models import AuditEntry, Image
from tests.views.conftest import Add

pytestmark = pytest.mark.django_db

ClientOf = Callable[[User], Client]


@pytest.fixture
def gone(add: Add, owner: User) -> Image:
    """An image that was removed."""
    image = add()
    actions.delete(actor=owner, image=image, reason="Uploaded twice")
    return image


def words(client: Client, address: str = "/datasets/study/removed/") -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_a_removed_image_is_listed_with_who_and_why(client: Client, gone: Image) -> None:
    text = words(client)

    assert "<bdi>scan.nii</bdi>" in text
    assert "Removed by you" in text
    assert '“<bdi class="break">Uploaded twice</bdi>”' in text
    assert '<a href="/datasets/study/removed/">1 removed image</a> can still be put back.' in words(client, "/")


def test_nothing_removed_is_said(client: Client) -> None:
    assert "Nothing is removed" in words(client)
    assert "/removed/" not in words(client, "/")


def test_another_dataset_has_removed_images_of_its_own(client: Client, owner: User, gone: Image) -> None:
    other = actions.make_dataset(actor=owner, name="Other")

    assert "Nothing is removed" in words(client, f"/datasets/{other.slug}/removed/")
    assert "removed image" not in words(client, f"/?dataset={other.slug}")


def test_an_image_is_put_back_by_one_button(client: Client, gone: Image) -> None:
    answer = client.post(f"/removed/{gone.pk}/put-back/")

    assert (answer.status_code, answer.headers["Location"]) == (302, f"/images/{gone.pk}/")
    assert Image.objects.get().deleted_at is None


def test_erasing_for_good_asks_why_and_leaves_a_record(client: Client, gone: Image) -> None:
    address = f"/removed/{gone.pk}/purge/"
    assert "Erase this image for good" in words(client, address)
    assert client.post(address, {"base": "", "reason": "short"}).status_code == 422
    assert Image.objects.count() == 1

    answer = client.post(address, {"base": "x", "reason": "Consent was withdrawn"})

    assert (answer.status_code, Image.objects.count()) == (302, 0)
    assert AuditEntry.objects.latest("seq").told == {"reason": "Consent was withdrawn"}
    assert "Nothing is removed" in words(client)


def test_a_stranger_finds_nothing_of_it(gone: Image, stranger: User, client_of: ClientOf) -> None:
    client = client_of(stranger)

    assert client.get("/datasets/study/removed/").status_code == 404
    assert client.post(f"/removed/{gone.pk}/put-back/").status_code == 404
    assert client.post(f"/removed/{gone.pk}/purge/", {"base": "x", "reason": "Not my image"}).status_code == 404


def test_the_command_says_how_many_were_erased(gone: Image, settings: Settings) -> None:
    settings.RETENTION_DAYS = 0
    out = StringIO()

    call_command("purge", stdout=out)

    assert out.getvalue() == "1 image removed more than 0 days ago: erased for good.\n"
    assert Image.objects.count() == 0
