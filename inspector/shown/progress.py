"""How far the review of whole datasets is, and who did what in them lately."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.contrib.auth.models import User
from django.db.models import Count, Q, Sum
from django.utils import timezone

from inspector import access
from inspector.core.words import counted
from inspector.models import Dataset, Image, State
from inspector.shown.people import names

WEEK = timedelta(days=7)
# What counts as work: the record's action, and the word for one of it and for several.
WORK: Mapping[str, tuple[str, str]] = {
    "upload": ("upload", "uploads"),
    "edit": ("edit", "edits"),
    "restore": ("restore", "restores"),
    "reviewed": ("review", "reviews"),
    "requested changes": ("request for changes", "requests for changes"),
    "asked for review": ("question for a review", "questions for a review"),
    "proposed an edit": ("proposal", "proposals"),
    "commented": ("comment", "comments"),
    "release download": ("release download", "release downloads"),
}


@dataclass(frozen=True)
class Progress:
    """The images of a dataset by the state of their review."""

    dataset: Dataset
    by_state: Mapping[str, int]
    errors: int

    @property
    def total(self) -> int:
        return sum(self.by_state.values())

    @property
    def reviewed(self) -> int:
        return self.by_state.get(State.REVIEWED, 0)

    @property
    def states(self) -> list[tuple[str, str, int]]:
        """Value, words and number of images of every state, the finished ones first."""
        return [(state.value, state.label, self.by_state.get(state, 0)) for state in reversed(State)]


def progress(datasets: Iterable[Dataset]) -> list[Progress]:
    """The progress of each of these datasets, which were looked up with permission: one question for all."""
    found = list(datasets)
    rows = Image.objects.filter(dataset__in=found, deleted_at=None).values("dataset", "state").order_by()
    counts: dict[int, dict[str, int]] = {}
    errors: dict[int, int] = {}
    for row in rows.annotate(count=Count("pk"), wrong=Sum("errors")):
        counts.setdefault(row["dataset"], {})[row["state"]] = row["count"]
        errors[row["dataset"]] = errors.get(row["dataset"], 0) + row["wrong"]
    return [Progress(each, counts.get(each.pk, {}), errors.get(each.pk, 0)) for each in found]


def this_week(person: User) -> list[tuple[str, list[str]]]:
    """Who did what in the datasets of this person in the last seven days: a name and counts in words."""
    done = access.entries(person).filter(Q(action__in=WORK), at__gte=timezone.now() - WEEK)
    rows = list(done.values("actor", "action").order_by("actor").annotate(count=Count("seq")))
    called = names((row["actor"] for row in rows), person)
    told: dict[str, list[str]] = {}
    for row in sorted(rows, key=lambda row: [*WORK].index(row["action"])):
        told.setdefault(row["actor"], []).append(counted(row["count"], *WORK[row["action"]]))
    return [(called[actor], words) for actor, words in sorted(told.items())]
