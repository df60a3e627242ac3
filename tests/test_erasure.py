"""What is erased for good is in no file any more, and the record says who erased it, when and why."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from pytest_django import Settings

from inspector import actions, audit, downloads, upkeep
from inspector.actions.images import refuse_erased
from inspector.core.errors import EditError, Erased
from inspector.models import (
    AuditEntry,
    AuditValue,
    Dataset,
    Draft,
    HeaderTail,
    Image,
    Revision,
    Upload,
    VoxelBlock,
    blobs,
)
from inspector.vault.intake import Source
from tests.builders import nifti1_bytes

pytestmark = pytest.mark.django_db

Add = Callable[..., Image]
DIM = (3, 128, 128, 80, 1, 1, 1, 1)


@pytest.fixture
def add(owner: User, dataset: Dataset, tmp_path: Path) -> Add:
    """Upload a file as the owner."""

    def upload(name: str = "scan.nii", data: bytes | None = None) -> Image:
        content = nifti1_bytes() if data is None else data
        path = tmp_path / "upload"
        path.write_bytes(content)
        return actions.upload(actor=owner, dataset=dataset, sources=[Source(name, path, len(content))])

    return upload


def changed(image: Image, person: User, reason: str = "By the protocol", **values: object) -> Image:
    image = Image.objects.get(pk=image.pk)
    actions.edit(actor=person, image=image, base=image.etag, values=values, reason=reason)
    return Image.objects.get(pk=image.pk)


def value(image: Image, label: str) -> AuditValue:
    found = AuditValue.objects.filter(entry__image=image.pk, label=label, sealed__isnull=False).first()
    assert found is not None
    return found


def erase(image: Image, person: User, label: str, reason: str = "It names a patient") -> AuditEntry:
    image = Image.objects.get(pk=image.pk)
    return actions.erase_value(actor=person, image=image, value=value(image, label), reason=reason)


def stored(data_root: Path) -> bytes:
    """All blobs, one after the other."""
    return b"".join(path.read_bytes() for path in sorted((data_root / "blobs").rglob("*")) if path.is_file())


def test_a_purged_image_leaves_a_tombstone_and_nothing_else(add: Add, owner: User, data_root: Path) -> None:
    image = add("jane-doe.nii.gz", gzip.compress(nifti1_bytes(dim=DIM, extensions=[(6, b"Jane Doe")])))
    image = changed(image, owner, "Jane Doe asked", descrip="Jane Doe")
    actions.keep_draft(actor=owner, image=image, values={"db_name": "Jane"}, base=image.revision)

    tombstone = actions.purge(actor=owner, image=image, reason="Consent withdrawn")

    rows = (Image, Revision, Upload, VoxelBlock, HeaderTail, Draft)
    assert [model.objects.count() for model in rows] == [0] * len(rows)
    assert stored(data_root) == b""
    assert [entry.told for entry in AuditEntry.objects.all()] == [
        {"name": None},
        {"descrip.old": None, "descrip.new": None, "reason": None},
        {"reason": "Consent withdrawn"},
    ]
    assert (tombstone.action, tombstone.actor, tombstone.image) == ("purge", "olga", image.pk)
    assert audit.verify().ok
    assert [*upkeep.problems()] == []


def test_what_another_image_has_as_well_stays_for_it(add: Add, owner: User) -> None:
    data = gzip.compress(nifti1_bytes(extensions=[(6, b"shared")]), mtime=0)
    first, second = add("one.nii.gz", data), add("two.nii.gz", data)

    actions.purge(actor=owner, image=first, reason="Uploaded twice")

    assert b"".join(downloads.assembled(second, kind="original").chunks()) == data
    assert [*upkeep.problems()] == []


def test_a_purge_asks_for_a_reason(add: Add, owner: User) -> None:
    with pytest.raises(EditError):
        actions.purge(actor=owner, image=add(), reason=" ")

    assert Image.objects.count() == 1


def test_an_erased_value_is_in_no_revision_and_no_record(add: Add, owner: User) -> None:
    image = add(data=nifti1_bytes(descrip=b"Jane Doe"))
    changed(image, owner, cal_max=7)
    image = changed(image, owner, "Jane Doe asked for it", descrip="removed")

    entry = erase(image, owner, "descrip.old")

    assert entry.facts["revisions"] == [1, 2]
    assert [(row.number, row.is_erased, row.erased_by) for row in image.revisions.order_by("number")] == [
        (1, True, entry.seq),
        (2, True, entry.seq),
        (3, False, None),
    ]
    assert AuditEntry.objects.get(seq=3).told == {"descrip.old": None, "descrip.new": "removed", "reason": None}
    assert Image.objects.get().header.value("descrip") == "removed"
    assert audit.verify().ok
    assert [*upkeep.problems()] == []


def test_a_revision_that_was_erased_keeps_its_hash_and_cannot_come_back(add: Add, owner: User) -> None:
    image = add(data=nifti1_bytes(descrip=b"Jane Doe"))
    sha256 = image.header.sha256
    image = changed(image, owner, descrip="removed")
    erase(image, owner, "descrip.old")
    image = Image.objects.get()

    assert image.at(1).sha256 == sha256
    for attempt in (
        lambda: downloads.assembled(image, number=1),
        lambda: downloads.assembled(image, kind="original"),
        lambda: actions.restore(actor=owner, image=image, base=image.etag, number=1, reason=""),
    ):
        with pytest.raises(Erased):
            attempt()
    assert "original" not in downloads.kinds(image)


def test_an_upload_that_holds_it_goes_and_the_voxels_stay(add: Add, owner: User, data_root: Path) -> None:
    image = add("a.nii.gz", gzip.compress(nifti1_bytes(descrip=b"Jane Doe")))
    image = changed(image, owner, descrip="removed")
    voxels = b"".join(downloads.assembled(image, kind="nii").chunks())[352:]

    entry = erase(image, owner, "descrip.old")

    assert entry.facts["files"] == ["single"]
    assert [(file.key, file.erased_by) for file in Upload.objects.all()] == [(None, entry.seq)]
    assert not [*(data_root / "blobs" / "uploads").rglob("*.*")]
    image = Image.objects.get()
    assert b"".join(downloads.assembled(image, kind="nii").chunks())[352:] == voxels


def test_what_is_current_has_to_be_changed_first(add: Add, owner: User) -> None:
    image = add(data=nifti1_bytes(descrip=b"Jane Doe"))
    changed(image, owner, descrip="removed")
    image = changed(image, owner, descrip="Jane Doe")

    with pytest.raises(EditError) as refused:
        erase(image, owner, "descrip.old")

    sentence = "Revision 3 is the current one and still holds it. Change it, then erase it."
    assert refused.value.fields == {"descrip": [sentence]}
    assert not any(row.is_erased for row in Revision.objects.all())


def test_a_header_that_holds_it_in_an_extension_goes_too(add: Add, owner: User) -> None:
    image = add(data=nifti1_bytes(descrip=b"Jane Doe", extensions=[(6, b"Patient: Jane Doe")]))
    image = changed(image, owner, descrip="removed")

    with pytest.raises(EditError, match="still holds it"):
        erase(image, owner, "descrip.old")


def test_a_number_is_erased_where_that_field_holds_it(add: Add, owner: User) -> None:
    image = add(data=nifti1_bytes(toffset=19570312))
    image = changed(image, owner, toffset=0)

    entry = erase(image, owner, "toffset.old")

    assert entry.facts["revisions"] == [1]
    assert AuditEntry.objects.get(seq=2).told["toffset.old"] is None


def test_an_erased_reason_leaves_the_headers_alone(add: Add, owner: User) -> None:
    image = changed(add(), owner, "Jane Doe asked for it", descrip="x")

    erase(image, owner, "reason")

    assert AuditEntry.objects.get(seq=2).told == {"descrip.old": "a small image", "descrip.new": "x", "reason": None}
    assert not any(row.is_erased for row in Revision.objects.all())


def test_an_erased_file_name_becomes_one_that_says_nothing(add: Add, owner: User) -> None:
    image = add("jane-doe.nii.gz", gzip.compress(nifti1_bytes(), mtime=0))

    erase(image, owner, "name")

    image = Image.objects.get()
    assert image.name == f"image-{image.pk}.nii.gz"
    assert "jane" not in image.search
    assert [file.name for file in image.files] == [image.name]
    assert image.has_original
    assert AuditEntry.objects.get(seq=1).told == {"name": None}


def test_a_compressed_file_that_holds_its_own_name_goes_with_it(add: Add, owner: User, tmp_path: Path) -> None:
    with gzip.GzipFile(tmp_path / "jane-doe.nii.gz", "wb") as file:
        file.write(nifti1_bytes())
    image = add("jane-doe.nii", (tmp_path / "jane-doe.nii.gz").read_bytes())

    erase(image, owner, "name")

    assert not Image.objects.get().has_original


def test_what_somebody_typed_and_did_not_save_goes_too(add: Add, owner: User, member: User) -> None:
    image = changed(add(data=nifti1_bytes(descrip=b"Jane Doe")), owner, descrip="x")
    actions.keep_draft(actor=member, image=image, values={"aux_file": "of Jane Doe"}, base=1)
    actions.keep_draft(actor=owner, image=image, values={"aux_file": "other"}, base=1)

    erase(image, owner, "descrip.old")

    assert [draft.user for draft in Draft.objects.all()] == [owner]


def test_nothing_cannot_be_erased(add: Add, owner: User) -> None:
    image = changed(add(data=nifti1_bytes(descrip=b"")), owner, descrip="x")

    with pytest.raises(EditError, match="there is nothing to erase"):
        erase(image, owner, "descrip.old")


def test_a_removed_image_is_put_back_as_it_was(add: Add, owner: User) -> None:
    image = add()
    actions.delete(actor=owner, image=image, reason="By mistake")

    actions.put_back(actor=owner, image=Image.objects.get(), reason="It was needed")

    assert Image.objects.get().deleted_at is None
    assert AuditEntry.objects.latest("seq").action == "put back"


def test_what_was_removed_is_purged_when_its_time_is_over(add: Add, owner: User, settings: Settings) -> None:
    old, young, kept = add("old.nii"), add("young.nii"), add("kept.nii")
    for image, days in ((old, 31), (young, 29)):
        actions.delete(actor=owner, image=image, reason="Uploaded twice")
        Image.objects.filter(pk=image.pk).update(deleted_at=timezone.now() - timedelta(days=days))

    assert actions.purge_due() == 1

    assert {*Image.objects.values_list("pk", flat=True)} == {young.pk, kept.pk}
    entry = AuditEntry.objects.latest("seq")
    assert (entry.action, entry.actor) == ("purge", "retention")
    assert entry.told == {"reason": "It was removed more than 30 days ago."}
    assert audit.verify().ok


def test_an_upload_whose_bytes_were_erased_meanwhile_is_refused(add: Add) -> None:
    key = add().block.info.key
    refuse_erased([key])

    blobs().remove(key)

    with pytest.raises(actions.ErasedMeanwhile):
        refuse_erased([key])
