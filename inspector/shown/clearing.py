"""What remedies of the privacy check would do, laid out to be judged before they are applied."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property

from inspector import clearance
from inspector.actions import Clearing
from inspector.core.exact import visible
from inspector.core.privacy import remedies
from inspector.core.privacy.finding import Finding, Level, levels
from inspector.core.privacy.remedies import Remedy
from inspector.core.words import counted, listed
from inspector.shown.evidence import Evidence
from inspector.shown.places import place
from inspector.shown.privacy import LEVELS, told
from inspector.shown.voxels import VoxelsLeft

# The surest of what is left are shown, the others counted.
MOST_LEFT = 20


@dataclass(frozen=True)
class Done:
    """One remedy: what it is applied to, and what it does. `asked` is False for what shows only behind others."""

    level: tuple[str, str, str]
    place: str
    part: str
    text: str
    does: str
    asked: bool


@dataclass(frozen=True)
class Effect:
    """A plan, and the remedies that were asked for by the id of the finding."""

    plan: Clearing
    asked: Mapping[str, Remedy]

    @cached_property
    def evidence(self) -> Evidence:
        return Evidence(self.plan.outcome.before, self.plan.outcome.after)

    @property
    def bytes_changed(self) -> int:
        return self.plan.outcome.bytes_changed

    @property
    def removed(self) -> str:
        """The extensions that go, in words."""
        gone = sorted({each.surface for each, remedy in self.plan.chosen if remedy is Remedy.DROP})
        return listed(gone, "and")

    @property
    def voxels(self) -> VoxelsLeft:
        """The voxels now and afterwards: bytes behind the last one may be cut off."""
        return VoxelsLeft(self.plan.outcome.voxels_before, self.plan.outcome.voxels_after)

    @cached_property
    def done(self) -> list[Done]:
        return [self._done(finding, remedy) for finding, remedy in self.plan.chosen]

    @property
    def after(self) -> list[tuple[str, str, str]]:
        """Icon, class and count in words of each level that is left open."""
        counts = levels(self.plan.after)
        words = {Level.HIGH: "high", Level.MEDIUM: "medium", Level.REVIEW: "to review"}
        return [(*LEVELS[level][:2], f"{counts[level]:,} {words[level]}") for level in Level if counts[level]]

    @property
    def verdict(self) -> str:
        return clearance.verdict(self.plan.after)

    @property
    def left(self) -> list[tuple[tuple[str, str, str], str, str]]:
        """Level, place and masked text of what is left open, the surest first."""
        found = sorted(self.plan.after, key=lambda finding: [*Level].index(finding.level))[:MOST_LEFT]
        header = self.plan.outcome.after
        return [(LEVELS[each.level], place(each, header).title, visible(told(each))) for each in found]

    @property
    def further(self) -> int:
        """How many are left open beside those that are shown."""
        return max(len(self.plan.after) - MOST_LEFT, 0)

    @property
    def remains(self) -> str:
        """A sentence where the header still holds what was taken away, in some form."""
        count = len(self.plan.remains)
        if not count:
            return ""
        stands = "stands" if count == 1 else "stand"
        return f"{counted(count, 'text')} that you take away still {stands} elsewhere in the header, in some form."

    @property
    def seen(self) -> str:
        """What saving would make, so that only what was looked at is saved."""
        outcome = self.plan.outcome
        return " ".join(filter(None, [outcome.after.sha256, outcome.voxels_after.sha256, self.plan.name]))

    def _done(self, finding: Finding, remedy: Remedy) -> Done:
        looked = self.plan.looked
        asked = finding.id in self.asked
        choices = remedies.choices(finding, looked.revision.header, looked.ledger) if asked else ()
        does = next((each.title for each in choices if each.remedy is remedy), str(remedy).capitalize())
        where = place(finding, looked.revision.header)
        return Done(LEVELS[finding.level], where.title, where.part, visible(told(finding)), does, asked)


def takes_all(asked: Collection[str], possible: Collection[str]) -> bool:
    """Whether everything that can be cleared is to go, so that what shows behind it goes as well."""
    return bool(possible) and set(possible) <= set(asked)
