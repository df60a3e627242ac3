"""A finding of the privacy check: where it stands, what it is, how sure that is, and why."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

BULLET: Final = "•"
HIGH_FROM: Final = 0.8
MEDIUM_FROM: Final = 0.5


class Level(StrEnum):
    """How sure it is that this tells of a person, the surest first."""

    HIGH = "high"
    MEDIUM = "medium"
    REVIEW = "review"

    @classmethod
    def of(cls, score: float) -> Level:
        """The level of a score between 0 and 1."""
        if score >= HIGH_FROM:
            return cls.HIGH
        return cls.MEDIUM if score >= MEDIUM_FROM else cls.REVIEW


@dataclass(frozen=True, slots=True)
class Finding:
    """The bytes [start, stop) of a layer, and what they may tell.

    `file`, `layer`, `surface` and `part` are those of the span ledger. `text` is what is written there, decoded, and
    `before` and `after` are what stands around it in its line. `recognizer` is the id of the surest one.
    """

    file: str
    layer: str
    surface: str
    part: str
    start: int
    stop: int
    recognizer: str
    score: float
    why: str
    text: str = field(repr=False)
    before: str = field(repr=False, default="")
    after: str = field(repr=False, default="")

    @property
    def length(self) -> int:
        return self.stop - self.start

    @property
    def level(self) -> Level:
        return Level.of(self.score)

    @property
    def id(self) -> str:
        """A name that stays the same while the same is found in the same place; it tells nothing of the text."""
        place = f"{self.layer}|{self.file if self.layer == 'stored' else ''}|{self.surface}|{self.part}"
        return hashlib.sha256(f"{place}|{self.start}|{self.stop}|{self.recognizer}".encode()).hexdigest()[:12]

    @property
    def masked(self) -> str:
        """The text with all but its first letter hidden."""
        return mask(self.text)

    def as_json(self, *, masked: bool) -> dict[str, Any]:
        """As the API and the command line give it."""
        return {
            "id": self.id,
            "file": self.file,
            "layer": self.layer,
            "surface": self.surface,
            "part": self.part,
            "offset": self.start,
            "length": self.length,
            "text": self.masked if masked else self.text,
            "recognizer": self.recognizer,
            "level": str(self.level),
            "score": round(self.score, 3),
            "why": self.why,
        }


def mask(text: str) -> str:
    """The first letter or digit of a text; a dot for each other one. Spaces and signs between words stay."""
    first = next((at for at, character in enumerate(text) if character.isalnum()), len(text))
    return text[: first + 1] + "".join(BULLET if character.isalnum() else character for character in text[first + 1 :])


def levels(findings: Iterable[Finding]) -> Mapping[Level, int]:
    """How many findings each level has."""
    counted = Counter(finding.level for finding in findings)
    return {level: counted[level] for level in Level}
