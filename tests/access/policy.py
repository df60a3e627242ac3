"""What every address takes: the task in a dataset, or who it is for. A new address needs a line here."""

from __future__ import annotations

from typing import Literal

from inspector.access import TaskName

# anyone: no sign-in needed; person: signed in; own: of the person alone, nothing of others is reached.
Need = TaskName | Literal["anyone", "person", "own"]

# Pages by name: what looking takes, what sending takes (None: the page takes no such request).
PAGES: dict[str, tuple[Need | None, Need | None]] = {
    "library": ("own", None),
    "upload": (None, "edit"),
    "examples": (None, "edit"),
    "header": ("see", None),
    "edit": ("comment", "comment"),
    "effect": (None, "comment"),
    "discard": (None, "comment"),
    "fix": (None, "comment"),
    "fixes": ("comment", "comment"),
    "operations": ("comment", "comment"),
    "take_along": (None, "comment"),
    "review": ("comment", "edit"),
    "propose": (None, "comment"),
    "proposal": ("see", None),
    "accept": (None, "edit"),
    "decline": (None, "edit"),
    "withdraw": (None, "comment"),
    "signoff": ("see", None),
    "signoff_ask": (None, "edit"),
    "signoff_decide": (None, "review"),
    "comments": ("see", "comment"),
    "comment": (None, "comment"),
    "waiting": ("own", None),
    "rules": ("manage", "manage"),
    "rebase": (None, "comment"),
    "extension_add": ("edit", "edit"),
    "extension": ("see", None),
    "extension_change": ("edit", "edit"),
    "extension_remove": ("edit", "edit"),
    "history": ("see", None),
    "compare": ("see", None),
    "restore": ("edit", "edit"),
    "remove": ("edit", "edit"),
    "audit": ("own", None),
    "help": ("person", None),
    "help_guide": ("person", None),
    "help_field": ("person", None),
    "help_rule": ("person", None),
    "theme": (None, "person"),
    "keys": (None, "person"),
    "login": ("anyone", "anyone"),
}

# Calls of the API by method and path.
CALLS: dict[str, Need] = {
    "GET /": "anyone",
    "GET /images": "own",
    "POST /images": "edit",
    "GET /images/{id}": "see",
    "DELETE /images/{id}": "edit",
    "GET /images/{id}/header": "see",
    "PATCH /images/{id}/header": "edit",
    "GET /images/{id}/readings": "see",
    "POST /images/{id}/extensions": "edit",
    "PATCH /images/{id}/extensions/{index}": "edit",
    "DELETE /images/{id}/extensions/{index}": "edit",
    "GET /images/{id}/extensions/{index}/data": "see",
    "GET /images/{id}/history": "see",
    "POST /images/{id}/restore": "edit",
    "GET /images/{id}/findings": "see",
    "POST /images/{id}/fixes/{rule}": "edit",
    "GET /images/{id}/signoffs": "see",
    "POST /images/{id}/signoffs": "review",
    "POST /images/{id}/signoffs/ask": "edit",
    "GET /images/{id}/comments": "see",
    "POST /images/{id}/comments": "comment",
    "POST /images/{id}/comments/{comment}": "comment",
    "DELETE /images/{id}/comments/{comment}": "comment",
    "GET /images/{id}/proposals": "see",
    "POST /images/{id}/proposals": "comment",
    "POST /images/{id}/proposals/{proposal}/accept": "edit",
    "POST /images/{id}/proposals/{proposal}/decline": "edit",
    "DELETE /images/{id}/proposals/{proposal}": "comment",
    "GET /images/{id}/download": "see",
    "GET /images/{id}/slice": "see",
    "GET /audit": "own",
    "GET /audit/verify": "person",
}
