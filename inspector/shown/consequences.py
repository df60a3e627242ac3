"""What an edit settles and what it brings, in findings."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from inspector.actions import Outcome, preview_restore
from inspector.core.rules import Finding
from inspector.models import Image
from inspector.shown.marks import Mark, marked


@dataclass(frozen=True)
class Consequences:
    """`brings` are findings that were not there before, `allowed` the rules whose new errors may be saved."""

    settles: list[tuple[Mark, Finding]]
    brings: list[tuple[Mark, Finding]]
    errors: list[Finding]
    allowed: Collection[str] = ()

    @classmethod
    def of_revision(cls, image: Image) -> Consequences | None:
        """What the current revision of an image settled and brought; None for the first one, as it was uploaded."""
        if image.revision == 1:
            return None
        return cls.of(Outcome.between(image.at(image.revision - 1), image.current))

    @classmethod
    def of_restoring(cls, image: Image, number: int) -> Consequences | None:
        """What going back to a revision settles and brings. What was stored once needs no allowance."""
        found = cls.of(preview_restore(image=image, number=number))
        return replace(found, errors=[]) if found else None

    @classmethod
    def of(cls, outcome: Outcome | None, allowed: Collection[str] = ()) -> Consequences | None:
        """None where nothing can be said, because the changes do not go together."""
        if outcome is None:
            return None
        new, resolved = outcome.findings
        brings = [finding for finding in new if finding.severity != "info"]
        settles = [finding for finding in resolved if finding.severity != "info"]
        return cls(marked(settles), marked(brings), outcome.new_errors, allowed)
