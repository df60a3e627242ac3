"""Who may see and do what; the only place that decides."""

from inspector.access.local import default_dataset, local_token, local_user
from inspector.access.lookup import dataset, datasets, entries, image, images, people_in, removed, removed_image
from inspector.access.roles import TASKS, Refused, TaskName, allows, may, roles_for
from inspector.access.talk import comment, proposal, proposals
from inspector.access.tokens import make_token, token_owner

__all__ = [
    "TASKS",
    "Refused",
    "TaskName",
    "allows",
    "comment",
    "dataset",
    "datasets",
    "default_dataset",
    "entries",
    "image",
    "images",
    "local_token",
    "local_user",
    "make_token",
    "may",
    "people_in",
    "proposal",
    "proposals",
    "removed",
    "removed_image",
    "roles_for",
    "token_owner",
]
