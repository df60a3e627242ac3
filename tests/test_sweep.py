"""What nothing tells of is tidied away after a day, and never from under an upload."""

import os
import time
from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from inspector import actions, upkeep
from inspector.core.errors import ImageError
from inspector.models import Dataset, Image, Turn, VoxelBlock, blobs
from inspector.upkeep.turns import take_turns
from inspector.vault import intake
from inspector.vault.intake import Source
from tests.builders import nifti1_bytes

pytestmark = pytest.mark.django_db

FILE = nifti1_bytes()
DAY = 24 * 3600


@pytest.fixture
def source(tmp_path: Path) -> Source:
    path = tmp_path / "scan.nii"
    path.write_bytes(FILE)
    return Source("scan.nii", path, len(FILE))


@pytest.fixture
def age(data_root: Path) -> Callable[[float], None]:
    """Let everything in the store have been written so long ago."""

    def past(seconds: float) -> None:
        for path in (data_root / "blobs").rglob("*"):
            os.utime(path, (time.time() - seconds,) * 2)

    return past


def files(data_root: Path) -> list[str]:
    return sorted(path.name for path in (data_root / "blobs").rglob("*") if path.is_file())


def test_a_blob_without_a_row_goes_after_a_day(source: Source, data_root: Path, age: Callable[[float], None]) -> None:
    intake.take([source], blobs=blobs(), max_unpacked=1 << 20)
    age(DAY - 60)
    young = upkeep.sweep()
    age(DAY + 60)
    old = upkeep.sweep()

    assert (young.blobs, old.blobs, files(data_root)) == (0, 1, [])


def test_a_blob_with_a_row_and_its_preview_stay(
    source: Source, owner: User, dataset: Dataset, data_root: Path, age: Callable[[float], None]
) -> None:
    image = actions.upload(actor=owner, dataset=dataset, sources=[source])
    for key in (f"previews/{image.voxels_id}-{'0' * 16}", f"previews/{'1' * 64}-{'0' * 16}"):
        with blobs().write() as writer:
            writer.commit(key)
    age(DAY + 60)

    assert upkeep.sweep() == upkeep.Swept(blobs=1, bytes=0, unfinished=0)
    assert files(data_root) == [image.voxels_id, f"{image.voxels_id}-{'0' * 16}"]


def test_what_writers_left_behind_goes_after_a_day(data_root: Path, age: Callable[[float], None]) -> None:
    (data_root / "blobs" / "tmp" / "blob-left").write_bytes(b"half a file")
    age(DAY + 60)
    (data_root / "blobs" / "tmp" / "blob-new").write_bytes(b"half a file")
    out = StringIO()

    call_command("sweep", stdout=out)

    assert out.getvalue() == "0 files that nothing tells of (0 bytes) and 1 unfinished file removed.\n"
    assert files(data_root) == ["blob-new"]


def test_an_upload_whose_blob_was_swept_up_meanwhile_is_refused(source: Source, owner: User, dataset: Dataset) -> None:
    def sweep_up_first(execute: Callable[..., object], sql: str, params: object, many: bool, context: object) -> object:
        if sql.startswith("INSERT") and "voxelblock" in sql:
            for blob in list(blobs().stored()):
                blobs().remove(blob.key)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(sweep_up_first), pytest.raises(ImageError, match="upload again"):
        actions.upload(actor=owner, dataset=dataset, sources=[source])

    assert (Image.objects.count(), VoxelBlock.objects.count()) == (0, 0)


def test_hourly_tasks_are_done_once_an_hour_by_whoever_comes_first() -> None:
    tasks = ["sweep", "answers", "purge"]
    first, second = take_turns(), take_turns()
    Turn.objects.update(next_at=timezone.now() - timedelta(seconds=1))
    third = take_turns()

    assert (first, second, third) == (tasks, [], tasks)
