"""Public files: healthy ones stay quiet, and every defect that is known of them is found."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from inspector.cli.check import Checked, check_file
from inspector.core.rules import PROFILES

# What is known to be wrong or special (MANIFEST.csv and the disagreements in expected.json), and the rules that say so.
DEFECTS: Mapping[str, set[str]] = {
    "peer-made/complex128.nii": {"X1"},
    "peer-made/dim6.nii": {"X1", "D16"},
    "peer-made/float128.nii": {"X1", "D10"},
    "peer-made/fslt.nii.bz2": {"C14"},
    "peer-made/int64.nii": {"X1", "D10"},
    "peer-made/nifti2_le.nii": {"I9", "P7", "S6"},
    "peer-made/nifti2_pair.hdr": {"I9", "O2", "P7"},
    "peer-made/uint16.nii": {"X1"},
    "phi/clean/label_text_in_gap.nii": {"O13"},
    "phi/planted/aux_file_home_path.nii": {"A5"},
    "phi/planted/gzip_fname.nii.gz": {"C4"},
    "phi/planted/trailing_text.nii": {"C11"},
    "real/NIFTI-Reader-JS/5D_zeros.nii.gz": {"D16"},
    "real/NIFTI-Reader-JS/big.nii.gz": {"C4", "C9"},
    "real/NIFTI-Reader-JS/with_extension.nii.gz": {"C9", "D5"},
    "real/NIfTI.jl/avg152T1_LR_nifti.nii.gz": {"C9", "P2"},
    "real/NIfTI.jl/example4d.hdr.gz": {"P12"},
    "real/Papaya/series.nii.gz": {"C9"},
    "real/ami/adi_slice.nii": {"Q6", "X8"},
    "real/bids-examples/sub-01_ses-01_T1w.nii": {"C10"},
    "real/bids-examples/tpl-MNIInfant_cohort-1_atlas-4S_scale-156_res-01_dseg.nii.gz": {"C10", "R1"},
    "real/dcm_qa_mosaic/ep2d_Asc_HF.nii.gz": {"I7"},
    "real/dcm_qa_xa30/14_DWI_dir80_PA.nii": {"D10"},
    "real/dcmstack/two_time_vol.nii.gz": {"P18"},
    "real/dicm2nii/DTI_mask.nii.gz": {"X3"},
    "real/dipy/S0_10slices.nii.gz": {"C4", "S6"},
    "real/fslpy/coefficientfield.nii.gz": {"S5", "S6", "X3"},
    "real/nibabel/example_nifti2.nii.gz": {"I9"},
    "real/nifti-rs/3D.nii": {"D10"},
    "real/nifti-test-data/Conte69.MyelinAndCorrThickness.32k_fs_LR.dtseries.nii": {"P7", "D16"},
    "real/nifti-test-data/ones.dscalar.nii": {"P7", "D16"},
    "real/niivue/fslt.nii.gz": {"X8"},
    "real/niivue/ras.hdr": {"O6"},
    "real/nipy/functional.nii.gz": {"C4"},
    "real/nipype/tpm_00.nii.gz": {"I7"},
    "real/nitest-balls1/T1.nii.gz": {"C4"},
    "real/oro.nifti/test-nifti-image-uint8.nii.gz": {"P2", "X1"},
    "real/sct_testing_data/PAM50_small_t2_pmj_manual.nii.gz": {"A2"},
    "real/sct_testing_data/warp_template2mt.nii.gz": {"D16", "Q6", "X8"},
}
# Two files of a data set without data: the header is there and the voxels are not.
HEADER_ONLY = {name for name, rules in DEFECTS.items() if "C10" in rules}
ENDINGS = (".nii", ".nii.gz", ".nii.bz2", ".hdr", ".hdr.gz")


@pytest.fixture(scope="module")
def facts(data_folder: Path) -> dict[str, Any]:
    files: dict[str, Any] = json.loads((data_folder / "expected.json").read_text(encoding="utf-8"))["files"]
    return files


@pytest.fixture(scope="module")
def checked(data_folder: Path) -> dict[str, Checked]:
    """Every file that is called a NIfTI image, by name, looked at to its end."""
    paths = [path for path in sorted(data_folder.rglob("*")) if path.name.endswith(ENDINGS)]
    found = {str(path.relative_to(data_folder)): path for path in paths}
    return {name: check_file(path, profile="default", deep=True) for name, path in found.items()}


def rules(file: Checked, *severities: str) -> set[str]:
    return {finding.rule for finding in file.findings if finding.severity in severities}


@pytest.fixture(scope="module")
def healthy(checked: dict[str, Checked], facts: dict[str, Any]) -> dict[str, Checked]:
    """The files that all tools open and agree on."""
    agreed = {name for name, fact in facts.items() if not fact["disagreements"] and fact["agreed"]}
    return {name: file for name, file in checked.items() if name in agreed - HEADER_ONLY and not file.error}


def test_there_are_many_of_them(checked: dict[str, Checked], healthy: dict[str, Checked]) -> None:
    assert (len(checked) >= 85, len(healthy) >= 45) == (True, True)


def test_a_file_opens_exactly_when_it_is_nifti(checked: dict[str, Checked], facts: dict[str, Any]) -> None:
    spec = {name: facts[name]["peers"].get("spec", {}) for name in checked if name in facts}
    nifti = {name for name, told in spec.items() if str(told.get("version", "")).startswith("NIfTI")}

    assert {name for name in spec if not checked[name].error} == nifti


def test_what_is_known_to_be_wrong_is_found(checked: dict[str, Checked]) -> None:
    missed = {name: known - rules(checked[name], "error", "warning", "info") for name, known in DEFECTS.items()}

    assert {name: left for name, left in missed.items() if left} == {}


def test_files_that_tools_agree_on_have_no_error(healthy: dict[str, Checked]) -> None:
    assert {name: found for name, file in healthy.items() if (found := rules(file, "error"))} == {}


def test_files_that_tools_agree_on_rarely_have_a_warning(healthy: dict[str, Checked]) -> None:
    noisy = {Path(name).name: found for name, file in healthy.items() if (found := rules(file, "warning"))}

    assert noisy == {
        "DTI_mask.nii.gz": {"X3"},
        "EPI_PE=AP_3.nii": {"T4"},
        "PAM50_small_t2_pmj_manual.nii.gz": {"A2"},
        "T1.nii.gz": {"C4"},
        "big.nii.gz": {"C4"},
        "ep2d_Asc_HF.nii.gz": {"T1"},
        "functional.nii.gz": {"C4"},
        "shapes_B1.nii.gz": {"P8", "P9"},
        "small_25.nii.gz": {"C4", "P9"},
        "tpm_00.nii.gz": {"C4"},
    }


@pytest.mark.parametrize("profile", PROFILES)
def test_a_profile_finds_the_same_in_all_of_them(data_folder: Path, checked: dict[str, Checked], profile: str) -> None:
    for name, file in checked.items():
        other = check_file(data_folder / name, profile=profile, deep=True)
        assert [*sorted(finding.rule for finding in other.findings)] == sorted(f.rule for f in file.findings), name


def test_fixes_are_offered_where_they_are_honest(checked: dict[str, Checked]) -> None:
    fixes = {
        (Path(name).name, finding.rule): dict(finding.fix.set)
        for name, file in checked.items()
        for finding in file.findings
        if finding.fix and finding.rule in ("P12", "R1", "P7", "S5", "X3", "S6")
    }

    assert fixes == {
        ("Conte69.MyelinAndCorrThickness.32k_fs_LR.dtseries.nii", "P7"): {"xyzt_units": 8},
        ("example4d.hdr.gz", "P12"): {"xyzt_units": 18},
        ("example_nifti2.nii.gz", "P12"): {"xyzt_units": 18},
        ("nifti2_le.nii", "P7"): {"xyzt_units": 2},
        ("nifti2_pair.hdr", "P7"): {"xyzt_units": 2},
        ("ones.dscalar.nii", "P7"): {"xyzt_units": 8},
        ("tpl-MNIInfant_cohort-1_atlas-4S_scale-156_res-01_dseg.nii.gz", "R1"): {"scl_slope": 1.0, "scl_inter": 0.0},
    }
