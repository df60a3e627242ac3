"""Who sees what: members see their datasets, for everybody else they do not exist."""

import pytest
from django.contrib.auth.models import AnonymousUser, User
from django.http import Http404
from django.utils import timezone
from pytest_django import Settings

from inspector import access, actions
from inspector.models import ApiToken, AuditEntry, Dataset, Membership, Role
from tests.conftest import joined

pytestmark = pytest.mark.django_db


def test_a_person_without_a_name_sees_nothing(dataset: Dataset) -> None:
    assert list(access.datasets(AnonymousUser())) == []


def test_a_deactivated_member_sees_nothing(owner: User) -> None:
    owner.is_active = False

    assert list(access.datasets(owner)) == []


def test_members_share_a_dataset_and_a_stranger_does_not_see_it(
    dataset: Dataset, owner: User, member: User, stranger: User
) -> None:
    assert access.dataset(owner) == dataset
    assert access.dataset(member, "study") == dataset
    with pytest.raises(Http404):
        access.dataset(stranger, "study")


def test_a_role_may_do_what_the_roles_before_it_may() -> None:
    assert {task: [role.value for role in access.roles_for(task)] for task in access.TASKS} == {
        "see": ["viewer", "editor", "reviewer", "manager"],
        "comment": ["viewer", "editor", "reviewer", "manager"],
        "edit": ["editor", "reviewer", "manager"],
        "review": ["reviewer", "manager"],
        "manage": ["manager"],
    }


def test_a_refusal_says_which_role_it_takes_and_is_on_record(dataset: Dataset) -> None:
    viewer = joined("vera", dataset, Role.VIEWER)

    with pytest.raises(access.Refused) as refusal:
        access.dataset(viewer, "study", to="edit")

    assert str(refusal.value) == (
        "In Study you are a viewer. To upload images, change headers and remove images takes an editor: "
        "a manager of the dataset can give you that role."
    )
    entry = AuditEntry.objects.get()
    assert (entry.actor, entry.action, entry.dataset) == ("vera", "refused", "study")
    assert entry.facts == {"task": "edit", "role": "viewer"}


def test_who_asks_for_what_is_not_theirs_is_on_record_as_for_what_is_not_there(
    settings: Settings, dataset: Dataset, stranger: User
) -> None:
    settings.MODE = "server"

    for slug in ("study", "nowhere"):
        with pytest.raises(Http404, match=r"There is no such dataset\."):
            access.dataset(stranger, slug)

    assert [entry.told for entry in AuditEntry.objects.all()] == [{"id": "study"}, {"id": "nowhere"}]


def test_a_role_counts_from_the_next_look_on(dataset: Dataset, member: User) -> None:
    Membership.objects.filter(user=member).update(role=Role.VIEWER)
    assert not access.may(access.dataset(member), "edit")

    Membership.objects.filter(user=member).delete()
    assert list(access.datasets(member)) == []


def test_an_administrator_sees_every_dataset(dataset: Dataset, stranger: User) -> None:
    administrator = User.objects.create_superuser("ada")

    assert {each.slug for each in access.datasets(administrator)} == {"study", "elsewhere"}


def test_the_local_user_is_made_once_with_a_dataset_of_their_own() -> None:
    first, second = access.local_user(), access.local_user()

    assert first == second
    assert not first.has_usable_password()
    assert access.dataset(first).name == "Images"


def test_a_token_is_kept_as_a_hash_and_names_its_owner(owner: User) -> None:
    token = access.make_token(owner, "laptop")

    assert access.token_owner(token) == owner
    assert token not in ApiToken.objects.get().digest
    assert access.token_owner(token + "x") is None


def test_a_revoked_token_opens_nothing(owner: User) -> None:
    token = access.make_token(owner, "laptop")

    ApiToken.objects.update(revoked_at=timezone.now())

    assert access.token_owner(token) is None


def test_the_day_a_token_was_last_used_is_known(owner: User) -> None:
    access.token_owner(access.make_token(owner, "laptop"))

    assert ApiToken.objects.get().last_used_on == timezone.now().date()


def test_the_token_of_a_deactivated_person_opens_nothing(owner: User) -> None:
    token = access.make_token(owner, "laptop")

    User.objects.filter(pk=owner.pk).update(is_active=False)

    assert access.token_owner(token) is None


def test_the_local_token_is_the_same_every_time_and_only_its_owner_can_read_the_file(settings: Settings) -> None:
    assert actions.local_token() == actions.local_token()
    assert ApiToken.objects.count() == 1
    assert [(entry.actor, entry.action) for entry in AuditEntry.objects.all()] == [("local", "token made")]
    assert (settings.DATA_ROOT / "keys" / "local.token").stat().st_mode & 0o777 == 0o600


def test_a_local_token_from_another_database_is_replaced(settings: Settings) -> None:
    before = actions.local_token()
    ApiToken.objects.all().delete()

    after = actions.local_token()

    assert after != before
    assert access.token_owner(after) == access.local_user()
