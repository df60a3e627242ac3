"""When each slice of a volume was measured, and how long a series takes.

Source: nifti1.h, on dim_info, slice_code, slice_start, slice_end, slice_duration and pixdim[4]. Slices count from 0
along the slice axis. Times are in the header's unit of time, from the start of a volume.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from inspector.core.codes import SLICE_ORDERS, TIME_UNITS, Code
from inspector.core.header import Header

# More slices than any scanner takes: a header that claims so many has no times worth working out.
MOST: Final = 4096
SECONDS: Final[Mapping[int, float]] = MappingProxyType({8: 1.0, 16: 1e-3, 24: 1e-6})
_TIME: Final = 0o70


def slice_axis(header: Header) -> int:
    """The axis that dim_info gives as slice direction, counted from 1; 0 when it is not said."""
    return int(header.number("dim_info")) >> 4 & 3


def timed_slices(start: int, end: int, count: int) -> range | None:
    """The slices that slice_start and slice_end name, of `count`; None when they do not all exist.

    A slice_end of 0 stands for the last slice.
    """
    last = end or count - 1
    return range(start, last + 1) if 0 <= start <= last < count else None


def slice_order(code: int, count: int) -> tuple[int, ...]:
    """`count` slices in the order of being measured: 0, 2, 4, 1, 3 for five by code 3. () when the code says none."""
    up, down = range(count), range(count - 1, -1, -1)
    orders = {
        1: (up,),
        2: (down,),
        3: (up[::2], up[1::2]),
        4: (down[::2], down[1::2]),
        5: (up[1::2], up[::2]),
        6: (down[1::2], down[::2]),
    }
    return tuple(number for part in orders.get(code, ()) for number in part)


@dataclass(frozen=True, slots=True)
class Timing:
    """What a header says of time.

    `step` is the time between volumes (TR), `volumes` how many there are, `seconds` how many seconds the unit of time
    is, None when it is none or unknown. `axis` is the slice axis, 0 to 2, or None, and `count` its length. `ranks` has
    for every slice its place in the order, from 0, or None for a slice outside slice_start to slice_end; it is empty
    when `problem` says why no order is known. `duration` is that of one slice; 0 when it is not stored or no duration.
    """

    step: float
    volumes: int
    seconds: float | None
    axis: int | None
    count: int
    order: Code | None
    ranks: tuple[int | None, ...]
    duration: float
    problem: str

    @classmethod
    def of(cls, header: Header) -> "Timing":
        shape, axis = header.shape, slice_axis(header)
        count = shape[axis - 1] if 1 <= axis <= len(shape) else 1
        order = SLICE_ORDERS.get(header.number("slice_code"))
        timed = timed_slices(header.number("slice_start"), header.number("slice_end"), count)
        problem = _problem(header, order, axis, count, timed)
        duration = float(header.number("slice_duration"))
        return cls(
            step=float(header.numbers("pixdim")[4]),
            volumes=shape[3] if len(shape) > 3 else 1,
            seconds=SECONDS.get(header.number("xyzt_units") & _TIME),
            axis=axis - 1 if axis else None,
            count=count,
            order=order,
            ranks=() if problem or order is None or timed is None else _ranks(order.number, timed, count),
            duration=duration if math.isfinite(duration * count) and duration > 0 else 0.0,
            problem=problem,
        )

    @property
    def times(self) -> tuple[float | None, ...]:
        """When each slice begins, None for one that is not timed; () when order or duration are not known."""
        if not self.duration:
            return ()
        return tuple(None if rank is None else rank * self.duration for rank in self.ranks)

    @property
    def measured(self) -> int:
        """How many slices are timed."""
        return sum(rank is not None for rank in self.ranks)

    @property
    def busy(self) -> float:
        """How long all timed slices take, one after the other; 0 when that is not known."""
        return self.measured * self.duration

    @property
    def total(self) -> float | None:
        """How long all volumes take, in the header's unit; None when the TR is no time, or this beyond numbers."""
        total = self.step * self.volumes
        return total if math.isfinite(total) and total > 0 and self.volumes > 0 else None

    @property
    def total_seconds(self) -> float | None:
        return None if self.total is None or self.seconds is None else self.total * self.seconds


def counts_time(header: Header) -> bool:
    """Whether the fourth axis may be time: its unit is one of time, or unknown."""
    code = TIME_UNITS.get(header.number("xyzt_units") & _TIME)
    return code is None or code.number == 0 or code.number in SECONDS


def _problem(header: Header, order: Code | None, axis: int, count: int, timed: range | None) -> str:
    if order is None:
        return f"slice_code is {header.number('slice_code')}, which is no order of the standard."
    if not order.number:
        return "slice_code is 0: the header does not say in which order the slices were measured."
    if not axis:
        return f"Slices are {order.label} by slice_code, but dim_info does not say along which axis they lie."
    if count > MOST:
        return f"{'ijk'[axis - 1]} has {count:,} slices, more than the {MOST:,} that are worked out."
    if timed is None:
        start, end = header.number("slice_start"), header.number("slice_end")
        return f"slice_start and slice_end name slices {start} to {end}; axis {'ijk'[axis - 1]} has {_slices(count)}."
    return ""


def _slices(count: int) -> str:
    return f"slices 0 to {count - 1}" if count > 0 else "none"


def _ranks(code: int, timed: range, count: int) -> tuple[int | None, ...]:
    found: list[int | None] = [None] * count
    for rank, number in enumerate(slice_order(code, len(timed))):
        found[timed.start + number] = rank
    return tuple(found)
