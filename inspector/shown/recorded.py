"""What people do, for the help: the steps of a review and the sentences of the record, from the code's own tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from inspector.actions.signoffs import STEPS
from inspector.audit import ACTIONS
from inspector.core.words import listed
from inspector.models import State

# What stands in a sentence of the record where an entry has its own.
EXAMPLES: Final[Mapping[str, str]] = {
    "image": "an image",
    "size": "12.3 MiB",
    "fields": "2 fields",
    "revision": "3",
    "restored": "1",
    "bytes_changed": "8 bytes",
    "erased": "2 recorded values",
    "proposed_by": "somebody",
    "rules": "four_eyes on",
    "from": "one dataset",
    "to": "another",
    "called": "one name",
    "was": "another name",
    "member": "somebody",
    "role": "editor",
    "before": "viewer",
    "days": "7",
    "stored_before": "12.3 MiB",
    "stored_after": "11.8 MiB",
    "bytes_cut": "20 bytes",
    "voxels": "",
    "what": "errors, shape",
    "entries": "120",
    "findings": "3 findings",
    "identifiers": "40 identifiers",
    "images": "20 images",
    "tool": "a tool",
    "version": "2",
    "left": "9",
    "task": "review",
    "kind": "dataset",
    "id": "study",
}


@dataclass(frozen=True)
class Recorded:
    """One kind of entry: what the filter of the audit page calls it, and what it says."""

    action: str
    says: str


@dataclass(frozen=True)
class ReviewStep:
    """One step of a review: from which states it can be taken, and which one it leads to."""

    words: str
    possible: str
    state: str


def recorded() -> list[Recorded]:
    """Every kind of entry, in the order of the table."""
    return [Recorded(name, each.said.format_map(EXAMPLES)) for name, each in ACTIONS.items()]


def steps() -> list[ReviewStep]:
    """The steps of a review."""
    return [
        ReviewStep(step.label, listed([State(each).label for each in possible], "or"), state.label)
        for step, (state, possible) in STEPS.items()
    ]
