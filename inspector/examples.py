"""The example images of the first visit: NIfTI files that the nibabel package carries for its own tests."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from inspector.vault.intake import Source

NAMES = ("example4d.nii.gz", "example_nifti2.nii.gz", "anatomical.nii")


def sources() -> list[Source]:
    """The examples that are there: none when this installation's nibabel came without its test files."""
    folder = Path(str(files("nibabel"))) / "tests" / "data"
    paths = [folder / name for name in NAMES]
    return [Source(name=path.name, path=path, size=path.stat().st_size) for path in paths if path.is_file()]
