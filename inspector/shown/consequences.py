"""What an edit settles and what it brings, in findings."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from inspector.actions import Outcome
from inspector.core.rules import Finding
from inspector.shown.marks import Mark, marked


@dataclass(frozen=True)
class Consequences:
    """`brings` are findings that were not there before, `allowed` the rules whose new errors may be saved."""

    settles: list[tuple[Mark, Finding]]
    brings: list[tuple[Mark, Finding]]
    errors: list[Finding]
    allowed: Collection[str] = ()

    @classmethod
    def of(cls, outcome: Outcome | None, allowed: Collection[str] = ()) -> Consequences | None:
        """None where nothing can be said, because the changes do not go together."""
        if outcome is None:
            return None
        new, resolved = outcome.findings
        brings = [finding for finding in new if finding.severity != "info"]
        settles = [finding for finding in resolved if finding.severity != "info"]
        return cls(marked(settles), marked(brings), outcome.new_errors, allowed)
