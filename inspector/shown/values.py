"""The values card: how often each value occurs, with the stored display window drawn in, and the ranges in numbers."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

from inspector.core.header import Header
from inspector.core.histogram import Histogram
from inspector.core.meaning import meaning
from inspector.core.words import counted, format_float
from inspector.models import Image
from inspector.vault.distribution import Distribution, distribution

WIDTH, HEIGHT = 312, 176
LEFT, RIGHT, TOP, BOTTOM = 12, 12, 32, 24
# A limit of the window widens the drawing by this many widths of the histogram; farther away it is only pointed at.
NEAR = 1.0


@dataclass(frozen=True)
class Bar:
    """One interval in the drawing."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Limit:
    """cal_min or cal_max in the drawing; `beyond` when it lies outside and only an arrow tells of it."""

    name: str
    x: float
    y: int
    anchor: str
    word: str
    beyond: bool


@dataclass(frozen=True)
class Values:
    """The distribution of the first volume's values."""

    header: Header
    found: Distribution

    @classmethod
    def of(cls, image: Image) -> Values:
        """Raises NoPicture, or Damaged."""
        return cls(image.header, distribution(image.frozen, image.header))

    @property
    def volumes(self) -> int:
        return self.found.grid.volumes

    @property
    def looked_at(self) -> str:
        """How many voxels were counted: "all 60", or "100,352 of 500,000"."""
        found = self.found
        return f"{found.looked_at:,} of {found.voxels:,}" if self.is_sample else f"all {found.voxels:,}"

    @property
    def is_sample(self) -> bool:
        return self.found.looked_at < self.found.voxels

    @property
    def stored(self) -> str:
        return _span(self.found.stored.low, self.found.stored.high)

    @property
    def scaled(self) -> str:
        return _span(self._scaled.low, self._scaled.high)

    @property
    def scaling(self) -> str:
        """What scl_slope and scl_inter do: "value = 0.5 × stored − 10"."""
        return meaning(self.header, "scl_slope")

    @property
    def is_scaled(self) -> bool:
        return (self.found.grid.slope, self.found.grid.inter) != (1, 0)

    @property
    def median(self) -> str:
        return _number(self._scaled.levels[2])

    @property
    def middle(self) -> str:
        """Between which values half of them lie."""
        return _span(self._scaled.levels[1], self._scaled.levels[3])

    @property
    def most(self) -> str:
        """Between which values 98 of 100 lie."""
        return _span(self._scaled.levels[0], self._scaled.levels[4])

    @property
    def odd(self) -> str:
        """How many are no numbers; "" when all are."""
        return counted(self._scaled.odd, "value") if self._scaled.odd else ""

    @property
    def window(self) -> str:
        """The stored display window: "0 to 255", or that there is none."""
        low, high = self._window
        return _span(low, high) if low or high else "not stored"

    @property
    def label(self) -> str:
        """The drawing in words."""
        return (
            f"Values from {self.scaled}; half of them lie between {self.middle.replace(' to ', ' and ')}, "
            f"the middle one is {self.median}. Display window: {self.window}."
        )

    @property
    def bars(self) -> list[Bar]:
        """The intervals that hold values. Heights are square roots: a few values show beside very many."""
        shown, tallest = self._scaled, math.sqrt(max(self._scaled.counts))
        width = self._across(shown.start + shown.width) - self._across(shown.start)
        return [
            Bar(
                round(self._across(shown.start + number * shown.width), 2),
                round(HEIGHT - BOTTOM - height, 2),
                round(max(1.0, width - (0.5 if width > 3 else 0)), 2),
                round(height, 2),
            )
            for number, count in enumerate(shown.counts)
            if count and (height := max(1.0, (HEIGHT - TOP - BOTTOM) * math.sqrt(count) / tallest))
        ]

    @property
    def limits(self) -> list[Limit]:
        """cal_min and cal_max, where they are stored."""
        if not any(self._window):
            return []
        rows = (("cal_min", self._window[0], 12), ("cal_max", self._window[1], 24))
        return [self._limit(name, value, row) for name, value, row in rows if math.isfinite(value)]

    @property
    def left(self) -> str:
        return _number(self._scaled.low)

    @property
    def right(self) -> str:
        return _number(self._scaled.high)

    @property
    def left_at(self) -> float:
        """Where the least value stands."""
        return round(max(LEFT, self._across(self._scaled.start)), 1)

    @property
    def right_at(self) -> float:
        return round(min(WIDTH - RIGHT, self._across(self._scaled.stop)), 1)

    @property
    def _scaled(self) -> Histogram:
        return self.found.scaled

    @property
    def _window(self) -> tuple[float, float]:
        return self.header.number("cal_min"), self.header.number("cal_max")

    @cached_property
    def _view(self) -> tuple[float, float]:
        """The values at the left and the right edge of the drawing."""
        low, high = self._scaled.start, self._scaled.stop
        reach = NEAR * (high - low)
        near = [value for value in self._window if any(self._window) and low - reach <= value <= high + reach]
        return min(low, *near, low), max(high, *near, high)

    def _across(self, value: float) -> float:
        low, high = self._view
        return LEFT + (WIDTH - LEFT - RIGHT) * ((value - low) / (high - low))

    def _limit(self, name: str, value: float, row: int) -> Limit:
        low, high = self._view
        word = f"{name} {_number(value)}"
        if value < low:
            return Limit(name, LEFT, row, "start", f"← {word}", beyond=True)
        if value > high:
            return Limit(name, WIDTH - RIGHT, row, "end", f"{word} →", beyond=True)
        x = round(self._across(value), 1)
        return Limit(name, x, row, "start" if x < WIDTH / 2 else "end", word, beyond=False)


def _number(value: float) -> str:
    return format_float(value).replace("-", "−")


def _span(low: float, high: float) -> str:
    return f"{_number(low)} to {_number(high)}"
