"""P3 and P7 to P17: the units of space and time, and the time between volumes."""

import math
from typing import Final

from inspector.core.codes import SPACE_UNITS, TIME_UNITS
from inspector.core.rules.rule import Facts, Fix, Found, Rule, Severity
from inspector.core.rules.spacing import long_axes
from inspector.core.words import counted, format_float

SECONDS, MILLISECONDS, MICROSECONDS = 8, 16, 24
_TEMPORAL: Final = (SECONDS, MILLISECONDS, MICROSECONDS)
_SPACE, _TIME = 0o07, 0o70
# A field of view in mm; only images with an axis of at least so many voxels have one worth judging.
_NEAR, _FAR, _ENOUGH = 5.0, 3000.0, 16
# A series of fewer volumes need not be one in time.
_SERIES: Final = 20


def _packed(facts: Facts) -> int:
    return int(facts.number("xyzt_units"))


def _time_unit(facts: Facts) -> int:
    return _packed(facts) & _TIME


def _with_time(facts: Facts, code: int) -> dict[str, int]:
    return {"xyzt_units": (_packed(facts) & ~_TIME) | code}


def _repetition_time_is_positive(facts: Facts) -> Found | None:
    step = facts.pixdim[4]
    if facts.volumes <= 1 or _time_unit(facts) not in _TEMPORAL or (math.isfinite(step) and step > 0):
        return None
    return Found(f"pixdim[4], the time between {facts.volumes} volumes, is {format_float(step)} {facts.time}.")


def _units_are_codes(facts: Facts) -> Found | None:
    packed = _packed(facts)
    space, time = SPACE_UNITS.get(packed & _SPACE), TIME_UNITS.get(packed & _TIME)
    if space and time and 0 <= packed <= 0o77:
        return None
    told = [
        *([] if space else [f"{packed & _SPACE} for space"]),
        *([] if time else [f"{packed & _TIME} for time"]),
        *([] if 0 <= packed <= 0o77 else ["bits without a meaning"]),
    ]
    kept = {"xyzt_units": (packed & _TIME if time else 0) | (packed & _SPACE if space else 0)}
    sound = Fix("Keep only the units that mean something", kept)
    return Found(
        f"xyzt_units is {packed}: {', '.join(told)}.",
        fix=sound if facts.is_cifti or (space and time) else None,
        severity="warning" if facts.is_cifti else None,
    )


def _space_unit_is_said(facts: Facts) -> Found | None:
    if _packed(facts) & _SPACE or facts.is_cifti:
        return None
    extents = _extents(facts)
    doubtful = bool(extents) and not _NEAR <= max(extents) <= _FAR
    fix = None if doubtful else Fix("Say millimetres", {"xyzt_units": _packed(facts) | 2})
    # A few voxels are a test image, for which no unit was ever meant.
    severity: Severity | None = None if extents else "info"
    return Found("No unit of space is said; most programs take millimetres.", fix=fix, severity=severity)


def _time_unit_is_said(facts: Facts) -> Found | None:
    step = facts.pixdim[4]
    if facts.volumes <= 1 or _time_unit(facts) or not _is_series(facts):
        return None
    fix = None
    if 0.2 <= step <= 20 and step != 1:
        fix = Fix(f"Say that {format_float(step)} are seconds", _with_time(facts, SECONDS))
    elif 200 <= step <= 20000:
        fix = Fix(f"Say that {format_float(step)} are milliseconds", _with_time(facts, MILLISECONDS))
    return Found(f"There are {facts.volumes} volumes {format_float(step)} apart, and no unit of time is said.", fix=fix)


def _is_series(facts: Facts) -> bool:
    """Whether the fourth axis is likely to be time: plain values, and no more axes behind it."""
    return facts.number("intent_code") in (0, 2001) and facts.length(5) == 1


def _space_is_millimetres(facts: Facts) -> Found | None:
    code = SPACE_UNITS.get(_packed(facts) & _SPACE)
    if code is None or code.number in (0, 2) or facts.is_cifti:
        return None
    return Found(f"The voxel sizes are in {'metres' if code.number == 1 else 'micrometres'}.")


def _unit_fits_size(facts: Facts) -> Found | None:
    steps, extents, unit = long_axes(facts), _extents(facts), _packed(facts) & _SPACE
    if not steps or facts.is_cifti:
        return None
    stored = [step / facts.millimetres for step in steps]
    if unit == 1 and min(stored) >= 0.1:
        fix = Fix("Say millimetres", {"xyzt_units": (_packed(facts) & ~_SPACE) | 2})
        return Found(f"Voxels of {format_float(min(stored))} metres are too large: probably millimetres.", fix=fix)
    if unit == 3 and max(stored) < 0.01:
        return Found(f"Voxels of {format_float(max(stored))} micrometres are too small.")
    if unit == 2 and extents and not _NEAR <= max(extents) <= _FAR:
        return Found(f"The image is {format_float(max(extents))} mm wide: the unit is probably not millimetres.")
    return None


def _extents(facts: Facts) -> list[float]:
    """How wide the image is along its axes, in mm; empty when it has too few voxels to tell."""
    lengths = [facts.length(axis) for axis in range(1, facts.axes + 1)]
    if not lengths or max(lengths) < _ENOUGH:
        return []
    return [
        length * facts.pixdim[axis] * facts.millimetres
        for axis, length in enumerate(lengths, start=1)
        if length > 1 and math.isfinite(facts.pixdim[axis]) and facts.pixdim[axis] > 0
    ]


def _repetition_time_is_plausible(facts: Facts) -> Found | None:
    step, unit = facts.pixdim[4], _time_unit(facts)
    if facts.volumes <= 1 or not math.isfinite(step) or step <= 0:
        return None
    meant, word = 0, ""
    if unit == SECONDS and step >= 100:
        meant, word = MILLISECONDS, "milliseconds"
    elif (unit == MILLISECONDS and step < 20) or (unit == MICROSECONDS and step < 20):
        meant, word = SECONDS, "seconds"
    elif unit == MICROSECONDS and step < 10000:
        meant, word = MILLISECONDS, "milliseconds"
    if not word:
        return None
    return Found(
        f"The time between volumes is {format_float(step)} {facts.time}: {word} are probably meant.",
        fix=Fix(f"Say {word}", _with_time(facts, meant)),
    )


def _repetition_time_was_kept(facts: Facts) -> Found | None:
    step = facts.pixdim[4]
    # A TR of 0 is P3's, and one without a unit P9's.
    if step != 1 or _time_unit(facts) != SECONDS or facts.volumes < _SERIES or not _is_series(facts):
        return None
    return Found(f"{counted(facts.volumes, 'volume')} are exactly 1 s apart: a tool probably lost the TR.")


def _fourth_axis_is_time(facts: Facts) -> Found | None:
    code = TIME_UNITS.get(_time_unit(facts))
    if code is None or code.number <= MICROSECONDS:
        return None
    return Found(f"The unit of the fourth axis is {code.label}: it counts frequencies, not volumes in time.")


def _shift_is_finite(facts: Facts) -> Found | None:
    shift = facts.number("toffset")
    if math.isfinite(shift):
        return None
    return Found(f"toffset is {format_float(shift)}.", fix=Fix("Write 0", {"toffset": 0.0}))


RULES: Final = (
    Rule(
        "P3",
        "tr-not-positive",
        "warning",
        ("pixdim",),
        _repetition_time_is_positive,
        expects="The time between volumes, pixdim[4], is above 0.",
        why="Time series tools need the TR: FSL and SPM fail or take 1 s; the BIDS validator refuses it.",
        source="BIDS validator NIFTI_PIXDIM4; nifti1.h",
    ),
    Rule(
        "P7",
        "unit-without-meaning",
        "error",
        ("xyzt_units",),
        _units_are_codes,
        expects="xyzt_units is one of the units of space plus one of the units of time.",
        why="nibabel raises an error as soon as it is asked for the units.",
        source="nifti1.h; measured",
    ),
    Rule(
        "P8",
        "no-unit-of-space",
        "warning",
        ("xyzt_units",),
        _space_unit_is_said,
        expects="The unit of the voxel sizes is said.",
        why="Programs guess millimetres. The BIDS validator warns.",
        source="BIDS validator NIFTI_UNIT",
    ),
    Rule(
        "P9",
        "no-unit-of-time",
        "warning",
        ("xyzt_units", "pixdim"),
        _time_unit_is_said,
        expects="The unit of the time between volumes is said.",
        why="Some programs guess seconds, some milliseconds: a TR can be wrong a thousandfold.",
        source="BIDS validator NIFTI_UNIT, REPETITION_TIME_UNITS",
    ),
    Rule(
        "P10",
        "not-in-millimetres",
        "warning",
        ("xyzt_units",),
        _space_is_millimetres,
        expects="Voxel sizes are in millimetres.",
        why="Many programs, ANTs and fMRIPrep among them, take the numbers as millimetres whatever the unit.",
        source="fMRIPrep issue 786; ANTs wiki",
    ),
    Rule(
        "P11",
        "unit-does-not-fit-size",
        "warning",
        ("xyzt_units", "pixdim"),
        _unit_fits_size,
        expects="With the unit that is said, the image is between 5 mm and 3 m wide.",
        why="Programs that respect the unit show the image a thousand times too large or too small.",
        source="our own, tuned on public files",
    ),
    Rule(
        "P12",
        "tr-in-wrong-unit",
        "warning",
        ("pixdim", "xyzt_units"),
        _repetition_time_is_plausible,
        expects="The time between volumes is between 20 ms and 100 s.",
        why="Filters, slice timing and models of the response are built on the TR: wrong units spoil them silently.",
        source="niworkflows issue 191; our own",
    ),
    Rule(
        "P13",
        "tr-probably-lost",
        "warning",
        ("pixdim",),
        _repetition_time_was_kept,
        expects="A long series has a real TR, not the 1 s that tools fall back to.",
        why="AFNI, ANTs and scripts reset the TR to 1; models of the response then have the wrong time.",
        source="xcp_d issue 967; fMRIPrep issue 3216",
    ),
    Rule(
        "P16",
        "fourth-axis-not-time",
        "info",
        ("xyzt_units",),
        _fourth_axis_is_time,
        expects="The unit of the fourth axis is a time.",
        why="pixdim[4] is then no TR; programs that take it for one are wrong.",
        source="nifti1.h",
    ),
    Rule(
        "P17",
        "time-shift-not-finite",
        "info",
        ("toffset",),
        _shift_is_finite,
        expects="toffset is finite.",
        why="The C library takes it as 0; others carry the NaN along.",
        source="nifti_tool",
    ),
)
