"""What fsck tells of rows that say something else than the audit trail does: of reviews, talk, people and tokens."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.db.models import Model
from django.utils import timezone

from inspector import actions, upkeep
from inspector.models import ApiToken, Comment, Dataset, Image, Invitation, Membership, Proposal, Role, SignOff, State
from tests.conftest import joined
from tests.views.conftest import Add, add

__all__ = ["add"]

pytestmark = pytest.mark.django_db


@pytest.fixture
def image(add: Add, owner: User, member: User, stranger: User, dataset: Dataset) -> Image:
    """An image with a little of everything that people do around one."""
    image = add()
    actions.ask_for_review(actor=member, image=image, base=image.etag, of=owner)
    first = actions.comment(actor=member, image=image, text="Why, @olga?", field="descrip")
    actions.settle(actor=owner, image=image, thread=first)
    actions.take_back(actor=member, image=image, comment=actions.comment(actor=member, image=image, text="Hm."))
    for value in (1, 2):
        actions.propose(actor=member, image=image, base=image.etag, values={"cal_max": value}, reason="Too low")
    proposal = Proposal.objects.select_related("image__dataset", "entry").earliest("pk")
    actions.accept(actor=owner, proposal=proposal, base=image.etag)
    actions.give_role(actor=owner, dataset=dataset, person=stranger, role=Role.VIEWER)
    actions.invite(actor=owner, dataset=dataset, role=Role.EDITOR)
    _, secret = actions.invite(actor=owner, dataset=dataset, role=Role.REVIEWER)
    actions.join(person=User.objects.create_user("nia"), secret=secret)
    actions.make_token(actor=owner, name="laptop")
    actions.revoke_token(actor=owner, token=actions.make_token(actor=owner, name="old")[0])
    return Image.objects.get(pk=image.pk)


def change(model: type[Model], **columns: object) -> Callable[[Image], object]:
    """Change these columns of the first row, as damage does."""

    def damage(image: Image) -> None:
        first = model._default_manager.order_by("pk")[:1].values("pk")
        model._default_manager.filter(pk__in=[row["pk"] for row in first]).update(**columns)

    return damage


def let_in_again(image: Image) -> None:
    ApiToken.objects.update(revoked_at=None)


def moved_away(image: Image) -> None:
    Image.objects.update(dataset=Dataset.objects.get(slug="elsewhere"))


def made_manager(image: Image) -> None:
    Membership.objects.filter(user__username="stan", dataset=image.dataset).update(role="manager")


LATER = timezone.now() + timedelta(days=400)
DAMAGE: dict[str, tuple[Callable[[Image], object], str]] = {
    "dataset": (moved_away, "It is in the dataset elsewhere, and the audit trail puts it into study."),
    "state": (change(Image, state=State.REVIEWED), "Its row says something else of its review"),
    "asked of": (change(Image, asked_of=None), "Its row says something else of its review"),
    "step": (change(SignOff, step="sign"), "A step of its review is not the one"),
    "revision of a step": (change(SignOff, revision=2), "A step of its review is not the one"),
    "field of a comment": (change(Comment, field="pixdim"), "A comment is not the one that entry"),
    "settled": (change(Comment, resolved_at=None), "Whether the comment of entry"),
    "taken back": (lambda image: Comment.objects.update(removed_at=None), "Whether the comment of entry"),
    "base of a proposal": (change(Proposal, base=2), "A proposal is not the one that entry"),
    "decision": (change(Proposal, decision="declined"), "What became of the proposal of entry"),
    "role": (made_manager, "In study stan is manager; the audit trail says viewer."),
    "role of an invitation": (change(Invitation, role="manager"), "An invitation is not the one that entry"),
    "end of an invitation": (change(Invitation, expires_at=LATER), "An invitation is not the one that entry"),
    "use of an invitation": (
        lambda image: Invitation.objects.update(used_at=None, used_by=None),
        "The invitation of entry",
    ),
    "token": (let_in_again, "The token of entry"),
    "owner of a token": (lambda image: ApiToken.objects.update(user=joined_elsewhere()), "The token of entry"),
}


def joined_elsewhere() -> User:
    return joined("eve", Dataset.objects.create(slug="eve", name="Eve"), Role.MANAGER)


def test_what_people_do_leaves_nothing_to_find(image: Image) -> None:
    assert [problem.sentence for problem in upkeep.problems()] == []


@pytest.mark.parametrize(("damage", "sentence"), DAMAGE.values(), ids=DAMAGE.keys())
def test_a_row_that_tells_another_story_is_found(
    image: Image, damage: Callable[[Image], object], sentence: str
) -> None:
    damage(image)

    found = [problem.sentence.removeprefix(f"{image.name} ({image.pk}): ") for problem in upkeep.problems()]

    assert found
    assert all(each.startswith(sentence) for each in found), found


def test_a_review_goes_on_as_the_record_tells(image: Image, owner: User, dataset: Dataset) -> None:
    actions.sign_off(actor=owner, image=image, base=image.etag)
    image = Image.objects.get(pk=image.pk)
    actions.edit(actor=owner, image=image, base=image.etag, values={"descrip": "x"}, reason="")
    other = actions.make_dataset(actor=owner, name="Other")
    assert [problem.sentence for problem in upkeep.problems()] == []

    actions.move(actor=owner, image=Image.objects.select_related("dataset").get(pk=image.pk), to=other)

    assert [problem.sentence for problem in upkeep.problems()] == []
    assert Image.objects.get().state == State.NONE
