"""One plane of a viewer and its slider: where it stands, and how far it goes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from inspector.core.exact import exact_number
from inspector.shown.spaces import Index, Pane, Space


@dataclass(frozen=True)
class Slider:
    """Step `step` of 0 to `last`, which is `told`; `value`, `least` and `greatest` are numbers as they are typed."""

    pane: Pane
    step: int
    last: int
    value: str
    least: str
    greatest: str
    told: str

    @classmethod
    def at(cls, space: Space, pane: Pane, index: Index) -> Self:
        step, last = index[pane.axis], space.counts[pane.axis] - 1
        value, least, greatest = (exact_number(space.value(pane.axis, each)) for each in (step, 0, last))
        return cls(pane, step, last, value, least, greatest, space.told(pane.axis, step))

    @property
    def name(self) -> str:
        return self.pane.plane.capitalize()
