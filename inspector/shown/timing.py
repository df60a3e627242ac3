"""The timing card: the repetition time, how long everything takes, and when each slice is measured, as a drawing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from inspector.core.geometry import Geometry
from inspector.core.header import Header
from inspector.core.meaning import unit
from inspector.core.rules import Finding
from inspector.core.timing import Timing, counts_time
from inspector.core.words import counted, format_float
from inspector.shown.box import TOWARDS
from inspector.shown.marks import Mark, marked

WIDTH, HEIGHT = 312, 176
LEFT, RIGHT, TOP, BOTTOM = 34, 12, 22, 24
# With more slices than pixels there is nothing to see, and nobody reads such a list.
DRAWN = 512
# What else contradicts itself in time. Why no order can be drawn (T3, T4, T5) stands in the place of the drawing.
_TOLD = frozenset({"T2", "T6", "P3", "P9", "P12", "P13"})
# From here on a number of seconds is easier to grasp in minutes.
_LONG = 120
_AXES = "ijk"


@dataclass(frozen=True)
class Bar:
    """One slice in the drawing: its place and size; `late` when it is measured after the TR is over."""

    x: float
    y: float
    width: float
    height: float
    late: bool


@dataclass(frozen=True)
class Line:
    """One slice in the list: its number, its place in the order from 1, when it begins."""

    number: int
    place: str
    begins: str


@dataclass(frozen=True)
class Timetable:
    """What one header says of time."""

    header: Header
    findings: tuple[Finding, ...] = ()

    @classmethod
    def of(cls, header: Header, findings: Iterable[Finding]) -> Timetable | None:
        """None for an image without volumes in time and without an order of slices."""
        card = cls(header, tuple(each for each in findings if each.rule in _TOLD))
        series = card.timing.volumes > 1 and counts_time(header)
        return card if series or header.number("slice_code") else None

    @cached_property
    def timing(self) -> Timing:
        return Timing.of(self.header)

    @property
    def contradictions(self) -> list[tuple[Mark, Finding]]:
        return marked(self.findings)

    @property
    def unit(self) -> str:
        return unit(self.header.units[1])

    @property
    def repetition(self) -> str:
        return self._time(self.timing.step)

    @property
    def total(self) -> str:
        """How long all volumes take: "600 s, 10 min 0 s"; "" when it is not known."""
        total, seconds = self.timing.total, self.timing.total_seconds
        if total is None:
            return ""
        known = self._time(total)
        return f"{known}, {_minutes(seconds)}" if seconds is not None and seconds >= _LONG else known

    @property
    def shift(self) -> str:
        """When the first volume begins, when that is not 0."""
        shift = self.header.number("toffset")
        return self._time(shift) if shift else ""

    @property
    def axis(self) -> str:
        """The slice axis and where it leads: "k, towards the head"."""
        axis = self.timing.axis
        if axis is None:
            return "not said"
        codes = Geometry.of(self.header).axis_codes
        return f"{_AXES[axis]}, towards {TOWARDS[codes[axis]]}" if codes else _AXES[axis]

    @property
    def order(self) -> str:
        order = self.timing.order
        if order is None:
            return f"{self.header.number('slice_code')}, not in the standard"
        return order.label if order.number else "not said"

    @property
    def timed(self) -> str:
        """The slices that the order is about: "all 30", or "2 to 27 of 30"."""
        ranks = self.timing.ranks
        places = [number for number, rank in enumerate(ranks) if rank is not None]
        if len(places) == len(ranks):
            return f"all {len(ranks)}"
        return f"{places[0]} to {places[-1]} of {len(ranks)}"

    @property
    def duration(self) -> str:
        return self._time(self.timing.duration) if self.timing.duration else "not stored"

    @property
    def busy(self) -> str:
        """How long all slices of a volume take, and what is left of the TR."""
        timing = self.timing
        left = timing.step - timing.busy
        rest = f", then {self._time(round(left, 6))} without a slice" if left > timing.duration / 2 else ""
        return f"{self._time(timing.busy)}{rest}" if timing.busy else ""

    @property
    def problem(self) -> str:
        """Why there is no drawing; "" where there is one."""
        if self.timing.problem or self.timing.count <= DRAWN:
            return self.timing.problem
        return f"{counted(self.timing.count, 'slice')} are too many to draw."

    @property
    def is_wrong(self) -> bool:
        """Whether an order is stored that cannot be followed."""
        return bool(self.timing.problem and self.header.number("slice_code"))

    @property
    def label(self) -> str:
        """The drawing in words."""
        timing = self.timing
        first, last = timing.ranks.index(0), timing.ranks.index(timing.measured - 1)
        begins = f" at {self._time(timing.times[last] or 0)}" if timing.times else ""
        slices = f"{counted(timing.measured, 'slice')}, {self.order}"
        return f"{slices}: slice {first} is the first, slice {last} the last{begins}."

    @property
    def bars(self) -> list[Bar]:
        """The timed slices, the first of the axis at the bottom; time, or the place in the order, to the right."""
        timing, step = self.timing, (HEIGHT - TOP - BOTTOM) / self.timing.count
        length = timing.duration or 1.0
        return [
            Bar(
                round(self._across(rank * length), 2),
                round(HEIGHT - BOTTOM - (number + 1) * step, 2),
                round(max(1.5, self._across(length) - LEFT), 2),
                round(max(1.0, step - (1 if step > 3 else 0)), 2),
                late=bool(timing.duration) and 0 < timing.step <= rank * length,
            )
            for number, rank in enumerate(timing.ranks)
            if rank is not None
        ]

    @property
    def end_of_volume(self) -> float | None:
        """Where the TR is over; None when the drawing has no times, or the TR is no time."""
        timing = self.timing
        return round(self._across(timing.step), 1) if timing.duration and timing.total is not None else None

    @property
    def end(self) -> str:
        """What stands at the right end of the time axis."""
        return self._time(self._reach) if self.timing.duration else "last"

    @property
    def axis_name(self) -> str:
        """What the slices are counted along, above the drawing."""
        return f"slices along {_AXES[self.timing.axis]}" if self.timing.axis is not None else ""

    @property
    def last(self) -> int:
        """The number of the last slice."""
        return self.timing.count - 1

    @property
    def lines(self) -> list[Line]:
        """Every slice of the axis."""
        times = self.timing.times or (None,) * self.timing.count
        return [
            Line(number, "" if rank is None else str(rank + 1), "" if time is None else format_float(time))
            for number, (rank, time) in enumerate(zip(self.timing.ranks, times, strict=True))
        ]

    @property
    def _reach(self) -> float:
        """What the width stands for."""
        timing = self.timing
        if not timing.duration:
            return float(timing.measured)
        return timing.busy if timing.total is None else max(timing.busy, timing.step)

    def _across(self, time: float) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * (time / self._reach)

    def _time(self, time: float) -> str:
        return f"{format_float(time)} {self.unit}"


def _minutes(seconds: float) -> str:
    """`_minutes(4000)` is "1 h 6 min 40 s"."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:,} h {minutes} min {rest} s" if hours else f"{minutes} min {rest} s"
