"""Each rule against one broken header, and all of them against healthy ones and against noise."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.core.errors import ImageError
from inspector.core.header import Header
from inspector.core.rules import BY_ID, PROFILES, RULES, SEVERITIES, Facts, Finding, check, counts
from tests.builders import MAGIC, voxels
from tests.core.rules.broken import AFNI, BROKEN, UNUSED_QFORM, UNUSED_SFORM, facts
from tests.core.rules.said import SAID

HEALTHY_FORMS: dict[str, Mapping[str, Any]] = {
    "both": {},
    "qform": UNUSED_SFORM,
    "sform": {**UNUSED_QFORM, "sform_code": 2},
}


def found(rule: str) -> Finding:
    """The finding of this rule in its broken header."""
    (finding,) = [each for each in check(BROKEN[rule]) if each.rule == rule]
    return finding


def test_every_rule_has_a_broken_header() -> None:
    assert sorted(BROKEN) == sorted(rule.id for rule in RULES)


@pytest.mark.parametrize("rule", BROKEN)
def test_a_broken_header_is_found_and_its_values_are_named(rule: str) -> None:
    finding = found(rule)

    assert (finding.severity, finding.message) == SAID[rule]


@pytest.mark.parametrize("rule", BROKEN)
def test_a_finding_says_where_why_and_who_says_so(rule: str) -> None:
    finding = found(rule)

    assert (finding.name, finding.why, finding.source) == (BY_ID[rule].name, BY_ID[rule].why, BY_ID[rule].source)
    assert set(finding.fields) <= {field.name for field in BROKEN[rule].header.fields}
    assert BY_ID[rule].expects.endswith(".")


@pytest.mark.parametrize(
    ("attributes", "said"),
    [
        (b"4 3 2", []),
        (b"4 3 3", ["The AFNI extension says 4 × 3 × 3 voxels, dim says 4 × 3 × 2."]),
        (b"many", []),
        (b"<!DOCTYPE x>", []),
    ],
    ids=["the same", "other lengths", "no numbers", "not well-formed"],
)
def test_what_an_afni_extension_says_is_compared_when_it_can_be_read(attributes: bytes, said: list[str]) -> None:
    told = AFNI.replace(b" 4 3 2 0 0", attributes).replace(b"-2 0 0 8", b"-2 0 0 3")

    findings = check(facts(extensions=[(4, told)]))

    assert [finding.message for finding in findings] == said


@pytest.mark.parametrize(
    ("size", "said"),
    [
        (2.0, []),
        (3.0, ["sform_code 4 (mni) is the space of the MNI templates; the image reaches 102 mm beyond."]),
    ],
    ids=["as large as a template", "larger than a head"],
)
@pytest.mark.parametrize("unit", [1.0, 1000.0], ids=["millimetres", "microns"])
def test_an_image_in_mni_space_is_not_larger_than_a_head(size: float, unit: float, said: list[str]) -> None:
    step = size * unit
    looked_at = facts(
        **UNUSED_QFORM,
        dim=(3, 91, 109, 91, 1, 1, 1, 1),
        pixdim=(1, step, step, step, 1, 1, 1, 1),
        xyzt_units=2 if unit == 1 else 3,
        sform_code=4,
        srow_x=(step, 0, 0, -90 * unit),
        srow_y=(0, step, 0, -126 * unit),
        srow_z=(0, 0, step, -72 * unit),
    )

    assert [finding.message for finding in check(looked_at) if finding.rule == "S9"] == said


def test_ids_and_names_are_unique() -> None:
    assert len({rule.id for rule in RULES}) == len({rule.name for rule in RULES}) == len(RULES)


@pytest.mark.parametrize("forms", HEALTHY_FORMS)
@pytest.mark.parametrize("order", "<>")
@pytest.mark.parametrize("version", [1, 2])
@pytest.mark.parametrize("paired", [False, True])
def test_a_healthy_header_has_no_finding_above_info(version: int, order: str, forms: str, *, paired: bool) -> None:
    known = {"name": "a.nii", "compression": "none", "block_length": len(voxels()), "image_found": True}

    findings = check(facts(version, order, paired=paired, known=known, **HEALTHY_FORMS[forms]))

    assert counts(findings) | {"info": 0} == {"error": 0, "warning": 0, "info": 0}


def test_findings_come_with_the_most_severe_first() -> None:
    severities = [finding.severity for finding in check(facts(order=">", scl_inter=float("nan"), slice_code=9))]

    assert severities == ["error", "warning", "info"]


@pytest.mark.parametrize("profile", PROFILES)
def test_a_profile_changes_severities_and_nothing_else(profile: str) -> None:
    for broken in BROKEN.values():
        plain = {finding.rule: finding for finding in check(broken)}
        other = {finding.rule: finding for finding in check(broken, profile)}
        told = {rule: replace(finding, severity=other[rule].severity) for rule, finding in plain.items()}

        assert told == other


@pytest.mark.parametrize("profile", PROFILES.values(), ids=lambda profile: profile.name)
def test_a_profile_names_rules_that_exist(profile: Any) -> None:
    assert set(profile.severities) <= set(BY_ID)
    assert set(profile.severities.values()) <= set(SEVERITIES)


def test_what_the_rule_says_is_severe_by_the_profile() -> None:
    severities = {name: _severity_of("X1", name) for name in PROFILES}

    assert severities == {
        "default": "warning",
        "bids": "error",
        "itk": "warning",
        "fsl": "error",
        "spm": "warning",
        "freesurfer": "error",
        "release": "warning",
    }


def _severity_of(rule: str, profile: str) -> str:
    return next(finding.severity for finding in check(BROKEN[rule], profile) if finding.rule == rule)


@st.composite
def noise(draw: st.DrawFn) -> bytes:
    """Bytes that are nothing but a mark of NIfTI."""
    version = draw(st.sampled_from([1, 2]))
    data = bytearray(draw(st.binary(min_size=540, max_size=700)))
    at = 344 if version == 1 else 4
    mark = MAGIC[version, draw(st.booleans())]
    data[at : at + len(mark)] = mark
    return bytes(data)


@given(noise(), st.none() | st.integers(0, 10_000))
def test_noise_never_stops_the_rules(data: bytes, length: int | None) -> None:
    try:
        header = Header.parse(data)
    except ImageError:
        return

    findings = check(Facts(header, name="a.nii.gz", compression="gzip", block_length=length))

    assert sum(counts(findings).values()) == len(findings)
