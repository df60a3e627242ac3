"""P7 to P11: the units of space and time."""

import math
from typing import Final

from inspector.core.codes import SPACE_UNITS, TIME_UNITS
from inspector.core.rules.rule import Facts, Fix, Found, Rule, Severity
from inspector.core.rules.spacing import long_axes
from inspector.core.words import format_float

_SPACE, _TIME = 0o07, 0o70
# A field of view in mm; only images with an axis of at least so many voxels have one worth judging.
_NEAR, _FAR, _ENOUGH = 5.0, 3000.0, 16


def _packed(facts: Facts) -> int:
    return int(facts.number("xyzt_units"))


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


RULES: Final = (
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
)
