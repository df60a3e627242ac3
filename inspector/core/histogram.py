"""How often each value occurs: counts in intervals of equal width."""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

BINS: Final = 64
# The shares of the values that lie below each of `Histogram.levels`.
SHARES: Final = (1, 25, 50, 75, 99)


@dataclass(frozen=True, slots=True)
class Histogram:
    """Counts of the finite values in intervals of one `width` from `start` on, at most BINS of them.

    `low` and `high` are the least and the greatest value, `levels` those below which SHARES percent lie. `odd`
    counts the values that are NaN or infinite.
    """

    start: float
    width: float
    counts: tuple[int, ...]
    low: float
    high: float
    levels: tuple[float, ...]
    odd: int

    @classmethod
    def of(cls, values: NDArray[Any], step: float = 0.0) -> "Histogram | None":
        """Count an array of any shape; None when it has no finite value, or their distance is beyond any number.

        `step` is the distance between neighbouring values where there are only whole steps: no interval then holds
        more of them than the others, which would look like a pattern in the values.
        """
        with np.errstate(all="ignore"):
            every = np.asarray(values, dtype=np.float64).reshape(-1)
            finite = every[np.isfinite(every)]
            if not finite.size:
                return None
            low, high = float(finite.min()), float(finite.max())
            start, width, bins = _intervals(low, high, step)
            if not (np.isfinite(width * bins) and width > 0):
                return None
            places = np.clip(np.floor((finite - start) / width), 0, bins - 1).astype(np.intp)
            levels = tuple(float(level) for level in np.percentile(finite, SHARES))
        counts = tuple(np.bincount(places, minlength=bins).tolist())
        return cls(start, width, counts, low, high, levels, every.size - finite.size)

    @property
    def stop(self) -> float:
        """The end of the last interval."""
        return self.start + self.width * len(self.counts)


def _intervals(low: float, high: float, step: float) -> tuple[float, float, int]:
    """Start, width and number of the intervals."""
    if low == high:
        width = max(step, abs(low) * 1e-6) or 1.0
        return low - width / 2, width, 1
    places = (high - low) / step if step else np.inf
    if not np.isfinite(places):
        return low, (high - low) / BINS, BINS
    each = -(-(round(places) + 1) // BINS)
    return low - step / 2, each * step, -(-(round(places) + 1) // each)
