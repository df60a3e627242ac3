"""Values that something other than a person's typing proposes, as the texts that wait for a review."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import QuerySet

from inspector.core import edits
from inspector.core.exact import exact_text
from inspector.core.geometry import SROWS
from inspector.core.header import Header
from inspector.models import Decision, Image, Proposal


def texts(before: Header, after: Header, asked: Collection[str]) -> dict[str, str]:
    """The fields among `asked` that differ, as texts by name. What only follows from them is left out."""
    named = {*asked, *(SROWS if edits.SFORM in asked else ())}
    changed = (change.field for change in edits.changes(before, after))
    return {name: exact_text(after, name) for name in changed if name in named}


def open_proposals(image: Image) -> QuerySet[Proposal]:
    """What people proposed for this image and nobody decided yet, newest first."""
    return image.proposals.filter(decision=Decision.OPEN).select_related("entry", "author")
