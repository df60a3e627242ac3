"""What a person can change: each action writes the change and its record together, or nothing."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from pytest_django import Settings

from inspector import actions, audit
from inspector.core.errors import EditError, NotAnImage
from inspector.models import AuditEntry, Dataset, Draft, Image, Revision
from inspector.vault.intake import Source
from tests.builders import nifti1_bytes

pytestmark = pytest.mark.django_db

Add = Callable[[str, bytes], Image]


@pytest.fixture
def add(owner: User, dataset: Dataset, settings: Settings) -> Add:
    """Upload a file as the owner."""

    def upload(name: str, data: bytes) -> Image:
        path = Path(settings.FILE_UPLOAD_TEMP_DIR) / "upload"
        path.write_bytes(data)
        return actions.upload(actor=owner, dataset=dataset, sources=[Source(name, path, len(data))])

    return upload


def test_an_upload_is_an_image_with_one_revision_and_one_entry(add: Add, owner: User) -> None:
    image = add("scan.nii", nifti1_bytes(descrip=b"FSL"))

    assert (image.name, image.revision, image.changed_by) == ("scan.nii", 1, "olga")
    assert [(r.number, r.kind, r.by) for r in image.revisions.all()] == [(1, "upload", "olga")]
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.image, entry.told) == ("upload", image.pk, {"name": "scan.nii"})


def test_a_file_that_is_no_image_leaves_nothing_behind(add: Add) -> None:
    with pytest.raises(NotAnImage):
        add("page.nii", b"<!DOCTYPE html><html>" + bytes(600))

    assert (Image.objects.count(), AuditEntry.objects.count()) == (0, 0)


def test_an_edit_is_a_revision_with_its_changes_and_one_entry(add: Add, member: User) -> None:
    image = add("scan.nii", nifti1_bytes(descrip=b"FSL"))

    outcome = actions.edit(actor=member, image=image, base=image.etag, values={"descrip": "checked"}, reason="Old text")

    revision = outcome.revision
    assert revision is not None
    assert (revision.number, revision.kind, revision.by, revision.reason) == (2, "edit", "mats", "Old text")
    assert [(c.field, c.old.value, c.new.value) for c in revision.changes.all()] == [("descrip", "FSL", "checked")]
    assert AuditEntry.objects.count() == 2
    assert audit.verify().ok


def test_an_edit_stores_a_few_hundred_bytes_whatever_lies_behind_the_fixed_header(add: Add, owner: User) -> None:
    image = add("scan.nii", nifti1_bytes(extensions=[(6, b"x" * 5000)]))

    actions.edit(actor=owner, image=image, base=image.etag, values={"descrip": "new"}, reason="")

    first, second = Revision.objects.order_by("number")
    assert first.tail == second.tail
    assert len(bytes(second.fixed or b"")) == 348


def test_a_stale_edit_is_refused_and_writes_nothing(add: Add, owner: User, member: User) -> None:
    image = add("scan.nii", nifti1_bytes())
    seen = image.etag
    actions.edit(actor=owner, image=image, base=seen, values={"descrip": "first"}, reason="")

    with pytest.raises(actions.Stale) as refused:
        actions.edit(actor=member, image=image, base=seen, values={"descrip": "second"}, reason="")

    assert str(refused.value) == "olga saved revision 2 in the meantime. Look at it, then edit again."
    assert Image.objects.get().header.value("descrip") == "first"
    assert AuditEntry.objects.count() == 2


def test_an_edit_that_changes_nothing_is_no_revision(add: Add, owner: User) -> None:
    image = add("scan.nii", nifti1_bytes(descrip=b"FSL"))

    with pytest.raises(actions.NothingToSave):
        actions.edit(actor=owner, image=image, base=image.etag, values={"descrip": "FSL"}, reason="")

    assert Revision.objects.count() == 1


def test_orientation_cannot_change_without_a_reason(add: Add, owner: User) -> None:
    image = add("scan.nii", nifti1_bytes())

    with pytest.raises(EditError) as refused:
        actions.edit(actor=owner, image=image, base=image.etag, values={"qform_code": 2}, reason=" ")

    assert list(refused.value.fields) == ["reason"]


def test_a_preview_writes_nothing(add: Add) -> None:
    image = add("scan.nii", nifti1_bytes(descrip=b"FSL"))

    outcome = actions.preview(image=image, values={"descrip": "new"})

    assert [(c.field, c.old, c.new) for c in outcome.changes] == [("descrip", "FSL", "new")]
    assert (Revision.objects.count(), AuditEntry.objects.count()) == (1, 1)


def test_restoring_gives_back_the_earlier_bytes_as_a_new_revision(add: Add, owner: User) -> None:
    image = add("scan.nii", nifti1_bytes(descrip=b"FSL"))
    before = image.header.data
    actions.edit(actor=owner, image=image, base=image.etag, values={"descrip": "new", "cal_max": 7}, reason="")
    image = Image.objects.get()

    outcome = actions.restore(actor=owner, image=image, base=image.etag, number=1, reason="It was right")

    assert Image.objects.get().header.data == before
    assert outcome.revision is not None
    assert (outcome.revision.number, outcome.revision.kind) == (3, "restore")
    assert {c.field for c in outcome.revision.changes.all()} == {"descrip", "cal_max"}


def test_a_removed_image_is_gone_for_everybody_and_its_record_stays(add: Add, owner: User) -> None:
    image = add("scan.nii", nifti1_bytes())

    actions.delete(actor=owner, image=image, reason="Uploaded by mistake")

    assert Image.objects.get().deleted_at is not None
    assert AuditEntry.objects.latest("seq").told == {"reason": "Uploaded by mistake"}


def test_a_draft_collects_changes_until_it_is_saved(add: Add, owner: User) -> None:
    image = add("scan.nii", nifti1_bytes())
    actions.keep_draft(actor=owner, image=image, values={"descrip": "a"}, base=1)
    actions.keep_draft(actor=owner, image=image, values={"cal_max": "7"}, base=1)

    assert Draft.objects.get().values == {"descrip": "a", "cal_max": "7"}
    actions.edit(actor=owner, image=image, base=image.etag, values={"descrip": "a", "cal_max": "7"}, reason="")
    assert Draft.objects.count() == 0


def test_saving_something_else_leaves_the_rest_of_a_draft_alone(add: Add, owner: User) -> None:
    image = add("scan.nii", nifti1_bytes())
    actions.keep_draft(actor=owner, image=image, values={"descrip": "a", "cal_max": "7"}, base=1)

    outcome = actions.edit(actor=owner, image=image, base=image.etag, values={"cal_max": 7}, reason="")
    actions.restore(actor=owner, image=outcome.image, base=outcome.image.etag, number=1, reason="Back")

    assert Draft.objects.get().values == {"descrip": "a"}


def test_the_draft_of_somebody_else_is_theirs(add: Add, owner: User, member: User) -> None:
    image = add("scan.nii", nifti1_bytes())
    actions.keep_draft(actor=member, image=image, values={"descrip": "mine"}, base=1)

    actions.edit(actor=owner, image=image, base=image.etag, values={"descrip": "a"}, reason="")

    assert Draft.objects.get().values == {"descrip": "mine"}


def test_a_draft_moves_on_top_of_what_somebody_else_saved_with_the_fields_to_keep(add: Add, owner: User) -> None:
    image = add("scan.nii", nifti1_bytes())
    actions.keep_draft(actor=owner, image=image, values={"descrip": "a", "cal_max": "7"}, base=1)
    outcome = actions.edit(actor=owner, image=image, base=image.etag, values={"cal_min": 1}, reason="")

    actions.rebase_draft(actor=owner, image=outcome.image, fields=["descrip"])

    draft = Draft.objects.get()
    assert (draft.base, draft.values) == (2, {"descrip": "a"})


def test_discarding_one_field_keeps_the_others_and_the_last_one_ends_the_draft(add: Add, owner: User) -> None:
    image = add("scan.nii", nifti1_bytes())
    actions.keep_draft(actor=owner, image=image, values={"descrip": "a", "cal_max": "7"}, base=1)

    actions.drop_draft(actor=owner, image=image, fields=["descrip"])
    assert Draft.objects.get().values == {"cal_max": "7"}

    actions.drop_draft(actor=owner, image=image)
    assert Draft.objects.count() == 0


def test_two_images_with_the_same_voxels_share_one_block(add: Add) -> None:
    first, second = add("a.nii", nifti1_bytes(descrip=b"a")), add("b.nii", nifti1_bytes(descrip=b"b"))

    assert first.block == second.block
    assert first.pk != second.pk


def test_the_current_columns_follow_the_header(add: Add, owner: User, dataset: Dataset) -> None:
    image = add("scan.nii", nifti1_bytes(qform_code=0, sform_code=0))

    actions.edit(
        actor=owner,
        image=image,
        base=image.etag,
        values={"sform": [[-2, 0, 0, 90], [0, 2, 0, -126], [0, 0, 2, -72], [0, 0, 0, 1]], "sform_code": 4},
        reason="From the template",
    )

    image = Image.objects.get()
    assert (image.axis_codes, image.sform_code, image.voxel_sizes) == ("LAS", 4, [2.0, 2.0, 2.0])
