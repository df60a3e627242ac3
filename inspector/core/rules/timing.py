"""T: scan directions, and when each slice was measured."""

import math
from typing import Final

from inspector.core.codes import SLICE_ORDERS
from inspector.core.rules.rule import Facts, Fix, Found, Rule
from inspector.core.timing import SECONDS, slice_axis, timed_slices
from inspector.core.words import counted, format_float

_SLACK: Final = 1.01


def _directions_are_axes(facts: Facts) -> Found | None:
    packed = facts.number("dim_info")
    if packed <= 0o77:
        return None
    return Found(
        f"dim_info is {packed}: its two highest bits mean nothing.",
        fix=Fix("Clear them", {"dim_info": packed & 0o77}),
    )


def _directions_differ(facts: Facts) -> Found | None:
    packed = int(facts.number("dim_info"))
    said = {"frequency": packed & 3, "phase": packed >> 2 & 3, "slice": packed >> 4 & 3}
    for axis, letter in enumerate("ijk", start=1):
        roles = [role for role, said_axis in said.items() if said_axis == axis]
        if len(roles) > 1:
            return Found(f"dim_info gives axis {letter} as {' and '.join(roles)} direction.")
    return None


def _order_is_known(facts: Facts) -> Found | None:
    code = facts.number("slice_code")
    if SLICE_ORDERS.get(code):
        return None
    return Found(f"slice_code is {code}; the standard has 0 to 6.", fix=Fix("Write 0: unknown", {"slice_code": 0}))


def _order_is_complete(facts: Facts) -> Found | None:
    order = SLICE_ORDERS.get(facts.number("slice_code"))
    if order is None or not order.number:
        return None
    missing = [
        *([] if slice_axis(facts.header) else ["dim_info names no slice axis"]),
        *([] if facts.number("slice_duration") > 0 else ["slice_duration is not set"]),
    ]
    if not missing:
        return None
    return Found(f"Slices are {order.label} by slice_code, but {' and '.join(missing)}.")


def _slices_exist(facts: Facts) -> Found | None:
    axis, start, end = slice_axis(facts.header), facts.number("slice_start"), facts.number("slice_end")
    if not axis or not facts.number("slice_code"):
        return None
    count = facts.length(axis)
    if timed_slices(start, end, count) is not None:
        return None
    return Found(
        f"Slices {start} to {end} were timed by slice_start and slice_end; "
        f"axis {'ijk'[axis - 1]} has slices 0 to {count - 1}."
    )


def _duration_fits(facts: Facts) -> Found | None:
    duration = facts.number("slice_duration")
    if not math.isfinite(duration) or duration < 0:
        fix = Fix("Write 0: not set", {"slice_duration": 0.0})
        return Found(f"slice_duration is {format_float(duration)}.", ("slice_duration",), fix)
    axis, step = slice_axis(facts.header), facts.pixdim[4]
    if not axis or not duration or facts.volumes <= 1 or not step > 0:
        return None
    slices, unit = facts.length(axis), int(facts.number("xyzt_units")) & 0o70
    if unit not in SECONDS or duration * slices <= step * _SLACK:
        return None
    return Found(
        f"{counted(slices, 'slice')} of {format_float(duration)} {facts.time} take {format_float(duration * slices)} "
        f"{facts.time}, longer than the {format_float(step)} {facts.time} between volumes."
    )


RULES: Final = (
    Rule(
        "T1",
        "directions-without-meaning",
        "warning",
        ("dim_info",),
        _directions_are_axes,
        expects="dim_info holds three axis numbers, each 0 to 3, and nothing else.",
        why="Programs differ in whether they look at these bits.",
        source="nifti1.h",
    ),
    Rule(
        "T2",
        "directions-repeat-an-axis",
        "warning",
        ("dim_info",),
        _directions_differ,
        expects="Frequency, phase and slice direction are three different axes.",
        why="Distortion and slice timing corrections then work along a wrong axis.",
        source="nifti1.h; our own",
    ),
    Rule(
        "T3",
        "unknown-slice-order",
        "warning",
        ("slice_code",),
        _order_is_known,
        expects="slice_code is 0 to 6.",
        why="Slice timing correction fails or falls back to no order; nibabel raises an error when asked.",
        source="nifti1.h",
    ),
    Rule(
        "T4",
        "slice-order-incomplete",
        "warning",
        ("slice_code", "dim_info", "slice_duration"),
        _order_is_complete,
        expects="An order of slices comes with the slice axis and the time of a slice.",
        why="The times of the slices cannot be computed from the header: nibabel refuses, AFNI takes none.",
        source="nifti1.h; nibabel",
    ),
    Rule(
        "T5",
        "slices-that-do-not-exist",
        "warning",
        ("slice_start", "slice_end", "dim_info"),
        _slices_exist,
        expects="slice_start and slice_end are slices of the slice axis, in order.",
        why="Times are given to the wrong slices, or the program fails.",
        source="nifti1.h; nibabel",
    ),
    Rule(
        "T6",
        "slices-longer-than-volume",
        "warning",
        ("slice_duration", "pixdim"),
        _duration_fits,
        expects="slice_duration is not negative, and all slices together take no longer than a volume.",
        why="Slice timing correction shifts slices into the next volume. The unit of one of the two is probably wrong.",
        source="nifti1.h; AFNI",
    ),
)
