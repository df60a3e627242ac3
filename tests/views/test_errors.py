"""What a person reads when a request cannot be answered."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template.loader import render_to_string
from django.test import Client
from pytest_django import Settings

pytestmark = pytest.mark.django_db

ClientOf = Callable[[User], Client]


def test_an_image_that_is_not_there_leads_back_to_the_library(owner: User, client_of: ClientOf) -> None:
    answer = client_of(owner).get("/images/nothing/")

    assert answer.status_code == 404
    assert "There is nothing at this address" in answer.content.decode()


def test_a_fault_of_the_program_says_that_nothing_was_changed() -> None:
    text = render_to_string("500.html")

    assert "Nothing was changed" in text
    assert 'href="/">Go to the library' in text


def test_a_form_without_its_safety_mark_is_refused_in_words(owner: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(owner)

    answer = client.post("/theme/", {"theme": "dark"})

    assert answer.status_code == 403
    assert "nothing was changed" in answer.content.decode()


def test_more_files_at_once_than_are_taken_is_answered_with_what_to_do(
    owner: User, client_of: ClientOf, settings: Settings
) -> None:
    settings.DATA_UPLOAD_MAX_NUMBER_FILES = 1

    answer = client_of(owner).post("/upload/", {"file": [SimpleUploadedFile("a", b"1"), SimpleUploadedFile("b", b"2")]})

    assert answer.status_code == 400
    assert "send fewer" in answer.content.decode()
