"""The example images of the first visit: NIfTI files that the nibabel package carries for its own tests."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

from django.conf import settings

from inspector.vault.intake import Source

NAMES = ("example4d.nii.gz", "example_nifti2.nii.gz", "anatomical.nii")


def copies() -> Iterator[Source]:
    """A copy of each example, on the file system of the vault, as an upload would lie there. Each is gone afterwards.

    Yields nothing when this installation's nibabel came without its test files.
    """
    folder = Path(str(files("nibabel"))) / "tests" / "data"
    with tempfile.TemporaryDirectory(dir=settings.FILE_UPLOAD_TEMP_DIR) as place:
        for name in NAMES:
            if (folder / name).is_file():
                copy = Path(shutil.copyfile(folder / name, Path(place) / name))
                yield Source(name=name, path=copy, size=copy.stat().st_size)
