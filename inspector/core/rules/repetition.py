"""P3 and P9 to P18: the time between volumes."""

import math
from typing import Any, Final

from inspector.core.codes import TIME_UNITS
from inspector.core.errors import EditError
from inspector.core.operations.run import work_out
from inspector.core.rules.rule import Facts, Fix, Found, Rule
from inspector.core.words import counted, format_float

_SECONDS, _MILLISECONDS, _MICROSECONDS = 8, 16, 24
_TEMPORAL: Final = (_SECONDS, _MILLISECONDS, _MICROSECONDS)
_TIME = 0o70
# A series of fewer volumes need not be one in time.
_SERIES: Final = 20


def _unit(facts: Facts) -> int:
    return int(facts.number("xyzt_units")) & _TIME


def _with_unit(facts: Facts, code: int) -> dict[str, Any]:
    return {"xyzt_units": (int(facts.number("xyzt_units")) & ~_TIME) | code}


def _is_series(facts: Facts) -> bool:
    """Whether the fourth axis is likely to be time: plain values, and no more axes behind it."""
    return facts.number("intent_code") in (0, 2001) and facts.length(5) == 1


def _repetition_time_is_positive(facts: Facts) -> Found | None:
    step = facts.pixdim[4]
    if facts.volumes <= 1 or _unit(facts) not in _TEMPORAL or (math.isfinite(step) and step > 0):
        return None
    return Found(f"pixdim[4], the time between {facts.volumes} volumes, is {format_float(step)} {facts.time}.")


def _time_unit_is_said(facts: Facts) -> Found | None:
    step = facts.pixdim[4]
    if facts.volumes <= 1 or _unit(facts) or not _is_series(facts):
        return None
    fix = None
    if 0.2 <= step <= 20 and step != 1:
        fix = Fix(f"Say that {format_float(step)} are seconds", _with_unit(facts, _SECONDS))
    elif 200 <= step <= 20000:
        fix = Fix(f"Say that {format_float(step)} are milliseconds", _with_unit(facts, _MILLISECONDS))
    return Found(f"There are {facts.volumes} volumes {format_float(step)} apart, and no unit of time is said.", fix=fix)


def _repetition_time_is_plausible(facts: Facts) -> Found | None:
    step, unit = facts.pixdim[4], _unit(facts)
    if facts.volumes <= 1 or not math.isfinite(step) or step <= 0:
        return None
    meant, word = 0, ""
    if unit == _SECONDS and step >= 100:
        meant, word = _MILLISECONDS, "milliseconds"
    elif (unit == _MILLISECONDS and step < 20) or (unit == _MICROSECONDS and step < 20):
        meant, word = _SECONDS, "seconds"
    elif unit == _MICROSECONDS and step < 10000:
        meant, word = _MILLISECONDS, "milliseconds"
    if not word:
        return None
    return Found(
        f"The time between volumes is {format_float(step)} {facts.time}: {word} are probably meant.",
        fix=Fix(f"Say {word}", _with_unit(facts, meant)),
    )


def _repetition_time_was_kept(facts: Facts) -> Found | None:
    step = facts.pixdim[4]
    # A TR of 0 is P3's, and one without a unit P9's.
    if step != 1 or _unit(facts) != _SECONDS or facts.volumes < _SERIES or not _is_series(facts):
        return None
    return Found(f"{counted(facts.volumes, 'volume')} are exactly 1 s apart: a tool probably lost the TR.")


def _fourth_axis_is_time(facts: Facts) -> Found | None:
    code = TIME_UNITS.get(_unit(facts))
    if code is None or code.number <= _MICROSECONDS:
        return None
    return Found(f"The unit of the fourth axis is {code.label}: it counts frequencies, not volumes in time.")


def _shift_is_finite(facts: Facts) -> Found | None:
    shift = facts.number("toffset")
    if math.isfinite(shift):
        return None
    return Found(f"toffset is {format_float(shift)}.", fix=Fix("Write 0", {"toffset": 0.0}))


def _time_is_in_seconds(facts: Facts) -> Found | None:
    step = facts.pixdim[4]
    if (
        _unit(facts) not in (_MILLISECONDS, _MICROSECONDS)
        or facts.volumes <= 1
        or not (step > 0 and math.isfinite(step))
    ):
        return None
    if _repetition_time_is_plausible(facts):
        return None
    return Found(
        f"The time between volumes is {format_float(step)} {facts.time}; most files have seconds.",
        fix=_in_seconds(facts),
    )


def _in_seconds(facts: Facts) -> Fix | None:
    try:
        done = work_out(facts.header, {"op": "set_time_unit", "unit": "s", "rescale": True})
    except EditError:
        return None
    return Fix("Convert times to seconds", done.values)


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
    Rule(
        "P18",
        "time-not-in-seconds",
        "info",
        ("pixdim", "xyzt_units"),
        _time_is_in_seconds,
        expects="Times are in seconds.",
        why="It is legal. MRtrix shows the number as it is, and ITK converts it: the TR differs a thousandfold.",
        source="measured with MRtrix and ITK",
    ),
)
