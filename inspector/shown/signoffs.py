"""How far the review of an image is, and the one next step that is open to the person who looks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.contrib.auth.models import User

from inspector import access, actions
from inspector.models import Image, SignOff, State, Step
from inspector.shown.people import called, names

# State: icon and class of its badge. An image that nobody reviewed has none.
LOOKS: Mapping[str, tuple[str, str]] = {
    State.ASKED: ("clock", "accent"),
    State.CHANGES: ("warn", "warn"),
    State.EDITED: ("warn", "warn"),
    State.REVIEWED: ("check", "ok"),
}
DONE: Mapping[str, tuple[str, str]] = {
    Step.ASK: ("clock", "asked for a review"),
    Step.CHANGES: ("warn", "requested changes"),
    Step.SIGN: ("check", "reviewed this revision"),
    Step.REOPEN: ("undo", "reopened the review"),
}


@dataclass(frozen=True)
class Badge:
    icon: str
    kind: str
    words: str


@dataclass(frozen=True)
class Line:
    """One step that somebody took."""

    step: SignOff
    by: str
    of: str

    @property
    def icon(self) -> str:
        return DONE[self.step.step][0]

    @property
    def words(self) -> str:
        return DONE[self.step.step][1] + (f" from {self.of}" if self.of else "")


@dataclass(frozen=True)
class Standing:
    """The state of an image's review, for one person."""

    image: Image
    person: User

    @property
    def badge(self) -> Badge | None:
        return badge(self.image)

    @property
    def asked_of(self) -> str:
        """Who was asked for the review; empty for nobody in particular."""
        asked = self.image.asked_of
        return called(asked.get_username(), self.person) if asked else ""

    @property
    def next_step(self) -> str:
        """The one next step in words; empty where there is none for this person."""
        state, reviews = self.image.state, access.may(self.image, "review")
        if state == State.REVIEWED:
            return "Reopen" if reviews else ""
        if reviews and (state == State.ASKED or not self.image.dataset.four_eyes):
            return "Finish review"
        return "Ask for review" if state != State.ASKED and access.may(self.image, "edit") else ""

    @property
    def asks(self) -> bool:
        """Whether this person may ask for a review now."""
        return self.image.state not in (State.ASKED, State.REVIEWED) and access.may(self.image, "edit")

    @property
    def decides(self) -> bool:
        """Whether this person may finish the review now, were it not for their own edits."""
        return self.image.state != State.REVIEWED and access.may(self.image, "review")

    @property
    def reopens(self) -> bool:
        return self.image.state == State.REVIEWED and access.may(self.image, "review")

    @property
    def own(self) -> int | None:
        """The revision for which this person needs somebody else."""
        return actions.own_edit(self.image, self.person) if self.image.dataset.four_eyes else None


def badge(image: Image) -> Badge | None:
    """The badge of the state; it says which revision was reviewed where that is an earlier one."""
    if image.state not in LOOKS:
        return None
    icon, kind = LOOKS[image.state]
    of = f" of r{image.reviewed_revision}" if image.state == State.EDITED else ""
    return Badge(icon, kind, f"{State(image.state).label}{of}")


def steps(image: Image, person: User) -> list[Line]:
    """Every step of the review, newest first."""
    rows = list(image.signoffs.select_related("entry", "asked_of").prefetch_related("entry__values"))
    return lines(rows, person)


def lines(rows: Iterable[SignOff], person: User) -> list[Line]:
    found = list(rows)
    asked = {row.asked_of.get_username() for row in found if row.asked_of}
    called = names(asked | {row.by for row in found}, person)
    return [Line(row, called[row.by], called[row.asked_of.get_username()] if row.asked_of else "") for row in found]
