"""Public files: healthy ones stay quiet, and every defect that is known of them is found."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from inspector.cli.check import Checked, check_file
from inspector.core.rules import PROFILES
from inspector.core.rules.rule import CIFTI

# What MANIFEST.csv says of a file (its format, and what is special about it), and the rule that finds it.
SPECIAL: Mapping[str, str] = {
    r"gzip (header )?FNAME": "C4",
    r"bz2": "C14",
    r"; NIfTI-2": "I9",
    r"[Bb]ig-endian": "C9",
    r"no extender": "O6",
    r"header only": "C10",
    r"bytes after the voxels": "C11",
    r"padding between extender and vox_offset": "O13",
    r"used as (free )?text": "I7",
    r"followed by 0x": "A2",
    r"planted identifiers: aux_file": "A5",
    r"scl_slope/inter NaN": "R1",
    r"float128|int64|RGB24": "D10",
    r"\b[56]D\b|CIFTI-2": "D16",
    r"4D with dim4=1": "D5",
    r"qfac 0": "P2",
    r"TR stored as 2000 with units seconds": "P12",
    r"units milliseconds": "P18",
    r"no qform/sform": "X1",
    r"oblique": "X8",
    r"sheared": "S6",
    r"voxel sizes differ from pixdim": "S5",
    r"qform differs from sform|describe different positions": "X3",
    r"qform 2 sform 1": "Q6",
}
NO_IMAGE = r"zero-byte|random bytes|not a NIfTI|HTML page|^[^;]*; 2-byte|text file|git-LFS|Analyze"
# Where programs disagree by expected.json: the rules of which one says why. ITK reads no NIfTI-2 here.
REFUSES: Mapping[str, set[str]] = {
    "simpleitk": {"I9", "S6", "D10", "C14"},
    "mrtrix": {"D10", "C14"},
    "nibabel": {"D10"},
}
DIFFERS: Mapping[str, set[str]] = {
    "dims": {"D16"},
    "affine": {"X1", "X3"},
    "orientation": {"X1"},
    "voxel_sizes": {"S5"},
    "TR (seconds where the unit is a time, else raw)": {"P18"},
}
# What neither of the two tells of.
UNTOLD: Mapping[str, set[str]] = {
    "peer-made/nifti2_le.nii": {"P7", "S6"},
    "peer-made/nifti2_pair.hdr": {"O2", "P7"},
    "real/nifti-test-data/Conte69.MyelinAndCorrThickness.32k_fs_LR.dtseries.nii": {"P7"},
    "real/nifti-test-data/ones.dscalar.nii": {"P7"},
}
ENDINGS = (".nii", ".nii.gz", ".nii.bz2", ".hdr", ".hdr.gz")


@pytest.fixture(scope="module")
def facts(data_folder: Path) -> dict[str, Any]:
    files: dict[str, Any] = json.loads((data_folder / "expected.json").read_text(encoding="utf-8"))["files"]
    return files


@pytest.fixture(scope="module")
def special(data_folder: Path) -> dict[str, str]:
    """What MANIFEST.csv says of each file: its format, and what is special about it."""
    with (data_folder / "MANIFEST.csv").open(encoding="utf-8", newline="") as file:
        return {row["file"]: f"{row['format']}; {row['special']}" for row in csv.DictReader(file)}


@pytest.fixture(scope="module")
def checked(data_folder: Path) -> dict[str, Checked]:
    """Every file that is called a NIfTI image, by name, looked at to its end."""
    paths = [path for path in sorted(data_folder.rglob("*")) if path.name.endswith(ENDINGS)]
    found = {str(path.relative_to(data_folder)): path for path in paths}
    return {name: check_file(path, profile="default", deep=True) for name, path in found.items()}


def rules(file: Checked, *severities: str) -> set[str]:
    return {finding.rule for finding in file.findings if finding.severity in severities}


@pytest.fixture(scope="module")
def healthy(checked: dict[str, Checked], facts: dict[str, Any], special: dict[str, str]) -> dict[str, Checked]:
    """The files with voxels that all tools open and agree on."""
    agreed = {name for name, fact in facts.items() if not fact["disagreements"] and fact["agreed"]}
    whole = {name for name in agreed if "header only" not in special[name]}
    return {name: file for name, file in checked.items() if name in whole and not file.error}


def test_there_are_many_of_them(checked: dict[str, Checked], healthy: dict[str, Checked]) -> None:
    assert (len(checked) >= 85, len(healthy) >= 45) == (True, True)


def test_a_file_opens_exactly_when_it_is_nifti(checked: dict[str, Checked], facts: dict[str, Any]) -> None:
    spec = {name: facts[name]["peers"].get("spec", {}) for name in checked if name in facts}
    nifti = {name for name, told in spec.items() if str(told.get("version", "")).startswith("NIfTI")}

    assert {name for name in spec if not checked[name].error} == nifti


def everything(file: Checked) -> set[str]:
    return rules(file, "error", "warning", "info")


@pytest.mark.parametrize("words", SPECIAL)
def test_what_the_list_of_files_calls_special_is_found(
    checked: dict[str, Checked], special: dict[str, str], words: str
) -> None:
    told = [name for name, file in checked.items() if re.search(words, special.get(name, "")) and not file.error]

    assert told
    assert [name for name in told if SPECIAL[words] not in everything(checked[name])] == []


def test_what_the_list_of_files_calls_no_nifti_is_refused(checked: dict[str, Checked], special: dict[str, str]) -> None:
    told = {name for name in checked if re.search(NO_IMAGE, special.get(name, ""))}

    assert len(told) == 8
    assert {name for name, file in checked.items() if file.error} == told


def test_where_programs_disagree_a_rule_says_why(checked: dict[str, Checked], facts: dict[str, Any]) -> None:
    asked = [
        (name, saying) for name in checked if name in facts and not checked[name].error for saying in why(facts[name])
    ]

    assert len(asked) > 25
    assert [(name, saying) for name, saying in asked if not saying & everything(checked[name])] == []


def why(fact: dict[str, Any]) -> Iterator[set[str]]:
    """For each disagreement on a file the rules of which one has to speak."""
    spec = fact["peers"]["spec"]
    for each in fact["disagreements"]:
        if each["what"] != "readable":
            yield DIFFERS[each["what"]]
            continue
        for tool in (tool for value in each["values"] if value["value"] == "error" for tool in value["tools"]):
            # MRtrix wants the .img of a pair to be named; CIFTI has to be NIfTI-2, which no rule can hold against it.
            named = tool == "mrtrix" and spec["magic"].startswith("ni")
            if not named and not (tool == "simpleitk" and spec["intent_code"] in CIFTI):
                yield REFUSES[tool]


def test_what_is_known_from_elsewhere_is_found(checked: dict[str, Checked]) -> None:
    assert {name: left for name, known in UNTOLD.items() if (left := known - everything(checked[name]))} == {}


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
