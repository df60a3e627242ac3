"""How the privacy check looks, for the help: from the tables of recognizers, levels and remedies themselves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from inspector.core.privacy.finding import HIGH_FROM, MEDIUM_FROM, Level
from inspector.core.privacy.numbers import NUMBER
from inspector.core.privacy.own_list import OWN
from inspector.core.privacy.recognizers import ALL
from inspector.core.privacy.remedies import Remedy
from inspector.core.privacy.scan import CANNOT_BE_CHECKED, NOT_EXPLAINED, OPAQUE, UNEXPLAINED

# How many examples of each recognizer are shown.
EXAMPLES: Final = 2


@dataclass(frozen=True)
class Looked:
    """One line of the table of what is looked for."""

    id: str
    title: str
    source: str
    examples: Sequence[str] = ()
    passes: Sequence[str] = ()


# What is found without a recognizer.
BESIDE: Final = (
    Looked(OWN, "what a study says is its own", "the list of the dataset"),
    Looked(NUMBER, "a number that reads like a date, or is not used", "the fields of the header"),
    Looked(OPAQUE, CANNOT_BE_CHECKED, "what cannot be read is not passed"),
    Looked(UNEXPLAINED, NOT_EXPLAINED, "what no list explains is shown"),
)
LEVELS: Final[Mapping[Level, str]] = {
    Level.HIGH: f"It tells of a person, by all that is known: a score of {HIGH_FROM} or more.",
    Level.MEDIUM: f"It may well tell of a person, or nobody can read it: {MEDIUM_FROM} or more.",
    Level.REVIEW: "Somebody has to look: nothing says that it tells of a person, and nothing explains it.",
}
REMEDIES: Final[Mapping[Remedy, str]] = {
    Remedy.TEXT: "Spaces take the place of the text, so that what is around it stays readable.",
    Remedy.VALUE: "The whole value in a document is blanked; its name and its neighbours stay.",
    Remedy.FIELD: "All bytes of the field become zero, those behind the end of its text as well.",
    Remedy.PSEUDONYM: "Letters that come from a secret key of the dataset take its place: the same for the same text.",
    Remedy.SHIFT: "The date moves back by as many days as the key of the dataset says, so that intervals stay.",
    Remedy.ZERO: "The bytes become zero; nothing moves.",
    Remedy.NUMBER: "The number becomes 0.",
    Remedy.DROP: "The extension goes, and those behind it move up.",
    Remedy.SHORTEN: "The bytes behind the last extension of a .hdr file are cut off.",
    Remedy.CUT: "The bytes behind the last voxel are cut off.",
    Remedy.LEAVE: "Downloads of revisions are packed anew and lack it; the upload itself keeps it until it is erased.",
    Remedy.RENAME: "The file gets another name.",
}


def looked_for() -> list[Looked]:
    """Everything that is looked for: each recognizer with examples, then what is found without one."""
    known = [
        Looked(kind.id, kind.title, kind.source, kind.examples[:EXAMPLES], kind.near_misses[:EXAMPLES]) for kind in ALL
    ]
    return [*known, *BESIDE]
