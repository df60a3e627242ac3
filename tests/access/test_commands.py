"""Every command that changes something is explained by an entry of the record, as every request is."""

from __future__ import annotations

import time
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command, get_commands
from django.utils import timezone
from pytest_django import Settings

from inspector.models import AuditEntry, Image
from tests.access.test_recorded import tables
from tests.doors.phone import Phone
from tests.views.conftest import Add, add

__all__ = ["add"]

pytestmark = pytest.mark.django_db(transaction=True)

OURS = sorted(name for name, app in get_commands().items() if app == "inspector")
# What each command is called with, and the entries it leaves; {folder} is one that is not there yet. Whatever leaves
# none changes no row. A new command needs a line here.
COMMANDS: dict[str, tuple[list[str], list[str]]] = {
    "audit": (["export"], []),
    "backup": (["{folder}"], []),
    "densify": (["--nice", "0"], ["compressed"]),
    "fsck": (["--repair"], ["row repaired"]),
    "invite": ([], ["invitation made"]),
    "look": (["--all"], ["looked again"]),
    "purge": ([], ["purge"]),
    "reset_factor": (["olga"], ["second factor taken away"]),
    "restore": (["{folder}"], ["backup restored"]),
    "sweep": ([], []),
    "token": ([], ["token made"]),
}
# It takes a backup and a place that holds nothing: tests/test_backup.py looks at its entry.
ELSEWHERE = {"restore"}


def test_every_command_has_a_line() -> None:
    assert sorted(COMMANDS) == OURS


@pytest.mark.parametrize("command", [name for name in OURS if name not in ELSEWHERE])
def test_every_command_that_changes_something_is_in_the_record(
    add: Add, owner: User, settings: Settings, tmp_path: Path, command: str
) -> None:
    settings.MODE = "server" if command == "invite" else "local"
    wrong, gone = add("wrong.nii"), add("gone.nii")
    Image.objects.filter(pk=wrong.pk).update(errors=7)
    if command == "purge":
        Image.objects.filter(pk=gone.pk).update(deleted_at=timezone.now() - timedelta(days=99))
    if command == "reset_factor":
        settings.SECOND_FACTOR = "offered"
        Phone.of(owner, "analytical engine", time.time())
    before, entries = tables(), AuditEntry.objects.count()
    arguments, wanted = COMMANDS[command]

    call_command(command, *(each.format(folder=tmp_path / "backup") for each in arguments), stdout=StringIO())

    after, left = tables(), AuditEntry.objects.order_by("seq")[entries:]
    assert [entry.action for entry in left] == wanted
    assert any(before[name] != after[name] for name in before) == bool(wanted)
