"""What real files look like from afar, and volumes that cannot be read."""

from __future__ import annotations

from pathlib import Path

import pytest

from inspector.core.header import Header
from inspector.core.privacy.faces import MAY_SHOW
from inspector.vault import intake
from inspector.vault.blobs import FileBlobs
from inspector.vault.faces import face_of
from inspector.vault.frozen import FrozenVoxels
from tests.builders import nifti1_bytes

# File, whether it is flagged, and a word of the reason when it is not.
REAL = [
    ("NIfTI.jl/avg152T1_LR_nifti.nii.gz", True, ""),
    ("niivue/RAS.nii.gz", True, ""),
    ("dicm2nii/zstat_ToM.nii.gz", False, "as a brain has without its skull"),
    ("bids-examples/sub-01_ses-01_T1w.nii", True, ""),
    ("dicm2nii/DTI_mask.nii.gz", False, "as a brain has without its skull"),
    ("niivue/draw.nii.gz", False, "alike"),
    ("NIFTI-Reader-JS/5D_zeros.nii.gz", False, "alike"),
    ("Papaya/series.nii.gz", False, "litres"),
    ("dcm_qa_mosaic/ep2d_Asc_HF.nii.gz", False, "larger than 3 mm"),
    ("ami/adi_slice.nii", False, "no three axes"),
]


def taken(path: Path, folder: Path) -> tuple[FrozenVoxels, Header]:
    blobs = FileBlobs(folder)
    found = intake.take([intake.Source(path.name, path, path.stat().st_size)], blobs=blobs, max_unpacked=1 << 30)
    return FrozenVoxels(blobs, found.frozen), found.header


@pytest.mark.parametrize(("name", "flagged", "why"), REAL)
def test_real_files(data_folder: Path, tmp_path: Path, name: str, flagged: bool, why: str) -> None:
    found = face_of(*taken(data_folder / "real" / name, tmp_path / "blobs"))

    assert found.may_show == flagged
    assert (why or MAY_SHOW) in found.told


def test_a_head_sized_volume_that_ends_early_may_show_anything(tmp_path: Path) -> None:
    path = tmp_path / "scan.nii"
    path.write_bytes(nifti1_bytes(dim=(3, 90, 90, 90, 1, 1, 1, 1), block=bytes(100)))

    assert face_of(*taken(path, tmp_path / "blobs")).may_show
