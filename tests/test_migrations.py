"""What migrations do to rows that are there already."""

from collections.abc import Callable
from importlib import import_module

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor

from inspector import audit, upkeep
from inspector.models import AuditEntry, Image
from inspector.triggers import drop_triggers
from tests.api.conftest import Program
from tests.builders import nifti1_bytes, pair


@pytest.mark.django_db(transaction=True)
def test_findings_of_older_images_are_counted_and_their_revisions_have_all_voxels(owner: User) -> None:
    program = Program(owner)
    program.upload(("bad.nii", nifti1_bytes(scl_inter=float("nan"), slice_code=9)))
    program.upload(*zip(("two.hdr", "two.img"), pair(block=bytes(4)), strict=True))
    Image.objects.update(errors=0, warnings=0, notes=0)
    back = MigrationExecutor(connection)
    back.migrate([("inspector", "0011_draft_copied")])

    count: Callable[..., None] = import_module("inspector.migrations.0002_findings").count_findings
    count(back.loader.project_state([("inspector", "0011_draft_copied")]).apps, None)
    call_command("migrate", verbosity=0)

    counted = Image.objects.order_by("name").values_list("name", "errors", "warnings", "notes", "voxels_length")
    assert [*counted] == [("bad.nii", 1, 1, 0, 48), ("two.hdr", 1, 0, 0, 4)]
    for image in Image.objects.all():
        assert image.voxels_sha256 == image.block_id
        assert image.current.voxels == image.block.info.front
    assert [*upkeep.problems()] == []


@pytest.mark.django_db(transaction=True)
def test_values_that_could_be_read_are_sealed() -> None:
    with transaction.atomic():
        audit.append(actor="olga", action="edit", image="abc", values={"reason": "Wrong unit", "name": "x.nii"})
    audit.record(actor="olga", action="edit", values={"reason": "Wrong unit"})
    entry = AuditEntry.objects.get(seq=1)
    audit.erase([entry.kept["name"]], actor="olga", reason="A name")
    before = audit.verify()
    opened = {value.pk: value.opened for entry in AuditEntry.objects.all() for value in entry.kept.values()}
    back = MigrationExecutor(connection)
    drop_triggers()
    back.migrate([("inspector", "0004_gzip_facts")])
    old = back.loader.project_state([("inspector", "0004_gzip_facts")]).apps.get_model("inspector", "AuditValue")
    for pk, text in opened.items():
        old.objects.filter(pk=pk).update(salt=text[0] if text else "", text=text[1] if text else None)

    call_command("migrate", verbosity=0)

    assert AuditEntry.objects.get(seq=1).told == {"reason": "Wrong unit", "name": None}
    assert audit.verify() == before
    assert before.ok
