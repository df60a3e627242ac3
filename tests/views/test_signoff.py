"""The page of a review, the state on every page of the image, and the states in the library."""

import pytest
from django.contrib.auth.models import User

from inspector import actions
from inspector.models import Dataset, Image, Role, SignOff
from tests.conftest import joined
from tests.views.conftest import Add
from tests.views.pages import Visitor


@pytest.fixture
def image(add: Add) -> Image:
    return add("scan.nii")


@pytest.fixture
def reviewer(dataset: Dataset) -> User:
    """May review, in a dataset in which two people do that."""
    Dataset.objects.filter(pk=dataset.pk).update(four_eyes=True)
    return joined("rita", dataset, Role.REVIEWER)


def test_an_editor_asks_and_a_reviewer_finishes(image: Image, member: User, reviewer: User) -> None:
    editor, other = Visitor(member, image), Visitor(reviewer, image)
    assert "Ask for review" in editor.text()

    asked = {"base": image.etag, "asked_of": "rita", "note": "The TR."}
    assert editor.post("signoff/ask/", asked).status_code == 302
    assert "waiting for review" in editor.text()
    assert "Ask for review" not in editor.text()
    assert "Finish review" in other.text()
    assert "The TR." in other.text("signoff/")

    answer = other.post("signoff/decide/", {"base": image.etag, "step": "sign", "note": ""})

    assert answer.status_code == 302
    assert image.signoffs.count() == 2
    assert "Reopen" in other.text("history/")


def test_one_s_own_edit_cannot_be_marked_and_the_page_says_why(image: Image, reviewer: User) -> None:
    actions.edit(actor=reviewer, image=image, base=image.etag, values={"descrip": "new"}, reason="")
    visitor = Visitor(reviewer, image)

    assert "Mark revision 2 as reviewed" not in visitor.text("signoff/")
    answer = visitor.post("signoff/decide/", {"base": visitor.now.etag, "step": "sign"})

    assert answer.status_code == 422
    assert "nobody reviews an edit of their own" in answer.content.decode()


def test_sending_back_needs_words_and_keeps_what_was_typed(image: Image, owner: User) -> None:
    visitor = Visitor(owner, image)

    answer = visitor.post("signoff/decide/", {"base": image.etag, "step": "changes", "note": " "})

    assert answer.status_code == 422
    assert "Say why: the history keeps the reason beside the change." in answer.content.decode()


@pytest.mark.parametrize("step", ["", "dance"])
def test_a_step_that_does_not_exist_is_refused(image: Image, owner: User, step: str) -> None:
    answer = Visitor(owner, image).post("signoff/decide/", {"base": image.etag, "step": step})

    assert answer.status_code == 422
    assert "Choose one of the buttons." in answer.content.decode()


def test_somebody_who_may_not_review_cannot_be_asked(image: Image, owner: User, member: User) -> None:
    answer = Visitor(owner, image).post("signoff/ask/", {"base": image.etag, "asked_of": "mats", "note": "Look"})

    assert answer.status_code == 422
    assert "This person cannot review here." in answer.content.decode()
    assert ">Look</textarea>" in answer.content.decode()


def test_what_was_saved_meanwhile_is_not_reviewed_unseen(image: Image, owner: User, member: User) -> None:
    base = image.etag
    actions.edit(actor=member, image=image, base=image.etag, values={"descrip": "new"}, reason="")

    answer = Visitor(owner, image).post("signoff/decide/", {"base": base, "step": "sign", "note": "Fine"})

    assert answer.status_code == 412
    assert "mats saved revision 2 in the meantime. Look at it, then decide again." in answer.content.decode()
    assert ">Fine</textarea>" in answer.content.decode()
    assert SignOff.objects.count() == 0


def test_the_history_shows_each_step_at_its_revision(image: Image, owner: User, member: User) -> None:
    actions.sign_off(actor=owner, image=image, base=image.etag, note="Checked <b>twice</b>")
    actions.edit(actor=member, image=image, base=image.etag, values={"descrip": "new"}, reason="")

    text = Visitor(owner, image).text("history/")

    assert "reviewed this revision" in text
    assert "Checked &lt;b&gt;twice&lt;/b&gt;" in text
    assert "edited since the review of r1" in text


def test_the_library_filters_by_the_state_of_the_review(add: Add, owner: User) -> None:
    first, second = add("first.nii"), add("second.nii")
    visitor = Visitor(owner, first)
    assert 'aria-label="State of review"' not in visitor.client.get("/").content.decode()

    actions.sign_off(actor=owner, image=second, base=second.etag)

    everything = visitor.client.get("/").content.decode()
    assert 'href="/?state=reviewed"' in everything
    reviewed = visitor.client.get("/?state=reviewed").content.decode()
    assert ("second.nii" in reviewed, "first.nii" in reviewed) == (True, False)
    assert "first.nii" in visitor.client.get("/?state=nonsense").content.decode()


def test_a_release_is_offered_when_the_rule_allows_it(image: Image, owner: User, dataset: Dataset) -> None:
    visitor = Visitor(owner, image)
    assert f'href="/datasets/study/releases/?image={image.pk}#new"' in visitor.text()

    actions.set_rules(actor=owner, dataset=dataset, release_needs_review=True)

    assert "/releases/" not in visitor.text()
    assert "revision 1 needs a review first" in visitor.text()
