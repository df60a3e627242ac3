"""How pages name people."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.auth import get_user_model
from django.contrib.auth.models import User

from inspector import access
from inspector.core.exact import visible
from inspector.models import Dataset, Role


def full_name(person: User) -> str:
    """The full name when there is one, else the user name, with nothing hidden in it."""
    return visible(person.get_full_name() or person.get_username())


def called(username: str, person: User) -> str:
    """ "you" for the person who reads the page, else the full name when there is one, else the user name."""
    if username == person.get_username():
        return "you"
    found = get_user_model().objects.filter(username=username).first()
    return full_name(found) if found else username


def names(usernames: Iterable[str], person: User) -> dict[str, str]:
    """What each of these user names is called, asked for once: for the rows of a list."""
    wanted = set(usernames)
    full = {found.get_username(): full_name(found) for found in User.objects.filter(username__in=wanted)}
    return {name: "you" if name == person.get_username() else full.get(name) or name for name in wanted}


def managers(dataset: Dataset) -> list[str]:
    """The names of those who give roles in this dataset."""
    rows = access.members(dataset).filter(role=Role.MANAGER, user__is_active=True)
    return [full_name(row.user) for row in rows]
