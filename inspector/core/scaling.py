"""What stored numbers stand for: scl_slope times the number plus scl_inter.

Source: nifti1.h, "DATA SCALING": a slope of 0 scales nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from inspector.core.header import Header

Scale = tuple[float, float]
# Stored numbers that most types can hold, for where no voxels are at hand.
TYPICAL: Final = (0, 1, 100)


@dataclass(frozen=True, slots=True)
class Rescaled:
    """A stored number, and what it stands for before and after."""

    stored: float
    before: float
    after: float


def scaling(header: Header) -> Scale:
    """Slope and intercept that count; see `counting`."""
    return counting(header.number("scl_slope"), header.number("scl_inter"))


def counting(slope: float, inter: float) -> Scale:
    """What of a stored slope and intercept counts: 1 and 0 where the slope is 0 or no number, and scales nothing."""
    if not np.isfinite(slope) or slope == 0:
        return 1.0, 0.0
    return slope, inter if np.isfinite(inter) else 0.0


@np.errstate(all="ignore")
def rescaled(before: Scale, after: Scale, stored: Sequence[float] = TYPICAL) -> tuple[Rescaled, ...]:
    """What these stored numbers stand for under both; nothing where the two are the same."""
    if before == after:
        return ()
    return tuple(Rescaled(number, number * before[0] + before[1], number * after[0] + after[1]) for number in stored)
