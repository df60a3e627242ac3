"""The rules of a dataset, and what leaves it for a release."""

import pytest
from django.contrib.auth.models import User
from pytest_django import Settings

from inspector import actions
from inspector.models import AuditEntry, Dataset, Image
from tests.builders import nifti1_bytes
from tests.views.conftest import Add, add

__all__ = ["add"]


@pytest.fixture
def image(add: Add, owner: User, dataset: Dataset) -> Image:
    """In a dataset from which only reviewed revisions leave for a release."""
    actions.set_rules(actor=owner, dataset=dataset, release_needs_review=True)
    return add()


def test_two_people_are_the_rule_where_there_are_several(settings: Settings) -> None:
    assert not Dataset(slug="a").four_eyes
    settings.MODE = "server"
    assert Dataset(slug="b").four_eyes


def test_a_changed_rule_is_on_record_and_an_unchanged_one_is_not(dataset: Dataset, owner: User) -> None:
    wanted = {"four_eyes": False, "release_needs_review": True}

    assert actions.set_rules(actor=owner, dataset=dataset, **wanted) == ["release_needs_review"]
    assert actions.set_rules(actor=owner, dataset=dataset, **wanted) == []

    assert Dataset.objects.get(pk=dataset.pk).release_needs_review
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.dataset, entry.facts) == (
        "changed the rules",
        "study",
        {"rules": {"release_needs_review": True}},
    )


def test_an_image_that_is_not_reviewed_does_not_leave_for_a_release(image: Image, owner: User) -> None:
    with pytest.raises(actions.NotReviewed) as refused:
        actions.release(actor=owner, image=image, kind="nii")

    assert str(refused.value) == (
        "In Study only reviewed images leave for a release. Revision 1 is not reviewed: ask for a review first."
    )


def test_what_was_reviewed_leaves_and_only_that(image: Image, owner: User) -> None:
    actions.edit(actor=owner, image=image, base=image.etag, values={"descrip": "new"}, reason="")
    image = Image.objects.get()
    actions.sign_off(actor=owner, image=image, base=image.etag)
    image = Image.objects.get()

    actions.release(actor=owner, image=image, kind="nii")

    entry = AuditEntry.objects.order_by("-seq")[0]
    assert entry.action == "release download"
    assert entry.facts == {"revision": 2, "header_sha256": image.header_sha256, "as": "nii", "state": "reviewed"}
    for kind, number in (("nii", 1), ("original", None)):
        with pytest.raises(actions.NotReviewed):
            actions.release(actor=owner, image=image, kind=kind, number=number)


def test_without_the_rule_every_revision_leaves_and_the_record_says_in_which_state(add: Add, owner: User) -> None:
    actions.release(actor=owner, image=add(), kind="nii")

    assert AuditEntry.objects.order_by("-seq")[0].facts["state"] == "none"


def test_the_file_as_uploaded_never_leaves_for_a_release(add: Add, owner: User) -> None:
    with pytest.raises(actions.NotCleared, match="The file as uploaded never leaves"):
        actions.release(actor=owner, image=add(), kind="original")


def test_what_the_privacy_check_finds_is_held_back(add: Add, owner: User) -> None:
    image = add("scan.nii", nifti1_bytes(extensions=[(16, b"\x80\x04 a pickle cannot be looked into")]))

    with pytest.raises(actions.NotCleared, match="Not clear: 1 medium"):
        actions.release(actor=owner, image=image, kind="nii")
