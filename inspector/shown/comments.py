"""Threads of comments as a page shows them."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.models import User
from django.db.models import Count

from inspector.models import Comment, Image
from inspector.shown.people import names


@dataclass(frozen=True)
class Said:
    """One comment, and whether the person who looks may take it back."""

    comment: Comment
    by: str
    own: bool


@dataclass(frozen=True)
class Thread:
    """A comment and its answers, oldest first."""

    first: Comment
    said: tuple[Said, ...]
    settled_by: str

    @property
    def settled(self) -> bool:
        return self.first.resolved_at is not None


def threads(image: Image, person: User, field: str = "") -> list[Thread]:
    """The threads about an image, or one of its fields: open ones first, newest first."""
    rows = image.comments.select_related("entry", "said__key")
    found = list(rows.filter(field=field) if field else rows)
    called = names({row.by for row in found} | {row.resolved_by for row in found}, person)
    answers: dict[int | None, list[Said]] = {}
    for row in found:
        answers.setdefault(row.thread_id or row.pk, []).append(Said(row, called[row.by], row.author_id == person.pk))
    firsts = [row for row in found if row.thread_id is None]
    firsts.sort(key=lambda row: (row.resolved_at is not None, -row.pk))
    return [Thread(row, tuple(answers[row.pk]), called[row.resolved_by]) for row in firsts]


def open_by_field(image: Image) -> dict[str, str]:
    """How many open threads there are about each field, as text; "" for those about the image."""
    rows = image.comments.filter(thread=None, resolved_at=None).values("field").annotate(count=Count("pk"))
    return {row["field"]: str(row["count"]) for row in rows.order_by()}
