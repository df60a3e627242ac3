"""The review of an image: asked for, sent back, given, outdated by an edit, taken away; always by the right person."""

import pytest
from django.contrib.auth.models import User

from inspector import actions, audit
from inspector.core.errors import EditError
from inspector.core.extensions.change import AddComment
from inspector.models import AuditEntry, Dataset, Image, Role, SignOff
from tests.conftest import joined
from tests.views.conftest import Add, add

__all__ = ["add"]


@pytest.fixture
def reviewer(dataset: Dataset) -> User:
    """May review in the dataset, in which two people are needed for that."""
    Dataset.objects.filter(pk=dataset.pk).update(four_eyes=True)
    return joined("rita", dataset, Role.REVIEWER)


def now(image: Image) -> Image:
    return Image.objects.get(pk=image.pk)


def edited(image: Image, actor: User, **values: object) -> Image:
    image = now(image)
    actions.edit(actor=actor, image=image, base=image.etag, values=values or {"descrip": "new"}, reason="")
    return now(image)


def test_a_new_image_is_not_reviewed(add: Add) -> None:
    assert (add().state, now(add()).state) == ("none", "none")


def test_asking_for_a_review_says_of_whom_and_is_on_record(add: Add, member: User, reviewer: User) -> None:
    image = add()

    actions.ask_for_review(actor=member, image=image, base=image.etag, of=reviewer, note="The sform is new.")

    assert (now(image).state, now(image).asked_of) == ("asked", reviewer)
    step = SignOff.objects.get()
    assert (step.by, step.revision, step.step, step.asked_of, step.reason) == (
        "mats",
        1,
        "ask",
        reviewer,
        "The sform is new.",
    )
    entry = AuditEntry.objects.get(pk=step.entry_id)
    assert (entry.action, entry.image, entry.facts) == (
        "asked for review",
        image.pk,
        {"revision": 1, "header_sha256": image.header_sha256, "asked_of": "rita"},
    )
    assert audit.verify().ok


def test_only_who_may_review_can_be_asked(add: Add, owner: User, member: User, stranger: User) -> None:
    image = add()

    for somebody in (member, stranger):
        with pytest.raises(EditError) as refused:
            actions.ask_for_review(actor=owner, image=image, base=image.etag, of=somebody)
        assert list(refused.value.fields) == ["asked_of"]

    assert now(image).state == "none"


def test_changes_are_requested_with_a_reason(add: Add, member: User, reviewer: User) -> None:
    image = add()
    actions.ask_for_review(actor=member, image=image, base=image.etag)

    with pytest.raises(EditError):
        actions.request_changes(actor=reviewer, image=image, base=image.etag, note=" ")
    actions.request_changes(actor=reviewer, image=image, base=image.etag, note="The TR is wrong.")

    assert now(image).state == "changes"
    assert [step.reason for step in SignOff.objects.all()] == ["The TR is wrong.", ""]


def test_an_edit_after_the_review_needs_another_one(add: Add, member: User, reviewer: User) -> None:
    image = add()
    actions.sign_off(actor=reviewer, image=image, base=image.etag, note="Checked with the protocol.")
    assert (now(image).state, now(image).reviewed_revision) == ("reviewed", 1)

    image = edited(image, member)
    assert (image.state, image.reviewed_revision) == ("edited", 1)

    actions.sign_off(actor=reviewer, image=image, base=image.etag)
    assert (now(image).state, now(image).reviewed_revision) == ("reviewed", 2)


@pytest.mark.parametrize("how", ["extension", "restore"])
def test_every_way_to_change_a_header_outdates_its_review(add: Add, member: User, reviewer: User, how: str) -> None:
    image = edited(add(), member)
    actions.sign_off(actor=reviewer, image=image, base=image.etag)

    if how == "restore":
        outcome = actions.restore(actor=member, image=image, base=image.etag, number=1, reason="Back")
    else:
        change = AddComment("a note")
        outcome = actions.edit_extension(actor=member, image=image, base=image.etag, change=change, reason="A note")

    assert (outcome.image.state, now(image).state) == ("edited", "edited")


def test_an_edit_while_a_review_is_asked_for_leaves_the_question(add: Add, member: User, reviewer: User) -> None:
    image = add()
    actions.ask_for_review(actor=member, image=image, base=image.etag, of=reviewer)

    image = edited(image, member)

    assert (image.state, image.asked_of) == ("asked", reviewer)


def test_nobody_reviews_an_edit_of_their_own(add: Add, member: User, reviewer: User) -> None:
    image = edited(edited(add(), reviewer), member, cal_max=7)

    with pytest.raises(actions.OwnEdit) as refused:
        actions.sign_off(actor=reviewer, image=image, base=image.etag)

    assert str(refused.value) == (
        "Revision 2 is yours, and in Study nobody reviews an edit of their own. Ask somebody else for the review."
    )
    assert (now(image).state, SignOff.objects.count()) == ("none", 0)


def test_an_own_edit_that_somebody_reviewed_since_is_no_hindrance(
    add: Add, owner: User, member: User, reviewer: User
) -> None:
    image = edited(add(), reviewer)
    actions.sign_off(actor=owner, image=image, base=image.etag)
    image = edited(image, member, cal_max=7)

    actions.sign_off(actor=reviewer, image=image, base=image.etag)

    assert now(image).reviewed_revision == 3


def test_one_person_alone_reviews_their_own_edits(add: Add, owner: User, dataset: Dataset) -> None:
    assert not dataset.four_eyes
    image = edited(add(), owner)

    actions.sign_off(actor=owner, image=image, base=image.etag)

    assert now(image).state == "reviewed"


def test_a_review_can_be_taken_away_again_with_a_reason(add: Add, owner: User) -> None:
    image = add()
    actions.sign_off(actor=owner, image=image, base=image.etag)

    actions.reopen(actor=owner, image=now(image), base=image.etag, note="The marker was on the other side.")

    assert now(image).state == "none"
    assert [step.step for step in SignOff.objects.all()] == ["reopen", "sign"]


@pytest.mark.parametrize("step", ["ask_for_review", "request_changes", "sign_off", "reopen"])
def test_what_was_not_seen_is_not_decided(add: Add, owner: User, member: User, step: str) -> None:
    image = add()
    base = image.etag
    edited(image, member)
    why = {} if step in ("ask_for_review", "sign_off") else {"note": "because"}

    with pytest.raises(actions.Stale) as refused:
        getattr(actions, step)(actor=owner, image=image, base=base, **why)

    assert str(refused.value) == "mats saved revision 2 in the meantime. Look at it, then decide again."
    assert SignOff.objects.count() == 0


def test_what_is_done_already_is_not_done_twice(add: Add, owner: User) -> None:
    image = add()
    actions.sign_off(actor=owner, image=image, base=image.etag)

    with pytest.raises(actions.NotNow) as refused:
        actions.ask_for_review(actor=owner, image=image, base=image.etag)

    assert str(refused.value) == "This image is reviewed, so it cannot be put up for review now."
