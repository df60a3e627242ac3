"""Stored files that were damaged are never given out for whole ones, and the next upload puts them right."""

import gzip
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.api.conftest import Program
from tests.builders import nifti1_bytes
from tests.stores import Stored, cut_short, flip, stored_files

pytestmark = pytest.mark.django_db

FILE = nifti1_bytes()


def stored(data_root: Path, kind: str) -> Stored:
    (path,) = [path for path in stored_files(data_root) if kind in path.parts]
    return path


DAMAGE: dict[str, Callable[[Stored], object]] = {
    "missing": lambda path: path.unlink(),
    "cut short": lambda path: cut_short(path, 9),
    "changed": lambda path: flip(path, 5),
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE.keys())
def test_an_upload_that_was_damaged_is_not_sent(
    program: Program, data_root: Path, damage: Callable[[Stored], object]
) -> None:
    image = program.upload(("scan.nii.gz", gzip.compress(FILE)))
    damage(stored(data_root, "uploads"))

    answer = program.call("GET", f"/images/{image['id']}/download?as=original")

    assert answer.status_code == 409
    assert json.loads(answer.content)["error"]["message"].startswith("The stored upload is damaged: ")
    assert program.download(image, as_="nii") == FILE


@pytest.mark.parametrize("damage", [DAMAGE["missing"], DAMAGE["cut short"]], ids=["missing", "cut short"])
@pytest.mark.parametrize("query", ["download?as=original", "download?as=nii.gz", "download?as=pair", "slice"])
def test_voxels_that_are_gone_are_said_to_be(
    program: Program, data_root: Path, damage: Callable[[Stored], object], query: str
) -> None:
    image = program.upload(("scan.nii", FILE))
    damage(stored(data_root, "voxels"))

    answer = program.call("GET", f"/images/{image['id']}/{query}")

    assert answer.status_code == 409
    assert json.loads(answer.content)["error"]["message"].startswith("The stored voxels are damaged: ")
    assert program.call("GET", f"/images/{image['id']}/header").status_code == 200


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE.keys())
@pytest.mark.parametrize("kind", ["uploads", "voxels"])
def test_uploading_the_file_again_puts_a_damaged_copy_right(
    program: Program, data_root: Path, kind: str, damage: Callable[[Stored], object]
) -> None:
    data = gzip.compress(FILE, mtime=0)
    first = program.upload(("scan.nii.gz", data))
    damage(stored(data_root, kind))

    second = program.upload(("again.nii.gz", data))

    for image in (first, second):
        assert program.download(image, as_="original") == data
        assert program.download(image, as_="nii") == FILE
