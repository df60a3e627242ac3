"""What a recognizer is asked, and what it answers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Passage:
    """Decoded text as it stands in one place of a file.

    `surface` and `part` are those of its span: "descrip", or "extension 1" and "content"; `label` is the name under
    which a document keeps this value ("PatientName" in JSON, XML or DICOM), "" where there is none.
    """

    text: str
    surface: str
    part: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class Match:
    """The characters [start, stop) of a passage, and how sure a recognizer is that they tell of a person.

    `score` is between 0 and 1. `why` is a sentence for the person who decides. `told` counts the characters of the word
    beside it that says what it is.
    """

    start: int
    stop: int
    score: float
    why: str
    told: int = 0


class Recognizer(Protocol):
    """Looks for one kind of identifier. Gives matches in any order, none where there is nothing; never raises."""

    def __call__(self, passage: Passage) -> Iterator[Match]: ...
