"""How far the clearing of one text in many images is: what each round did, carried from one to the next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import QueryDict

from inspector.actions import Round
from inspector.core.exact import visible

# Between the three in a hidden input; what is visible has none.
APART = "\t"
MOST_NAMED = 50
_DIGITS = 9


@dataclass(frozen=True)
class Rounds:
    """`done` images so far of `total`; `stayed` are as they were, of the first of which `failed` tells more.

    That is the id, the name and the reason of each.
    """

    done: int
    total: int
    left: int
    last: str
    stayed: int
    failed: Sequence[tuple[str, str, str]]

    @classmethod
    def of(cls, sent: QueryDict, now: Round) -> Rounds:
        """The rounds that the form tells of, and the one that was made now."""
        before = [tuple(told.split(APART, 2)) for told in sent.getlist("failed")]
        failed = [(told[0], told[1], told[2]) for told in before if len(told) == 3]
        failed += [(image.pk, visible(image.name), said) for image, said in now.failed]
        done = _number(sent.get("done", "")) + len(now.done)
        stayed = _number(sent.get("stayed", "")) + len(now.failed)
        return cls(done, done + stayed + now.left, now.left, now.last, stayed, failed[:MOST_NAMED])

    @property
    def tried(self) -> int:
        return self.total - self.left


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) <= _DIGITS else 0
