"""Releases: what holds an image back, what leaves, and that it leaves as the same bytes again."""

from __future__ import annotations

import gzip
import io
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from django.contrib.auth.models import User

from inspector import actions
from inspector.models import Dataset, Image, Release
from tests.builders import nifti1_bytes
from tests.views.conftest import Add, add

__all__ = ["add"]

pytestmark = pytest.mark.django_db
Make = Callable[..., Release]


@pytest.fixture
def make(owner: User, dataset: Dataset) -> Make:
    """Release images as the owner."""

    def made(*images: Image, **other: object) -> Release:
        wanted = {"name": "First release", "profile": "default", "reason": "For the archive.", **other}
        return actions.make_release(actor=owner, wanted=actions.Wanted(dataset, images, **wanted))  # type: ignore[arg-type]

    return made


def fresh(image: Image) -> Image:
    return Image.objects.select_related("dataset", "block").get(pk=image.pk)


def unzipped(release: Release, folder: Path) -> Path:
    data = b"".join(actions.bundle(release).chunks())
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        archive.extractall(folder)
    return folder


def held(refused: pytest.ExceptionInfo[actions.NotCleared], image: Image) -> list[str]:
    return refused.value.fields[image.pk]


def test_a_release_holds_images_reports_and_checksums_that_verify(make: Make, add: Add, tmp_path: Path) -> None:
    release = make(add("scan.nii"), add("Scan.nii", nifti1_bytes("<", descrip=b"FSL5.0")))

    folder = unzipped(release, tmp_path / "taken")

    paths = sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())
    assert paths == [
        "README.txt", "SHA256SUMS", "images/Scan-2.nii.gz", "images/scan.nii.gz", "manifest.json",
        "reports/Scan-2.html", "reports/Scan-2.json", "reports/scan.html", "reports/scan.json",
    ]  # fmt: skip
    checked = subprocess.run(["sha256sum", "-c", "SHA256SUMS"], cwd=folder, capture_output=True, text=True)
    assert (checked.returncode, checked.stdout.count(": OK")) == (0, 8)
    assert gzip.decompress((folder / "images/scan.nii.gz").read_bytes()) == nifti1_bytes()


def test_the_zip_is_what_unzip_takes_and_its_length_is_known(make: Make, add: Add, tmp_path: Path) -> None:
    download = actions.bundle(make(add()))
    path = tmp_path / download.name
    path.write_bytes(b"".join(download.chunks()))

    assert (download.name, path.stat().st_size) == ("First release.zip", download.length)
    assert subprocess.run(["unzip", "-tq", str(path)], capture_output=True).returncode == 0
