"""Everything a person can change: one function, one transaction, one audit entry each.

An action takes who acts and what they saw, checks, and then writes the change and its record together.
"""

from inspector.actions.accounts import change_name, change_password, make_account, make_token, revoke_token
from inspector.actions.carriers import Carriers
from inspector.actions.datasets import make_dataset, move, rename_dataset
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
from inspector.actions.members import (
    DAYS_OPEN,
    AlreadyMember,
    LastManager,
    give_role,
    invite,
    join,
    remove_member,
    revoke_invitation,
)
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
    "DAYS_OPEN",
    "AlreadyMember",
    "BringsErrors",
    "Carriers",
    "ErasedMeanwhile",
    "LastManager",
    "NoFix",
    "NoSpace",
    "NothingToSave",
    "Outcome",
    "Refused",
    "Stale",
    "change_name",
    "change_password",
    "delete",
    "drop_draft",
    "due",
    "edit",
    "edit_extension",
    "erase_value",
    "fix",
    "give_role",
    "invite",
    "join",
    "keep_draft",
    "make_account",
    "make_dataset",
    "make_token",
    "move",
    "needs_reason",
    "preview",
    "preview_extension",
    "preview_restore",
    "purge",
    "purge_due",
    "put_back",
    "rebase_draft",
    "remove_member",
    "rename_dataset",
    "restore",
    "revoke_invitation",
    "revoke_token",
    "sign_in",
    "sign_out",
    "upload",
]
