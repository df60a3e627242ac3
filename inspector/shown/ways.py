"""Ways: what a person can do about a finding whose right value only they can know."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cache, partial

from inspector.core.edits import apply, why_locked
from inspector.core.errors import EditError
from inspector.core.header import Header
from inspector.core.operations import Operation, named, work_out
from inspector.core.rules import Finding, check
from inspector.models import Image
from inspector.shown.evidence import Evidence
from inspector.shown.marks import Mark

_EITHER_FORM = ("copy_sform_to_qform", "copy_qform_to_sform")
# By rule: the guided edits of which one settles it.
WAYS: dict[str, tuple[str, ...]] = {
    "P1": ("set_voxel_sizes",),
    "P5": ("set_voxel_sizes",),
    "S5": ("set_voxel_sizes",),
    "S6": ("orthonormalize_sform",),
    "S9": ("set_origin", "center_origin"),
    "Q7": ("set_origin", "center_origin"),
    "X1": ("set_codes",),
    "X2": _EITHER_FORM,
    "X3": _EITHER_FORM,
    "X5": _EITHER_FORM,
    "X7": _EITHER_FORM,
}
# They ask nothing, so that one click leads to their review.
AT_ONCE = frozenset({*_EITHER_FORM, "orthonormalize_sform"})


@dataclass(frozen=True)
class Way:
    """A guided edit. `does` says what becomes of the image where that is known before anything is asked."""

    operation: Operation
    does: str = ""


@dataclass(frozen=True)
class Card:
    """A finding as it stands on top of the header page.

    `ways` are the guided edits that settle it where no fix does; `above` is the rule beside which the same ones stand.
    """

    mark: Mark
    finding: Finding
    header: Header
    ways: tuple[Way, ...]
    above: str = ""

    @property
    def editable(self) -> str:
        """The field to edit by hand where there is nothing better; "" when none can be."""
        fields = () if self.finding.fix or self.ways else self.finding.fields
        return next((name for name in fields if not why_locked(self.header, self.header.field(name))), "")

    @property
    def is_about_forms(self) -> bool:
        """Whether somebody who has never heard of qform and sform needs to, to understand it."""
        return any(self.header.field(name).group == "orientation" for name in self.finding.fields)


def cards(image: Image, findings: Iterable[tuple[Mark, Finding]]) -> Iterator[Card]:
    """A card for each of these findings, in their order."""
    tried = cache(partial(_tried, image))
    above: dict[tuple[Way, ...], str] = {}
    for mark, finding in findings:
        ways = () if finding.fix else tuple(_ways(finding.rule, tried))
        first = above.setdefault(ways, finding.rule) if ways else finding.rule
        yield Card(mark, finding, image.header, ways, "" if first == finding.rule else first)


def _ways(rule: str, tried: Callable[[Operation], tuple[str, Collection[str]]]) -> Iterator[Way]:
    for operation in map(named, WAYS.get(rule, ())):
        if operation.op not in AT_ONCE:
            yield Way(operation)
            continue
        does, left = tried(operation)
        if does and rule not in left:
            yield Way(operation, does)


def _tried(image: Image, operation: Operation) -> tuple[str, Collection[str]]:
    """What an operation that asks nothing does to the image, and the rules that find something afterwards.

    "" for one that cannot be carried out.
    """
    try:
        values = work_out(image.header, {"op": operation.op}).values
        after = apply(image.header, values, voxel_block_length=image.voxels_length)
    except EditError:
        return "", ()
    return _does(Evidence(image.header, after)), {finding.rule for finding in check(image.facts(after))}


def _does(evidence: Evidence) -> str:
    if evidence.impact is None:
        return "how far it moves the image is not known"
    if evidence.swaps:
        return "swaps left and right"
    moves = f"moves the image, by up to {evidence.corner}"
    return moves if evidence.impact.max_corner_mm else "the image stays in its place"
