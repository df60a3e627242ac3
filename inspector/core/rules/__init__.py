"""The rules of a sound header, and what they find in one image.

Each family is a module with its small check functions and, below them, a table of its rules. A rule only looks;
what would resolve its finding is an ordinary edit, offered only when it does so and brings no new error.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache, partial
from typing import Final

import numpy as np

from inspector.core import edits
from inspector.core.errors import EditError
from inspector.core.fields import BY_VERSION
from inspector.core.rules import (
    afni,
    compression,
    container,
    dimensions,
    forms,
    identification,
    intent,
    offset,
    qform,
    repetition,
    scaling,
    sform,
    spacing,
    text,
    timing,
    units,
)
from inspector.core.rules.profiles import PROFILES, Profile
from inspector.core.rules.rule import SEVERITIES, Facts, Finding, Fix, Found, GzipFacts, Rule, Severity

__all__ = [
    "BY_ID",
    "PROFILES",
    "RULES",
    "SEVERITIES",
    "Facts",
    "Finding",
    "Fix",
    "GzipFacts",
    "Profile",
    "Rule",
    "Severity",
    "changed",
    "check",
    "counts",
]

RULES: Final[tuple[Rule, ...]] = (
    *container.RULES,
    *compression.RULES,
    *identification.RULES,
    *dimensions.RULES,
    *spacing.RULES,
    *units.RULES,
    *repetition.RULES,
    *qform.RULES,
    *sform.RULES,
    *forms.RULES,
    *scaling.RULES,
    *timing.RULES,
    *intent.RULES,
    *text.RULES,
    *offset.RULES,
    *afni.RULES,
)
BY_ID: Final = {rule.id: rule for rule in RULES}


# A header is looked at again and again: on its page, before an edit, as what an edit made of it.
@lru_cache(maxsize=32)
@np.errstate(over="ignore", invalid="ignore", divide="ignore")
def check(facts: Facts, profile: str = "default") -> tuple[Finding, ...]:
    """What the rules find, the most severe first. Raises KeyError for a profile that does not exist."""
    chosen = PROFILES[profile]
    found = [(rule, told) for rule in RULES if (told := rule.check(facts))]
    errors = {rule.id for rule, told in found if _severity(rule, told, chosen) == "error"}
    findings = [_finding(rule, told, chosen, facts, errors) for rule, told in found]
    return tuple(sorted(findings, key=lambda finding: SEVERITIES.index(finding.severity)))


def changed(before: tuple[Finding, ...], after: tuple[Finding, ...]) -> tuple[list[Finding], list[Finding]]:
    """The findings that are new, or more or less severe than they were, and those that are resolved or were other."""
    old, now = ({(finding.rule, finding.severity) for finding in findings} for findings in (before, after))
    return (
        [finding for finding in after if (finding.rule, finding.severity) not in old],
        [finding for finding in before if (finding.rule, finding.severity) not in now],
    )


def counts(findings: Sequence[Finding]) -> dict[str, int]:
    """How many findings there are of each severity."""
    found = Counter(finding.severity for finding in findings)
    return {severity: found[severity] for severity in SEVERITIES}


def _severity(rule: Rule, told: Found, profile: Profile) -> Severity:
    return profile.severities.get(rule.id) or told.severity or rule.severity


def _finding(rule: Rule, told: Found, profile: Profile, facts: Facts, errors: set[str]) -> Finding:
    fields = tuple(name for name in told.fields or rule.fields if name in BY_VERSION[facts.header.version])
    severity = _severity(rule, told, profile)
    offered = partial(_offered, told.fix, rule, profile, facts, errors)
    return Finding(rule.id, rule.name, severity, fields, told.message, rule.why, rule.source, offered)


def _offered(fix: Fix | None, rule: Rule, profile: Profile, facts: Facts, errors: set[str]) -> Fix | None:
    return fix if fix and _works(fix, rule, profile, facts, errors) else None


@np.errstate(over="ignore", invalid="ignore", divide="ignore")
def _works(fix: Fix, rule: Rule, profile: Profile, facts: Facts, errors: set[str]) -> bool:
    """Whether the fix can be applied, resolves its finding and brings no new error."""
    header = facts.header
    length = facts.block_length if facts.block_length is not None else header.voxel_bytes or 0
    try:
        fixed = replace(facts, header=edits.apply(header, fix.set, voxel_block_length=length))
    except EditError:
        return False
    if rule.check(fixed):
        return False
    told = ((each, each.check(fixed)) for each in RULES)
    return all(each.id in errors for each, found in told if found and _severity(each, found, profile) == "error")
