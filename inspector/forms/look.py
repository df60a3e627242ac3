"""How somebody looks at an image, as the address of the viewer says it. What it does not say is left to the viewer."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

from inspector.core.colours import COLORMAPS, Colormap
from inspector.core.render import CONVENTIONS, PLANES, Convention
from inspector.core.world import INTERPOLATIONS, Interpolation

SPACES = ("voxel", "world")
# The axes of an image that count its volumes.
VOLUME_AXES = (4, 5, 6, 7)

Choice = TypeVar("Choice", bound=str)


@dataclass(frozen=True)
class Look:
    """`values` are those of the sliders by plane, `volume` the indices along the axes from the fourth, where given.

    `typed` is the window as it was typed, and `problem` why it cannot be used; then `low` and `high` are None.
    """

    space: str
    convention: Convention
    colormap: Colormap
    interpolation: Interpolation
    values: Mapping[str, float]
    volume: Mapping[int, int]
    low: float | None
    high: float | None
    typed: Mapping[str, str]
    problem: str = ""

    @classmethod
    def of(cls, query: Mapping[str, str], usual: str) -> Look:
        """`usual` is the convention that the person chose last."""
        typed = {end: query.get(end, "").strip() for end in ("low", "high")}
        low, high = _number(typed["low"]), _number(typed["high"])
        problem = _problem(typed, low, high)
        return cls(
            space=_chosen(query.get("space"), SPACES),
            convention=_chosen(query.get("convention") or usual, CONVENTIONS),
            colormap=_chosen(query.get("colormap"), tuple(COLORMAPS)),
            interpolation=_chosen(query.get("interpolation"), INTERPOLATIONS),
            values={plane: value for plane in PLANES if (value := _number(query.get(plane, ""))) is not None},
            volume={
                axis: int(value) for axis in VOLUME_AXES if (value := _number(query.get(f"axis{axis}", ""))) is not None
            },
            low=None if problem else low,
            high=None if problem else high,
            typed=typed,
            problem=problem,
        )


def _chosen(text: str | None, choices: tuple[Choice, ...]) -> Choice:
    return next((choice for choice in choices if choice == text), choices[0])


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _problem(typed: Mapping[str, str], low: float | None, high: float | None) -> str:
    if any(typed[end] and value is None for end, value in (("low", low), ("high", high))):
        return "Black and white are numbers, such as 120 or -0.5."
    if low is not None and high is not None and low >= high:
        return "Black has to be a smaller number than white."
    return ""
