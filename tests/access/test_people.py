"""Whom a person may know of, and which invitations open something."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.http import Http404
from django.utils import timezone

from inspector import access, actions
from inspector.models import Dataset, Invitation, Role

pytestmark = pytest.mark.django_db


def test_people_know_those_they_share_a_dataset_with(owner: User, member: User, stranger: User) -> None:
    assert [*access.colleagues(owner)] == [member, owner]
    assert [*access.colleagues(stranger)] == [stranger]
    assert [*access.colleagues(User.objects.create_superuser("ada"))] == [*User.objects.order_by("username")]


def test_who_shares_no_dataset_is_not_told_from_who_is_not_there(owner: User, stranger: User) -> None:
    sentences = set()
    for name in ("stan", "nobody"):
        with pytest.raises(Http404) as missing:
            access.colleague(owner, name)
        sentences.add(str(missing.value))

    assert sentences == {"There is nobody of that name in your datasets. Invite people by a link."}


def test_a_name_of_no_member_is_said_to_be_none(dataset: Dataset, owner: User, stranger: User) -> None:
    with pytest.raises(Http404, match="Study has no member of that name"):
        access.member(dataset, "stan")


@pytest.mark.parametrize("why", ["used", "revoked", "expired", "unknown"])
def test_an_invitation_that_is_over_is_as_if_it_had_never_been(
    dataset: Dataset, owner: User, member: User, why: str
) -> None:
    made, secret = actions.invite(actor=owner, dataset=dataset, role=Role.VIEWER)
    past = timezone.now() - timedelta(seconds=1)
    changes: dict[str, dict[str, Any]] = {
        "used": {"used_by": member, "used_at": past},
        "revoked": {"revoked_at": past},
        "expired": {"expires_at": past},
        "unknown": {"digest": "another"},
    }
    Invitation.objects.update(**changes[why])

    with pytest.raises(Http404) as missing:
        access.invitation(secret)

    assert str(missing.value) == access.NOT_OPEN
    assert (made in access.invitations(dataset)) == (why == "unknown")
