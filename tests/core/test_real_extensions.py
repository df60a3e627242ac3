"""Extensions of public files: each is shown, and a comment beside them is found by other programs."""

from __future__ import annotations

import gzip
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nibabel
import numpy as np
import pytest

from inspector.core.errors import ImageError
from inspector.core.extensions.change import AddComment, RemoveExtension, why_fixed
from inspector.core.extensions.content import read
from inspector.core.header import Header, head_length
from inspector.core.rules import Facts, check

TEXT = "looked at twice"


@pytest.fixture(scope="session")
def singles(data_folder: Path) -> dict[str, bytes]:
    """The unpacked bytes of every single NIfTI file whose header is whole, by name."""
    found = {}
    for path in [*data_folder.rglob("*.nii"), *data_folder.rglob("*.nii.gz")]:
        data = path.read_bytes()
        try:
            data = gzip.decompress(data) if data.startswith(b"\x1f\x8b") else data
            if len(data) >= head_length(data[:544]):
                found[str(path.relative_to(data_folder))] = data
        except (ImageError, EOFError):
            continue
    return found


def commented(singles: dict[str, bytes]) -> Iterator[tuple[str, Header, Header, bytes]]:
    """Name, header before and after a comment was added, and voxels of every file that takes one."""
    for name, data in singles.items():
        before = Header.parse(data[: head_length(data[:544])])
        if not why_fixed(before):
            yield name, before, AddComment(TEXT).apply(before), data[len(before.data) :]


def test_one_file_alone_has_bytes_that_belong_to_nothing(singles: dict[str, bytes]) -> None:
    taken = {name for name, *_ in commented(singles)}

    assert len(taken) >= 70
    assert set(singles) - taken == {"phi/clean/label_text_in_gap.nii"}


def test_a_comment_comes_and_goes_without_a_trace(singles: dict[str, bytes]) -> None:
    differ = [
        name
        for name, before, after, _ in commented(singles)
        if RemoveExtension(len(before.extensions)).apply(after).data != before.data
    ]

    assert differ == []


def test_a_comment_brings_no_finding(singles: dict[str, bytes]) -> None:
    brought: dict[str, set[str]] = {}
    for name, before, after, voxels in commented(singles):
        found = [{each.rule for each in check(Facts(header, block_length=len(voxels)))} for header in (before, after)]
        brought |= {name: found[1] - found[0]} if found[1] - found[0] else {}

    assert brought == {}


def test_nibabel_finds_the_comment_and_the_same_voxels(singles: dict[str, bytes], tmp_path: Path) -> None:
    differ = []
    for name, before, after, voxels in commented(singles):
        first, second = (_by_nibabel(tmp_path / "scan.nii", header.data + voxels) for header in (before, after))
        if first is None:
            assert second is None
        elif second is None or second[1] != [*first[1], 6] or first[0] != second[0]:
            differ.append(name)

    assert differ == []


def _by_nibabel(path: Path, data: bytes) -> tuple[bytes, list[int]] | None:
    path.write_bytes(data)
    try:
        image: Any = nibabel.load(path)
        return np.asanyarray(image.dataobj).tobytes(), [each.get_code() for each in image.header.extensions]
    except Exception:
        # What nibabel refuses as it was uploaded it may refuse afterwards too.
        return None


@pytest.mark.peers
def test_nifti_tool_finds_the_comment(singles: dict[str, bytes], tmp_path: Path) -> None:
    tool = shutil.which("nifti_tool")
    if tool is None:
        pytest.skip("nifti_tool is not installed.")
    path = tmp_path / "scan.nii"
    missed = []
    for name, _, after, voxels in commented(singles):
        path.write_bytes(after.data + voxels)
        shown = subprocess.run([tool, "-disp_exts", "-infiles", path], capture_output=True, check=False).stdout
        if after.version == 1 and TEXT.encode() not in shown:
            missed.append(name)

    assert missed == []


def test_every_extension_is_shown(singles: dict[str, bytes]) -> None:
    views: dict[str, list[str]] = {}
    for name, data in singles.items():
        header = Header.parse(data[: head_length(data[:544])])
        shown = [read(each, header.byteorder) for each in header.extensions]
        assert all(each.shown or not each.total for each in shown)
        for each in shown:
            views.setdefault(each.view, []).append(name.rpartition("/")[2])

    assert {view: sorted(set(names)) for view, names in views.items() if view != "text"} == {
        "bytes": ["big_header.nii.gz", "with_extension.nii.gz"],
        "dicom": ["dicom_extension.nii"],
        "json": ["single_slice_meta.nii.gz"],
        "xml": [
            "Conte69.MyelinAndCorrThickness.32k_fs_LR.dtseries.nii",
            "MNI152_2009_template.nii.gz",
            "comment_ext.nii",
            "ones.dscalar.nii",
            "sub-fsaverage_res-4_desc-cropped_ribbon.nii.gz",
        ],
    }
