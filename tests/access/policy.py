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
    "edit": ("edit", "edit"),
    "effect": (None, "edit"),
    "discard": (None, "edit"),
    "fix": (None, "edit"),
    "fixes": ("edit", "edit"),
    "operations": ("edit", "edit"),
    "take_along": (None, "edit"),
    "review": ("edit", "edit"),
    "rebase": (None, "edit"),
    "extension_add": ("edit", "edit"),
    "extension": ("see", None),
    "extension_change": ("edit", "edit"),
    "extension_remove": ("edit", "edit"),
    "history": ("see", None),
    "compare": ("see", None),
    "restore": ("edit", "edit"),
    "remove": ("edit", "edit"),
    "erase": ("manage", "manage"),
    "removed": ("own", None),
    "put_back": (None, "manage"),
    "purge": ("manage", "manage"),
    "audit": ("own", None),
    "help": ("person", None),
    "help_guide": ("person", None),
    "help_field": ("person", None),
    "help_rule": ("person", None),
    "theme": (None, "person"),
    "keys": (None, "person"),
    "login": ("anyone", "anyone"),
    "sign_out": (None, "person"),
    "sign_on": (None, "anyone"),
    "signed_on": ("anyone", None),
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
    "GET /images/{id}/download": "see",
    "GET /images/{id}/slice": "see",
    "POST /images/{id}/put-back": "manage",
    "POST /images/{id}/purge": "manage",
    "POST /images/{id}/erase": "manage",
    "GET /audit": "own",
    "GET /audit/verify": "person",
    "GET /audit/export": "own",
}
