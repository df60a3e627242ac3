"""Whether plants were found, what was found besides, and the bounds of such shares."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from benchmarks.privacy.cases import Case, Plant, layers_of

HIGH, MEDIUM, REVIEW, NOTHING = "high", "medium", "review", ""
LEVELS: Final = (NOTHING, REVIEW, MEDIUM, HIGH)
# Of a normal distribution: 95 % lie within so many standard deviations.
_WITHIN: Final = 1.959964


class Found(Protocol):
    """What a method says of the bytes [start, stop) of a layer."""

    @property
    def file(self) -> str: ...
    @property
    def layer(self) -> str: ...
    @property
    def surface(self) -> str: ...
    @property
    def start(self) -> int: ...
    @property
    def stop(self) -> int: ...
    @property
    def text(self) -> str: ...
    @property
    def recognizer(self) -> str: ...
    @property
    def level(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Seen:
    """A plant, the highest level of what overlaps it, and whether all of its letters and digits are covered."""

    case: str
    plant: Plant
    level: str
    is_whole: bool


@dataclass(frozen=True, slots=True)
class Alarm:
    """A finding where nothing is planted."""

    case: str
    surface: str
    text: str
    recognizer: str
    level: str


@dataclass(frozen=True, slots=True)
class Judged:
    """What a method made of one case. `highs` counts its findings at high, right and wrong; `seconds` is its time."""

    case: str
    seen: tuple[Seen, ...]
    alarms: tuple[Alarm, ...]
    highs: int
    seconds: float = 0.0

    @property
    def worst(self) -> str:
        """The highest level of an alarm."""
        return max((alarm.level for alarm in self.alarms), key=LEVELS.index, default=NOTHING)


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many."""

    part: int
    whole: int

    @property
    def ratio(self) -> float:
        return self.part / self.whole if self.whole else math.nan

    @property
    def bounds(self) -> tuple[float, float]:
        """Where it truly lies, at 95 %: Wilson's interval, and the rule of three where none or all are counted.

        Sources: Wilson 1927, JASA 22:209; Hanley and Lippman-Hand 1983, JAMA 249:1743.
        """
        if not self.whole:
            return 0.0, 1.0
        if self.part in (0, self.whole):
            third = min(3 / self.whole, 1.0)
            return (0.0, third) if self.part == 0 else (1 - third, 1.0)
        n, p, z = self.whole, self.ratio, _WITHIN
        middle = (p + z * z / (2 * n)) / (1 + z * z / n)
        half = z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n)
        return middle - half, middle + half


def judge(case: Case, found: Sequence[Found], seconds: float = 0.0) -> Judged:
    """Which plants of the case are found, and which findings lie where none is."""
    layers = {
        (made.name.data.decode(), title): piece.data for made in case.files for title, piece in layers_of(made).items()
    }
    seen = tuple(
        _seen(
            case.id,
            plant,
            [each for each in found if _overlap(each, plant)],
            layers.get((plant.file, plant.layer), b""),
        )
        for plant in case.plants
    )
    alarms = tuple(
        Alarm(case.id, each.surface, each.text, each.recognizer, each.level)
        for each in found
        if not any(_overlap(each, plant) for plant in case.plants)
    )
    return Judged(case.id, seen, alarms, sum(each.level == HIGH for each in found), seconds)


def _seen(case: str, plant: Plant, found: Sequence[Found], data: bytes) -> Seen:
    level = max((each.level for each in found), key=LEVELS.index, default=NOTHING)
    covered = {at for each in found for at in range(max(each.start, plant.start), min(each.stop, plant.stop))}
    open_ = [at for at in range(plant.start, plant.stop) if at not in covered and _tells(data[at : at + 1])]
    return Seen(case, plant, level, not open_)


def _tells(byte: bytes) -> bool:
    """Whether it is part of a letter or a digit: a comma, or the NUL of a sign in UTF-16, tells nothing alone."""
    return byte.isalnum() or byte >= b"\x80"


def _overlap(found: Found, plant: Plant) -> bool:
    """Whether they share a byte; those of both files of a pair and of names lie in layers of their own."""
    same = found.file == plant.file and found.layer == plant.layer
    return same and found.start < plant.stop and plant.start < found.stop


def at_least(level: str, seen: Iterable[Seen]) -> Share:
    """How many plants are found at this level or above; NOTHING asks for any level."""
    levels = [each.level for each in seen]
    least = LEVELS.index(level) or 1
    return Share(sum(LEVELS.index(each) >= least for each in levels), len(levels))


def by(key: Callable[[Plant], str], seen: Iterable[Seen]) -> dict[str, list[Seen]]:
    """The plants by a property of theirs, in the order that they came."""
    groups: dict[str, list[Seen]] = {}
    for each in seen:
        groups.setdefault(key(each.plant), []).append(each)
    return groups


def precision(judged: Iterable[Judged]) -> Share:
    """Of the findings at high, how many lie on a plant."""
    wrong = highs = 0
    for each in judged:
        highs += each.highs
        wrong += sum(alarm.level == HIGH for alarm in each.alarms)
    return Share(highs - wrong, highs)


def alarmed(level: str, clean: Sequence[Judged]) -> Share:
    """How many clean files have an alarm at this level or above."""
    least = LEVELS.index(level)
    return Share(sum(LEVELS.index(each.worst) >= least for each in clean), len(clean))
