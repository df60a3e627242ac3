"""Each fix, in every kind of header: it resolves its finding, brings no error, and changes only what it names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.core import edits
from inspector.core.fields import BY_VERSION
from inspector.core.header import Header
from inspector.core.rules import BY_ID, PROFILES, Facts, Finding, check
from tests.builders import head
from tests.core.generated import LOCKED, differing_fields, headers
from tests.core.rules.broken import BROKEN, INF, NAN, SERIES, facts
from tests.core.rules.said import FIXES

# Version, byte order, whether the header is one of a pair.
KINDS = [*product([1, 2], "<>", [False, True])]
# What is fixed in another way than in BROKEN, or only sometimes, by what is wrong: the rule, and the header.
MORE: Mapping[str, tuple[str, Facts]] = {
    "spare bits of the units": ("P7", facts(xyzt_units=0b11001010)),
    "sign without a size": ("P2", facts(pixdim=(-7, 2, 2, 3, 1, 1, 1, 1))),
    "milliseconds that are seconds": ("P12", facts(**SERIES, xyzt_units=18)),
    "unused quaternion": ("Q2", facts(qform_code=0, quatern_b=NAN)),
    "unused offset": ("Q4", facts(qform_code=0, qoffset_y=INF)),
    "negative code": ("S1", facts(sform_code=-1)),
    "unused sform": ("S2", facts(sform_code=0, srow_y=(NAN, 2, INF, 0))),
    "negative time of a slice": ("T6", facts(slice_duration=-1)),
    "two axes without voxels": ("D2", facts(dim=(3, 4, 0, -1, 1, 1, 1, 1), known={"block_length": 8})),
    "colours shifted": ("R3", facts(datatype=128, scl_inter=5)),
    "two texts with a rest": ("A3", facts(descrip=b"new\0old", aux_file=b"\0old")),
}
CASES = {**{rule: (rule, BROKEN[rule]) for rule in FIXES}, **MORE}


def finding_of(rule: str, looked_at: Facts, profile: str = "default") -> Finding:
    (finding,) = [each for each in check(looked_at, profile) if each.rule == rule]
    return finding


def written_as(looked_at: Facts, version: int, order: str, *, paired: bool) -> Facts:
    """The same values, where the version has such a field, in a header of this kind."""
    stored = looked_at.header
    values: dict[str, Any] = {
        field.name: stored.raw(field.name) if field.is_text else stored.numbers(field.name)
        for field in stored.fields
        if field.name in BY_VERSION[version] and field.name not in LOCKED
    }
    data = head(version, order, paired=paired, **values)
    return replace(looked_at, header=Header.parse(data, paired=paired))


def assert_fix_works(looked_at: Facts, finding: Finding, profile: str = "default") -> None:
    """The fix, as programs are given it, resolves the finding, brings no error, and leaves every other byte alone."""
    assert finding.fix
    before = check(looked_at, profile)
    length = looked_at.block_length if looked_at.block_length is not None else looked_at.header.voxel_bytes or 0

    fixed = edits.apply(looked_at.header, finding.as_json()["fix"]["set"], voxel_block_length=length)

    after = check(replace(looked_at, header=fixed), profile)
    assert finding.rule not in {each.rule for each in after}
    assert errors(after) <= errors(before)
    assert differing_fields(looked_at.header, fixed.data) <= set(finding.fix.set)


def errors(findings: tuple[Finding, ...]) -> set[str]:
    return {finding.rule for finding in findings if finding.severity == "error"}


def test_fixes_are_what_they_say() -> None:
    fixes = {rule: fix.set for rule in BROKEN if (fix := finding_of(rule, BROKEN[rule]).fix)}

    assert fixes == FIXES


@pytest.mark.parametrize("case", CASES)
def test_a_fix_works_in_every_kind_of_header(case: str) -> None:
    rule, looked_at = CASES[case]
    kinds = [kind for kind in KINDS if any(name in BY_VERSION[kind[0]] for name in BY_ID[rule].fields)]

    assert len(kinds) == (4 if rule in ("I5", "I6", "I7", "I8") else 8)
    for version, order, paired in kinds:
        written = written_as(looked_at, version, order, paired=paired)
        assert_fix_works(written, finding_of(rule, written))


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("case", CASES)
def test_a_fix_works_by_every_profile(case: str, profile: str) -> None:
    rule, looked_at = CASES[case]

    assert_fix_works(looked_at, finding_of(rule, looked_at, profile), profile)


@st.composite
def broken_headers(draw: st.DrawFn) -> Header:
    """Any bytes in the fields, and among them those that break a rule which offers a fix."""
    header: Header = draw(headers())
    rule, looked_at = CASES[draw(st.sampled_from([*CASES]))]
    broken = written_as(looked_at, header.version, header.byteorder, paired=header.paired).header
    for name in BY_ID[rule].fields:
        if name in BY_VERSION[header.version]:
            header = header.with_bytes(header.field(name).offset, broken.raw(name))
    return header


@given(headers() | broken_headers(), st.sampled_from([*PROFILES]), st.none() | st.integers(0, 10_000))
def test_fixes_of_any_header_work(header: Header, profile: str, length: int | None) -> None:
    looked_at = Facts(header, block_length=length, name="sub-01_bold.nii")

    for finding in check(looked_at, profile):
        if finding.fix:
            assert_fix_works(looked_at, finding, profile)
