"""Everything a person can change: one function, one transaction, one audit entry each.

An action takes who acts and what they saw, checks, and then writes the change and its record together.
"""

from inspector.actions.carriers import Carriers
from inspector.actions.doors import Refused, sign_in, sign_out
from inspector.actions.drafts import drop_draft, keep_draft, rebase_draft
from inspector.actions.erasure import due, erase_value, purge, purge_due, put_back
from inspector.actions.headers import (
    edit,
    edit_extension,
    fix,
    preview,
    preview_extension,
    preview_restore,
    restore,
)
from inspector.actions.images import delete, upload
from inspector.actions.outcome import (
    BringsErrors,
    ErasedMeanwhile,
    NoFix,
    NoSpace,
    NothingToSave,
    Outcome,
    Stale,
    needs_reason,
)

__all__ = [
    "BringsErrors",
    "Carriers",
    "ErasedMeanwhile",
    "NoFix",
    "NoSpace",
    "NothingToSave",
    "Outcome",
    "Refused",
    "Stale",
    "delete",
    "drop_draft",
    "due",
    "edit",
    "edit_extension",
    "erase_value",
    "fix",
    "keep_draft",
    "needs_reason",
    "preview",
    "preview_extension",
    "preview_restore",
    "purge",
    "purge_due",
    "put_back",
    "rebase_draft",
    "restore",
    "sign_in",
    "sign_out",
    "upload",
]
