"""Everything a person can change: one function, one transaction, one audit entry each.

An action takes who acts and what they saw, checks, and then writes the change and its record together.
"""

from inspector.actions.comments import comment, settle, take_back
from inspector.actions.drafts import drop_draft, keep_draft, rebase_draft
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
    NoFix,
    NoSpace,
    NothingToSave,
    NotNow,
    NotReviewed,
    Outcome,
    OwnEdit,
    Stale,
    StaleProposal,
    needs_reason,
)
from inspector.actions.proposals import accept, decline, propose, withdraw
from inspector.actions.rules import RULES, release, set_rules
from inspector.actions.signoffs import ask_for_review, own_edit, reopen, request_changes, sign_off

__all__ = [
    "RULES",
    "BringsErrors",
    "NoFix",
    "NoSpace",
    "NotNow",
    "NotReviewed",
    "NothingToSave",
    "Outcome",
    "OwnEdit",
    "Stale",
    "StaleProposal",
    "accept",
    "ask_for_review",
    "comment",
    "decline",
    "delete",
    "drop_draft",
    "edit",
    "edit_extension",
    "fix",
    "keep_draft",
    "needs_reason",
    "own_edit",
    "preview",
    "preview_extension",
    "preview_restore",
    "propose",
    "rebase_draft",
    "release",
    "reopen",
    "request_changes",
    "restore",
    "set_rules",
    "settle",
    "sign_off",
    "take_back",
    "upload",
    "withdraw",
]
