"""Findings as the pages of an image show them, and fixes that lead to a review."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from inspector.core import edits
from inspector.core.header import Header
from inspector.core.rules import PROFILES, Finding, Fix, Profile, check, counts
from inspector.models import Image
from inspector.shown.evidence import Evidence
from inspector.shown.marks import Mark, badges, marked
from inspector.shown.proposed import texts
from inspector.shown.ways import Card, cards

# With another slope the same bytes stand for other values, though nothing moves.
SCALING = frozenset({"scl_slope", "scl_inter"})


@dataclass(frozen=True)
class Findings:
    """What the rules find in the current header of an image, for one profile."""

    image: Image
    profile: Profile

    @classmethod
    def of(cls, image: Image, profile: str = "") -> Findings:
        """A profile that does not exist counts as the default one."""
        return cls(image, PROFILES.get(profile, PROFILES["default"]))

    @cached_property
    def all(self) -> tuple[Finding, ...]:
        return check(self.image.facts(self.image.header), self.profile.name)

    @property
    def grave(self) -> list[tuple[Mark, Finding]]:
        """Errors, then warnings."""
        return marked(finding for finding in self.all if finding.severity != "info")

    @property
    def cards(self) -> list[Card]:
        """The same, each with what can be done about it."""
        return list(cards(self.image, self.grave))

    @property
    def notes(self) -> list[Finding]:
        return [finding for finding in self.all if finding.severity == "info"]

    @property
    def badges(self) -> list[tuple[str, str, str]]:
        """Icon, class and count in words of each severity that was found."""
        return badges(counts(self.all))

    @cached_property
    def fixable(self) -> list[Proposal]:
        return [Proposal(self.image, finding, finding.fix) for finding in self.all if finding.fix]

    @property
    def marks(self) -> Mapping[str, Mark]:
        """What stands beside each field, by its name; notes do not."""
        found: dict[str, list[Finding]] = {}
        for _, finding in self.grave:
            for name in finding.fields:
                found.setdefault(name, []).append(finding)
        return {name: Mark.of(findings) for name, findings in found.items()}


@dataclass(frozen=True)
class Proposal:
    """A fix with what it would change."""

    image: Image
    finding: Finding
    fix: Fix

    @cached_property
    def after(self) -> Header:
        length = self.image.voxels_length
        return edits.apply(self.image.header, self.fix.set, voxel_block_length=length)

    @cached_property
    def evidence(self) -> Evidence:
        return Evidence(self.image.header, self.after)

    @property
    def is_safe(self) -> bool:
        """Whether nothing moves, and no voxel is read as another one or stands for another value."""
        impact = self.evidence.impact
        stays = impact is not None and impact.max_corner_mm == 0
        return stays and not self.evidence.harm and not SCALING & set(self.fix.set)


def fixed(image: Image, rules: Iterable[str]) -> tuple[dict[str, str], str]:
    """The values that the fixes of these rules ask for, one after the other, as texts by field; and a reason.

    A fix that is no longer needed after the ones before it is left out.
    """
    header, named, reasons = image.header, set[str](), []
    for rule in rules:
        found = next((finding for finding in check(image.facts(header)) if finding.rule == rule and finding.fix), None)
        if found and found.fix:
            header = edits.apply(header, found.fix.set, voxel_block_length=image.voxels_length)
            named |= set(found.fix.set)
            reasons.append(f"{found.message} {found.fix.title}.")
    return texts(image.header, header, named), " ".join(reasons)
