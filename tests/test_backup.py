"""A backup is everything, or it is refused; going back to it is checked."""

import gzip
import json
import os
import shutil
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.db import connection
from pytest_django import Settings

from inspector import actions, audit, upkeep
from inspector.models import AuditEntry, Image, blobs
from inspector.triggers import drop_triggers, install_triggers
from inspector.upkeep.backup import NoBackup, back_up, restore
from tests.api.conftest import Program
from tests.builders import nifti1_bytes

pytestmark = pytest.mark.django_db(transaction=True)

FILE = nifti1_bytes()
Empty = Callable[[], None]


@pytest.fixture
def program(owner: User) -> Program:
    return Program(owner)


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "backup"


@pytest.fixture
def empty(data_root: Path) -> Empty:
    """Let this place hold nothing, as a new installation does."""

    def lose_everything() -> None:
        drop_triggers()
        call_command("flush", interactive=False, verbosity=0)
        install_triggers()
        shutil.rmtree(data_root / "blobs")

    return lose_everything


def run(command: str, *arguments: str) -> str:
    out = StringIO()
    call_command(command, *arguments, stdout=out)
    return out.getvalue()


def test_everything_is_there_after_a_restore(program: Program, target: Path, empty: Empty) -> None:
    image = program.upload(("scan.nii.gz", gzip.compress(FILE)))
    program.edit(image, descrip="before")
    before = program.download(image), program.download(image, as_="original"), program.ok("GET", "/audit")["results"]

    said = run("backup", str(target))
    empty()
    restored = run("restore", str(target))

    assert said.splitlines()[0].startswith("2 files (2 copied now) and the database, with 2 audit entries. Manifest ")
    assert restored == "The backup is in place, and everything is as it was stored.\n"
    assert list(upkeep.problems()) == []
    after = program.download(image), program.download(image, as_="original"), program.ok("GET", "/audit")["results"]
    assert after == before
    assert audit.sentence(AuditEntry.objects.latest("seq")) == "put a backup in place, whose record ended at entry 2"


def test_what_was_cut_off_an_image_comes_back_with_it_and_is_still_cut_off(
    program: Program, owner: User, target: Path, empty: Empty
) -> None:
    told = program.upload(("scan.nii", FILE + b"behind the voxels"))
    image = Image.objects.get()
    actions.cut_trailing(actor=owner, image=image, base=image.etag, reason="It names a patient.")
    manifest = back_up(target).manifest
    empty()

    assert list(restore(target)) == []

    assert [*manifest.blobs] == [f"voxels/{image.block_id}"]
    assert (program.download(told), program.download(told, as_="original")) == (FILE, FILE + b"behind the voxels")


def test_a_second_backup_copies_what_is_new_and_forgets_what_is_gone(program: Program, target: Path) -> None:
    program.upload(("one.nii", FILE))
    first = back_up(target)
    program.upload(("two.nii", nifti1_bytes(dim=(3, 2, 2, 2, 1, 1, 1, 1))))
    second = back_up(target)

    assert (first.copied, second.copied, len(second.manifest.blobs)) == (1, 1, 2)
    assert [path.name for path in target.glob("database-*")] == [second.manifest.database]


def test_keys_are_left_out_unless_they_are_asked_for(target: Path, settings: Settings) -> None:
    settings.KEYS_ROOT.mkdir()
    (settings.KEYS_ROOT / "audit.key").write_text("a key")

    without = back_up(target / "one")
    held = back_up(target / "two", with_keys=True)
    removed = back_up(target / "two")

    assert (dict(without.manifest.keys), list(held.manifest.keys), dict(removed.manifest.keys)) == (
        {},
        ["audit.key"],
        {},
    )
    assert not (target / "one" / "keys").exists()
    assert not (target / "two" / "keys").exists()


def test_another_audit_key_is_noticed_before_anything_is_put_in_place(
    program: Program, target: Path, empty: Empty, settings: Settings
) -> None:
    program.upload(("one.nii", FILE))
    back_up(target)
    empty()
    settings.AUDIT_KEY = b"another"

    with pytest.raises(NoBackup, match="was sealed with another key"):
        list(restore(target))
    assert Image.objects.count() == 0


def test_a_place_with_images_is_not_written_over(program: Program, target: Path) -> None:
    program.upload(("one.nii", FILE))
    back_up(target)

    with pytest.raises(CommandError, match="holds images or a record already"):
        run("restore", str(target))


def damaged(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


@pytest.mark.parametrize("damage", [damaged, Path.unlink], ids=["changed", "missing"])
@pytest.mark.parametrize("part", ["manifest.json", "database-*", "blobs/voxels/??/*"])
def test_a_damaged_backup_is_refused(
    program: Program, target: Path, empty: Empty, part: str, damage: Callable[[Path], None]
) -> None:
    program.upload(("one.nii", FILE))
    back_up(target)
    empty()
    (path,) = target.glob(part)
    damage(path)

    with pytest.raises(NoBackup, match=r"damaged|missing|holds no backup"):
        list(restore(target))
    assert Image.objects.count() == 0


def test_a_backup_is_not_made_into_a_folder_with_other_things(target: Path) -> None:
    target.mkdir()
    (target / "thesis.tex").touch()

    with pytest.raises(NoBackup, match=r"holds other things than a backup \(thesis.tex\)"):
        back_up(target)


def test_a_blob_that_is_missing_leaves_the_earlier_backup(program: Program, target: Path) -> None:
    program.upload(("one.nii", FILE))
    first = back_up(target)
    image = program.upload(("two.nii", nifti1_bytes(dim=(3, 2, 2, 2, 1, 1, 1, 1))))
    blobs().remove(f"voxels/{image['voxels']['sha256']}")

    with pytest.raises(NoBackup, match="A file that the database names is not there"):
        back_up(target)
    assert json.loads((target / "manifest.json").read_text())["seal"] == first.seal


def test_a_folder_that_cannot_be_written_is_said_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(CommandError, match="The backup cannot be written: "):
        run("backup", str(tmp_path / "file" / "backup"))


@pytest.mark.postgres
def test_without_postgresqls_programs_a_backup_says_what_is_missing(
    target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("The dump is PostgreSQL's.")
    monkeypatch.setenv("PATH", os.devnull)

    with pytest.raises(NoBackup, match="pg_dump is not installed on this machine"):
        back_up(target)
