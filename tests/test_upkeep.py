"""`manage.py densify` and `manage.py fsck`: what is stored gets smaller, and what is damaged gets named."""

import gzip
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import RequestFactory

from inspector import access, actions, downloads
from inspector.core.errors import Damaged
from inspector.models import AuditEntry, Dataset, Image, Revision, Upload, VoxelBlock, blobs
from inspector.triggers import drop_triggers, install_triggers
from inspector.vault.blobs import Blob, Blobs
from inspector.vault.densify import densify
from inspector.vault.frozen import FrozenVoxels
from inspector.vault.intake import Source
from tests.builders import nifti1_bytes
from tests.stores import Stored, cut_short, flip, stored_files
from tests.vault.disks import Behind
from tests.vault.images import stored_bytes, voxels

pytestmark = pytest.mark.django_db

DIM = (3, 64, 64, 40, 1, 1, 1, 1)
Add = Callable[..., Image]


def scan(seed: int) -> bytes:
    return nifti1_bytes(dim=DIM, block=stored_bytes(voxels(DIM[1:4], seed=seed)))


@pytest.fixture
def add(tmp_path: Path, owner: User) -> Add:
    def upload(name: str, data: bytes, actor: User = owner) -> Image:
        (tmp_path / name).write_bytes(data)
        dataset = access.dataset(actor)
        return actions.upload(actor=actor, dataset=dataset, sources=[Source(name, tmp_path / name, len(data))])

    return upload


def run(command: str, *arguments: str) -> str:
    out = StringIO()
    call_command(command, *arguments, stdout=out)
    return out.getvalue()


def told(command: str, *arguments: str) -> tuple[str, str]:
    """What a command that fails writes, and its last sentence."""
    out = StringIO()
    with pytest.raises(CommandError) as refusal:
        call_command(command, *arguments, stdout=out)
    return out.getvalue(), str(refusal.value)


def stored(data_root: Path, digest: str) -> Stored:
    (path,) = [path for path in stored_files(data_root) if path.name == digest]
    return path


def whole(image: Image, kind: downloads.Kind) -> bytes:
    return b"".join(downloads.assembled(Image.objects.get(pk=image.pk), kind=kind).chunks())


def test_densify_makes_every_block_smaller_once_and_says_how_much(add: Add) -> None:
    one, two = add("one.nii", scan(1)), add("two.nii.gz", gzip.compress(scan(2), mtime=0))
    before = {block.pk: block.stored_length for block in VoxelBlock.objects.all()}
    old = whole(one, "nii.gz")

    first, second = run("densify", "--nice", "0"), run("densify", "--nice", "0")

    assert first.startswith("2 voxel blocks: ")
    assert second == "0 voxel blocks: 0 bytes became 0 bytes.\n"
    for block in VoxelBlock.objects.all():
        assert block.stored_length < before[block.pk]
        assert FrozenVoxels(blobs(), block.info).as_stored().info == block.info
    assert whole(one, "nii") == gzip.decompress(whole(one, "nii.gz")) == scan(1)
    assert whole(two, "original") == gzip.compress(scan(2), mtime=0)
    assert len(whole(one, "nii.gz")) < len(old)
    assert run("fsck") == "Everything is as it was stored.\n"


def test_densify_that_was_stopped_before_it_was_recorded_is_taken_up_again(add: Add) -> None:
    image = add("one.nii", scan(1))
    dense = densify(blobs(), image.block.info)

    assert gzip.decompress(whole(image, "nii.gz")) == scan(1)
    run("densify", "--nice", "0")
    assert VoxelBlock.objects.get().info == dense


def test_densify_names_what_it_cannot_read_and_goes_on(add: Add, data_root: Path) -> None:
    one, two = add("one.nii", scan(1)), add("two.nii", scan(2))
    flip(stored(data_root, one.block_id), 5)

    text, last = told("densify", "--nice", "0")

    assert f"one.nii ({one.pk}): The stored voxels are damaged: block 1 of 3 fails its checksum." in text
    assert last == "1 voxel block could not be read, and stayed as it was."
    assert VoxelBlock.objects.get(pk=two.block_id).info.is_dense


class Meanwhile(Behind):
    """A store in which a blob is compressed anew just before it is opened for the second time."""

    def __init__(self, there: Blobs, image: Image) -> None:
        super().__init__(there)
        self._image = image
        self._opened = 0

    def open(self, key: str) -> Blob:
        self._opened += 1
        if self._opened == 2:
            densify(self.there, self._image.block.info)
        return super().open(key)


def test_a_download_that_is_asked_for_while_its_voxels_are_replaced_is_whole(add: Add, rf: RequestFactory) -> None:
    image = add("one.nii", scan(1))
    image.current.frozen = FrozenVoxels(Meanwhile(blobs(), image), image.block.info)

    answer = downloads.respond(rf.get("/"), lambda: downloads.assembled(image, kind="nii.gz"))

    data = answer.getvalue()
    assert gzip.decompress(data) == scan(1)
    assert len(data) == int(answer["Content-Length"])


DAMAGE: dict[str, Callable[[Stored], object]] = {
    "missing": lambda path: path.unlink(),
    "cut short": lambda path: cut_short(path, 9),
    "changed": lambda path: flip(path, 5),
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE.keys())
@pytest.mark.parametrize("kind", ["voxels", "upload"])
def test_fsck_names_each_damaged_file(add: Add, data_root: Path, kind: str, damage: Callable[[Stored], object]) -> None:
    add("sound.nii.gz", gzip.compress(scan(2), mtime=0))
    image = add("one.nii.gz", gzip.compress(scan(1)))
    damage(stored(data_root, {"voxels": image.block_id, "upload": image.sha256}[kind]))

    text, last = told("fsck")

    assert text.startswith(f"one.nii.gz ({image.pk}): The stored {kind} ")
    assert (text.count("\n"), last) == (1, "1 problem found.")


def test_fsck_reads_the_headers_and_the_audit_trail(add: Add) -> None:
    image = add("one.nii", scan(1))
    Revision.objects.update(sha256="0" * 64)
    drop_triggers()
    AuditEntry.objects.update(dataset="another")
    install_triggers()

    text, last = told("fsck")

    assert text.splitlines() == [
        f"one.nii ({image.pk}): The header of revision 1 is not what its sha256 names.",
        f"one.nii ({image.pk}): Revision 1 is not the one that entry 1 of the audit trail tells of.",
        "The audit trail does not hold: Entry 1 shows something else than what was sealed.",
    ]
    assert last == "3 problems found."


def test_fsck_looks_at_removed_images_and_at_one_dataset_only(
    add: Add, owner: User, stranger: User, data_root: Path
) -> None:
    image = add("one.nii", scan(1))
    add("other.nii", scan(2), stranger)
    actions.delete(actor=owner, image=image, reason="twice")
    flip(stored(data_root, image.block_id), 5)

    assert told("fsck", "--dataset", "study")[1] == "1 problem found."
    assert run("fsck", "--dataset", "elsewhere") == "Everything is as it was stored.\n"
    assert told("fsck", "--dataset", "nowhere")[1] == "There is no dataset 'nowhere'."


def wrong_list(image: Image) -> None:
    Image.objects.filter(pk=image.pk).update(shape=[1, 2, 3], errors=7)


def wrong_facts(image: Image) -> None:
    VoxelBlock.objects.filter(pk=image.block_id).update(level=9, stored_length=5)


def damaged_preview(image: Image) -> None:
    with blobs().write() as writer:
        writer.write(b"half a preview")
        writer.commit(f"previews/{image.block_id}-{'0' * 16}")


def wrong_gzip(image: Image) -> None:
    Upload.objects.filter(image=image).update(gzip={"name": "jane-doe.nii", "members": 9, "comments": 1})


def wrong_review(image: Image) -> None:
    Image.objects.filter(pk=image.pk).update(state="reviewed", reviewed_revision=1)


def wrong_rules(image: Image) -> None:
    actions.set_rules(actor=image.uploaded_by, dataset=image.dataset, release_needs_review=True)
    Dataset.objects.update(release_needs_review=False)


REPAIRS: dict[str, tuple[Callable[[Image], object], str]] = {
    "list": (wrong_list, "The list shows something else than its header says (errors, shape)."),
    "voxels": (wrong_facts, "The row of the voxels tells something else than their file."),
    "gzip": (wrong_gzip, "The row of the uploaded file one.nii.gz tells something else of gzip than it."),
    "review": (wrong_review, "Its row says something else of its review than the audit trail does."),
    "rules": (wrong_rules, "The dataset study is not as the audit trail tells (release_needs_review)."),
    "preview": (damaged_preview, "is damaged."),
    "triggers": (lambda image: drop_triggers(), "The audit trail is not append-only: "),
}


@pytest.mark.parametrize(("damage", "sentence"), REPAIRS.values(), ids=REPAIRS.keys())
def test_fsck_derives_again_what_it_can(add: Add, damage: Callable[[Image], object], sentence: str) -> None:
    damage(add("one.nii.gz", gzip.compress(scan(1))))

    text, last = told("fsck")
    repaired = run("fsck", "--repair")

    assert sentence in text
    assert (text.endswith(" It can be repaired: run fsck --repair.\n"), last) == (True, "1 problem found.")
    assert repaired.endswith(" Repaired.\n1 problem repaired.\n")
    assert run("fsck") == "Everything is as it was stored.\n"


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL keeps no JSON that is none")
@pytest.mark.parametrize("column", ["gzip", "shape"])
def test_a_row_that_cannot_be_read_is_derived_again(add: Add, column: str) -> None:
    add("one.nii.gz", gzip.compress(scan(1)))
    table = {"gzip": "inspector_upload", "shape": "inspector_image"}[column]
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA ignore_check_constraints = ON")
        cursor.execute(f"UPDATE {table} SET {column} = '[1, 2'")
        cursor.execute("PRAGMA ignore_check_constraints = OFF")

    text, _ = told("fsck")
    repaired, _ = told("fsck", "--repair")

    assert f"Rows of {table} cannot be read: their {column} is damaged." in text
    assert text.endswith("The rest was not looked at, because there are rows that cannot be read.\n")
    assert repaired.count(" Repaired.\n") == 2
    assert run("fsck") == "Everything is as it was stored.\n"


def test_an_entry_that_cannot_be_read_is_named_and_the_rest_still_looked_at(add: Add, data_root: Path) -> None:
    image = add("one.nii", scan(1))
    drop_triggers()
    AuditEntry.objects.filter(image=image.pk).update(body="[1, 2")
    install_triggers()
    flip(stored(data_root, image.block_id), 5)

    text, _ = told("fsck")

    seq = AuditEntry.objects.get(image=image.pk).seq
    assert f"Entry {seq} of the audit trail cannot be read, so that no row was compared with the trail." in text
    assert "fails its checksum" in text
    assert f"The audit trail does not hold: Entry {seq}" in text


def test_fsck_says_what_cannot_be_repaired(add: Add, data_root: Path) -> None:
    image = add("one.nii", scan(1))
    wrong_list(image)
    stored(data_root, image.block_id).unlink()

    text, last = told("fsck", "--repair")

    assert text.splitlines()[0] == (
        f"one.nii ({image.pk}): The stored voxels are damaged: the stored file is missing. Restore them from a backup."
    )
    assert last == "2 problems found. 1 repaired."


def test_a_revision_that_lost_its_end_is_found_and_not_shown(add: Add) -> None:
    image = add("one.nii", scan(1))
    Revision.objects.update(tail=None)

    assert "The header of revision 1 is not what its sha256 names." in told("fsck")[0]
    with pytest.raises(Damaged, match=r"^The stored header of revision 1 is damaged\."):
        _ = Image.objects.get(pk=image.pk).header


def test_a_row_that_names_an_earlier_revision_is_not_served(add: Add, owner: User) -> None:
    image = add("one.nii", scan(1))
    actions.edit(actor=owner, image=image, base=image.etag, values={"descrip": "looked at"}, reason="Checked.")
    Image.objects.update(revision=1)

    with pytest.raises(Damaged, match="names another revision than its newest"):
        _ = Image.objects.get().header


@pytest.mark.parametrize("kind", [None, "pair", "nii"])
def test_a_row_that_takes_one_file_for_a_pair_is_not_sent(add: Add, kind: downloads.Kind | None) -> None:
    add("one.nii", scan(1))
    Image.objects.update(paired=True)

    with pytest.raises(Damaged, match="The record of the uploaded file is damaged"):
        downloads.assembled(Image.objects.get(), kind=kind)
