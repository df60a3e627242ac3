"""`manage.py densify` and `manage.py verify`: what is stored gets smaller, and what is damaged gets named."""

import gzip
import os
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.test import RequestFactory

from inspector import access, actions, downloads
from inspector.models import AuditEntry, Image, Revision, VoxelBlock, blobs
from inspector.triggers import drop_triggers, install_triggers
from inspector.vault.blobs import FileBlob, FileBlobs
from inspector.vault.densify import densify
from inspector.vault.frozen import FrozenVoxels
from inspector.vault.intake import Source
from tests.builders import nifti1_bytes
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


def stored(data_root: Path, digest: str) -> Path:
    (path,) = (data_root / "blobs").rglob(digest)
    return path


def flip(path: Path, place: int = 5) -> None:
    data = bytearray(path.read_bytes())
    data[place] ^= 1
    path.write_bytes(data)


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
    assert run("verify") == "Everything is as it was stored.\n"


def test_densify_that_was_stopped_before_it_was_recorded_is_taken_up_again(add: Add) -> None:
    image = add("one.nii", scan(1))
    dense = densify(blobs(), image.voxels.info)

    assert gzip.decompress(whole(image, "nii.gz")) == scan(1)
    run("densify", "--nice", "0")
    assert VoxelBlock.objects.get().info == dense


def test_densify_names_what_it_cannot_read_and_goes_on(add: Add, data_root: Path) -> None:
    one, two = add("one.nii", scan(1)), add("two.nii", scan(2))
    flip(stored(data_root, one.voxels_id))

    text, last = told("densify", "--nice", "0")

    assert f"one.nii ({one.pk}): The stored voxels are damaged: block 1 of 3 fails its checksum." in text
    assert last == "1 voxel block could not be read, and stayed as it was."
    assert VoxelBlock.objects.get(pk=two.voxels_id).info.is_dense


class Meanwhile(FileBlobs):
    """A store in which a blob is compressed anew just before it is opened for the second time."""

    def __init__(self, there: FileBlobs, image: Image) -> None:
        self._there = there
        self._image = image
        self._opened = 0

    def open(self, key: str) -> FileBlob:
        self._opened += 1
        if self._opened == 2:
            densify(self._there, self._image.voxels.info)
        return self._there.open(key)


def test_a_download_that_is_asked_for_while_its_voxels_are_replaced_is_whole(add: Add, rf: RequestFactory) -> None:
    image = add("one.nii", scan(1))
    image.frozen = FrozenVoxels(Meanwhile(blobs(), image), image.voxels.info)

    answer = downloads.respond(rf.get("/"), lambda: downloads.assembled(image, kind="nii.gz"))

    data = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    assert gzip.decompress(data) == scan(1)
    assert len(data) == int(answer["Content-Length"])


DAMAGE: dict[str, Callable[[Path], object]] = {
    "missing": Path.unlink,
    "cut short": lambda path: os.truncate(path, 9),
    "changed": flip,
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE.keys())
@pytest.mark.parametrize("kind", ["voxels", "upload"])
def test_verify_names_each_damaged_file(add: Add, data_root: Path, kind: str, damage: Callable[[Path], object]) -> None:
    add("sound.nii.gz", gzip.compress(scan(2), mtime=0))
    image = add("one.nii.gz", gzip.compress(scan(1)))
    damage(stored(data_root, {"voxels": image.voxels_id, "upload": image.sha256}[kind]))

    text, last = told("verify")

    assert text.startswith(f"one.nii.gz ({image.pk}): The stored {kind} ")
    assert (text.count("\n"), last) == (1, "1 problem found.")


def test_verify_reads_the_headers_and_the_audit_trail(add: Add) -> None:
    image = add("one.nii", scan(1))
    Revision.objects.update(sha256="0" * 64)
    drop_triggers()
    AuditEntry.objects.update(actor="somebody else")
    install_triggers()

    text, last = told("verify")

    assert text.splitlines() == [
        f"one.nii ({image.pk}): The header of revision 1 is not what its sha256 names.",
        "The audit trail does not hold: Entry 1 shows something else than what was sealed.",
    ]
    assert last == "2 problems found."


def test_verify_looks_at_removed_images_and_at_one_dataset_only(
    add: Add, owner: User, stranger: User, data_root: Path
) -> None:
    image = add("one.nii", scan(1))
    add("other.nii", scan(2), stranger)
    actions.delete(actor=owner, image=image, reason="twice")
    flip(stored(data_root, image.voxels_id))

    assert told("verify", "--dataset", "study")[1] == "1 problem found."
    assert run("verify", "--dataset", "elsewhere") == "Everything is as it was stored.\n"
    assert told("verify", "--dataset", "nowhere")[1] == "There is no dataset 'nowhere'."


def test_a_database_that_lets_the_record_be_changed_is_named(add: Add) -> None:
    drop_triggers()

    written, _ = told("verify")

    assert written.startswith("The database lets the audit trail be changed; the next start mends that: no audit_")
    install_triggers()
    assert run("verify") == "Everything is as it was stored.\n"
