"""Everything a person can change: one function, one transaction, one audit entry each.

An action takes who acts and what they saw, checks, and then writes the change and its record together.
"""

from inspector.actions.drafts import drop_draft, keep_draft, rebase_draft
from inspector.actions.headers import edit, fix, preview, preview_restore, restore
from inspector.actions.images import delete, upload
from inspector.actions.outcome import BringsErrors, NoFix, NoSpace, NothingToSave, Outcome, Stale, needs_reason

__all__ = [
    "BringsErrors",
    "NoFix",
    "NoSpace",
    "NothingToSave",
    "Outcome",
    "Stale",
    "delete",
    "drop_draft",
    "edit",
    "fix",
    "keep_draft",
    "needs_reason",
    "preview",
    "preview_restore",
    "rebase_draft",
    "restore",
    "upload",
]
