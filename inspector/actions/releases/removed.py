"""The texts that remedies took out of an image, which nothing that leaves may hold any more."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from inspector import clearance
from inspector.clearance import Looked
from inspector.core.errors import Erased
from inspector.core.privacy.finding import Finding, Level
from inspector.core.privacy.residue import SHORTEST, forms
from inspector.models import AuditEntry, Image

# Among millions of numbers four bytes are those of any name by chance; six of three kinds are not.
SHORTEST_IN_VOXELS = 6
FEWEST_KINDS = 3


@dataclass(frozen=True)
class Removed:
    """What remedies did to an image.

    `texts` are what the check found before a remedy and not after it. `told` is what the record says of each, in the
    order it was done. `unknown` are the revisions before a remedy whose bytes were erased for good since.
    """

    texts: tuple[str, ...]
    told: tuple[dict[str, Any], ...]
    unknown: tuple[int, ...]

    @property
    def in_voxels(self) -> frozenset[bytes]:
        """The forms of the texts that can be looked for among voxels."""
        sought = (form for text in self.texts for form in forms(text))
        return frozenset(form for form in sought if len(form) >= SHORTEST_IN_VOXELS and len(set(form)) >= FEWEST_KINDS)


def removed_from(image: Image, looked: Looked) -> Removed:
    """What was removed, without what stands elsewhere because somebody decided that it may. Raises Damaged."""
    stays = [finding.text for finding in looked.findings]
    texts: dict[str, None] = {}
    told: list[dict[str, Any]] = []
    unknown: list[int] = []
    for number, entry in _remedied(image):
        told += [{**each, "revision": number, "by": entry.actor} for each in entry.facts["remedies"]]
        try:
            before, after = (clearance.look(image, each, packing=False) for each in (number - 1, number))
        except Erased:
            unknown.append(number - 1)
            continue
        left = {(finding.surface, finding.text) for finding in after.findings}
        gone = (each for each in before.findings if (each.surface, each.text) not in left)
        texts.update(dict.fromkeys(each.text.strip() for each in gone if _is_told_apart(each, stays)))
    return Removed(tuple(texts), tuple(told), tuple(unknown))


def _remedied(image: Image) -> Iterable[tuple[int, AuditEntry]]:
    """The revisions that remedies made, with their entries, the earliest first."""
    rows = image.revisions.order_by("number").select_related("entry")
    return ((row.number, row.entry) for row in rows if "remedies" in row.entry.facts)


def _is_told_apart(gone: Finding, stays: Sequence[str]) -> bool:
    """Whether a text can be looked for: long enough, and no part of what somebody sees in the file and may accept.

    A single word that nobody explained is written by programs elsewhere; one that tells of a person is looked for.
    """
    text = gone.text.strip()
    says_enough = gone.level is not Level.REVIEW or len(text.split()) > 1
    return says_enough and len(text) >= SHORTEST and not any(text in each for each in stays)
