"""People come into datasets, get roles and go: each in one transaction with its entry."""

from __future__ import annotations

from collections.abc import Callable
from io import StringIO
from threading import Thread
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.db import connection
from django.http import Http404
from pytest_django import Settings

from inspector import access, actions, audit
from inspector.core.errors import EditError
from inspector.models import ApiToken, AuditEntry, Dataset, Image, Invitation, Membership, Role
from tests.conftest import joined
from tests.views.conftest import Add, add

__all__ = ["add"]

pytestmark = pytest.mark.django_db


def told() -> tuple[str, str, str, dict[str, Any], dict[str, Any]]:
    """The newest entry: who, what, where, its facts and its values."""
    entry = AuditEntry.objects.latest("seq")
    return entry.actor, entry.action, entry.dataset, entry.facts, entry.told


def test_whoever_makes_a_dataset_manages_it(owner: User) -> None:
    made = actions.make_dataset(actor=owner, name="  Motor   study 2026 ")

    assert made.name == "Motor study 2026"
    assert made.slug.startswith("motor-study-2026-")
    assert access.dataset(owner, made.slug, to="manage") == made
    assert told() == ("olga", "dataset made", made.slug, {}, {"called": "Motor study 2026"})


def test_two_datasets_of_one_name_have_addresses_that_tell_nothing_of_each_other(owner: User, stranger: User) -> None:
    one, other = (actions.make_dataset(actor=person, name="脳") for person in (owner, stranger))

    assert [each.slug.rpartition("-")[0] for each in (one, other)] == ["dataset", "dataset"]
    assert one.slug != other.slug


@pytest.mark.parametrize(
    ("name", "sentence"),
    [(" ", "Give the dataset a name."), ("x" * 201, "The name has 201 characters; 200 fit.")],
    ids=["empty", "long"],
)
def test_a_dataset_needs_a_name_that_fits(owner: User, dataset: Dataset, name: str, sentence: str) -> None:
    with pytest.raises(EditError) as made:
        actions.make_dataset(actor=owner, name=name)
    with pytest.raises(EditError) as renamed:
        actions.rename_dataset(actor=owner, dataset=dataset, name=name)

    assert made.value.fields == renamed.value.fields == {"name": [sentence]}
    assert AuditEntry.objects.count() == 0


def test_a_renamed_dataset_keeps_its_address(owner: User, dataset: Dataset) -> None:
    actions.rename_dataset(actor=owner, dataset=dataset, name="Pilot")
    actions.rename_dataset(actor=owner, dataset=dataset, name="Pilot")

    assert Dataset.objects.get(slug="study").name == "Pilot"
    names = {"was": "Study", "called": "Pilot"}
    assert told() == ("olga", "dataset renamed", "study", {}, names)
    assert AuditEntry.objects.count() == 1


def test_a_role_is_given_changed_and_taken_on_record(owner: User, dataset: Dataset, stranger: User) -> None:
    actions.give_role(actor=owner, dataset=dataset, person=stranger, role=Role.VIEWER)
    assert told() == ("olga", "member added", "study", {"role": "viewer"}, {"member": "stan"})

    actions.give_role(actor=owner, dataset=dataset, person=stranger, role=Role.EDITOR)
    assert told() == ("olga", "role changed", "study", {"before": "viewer", "role": "editor"}, {"member": "stan"})
    assert access.dataset(stranger, "study", to="edit").role == "editor"

    actions.remove_member(actor=owner, dataset=dataset, person=stranger)
    assert told() == ("olga", "member removed", "study", {"role": "editor"}, {"member": "stan"})
    with pytest.raises(Http404):
        access.dataset(stranger, "study")


def test_what_changes_nothing_is_not_on_record(owner: User, dataset: Dataset, member: User, stranger: User) -> None:
    actions.give_role(actor=owner, dataset=dataset, person=member, role=Role.EDITOR)
    actions.remove_member(actor=owner, dataset=dataset, person=stranger)

    assert AuditEntry.objects.count() == 0


LOSSES: dict[str, Callable[[User, Dataset], object]] = {
    "stepping down": lambda last, dataset: actions.give_role(
        actor=last, dataset=dataset, person=last, role=Role.REVIEWER
    ),
    "going": lambda last, dataset: actions.remove_member(actor=last, dataset=dataset, person=last),
}


@pytest.mark.parametrize("loss", LOSSES.values(), ids=LOSSES)
def test_the_last_manager_stays(
    owner: User, dataset: Dataset, member: User, loss: Callable[[User, Dataset], object]
) -> None:
    closed = joined("cleo", dataset, Role.MANAGER)
    closed.is_active = False
    closed.save()

    with pytest.raises(actions.LastManager, match=r"^Study needs a manager\. Make somebody else a manager first\.$"):
        loss(owner, dataset)

    assert Membership.objects.get(user=owner).role == "manager"
    assert AuditEntry.objects.count() == 0


def test_one_of_two_managers_may_go(owner: User, dataset: Dataset) -> None:
    joined("cleo", dataset, Role.MANAGER)

    actions.remove_member(actor=owner, dataset=dataset, person=owner)

    assert not Membership.objects.filter(user=owner).exists()


def test_an_invitation_lets_one_person_in_once(owner: User, dataset: Dataset, stranger: User) -> None:
    made, secret = actions.invite(actor=owner, dataset=dataset, role=Role.REVIEWER, note=" for Stan ", days=3)
    assert told() == (
        *("olga", "invitation made", "study"),
        *({"invitation": made.pk, "role": "reviewer", "days": 3}, {"note": "for Stan"}),
    )
    assert secret not in Invitation.objects.get().digest

    actions.join(person=stranger, secret=secret)

    assert access.dataset(stranger, "study").role == "reviewer"
    assert told() == ("stan", "invitation used", "study", {"invitation": made.pk, "role": "reviewer"}, {})
    with pytest.raises(Http404):
        actions.join(person=User.objects.create_user("late"), secret=secret)
    assert audit.verify().ok


def test_a_member_keeps_their_role_and_the_invitation_stays_open(owner: User, dataset: Dataset, member: User) -> None:
    _, secret = actions.invite(actor=owner, dataset=dataset, role=Role.VIEWER)

    with pytest.raises(actions.AlreadyMember, match="You are in Study already, as editor"):
        actions.join(person=member, secret=secret)

    assert access.invitation(secret).used_at is None


def test_a_revoked_invitation_opens_nothing(owner: User, dataset: Dataset, stranger: User) -> None:
    made, secret = actions.invite(actor=owner, dataset=dataset, role=Role.VIEWER)
    for _ in range(2):
        actions.revoke_invitation(actor=owner, invitation=made)

    with pytest.raises(Http404):
        actions.join(person=stranger, secret=secret)
    actions_told = [entry.action for entry in AuditEntry.objects.order_by("seq")]
    assert actions_told == ["invitation made", "invitation revoked"]


def test_an_invitation_makes_an_account_that_can_sign_in(owner: User, dataset: Dataset) -> None:
    _, secret = actions.invite(actor=owner, dataset=dataset, role=Role.EDITOR)

    joined = actions.make_account(secret=secret, username="tom", full_name="Tom  Rehn", password="a long pass phrase")

    assert joined.user.check_password("a long pass phrase")
    assert joined.user.get_full_name() == "Tom Rehn"
    assert access.dataset(joined.user, "study").role == "editor"
    assert [entry.action for entry in AuditEntry.objects.filter(actor="tom").order_by("seq")] == [
        *("account made", "invitation used")
    ]


def test_no_account_comes_of_an_invitation_that_is_over(db: None) -> None:
    with pytest.raises(Http404):
        actions.make_account(secret="nothing", username="tom", full_name="Tom", password="a long pass phrase")

    assert not User.objects.filter(username="tom").exists()


def test_tokens_are_made_and_revoked_on_record(owner: User) -> None:
    made, text = actions.make_token(actor=owner, name="laptop")
    assert told() == ("olga", "token made", "", {"token": made.pk}, {"called": "laptop"})
    assert access.token_owner(text) == owner

    for _ in range(2):
        actions.revoke_token(actor=owner, token=made)

    assert told() == ("olga", "token revoked", "", {"token": made.pk}, {"called": "laptop"})
    assert access.token_owner(text) is None
    assert (ApiToken.objects.count(), AuditEntry.objects.count()) == (1, 2)


def test_an_image_moves_with_its_history(owner: User, add: Add) -> None:
    image, other = add(), actions.make_dataset(actor=owner, name="Other")
    actions.edit(actor=owner, image=image, base=image.etag, values={"descrip": "x"}, reason="")
    newcomer = joined("nora", other, Role.VIEWER)

    actions.move(actor=owner, image=Image.objects.get(pk=image.pk), to=other, reason="It belongs there.")

    moved = access.image(newcomer, image.pk)
    assert [revision.number for revision in moved.revisions.order_by("number")] == [1, 2]
    facts = {"revision": 2, "from": "study", "to": other.slug}
    assert told() == ("olga", "moved", "study", facts, {"reason": "It belongs there."})
    assert [entry.action for entry in access.entries(newcomer).filter(image=image.pk).order_by("seq")] == [
        *("upload", "edit", "moved")
    ]
    with pytest.raises(EditError, match="The image is in Other already"):
        actions.move(actor=owner, image=moved, to=other)


@pytest.mark.django_db(transaction=True)
def test_of_two_managers_who_go_at_once_one_stays(owner: User, dataset: Dataset) -> None:
    second = joined("cleo", dataset, Role.MANAGER)
    refused = []

    def go(person: User) -> None:
        try:
            actions.remove_member(actor=person, dataset=dataset, person=person)
        except actions.LastManager:
            refused.append(person)
        finally:
            connection.close()

    threads = [Thread(target=go, args=[person]) for person in (owner, second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [row.user for row in Membership.objects.filter(dataset=dataset)] == refused
    assert len(refused) == 1


def test_a_command_invites_the_first_manager(settings: Settings, db: None) -> None:
    settings.MODE, settings.ALLOWED_HOSTS = "server", ["headers.example.org"]
    told_link = StringIO()

    call_command("invite", stdout=told_link)

    before, _, secret = told_link.getvalue().strip("/\n").rpartition("/")
    assert before == "https://headers.example.org/invitations"
    joined = actions.make_account(secret=secret, username="ada", full_name="Ada", password="a long pass phrase")
    assert (joined.dataset.slug, joined.role) == ("images", "manager")
    assert AuditEntry.objects.earliest("seq").actor == "console"


def test_a_command_invites_nobody_to_what_is_not_there(settings: Settings, dataset: Dataset) -> None:
    with pytest.raises(CommandError, match="Nobody can be invited in local mode"):
        call_command("invite")
    settings.MODE = "server"
    with pytest.raises(CommandError, match="There is no dataset 'nowhere'; these are there: study"):
        call_command("invite", dataset="nowhere")
