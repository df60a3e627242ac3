"""R: from stored numbers to values, and from values to brightness."""

import math
from typing import Final

from inspector.core.rules.rule import Facts, Fix, Found, Rule
from inspector.core.words import format_float

_COLOURS: Final = (128, 2304)
_FLOATS: Final = (16, 64, 1536)
_LABEL: Final = 1002
_AS_STORED: Final = {"scl_slope": 1.0, "scl_inter": 0.0}


def _scaling(facts: Facts) -> tuple[float, float]:
    return facts.number("scl_slope"), facts.number("scl_inter")


def _is_applied(facts: Facts) -> bool:
    """Whether the numbers are changed at all; 0 means not, and one that is not finite means nothing."""
    slope, inter = _scaling(facts)
    return math.isfinite(slope) and slope != 0 and (slope, inter) != (1, 0)


def _said(facts: Facts) -> str:
    slope, inter = _scaling(facts)
    return f"scl_slope is {format_float(slope)} and scl_inter {format_float(inter)}"


def _slope_is_finite(facts: Facts) -> Found | None:
    if math.isfinite(facts.number("scl_slope")):
        return None
    return Found(f"{_said(facts)}.", fix=Fix("Use values as stored: write 1 and 0", _AS_STORED))


def _intercept_is_finite(facts: Facts) -> Found | None:
    slope, inter = _scaling(facts)
    if math.isfinite(inter) or not math.isfinite(slope) or slope == 0:
        return None
    return Found(f"{_said(facts)}.", fix=Fix("Write 0", {"scl_inter": 0.0}))


def _colours_are_not_scaled(facts: Facts) -> Found | None:
    if facts.number("datatype") not in _COLOURS or not _is_applied(facts):
        return None
    return Found(f"Voxels are colours, and {_said(facts)}.", fix=Fix("Write 1 and 0", _AS_STORED))


def _floats_are_not_scaled(facts: Facts) -> Found | None:
    if facts.number("datatype") not in _FLOATS or not _is_applied(facts):
        return None
    return Found(f"Voxels are decimal numbers, and {_said(facts)}.")


def _slope_is_positive(facts: Facts) -> Found | None:
    slope = facts.number("scl_slope")
    return Found(f"scl_slope is {format_float(slope)}.") if -math.inf < slope < 0 else None


def _labels_are_not_scaled(facts: Facts) -> Found | None:
    labels = facts.number("intent_code") == _LABEL or facts.named("_dseg", "_mask")
    return Found(f"Voxels are labels, and {_said(facts)}.") if labels and _is_applied(facts) else None


def _display_is_a_range(facts: Facts) -> Found | None:
    low, high = facts.number("cal_min"), facts.number("cal_max")
    if (low, high) == (0, 0) or (math.isfinite(low) and math.isfinite(high) and low < high):
        return None
    fix = Fix("Leave it to the viewer: write 0 and 0", {"cal_min": 0.0, "cal_max": 0.0})
    return Found(f"cal_min is {format_float(low)} and cal_max {format_float(high)}: that is no range.", fix=fix)


RULES: Final = (
    Rule(
        "R1",
        "slope-not-finite",
        "warning",
        ("scl_slope", "scl_inter"),
        _slope_is_finite,
        expects="scl_slope is finite; 0 means that values are used as stored.",
        why="FSL multiplies every voxel by NaN; nibabel and others take it as no scaling.",
        source="nifti1.h; fMRIPrep issues 2507 and 2531",
    ),
    Rule(
        "R2",
        "intercept-not-finite",
        "error",
        ("scl_inter",),
        _intercept_is_finite,
        expects="scl_inter is finite when scl_slope is used.",
        why="nibabel does not open the file; ITK does, and adds NaN to every voxel or ignores it.",
        source="nibabel; measured",
    ),
    Rule(
        "R3",
        "scaled-colours",
        "info",
        ("scl_slope", "scl_inter"),
        _colours_are_not_scaled,
        expects="Colours are not scaled: scl_slope 1 or 0 and scl_inter 0.",
        why="The standard says to ignore the scaling; not every viewer does.",
        source="nifti1.h",
    ),
    Rule(
        "R4",
        "scaled-decimals",
        "info",
        ("scl_slope", "scl_inter"),
        _floats_are_not_scaled,
        expects="Decimal numbers are stored as the values they are.",
        why="It is legal and unusual; scripts that read the voxels alone get other values.",
        source='nifti1.h: "crazy, perhaps"',
    ),
    Rule(
        "R5",
        "negative-slope",
        "warning",
        ("scl_slope",),
        _slope_is_positive,
        expects="scl_slope is not negative.",
        why="Dark and bright change places between programs that apply it and programs that do not.",
        source="our own",
    ),
    Rule(
        "R6",
        "scaled-labels",
        "warning",
        ("scl_slope", "scl_inter"),
        _labels_are_not_scaled,
        expects="Region numbers and masks are not scaled: scl_slope 1 or 0 and scl_inter 0.",
        why="A region number becomes another one, or a fraction, and is looked up in vain.",
        source="fMRIPrep issue 2507",
    ),
    Rule(
        "R7",
        "no-display-range",
        "warning",
        ("cal_min", "cal_max"),
        _display_is_a_range,
        expects="cal_min is below cal_max, or both are 0.",
        why="Viewers open on a black or a white image, or inverted.",
        source="nifti1.h; our own",
    ),
)
