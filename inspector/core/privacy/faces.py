"""Whether a volume has the size and the look of a head that nobody is known to have defaced.

A cheap look that would rather ask once too often. It never says that a face is there, nor that none is: what it answers
is whether a person has to think about it. Lengths are in mm, volumes in litres, levels counted down from the top of
what is in the picture, for a head as long as that of an adult.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from inspector.core.geometry import MILLIMETRES, Geometry
from inspector.core.header import Header

VERSION: Final = "1"
LARGEST_VOXEL: Final = 3.01
HEAD: Final = 150.0
# What differs from air by this part of the brightest, and has neighbours that do, is no noise.
TISSUE: Final = 0.1
NEIGHBOURS: Final = 4
LEAST_AIR: Final = 0.05
# Percentiles of what is taken for the brightest: vessels and implants outshine all else.
BRIGHTEST: Final = (99.5, 95.0)
ABOVE_NOISE: Final = 3.0
SMALLEST_HEAD: Final = 0.5
LARGEST_BRAIN: Final = 2.2
LONGEST_BRAIN: Final = 195.0
ADULT: Final = 195.0
# Between them eyes and nose are, and above the neck.
FOREHEAD, MOUTH = 60.0, 170.0
TALL, DEEP = 40.0, 25.0
EXACT: Final = 0.99

MAY_SHOW: Final = (
    "A 3-D volume of the size of a head, not shown to be defaced. It may show a face; header checks cannot tell."
)
NOT_FLAGGED: Final = "Not flagged as a head: {}. Whether a face can be seen is for people to say."

Values = NDArray[Any]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Face:
    """`may_show` asks for somebody to think about it; `told` is why, or why not, in sentences."""

    may_show: bool
    told: str


@dataclass(frozen=True, slots=True)
class Sampled:
    """Every so many voxels of a volume: values over its three stored axes, `spacing` in mm, and where the axes point.

    `axes` is as in `Geometry.axis_codes`; None where nothing says it.
    """

    values: Values
    spacing: tuple[float, float, float]
    axes: str | None


def head_sized(header: Header) -> tuple[float, float, float] | str:
    """The sides of a voxel in mm when the grid has the size of a head; otherwise why it has not, as half a sentence.

    Programs that do not know units take mm, so whichever reading gives a head counts. A side that is no length is 1 mm.
    """
    if len(header.shape) < 3 or min(header.shape[:3]) < 2:
        return "it has no three axes in space"
    stored = [abs(float(side)) for side in Geometry.of(header).voxel_sizes]
    sides = [side if np.isfinite(side) and side > 0 else 1.0 for side in stored]
    told = MILLIMETRES.get(header.number("xyzt_units") & 0o07, 1.0)
    read = [[side * unit for side in sides] for unit in (told, 1.0)]
    why = [(each, _not_head_sized(header.shape, each)) for each in read]
    for (first, second, third), reason in why:
        if not reason:
            return first, second, third
    return why[0][1]


def look(sampled: Sampled) -> Face:
    """What a head-sized volume looks like."""
    reason = _why_no_head(_turned(sampled) if sampled.axes else sampled)
    return Face(False, NOT_FLAGGED.format(reason)) if reason else Face(True, MAY_SHOW)


def _not_head_sized(shape: tuple[int, ...], sides: list[float]) -> str:
    if max(sides) > LARGEST_VOXEL:
        return f"its voxels are larger than {LARGEST_VOXEL:.0f} mm"
    if sum(length * side >= HEAD for length, side in zip(shape, sides, strict=False)) < 2:
        return f"fewer than two of its axes are {HEAD:.0f} mm long"
    return ""


def _why_no_head(sampled: Sampled) -> str:
    """Why it is shown to be none, whatever is taken for the brightest; "" when it may be one."""
    values = np.nan_to_num(np.asarray(sampled.values, np.float64), nan=0.0, posinf=0.0, neginf=0.0)
    corners = _corners(values)
    bright, noise = np.abs(values - np.median(corners)), np.abs(corners - np.median(corners))
    first, second = np.percentile(bright, BRIGHTEST)
    if not first:
        return "nearly all of its voxels are alike"
    brightest = [first, *([second] if second > ABOVE_NOISE * np.percentile(noise, BRIGHTEST[1]) else ())]
    reasons = [_why_none_here(values, _solid(bright > TISSUE * level), sampled) for level in brightest]
    return reasons[0] if all(reasons) else ""


def _corners(values: Values) -> Values:
    """What is in the corners, a tenth of each axis: where four or more of the eight hold air, that."""
    ends = [(slice(None, max(length // 10, 1)), slice(-max(length // 10, 1), None)) for length in values.shape]
    return np.sort(np.stack([values[i, j, k] for i in ends[0] for j in ends[1] for k in ends[2]]), axis=0)[3:5]


def _why_none_here(values: Values, tissue: Mask, sampled: Sampled) -> str:
    if 1 - tissue.mean() < LEAST_AIR:
        return "there is no air around what it shows"
    inside = _filled(tissue)
    litres = float(inside.sum()) * float(np.prod(sampled.spacing)) / 1e6
    if litres < SMALLEST_HEAD:
        return f"what it shows has {litres:.2f} litres"
    if litres <= LARGEST_BRAIN and _is_stripped(values, tissue | inside, sampled.spacing):
        return f"what it shows has {litres:.1f} litres, as a brain has without its skull, and all around is one number"
    front, back = ((values[:, turn], tissue[:, turn], inside[:, turn]) for turn in (slice(None), slice(None, None, -1)))
    if sampled.axes and _is_blank_in_front(*front, sampled.spacing) and not _is_blank_in_front(*back, sampled.spacing):
        return "below the forehead the front is exactly one number, as after defacing"
    return ""


def _solid(bright: Mask) -> Mask:
    """What is bright and has most of its neighbours bright."""
    return bright & (_neighbours(bright) >= NEIGHBOURS)


def _neighbours(mask: Mask) -> NDArray[np.int8]:
    """How many of the six neighbours of each voxel are in the mask; at the edge a voxel is its own neighbour."""
    around = np.zeros(mask.shape, np.int8)
    wide = np.pad(mask, 1, mode="edge")
    for axis in range(3):
        for start in (0, 2):
            cut = [slice(1, -1)] * 3
            cut[axis] = slice(start, start + mask.shape[axis])
            around += wide[tuple(cut)]
    return around


def _filled(tissue: Mask) -> Mask:
    """All that has tissue on both sides of it along every axis: a head without the holes that air and bone make."""
    inside = np.ones_like(tissue)
    for axis in range(3):
        forward = np.logical_or.accumulate(tissue, axis)
        backward = np.flip(np.logical_or.accumulate(np.flip(tissue, axis), axis), axis)
        inside &= forward & backward
    return inside


def _is_stripped(values: Values, inside: Mask, spacing: tuple[float, float, float]) -> bool:
    """Whether all around is one number, and what is left is no longer than a brain."""
    along = [np.flatnonzero(inside.any(axis=tuple({0, 1, 2} - {axis}))) for axis in range(3)]
    long = [(int(there[-1] - there[0]) + 1) * side for there, side in zip(along, spacing, strict=True)]
    return max(long) <= LONGEST_BRAIN and _is_one_number(values[_neighbours(inside) == 0])


def _is_one_number(values: Values) -> bool:
    return bool(values.size) and float(np.mean(values == np.median(values))) >= EXACT


def _is_blank_in_front(values: Values, tissue: Mask, inside: Mask, spacing: tuple[float, float, float]) -> bool:
    """Whether the front falls back below the forehead, to where nothing is but one number. Axes are right, front, top.

    The forehead is the foremost that is there above the eyes. Lengths are in proportion to the head.
    """
    _, deep, tall = spacing
    sides, levels = np.flatnonzero(inside.any(axis=(1, 2))), np.flatnonzero(inside.any(axis=(0, 1)))
    third, top = len(sides) // 3, int(levels[-1])
    middle = slice(sides[third], sides[-1 - third] + 1)
    upper = np.flatnonzero(inside[:, :, max(top - int(FOREHEAD / tall), 0) : top + 1].any(axis=(0, 2)))
    forehead = int(upper[-1])
    scale = (forehead - int(upper[0]) + 1) * deep / ADULT
    front = slice(max(forehead - math.ceil(DEEP * scale / deep), 0), None)
    first, last = top - int(FOREHEAD * scale / tall), top - int(MOUTH * scale / tall)
    run = longest = 0
    for level in range(first, max(last, -1), -1):
        is_blank = not tissue[middle, front, level].any() and _is_one_number(values[middle, front, level])
        run = run + 1 if is_blank else 0
        longest = max(longest, run)
    return longest * tall >= TALL * scale


def _turned(sampled: Sampled) -> Sampled:
    """The same with its axes towards right, front and top."""
    axes = sampled.axes or ""
    order = [next(number for number, letter in enumerate(axes) if letter in letters) for letters in ("LR", "PA", "IS")]
    steps = tuple(slice(None, None, -1 if axes[number] in "LPI" else 1) for number in order)
    first, second, third = (sampled.spacing[number] for number in order)
    return Sampled(np.transpose(sampled.values, order)[steps], (first, second, third), "RAS")
