"""A full disk, a database that others hold, a stored file that is damaged: clear answers, and nothing lost."""

import errno
import json
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.db import OperationalError, connection
from django.test import Client
from pytest_django import Settings

from inspector.models import Image, Revision
from inspector.views.fault import AWAY, BUSY, FULL, OURS, fault_of
from tests.api.conftest import Program
from tests.builders import nifti1_bytes

FILE = nifti1_bytes()
ClientOf = Callable[[User], Client]


@pytest.fixture
def program(owner: User) -> Program:
    found = Program(owner)
    found.client.raise_request_exception = False
    return found


class PostgresError(Exception):
    def __init__(self, sqlstate: str | None) -> None:
        self.sqlstate = sqlstate


@pytest.mark.parametrize(
    ("state", "fault"), [("55P03", BUSY), ("40P01", BUSY), ("53100", FULL), (None, AWAY), ("08006", AWAY)]
)
def test_what_postgresql_says_is_told_apart(state: str | None, fault: object) -> None:
    error = OperationalError("as PostgreSQL puts it")
    error.__cause__ = PostgresError(state)

    assert fault_of(error) is fault


def test_a_full_disk_is_no_fault_of_the_program() -> None:
    assert fault_of(OSError(errno.ENOSPC, "full")) is FULL
    assert fault_of(OSError(errno.EACCES, "denied")) is OURS


@contextmanager
def held_by_another() -> Iterator[None]:
    """Somebody else writes to the database for a long time, and we wait for a moment only."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout=50")
    with closing(sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        try:
            yield
        finally:
            other.execute("ROLLBACK")
            connection.close()


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="SQLite alone has one writer at a time.")
def test_a_database_that_another_holds_is_answered_with_when_to_come_back(
    program: Program, owner: User, client_of: ClientOf
) -> None:
    image = program.upload(("scan.nii", FILE))
    page = client_of(owner)
    page.raise_request_exception = False

    with held_by_another():
        headers = {"If_Match": image["etag"]}
        edit = program.call("PATCH", f"/images/{image['id']}/header", {"set": {"descrip": "x"}}, **headers)
        removal = page.post(f"/images/{image['id']}/remove/", {"reason": "It is here twice.", "base": image["etag"]})
        read = program.call("GET", f"/images/{image['id']}/header")

    assert (edit.status_code, edit["Retry-After"], removal.status_code, removal["Retry-After"]) == (
        503,
        "10",
        503,
        "10",
    )
    assert json.loads(edit.content)["error"] == {"code": "busy", "message": BUSY.sentence, "fields": {}}
    assert BUSY.sentence in removal.content.decode()
    assert read.status_code == 200
    assert program.edit(image, descrip="x")["revision"] == 2


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="SQLite alone can be told how large it may get.")
def test_a_database_without_room_for_an_edit_keeps_what_it_has(program: Program) -> None:
    image = program.upload(("scan.nii", FILE))
    body, headers = {"text": "x" * 100_000, "reason": "test"}, {"If_Match": image["etag"]}

    with connection.cursor() as cursor:
        cursor.execute("VACUUM")  # nor any that are free
        cursor.execute("PRAGMA max_page_count=1")  # no more than there are
    full = program.call("POST", f"/images/{image['id']}/extensions", body, **headers)
    read = program.call("GET", f"/images/{image['id']}/header")
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA max_page_count=1000000")

    assert (full.status_code, json.loads(full.content)["error"]["code"]) == (507, "no_space")
    assert (read.status_code, Image.objects.get().revision) == (200, 1)
    assert program.call("POST", f"/images/{image['id']}/extensions", body, **headers).status_code == 200


@pytest.mark.django_db
def test_a_damaged_header_is_shown_on_no_page(program: Program, owner: User, client_of: ClientOf) -> None:
    image = program.upload(("scan.nii", FILE))
    Revision.objects.update(fixed=FILE[:100] + b"?" + FILE[101:348])
    page = client_of(owner)
    page.raise_request_exception = False

    shown = page.get(f"/images/{image['id']}/")

    sentence = "The stored header of revision 1 is damaged. Restore it from a backup."
    assert (shown.status_code, sentence in shown.content.decode()) == (409, True)
    for path in ("header", "download", "slice"):
        answer = program.call("GET", f"/images/{image['id']}/{path}")
        assert (answer.status_code, json.loads(answer.content)["error"]["message"]) == (409, sentence)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 2 MiB."""
    place, mount = tmp_path / "small", shutil.which("mount")
    place.mkdir()
    if os.geteuid() or not mount or subprocess.call([mount, "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(place)]):
        pytest.skip("A disk can be mounted by an administrator only.")
    yield place
    subprocess.check_call(["umount", "--lazy", str(place)])


@pytest.mark.django_db
def test_a_full_disk_takes_nothing_keeps_everything_and_goes_on_once_there_is_room(
    program: Program, small_disk: Path, settings: Settings
) -> None:
    settings.VAULT_ROOT = small_disk / "blobs"
    image = program.upload(("scan.nii", FILE))
    large = nifti1_bytes(dim=(3, 64, 64, 40, 1, 1, 1, 1), block=os.urandom(64 * 64 * 40 * 2))
    filler, statuses = small_disk / "filler", []

    # From hardly any room to not quite enough: the disk fills up at another step each time.
    for free in range(0, 320 * 1024, 16 * 1024):
        filler.write_bytes(b"")
        room = shutil.disk_usage(small_disk).free
        filler.write_bytes(bytes(room - free))
        statuses.append(program.send(("large.nii", large)).status_code)
        assert list((settings.VAULT_ROOT / "tmp").iterdir()) == []
    assert program.download(image, as_="original") == FILE
    filler.unlink()

    assert statuses == [507] * 20
    assert Image.objects.count() == 1
    assert program.download(program.upload(("large.nii", large)), as_="nii") == large
