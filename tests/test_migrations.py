"""What migrations do to rows that are there already."""

from collections.abc import Callable
from importlib import import_module

import pytest
from django.apps import apps
from django.contrib.auth.models import User

from inspector.models import Image
from tests.api.conftest import Program
from tests.builders import nifti1_bytes, pair


@pytest.mark.django_db
def test_findings_of_older_images_are_counted(owner: User) -> None:
    program = Program(owner)
    program.upload(("bad.nii", nifti1_bytes(scl_inter=float("nan"), slice_code=9)))
    program.upload(*zip(("two.hdr", "two.img"), pair(block=bytes(4)), strict=True))
    Image.objects.update(errors=0, warnings=0, notes=0)

    count: Callable[..., None] = import_module("inspector.migrations.0002_findings").count_findings
    count(apps, None)

    counted = Image.objects.order_by("name").values_list("name", "errors", "warnings", "notes")
    assert [*counted] == [("bad.nii", 1, 1, 0), ("two.hdr", 1, 0, 0)]
