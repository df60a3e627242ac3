"""Comments on the pages of an image."""

import pytest
from django.contrib.auth.models import User

from inspector import actions
from inspector.models import Comment, Dataset, Image, Role
from tests.conftest import joined
from tests.views.conftest import Add
from tests.views.pages import Visitor

HOSTILE = "<script>alert(1)</script> http://example.org/ \u202eabc {{ 1 }}"


@pytest.fixture
def image(add: Add) -> Image:
    return add("scan.nii")


@pytest.fixture
def viewer(dataset: Dataset) -> User:
    return joined("vera", dataset, Role.VIEWER)


def test_a_comment_on_a_field_shows_beside_it(image: Image, owner: User, viewer: User) -> None:
    answer = Visitor(viewer, image).post("comments/", {"text": "Is it 2 s?", "field": "pixdim"})

    assert answer.status_code == 302
    assert answer["Location"].endswith(f"/comments/#c{Comment.objects.get().pk}")
    text = Visitor(owner, image).text()
    assert f'href="/images/{image.pk}/comments/?field=pixdim"' in text
    assert "Is it 2 s?" in Visitor(owner, image).text("comments/?field=pixdim")
    assert "Is it 2 s?" not in Visitor(owner, image).text("comments/?field=descrip")
    assert "Is it 2 s?" in Visitor(owner, image).text("history/")


def test_hostile_text_stays_text(image: Image, owner: User) -> None:
    Visitor(owner, image).post("comments/", {"text": HOSTILE})

    text = Visitor(owner, image).text("comments/")

    assert "&lt;script&gt;alert(1)&lt;/script&gt; http://example.org/" in text
    assert "<script>alert" not in text
    assert 'href="http://example.org' not in text


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"text": " "}, "Write something first."),
        ({"text": "x", "field": "nothing"}, "This header has no field"),
    ],
)
def test_what_cannot_be_said_is_told_beside_its_input(
    image: Image, owner: User, sent: dict[str, str], said: str
) -> None:
    answer = Visitor(owner, image).post("comments/", sent)

    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert Comment.objects.count() == 0


def test_a_thread_is_answered_settled_and_taken_back(image: Image, owner: User, viewer: User) -> None:
    first = actions.comment(actor=viewer, image=image, text="Why?")
    visitor = Visitor(owner, image)

    visitor.post("comments/", {"text": "Because.", "thread": str(first.pk)})
    visitor.post(f"comments/{first.pk}/", {"step": "settle"})
    assert "settled by you" in visitor.text("comments/")

    Visitor(viewer, image).post(f"comments/{first.pk}/", {"step": "remove"})
    text = visitor.text("comments/")
    assert ("Why?" in text, "Taken back." in text, "Because." in text) == (False, True, True)


def test_an_answer_to_nothing_is_not_there(image: Image, owner: User) -> None:
    visitor = Visitor(owner, image)

    assert visitor.post("comments/", {"text": "x", "thread": "99"}).status_code == 404
    assert visitor.post("comments/99999999999999999999999/", {"step": "settle"}).status_code == 404
