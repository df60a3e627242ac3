"""Who may see and do what; the only place that decides."""

from inspector.access.local import default_dataset, local_user
from inspector.access.lookup import dataset, datasets, entries, image, images, people_in, removed, removed_image
from inspector.access.people import (
    NOT_OPEN,
    colleague,
    colleagues,
    invitation,
    invitations,
    member,
    members,
    open_invitation,
)
from inspector.access.releases import release, releases
from inspector.access.roles import TASKS, Refused, TaskName, allows, may, roles_for
from inspector.access.talk import comment, proposal, proposals
from inspector.access.tokens import digest, make_token, token, token_owner, tokens

__all__ = [
    "NOT_OPEN",
    "TASKS",
    "Refused",
    "TaskName",
    "allows",
    "colleague",
    "colleagues",
    "comment",
    "dataset",
    "datasets",
    "default_dataset",
    "digest",
    "entries",
    "image",
    "images",
    "invitation",
    "invitations",
    "local_user",
    "make_token",
    "may",
    "member",
    "members",
    "open_invitation",
    "people_in",
    "proposal",
    "proposals",
    "release",
    "releases",
    "removed",
    "removed_image",
    "roles_for",
    "token",
    "token_owner",
    "tokens",
]
