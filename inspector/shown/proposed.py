"""Values that something other than a person's typing proposes, as the texts that wait for a review."""

from __future__ import annotations

from collections.abc import Collection

from inspector.core import edits
from inspector.core.exact import exact_text
from inspector.core.geometry import SROWS
from inspector.core.header import Header


def texts(before: Header, after: Header, asked: Collection[str]) -> dict[str, str]:
    """The fields among `asked` that differ, as texts by name. What only follows from them is left out."""
    named = {*asked, *(SROWS if edits.SFORM in asked else ())}
    changed = (change.field for change in edits.changes(before, after))
    return {name: exact_text(after, name) for name in changed if name in named}
