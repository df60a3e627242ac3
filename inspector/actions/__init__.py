"""Everything a person can change: one function, one transaction, one audit entry each.

An action takes who acts and what they saw, checks, and then writes the change and its record together.
"""

from inspector.actions.accounts import (
    change_name,
    change_password,
    local_token,
    make_account,
    make_token,
    revoke_token,
)
from inspector.actions.carriers import Carriers
from inspector.actions.clearing import Clearing, clear, keep_own_list, preview_clear, proposed, reveal, waive
from inspector.actions.comments import comment, settle, take_back
from inspector.actions.copying import copy_header, preview_copy
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
    NotCleared,
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
from inspector.actions.releases import (
    Unfinished,
    Wanted,
    bundle,
    make_release,
    record_taken,
    state_defaced,
    what_is_gone,
)
from inspector.actions.rules import RULES, release, set_rules
from inspector.actions.signoffs import ask_for_review, own_edit, reopen, request_changes, sign_off

__all__ = [
    "DAYS_OPEN",
    "RULES",
    "AlreadyMember",
    "BringsErrors",
    "Carriers",
    "Clearing",
    "ErasedMeanwhile",
    "LastManager",
    "NoFix",
    "NoSpace",
    "NotCleared",
    "NotNow",
    "NotReviewed",
    "NothingToSave",
    "Outcome",
    "OwnEdit",
    "Refused",
    "Stale",
    "StaleProposal",
    "Unfinished",
    "Wanted",
    "accept",
    "ask_for_review",
    "bundle",
    "change_name",
    "change_password",
    "clear",
    "comment",
    "copy_header",
    "decline",
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
    "keep_own_list",
    "local_token",
    "make_account",
    "make_dataset",
    "make_release",
    "make_token",
    "move",
    "needs_reason",
    "own_edit",
    "preview",
    "preview_clear",
    "preview_copy",
    "preview_extension",
    "preview_restore",
    "propose",
    "proposed",
    "purge",
    "purge_due",
    "put_back",
    "rebase_draft",
    "record_taken",
    "release",
    "remove_member",
    "rename_dataset",
    "reopen",
    "request_changes",
    "restore",
    "reveal",
    "revoke_invitation",
    "revoke_token",
    "set_rules",
    "settle",
    "sign_in",
    "sign_off",
    "sign_out",
    "state_defaced",
    "take_back",
    "upload",
    "waive",
    "what_is_gone",
    "withdraw",
]
