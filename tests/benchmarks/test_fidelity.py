"""The comparison sees what a program changed besides the field it was asked to change."""

import gzip
from pathlib import Path
from typing import Any

import pytest

from benchmarks.fidelity import Kept, compare
from benchmarks.hostile import cases
from inspector.core.header import Header
from tests.builders import nifti1_bytes, nifti2_bytes

TEXT = "checked"
GIVEN: dict[str, Any] = {"extensions": [(6, b"a comment")], "descrip": b"before"}
EDITED: dict[str, Any] = {**GIVEN, "descrip": TEXT.encode()}
RIGHT = nifti1_bytes(**EDITED)


def kept(folder: Path, after: bytes) -> Kept:
    before, result = folder / "before.nii", folder / "after.nii.gz"
    before.write_bytes(nifti1_bytes(**GIVEN))
    result.write_bytes(gzip.compress(after))
    return compare(before, result, TEXT)


@pytest.mark.parametrize(
    ("after", "outside", "words"),
    [
        pytest.param(RIGHT, 0, "all else kept", id="the edit alone"),
        pytest.param(nifti1_bytes(**GIVEN), 0, "the field was NOT WRITTEN", id="nothing"),
        pytest.param(nifti1_bytes(**EDITED, sform_code=2), 1, "changed sform_code", id="a field"),
        pytest.param(RIGHT.replace(b"a comment", b"A comment"), 1, "extensions or padding changed", id="an extension"),
        pytest.param(RIGHT[:-1] + b"\xff", 1, "VOXEL BYTES changed: 1", id="a voxel"),
        pytest.param(RIGHT[:-2], 2, "VOXEL BYTES changed: 2", id="a file cut short"),
        pytest.param(RIGHT + b"\0", 1, "VOXEL BYTES changed: 1", id="a byte at the end"),
    ],
)
def test_each_change_is_counted_and_named(tmp_path: Path, after: bytes, outside: int, words: str) -> None:
    found = kept(tmp_path, after)

    assert (found.outside, str(found)) == (outside, words)


@pytest.mark.parametrize("after", [nifti2_bytes(**EDITED), nifti1_bytes(">", **EDITED)], ids=["version", "byte order"])
def test_another_version_or_byte_order_is_another_format(tmp_path: Path, after: bytes) -> None:
    found = kept(tmp_path, after)

    assert str(found).startswith("another format or byte order")
    assert found.outside > 0


def test_the_hostile_images_are_all_different_and_open_here() -> None:
    images = list(cases(few=False))

    assert len({case.data for case in images}) == len(images) == 144
    assert {Header.parse(case.data).version for case in images} == {1, 2}
