"""What a role may do. This table is the only place that says so; pages, help and tests are made from it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from django.core.exceptions import PermissionDenied

from inspector.models import Dataset, Image, Role

TaskName = Literal["see", "comment", "edit", "review", "manage"]


@dataclass(frozen=True)
class Task:
    """Something to do in a dataset: the least role it takes, and what it is called after "may"."""

    least: Role
    words: str


TASKS: dict[TaskName, Task] = {
    "see": Task(Role.VIEWER, "look at everything in the dataset and download images"),
    "comment": Task(Role.VIEWER, "comment and propose changes"),
    "edit": Task(Role.EDITOR, "upload images, change headers and remove images"),
    "review": Task(Role.REVIEWER, "review images, decide on proposals and findings, and make releases"),
    "manage": Task(
        Role.MANAGER, "invite members, give roles, change settings, move images, put them back and erase for good"
    ),
}
_RANK = {role: rank for rank, role in enumerate(Role)}


class Refused(PermissionDenied):
    """The dataset is this person's to see, but what they asked for takes another role."""

    def __init__(self, dataset: Dataset, role: str, task: TaskName) -> None:
        self.dataset, self.task = dataset, task
        least = TASKS[task].least.value
        super().__init__(
            f"In {dataset.name} you are {_a(role)}. To {TASKS[task].words} takes {_a(least)}: "
            "a manager of the dataset can give you that role."
        )


def allows(role: str, task: TaskName) -> bool:
    """Whether somebody in this role may do this; the empty role may do nothing."""
    return role in Role.values and _RANK[Role(role)] >= _RANK[TASKS[task].least]


def may(thing: Dataset | Image, task: TaskName) -> bool:
    """Whether the person who looked this dataset or image up may do this with it."""
    return allows(thing.role, task)


def roles_for(task: TaskName) -> list[Role]:
    """The roles that may do this."""
    return [role for role in Role if allows(role, task)]


def _a(role: str) -> str:
    return f"an {role}" if role[0] in "aeiou" else f"a {role}"
