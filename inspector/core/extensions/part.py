"""A part of something long: as many lines as a page shows at once, and how many there are."""

from __future__ import annotations

from dataclasses import dataclass, field

LINES = 400
WIDTH = 1000


class Unreadable(ValueError):
    """The content is not what its code says; the text is a sentence that says where or why."""


@dataclass
class Part:
    """Lines from number `first` on, counted from 0. A long line is counted as several, none of them cut."""

    first: int = 0
    most: int = LINES
    lines: list[str] = field(default_factory=list)
    total: int = 0

    def add(self, line: str) -> None:
        for start in range(0, max(len(line), 1), WIDTH):
            if self.first <= self.total < self.first + self.most:
                self.lines.append(line[start : start + WIDTH])
            self.total += 1
