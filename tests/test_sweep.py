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
from tests.stores import stored_files

pytestmark = pytest.mark.django_db

FILE = nifti1_bytes()
DAY = 24 * 3600


@pytest.fixture
def source(tmp_path: Path) -> Source:
    path = tmp_path / "scan.nii"
    path.write_bytes(FILE)
    return Source("scan.nii", path, len(FILE))


def files(data_root: Path) -> list[str]:
    return sorted(path.name for path in stored_files(data_root))


def in_a_day(seconds: float) -> float:
    return time.time() + DAY + seconds


def test_a_blob_without_a_row_goes_after_a_day(source: Source, data_root: Path) -> None:
    intake.take([source], blobs=blobs(), max_unpacked=1 << 20)
    young, old = upkeep.sweep(now=in_a_day(-60)), upkeep.sweep(now=in_a_day(60))

    assert (young.blobs, old.blobs, files(data_root)) == (0, 1, [])


def test_a_blob_with_a_row_and_its_preview_stay(source: Source, owner: User, dataset: Dataset, data_root: Path) -> None:
    image = actions.upload(actor=owner, dataset=dataset, sources=[source])
    for key in (f"previews/{image.block_id}-{'0' * 16}", f"previews/{'1' * 64}-{'0' * 16}"):
        with blobs().write() as writer:
            writer.commit(key)

    assert upkeep.sweep(now=in_a_day(60)) == upkeep.Swept(blobs=1, bytes=0, unfinished=0)
    assert files(data_root) == sorted([image.block_id, f"{image.block_id}-{'0' * 16}"])


def test_what_writers_left_behind_goes_after_a_day(data_root: Path) -> None:
    left = data_root / "blobs" / "tmp" / "blob-left"
    left.write_bytes(b"half a file")
    os.utime(left, (time.time() - DAY - 60,) * 2)
    left.with_name("blob-new").write_bytes(b"half a file")
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
