"""Q: the qform, which is a quaternion, an offset, and the sign in pixdim[0]."""

import math
from typing import Any, Final

import numpy as np

from inspector.core.codes import XFORMS
from inspector.core.geometry import QOFFSET, QUATERNION
from inspector.core.rules.rule import Facts, Fix, Found, Rule, replaced
from inspector.core.rules.spacing import rounded
from inspector.core.words import format_float, listed

# What nibabel tolerates: three times the precision of a 4-byte float.
_TOO_LONG: Final = 3 * float(np.finfo(np.float32).eps)
_NORMALISED: Final = 0.01
_FAR_MM: Final = 1000.0


def _is_used(facts: Facts) -> bool:
    return bool(facts.number("qform_code") > 0)


def _values(facts: Facts, names: tuple[str, ...]) -> list[Any]:
    return [facts.number(name) for name in names]


def code_is_known(facts: Facts, form: str) -> Found | None:
    """Found when the code of the form, "qform" or "sform", is none of the standard."""
    name = f"{form}_code"
    code = facts.number(name)
    if XFORMS.get(code):
        return None
    # Every reader takes a code below 0 as "not used"; one above 5 is used by some and dropped by others.
    fix = Fix("Write 0: not used", {name: 0}) if code < 0 else None
    return Found(f"{name} is {code}; the standard has 0 to 5.", fix=fix)


def _code_is_known(facts: Facts) -> Found | None:
    return code_is_known(facts, "qform")


def _finite(facts: Facts, names: tuple[str, ...]) -> Found | None:
    wrong = [name for name in names if not math.isfinite(facts.number(name))]
    if not wrong:
        return None
    told = listed([f"{name} is {format_float(facts.number(name))}" for name in wrong], "and")
    if _is_used(facts):
        return Found(f"{told}: the qform places nothing.", tuple(wrong))
    fix = Fix("Write 0", dict.fromkeys(wrong, 0.0))
    return Found(f"{told}; the qform is not used.", tuple(wrong), fix, severity="info")


def _quaternion_is_finite(facts: Facts) -> Found | None:
    return _finite(facts, QUATERNION)


def _offset_is_finite(facts: Facts) -> Found | None:
    return _finite(facts, QOFFSET)


def _quaternion_is_a_rotation(facts: Facts) -> Found | None:
    parts = _values(facts, QUATERNION)
    squares = sum(part * part for part in parts)
    if not math.isfinite(squares) or squares <= 1 + _TOO_LONG:
        return None
    fix = None
    if squares <= 1 + _NORMALISED:
        unit = [rounded(part / math.sqrt(squares)) for part in parts]
        fix = Fix("Shorten it to 1", dict(zip(QUATERNION, unit, strict=True)))
    return Found(
        f"quatern_b² + quatern_c² + quatern_d² is {format_float(squares)}; a rotation has at most 1.",
        fix=fix,
        severity=None if _is_used(facts) else "info",
    )


def _unused_is_empty(facts: Facts) -> Found | None:
    filled = [name for name in (*QUATERNION, *QOFFSET) if math.isfinite(facts.number(name)) and facts.number(name)]
    if facts.number("qform_code") != 0 or not filled:
        return None
    return Found(f"qform_code is 0, so that {listed(filled, 'and')} are not used.", tuple(filled))


def _code_is_usual(facts: Facts) -> Found | None:
    code = XFORMS.get(facts.number("qform_code"))
    if code is None or code.number < 2:
        return None
    return Found(f"qform_code is {code.number} ({code.label}); the qform is meant for the scanner's coordinates, 1.")


def _offset_is_near(facts: Facts) -> Found | None:
    far = math.hypot(*_values(facts, QOFFSET)) * facts.millimetres
    if not _is_used(facts) or not math.isfinite(far) or far <= _FAR_MM:
        return None
    return Found(f"The qform puts the first voxel {far:,.0f} mm away from the origin.")


def _third_axis_has_no_sign(facts: Facts) -> Found | None:
    step = facts.pixdim[3]
    if facts.axes < 3 or not math.isfinite(step) or step >= 0:
        return None
    unused = not _is_used(facts) or facts.number("sform_code") > 0
    fix = Fix(f"Write {format_float(-step)}", {"pixdim": replaced(facts.pixdim, {3: -step})}) if unused else None
    return Found(f"pixdim[3] is {format_float(step)}; the direction of the third axis is said by pixdim[0].", fix=fix)


RULES: Final = (
    Rule(
        "Q1",
        "unknown-qform-code",
        "warning",
        ("qform_code",),
        _code_is_known,
        expects="qform_code is 0 to 5.",
        why="nibabel takes an unknown code as 0 and drops the qform; ITK and the C library use it.",
        source="nifti1.h; nibabel; measured",
    ),
    Rule(
        "Q2",
        "quaternion-not-finite",
        "error",
        QUATERNION,
        _quaternion_is_finite,
        expects="quatern_b, quatern_c and quatern_d are finite.",
        why="No program can compute a rotation from it; some show the image without one.",
        source="nifti_tool; our own",
    ),
    Rule(
        "Q3",
        "quaternion-too-long",
        "error",
        QUATERNION,
        _quaternion_is_a_rotation,
        expects="The squares of quatern_b, quatern_c and quatern_d add up to at most 1.",
        why="nibabel refuses the qform with an error; other programs scale the quaternion silently.",
        source="nifti1.h; nibabel; measured",
    ),
    Rule(
        "Q4",
        "offset-not-finite",
        "error",
        QOFFSET,
        _offset_is_finite,
        expects="qoffset_x, qoffset_y and qoffset_z are finite.",
        why="The image has no place in space.",
        source="our own",
    ),
    Rule(
        "Q5",
        "unused-qform-filled",
        "info",
        (*QUATERNION, *QOFFSET),
        _unused_is_empty,
        expects="A qform that is not used is empty.",
        why="Programs ignore it; it comes to life when the code is set.",
        source="nifti1.h",
    ),
    Rule(
        "Q6",
        "unusual-qform-code",
        "info",
        ("qform_code",),
        _code_is_usual,
        expects="qform_code is 0 or 1.",
        why="It is legal; the standard meant the qform for scanner coordinates and the sform for others.",
        source="nifti1.h; niworkflows issue 222",
    ),
    Rule(
        "Q7",
        "image-far-away",
        "warning",
        QOFFSET,
        _offset_is_near,
        expects="The first voxel lies within a metre of the origin.",
        why="Registration starts too far away, and viewers open on empty space.",
        source="our own",
    ),
    Rule(
        "Q8",
        "negative-slice-step",
        "error",
        ("pixdim",),
        _third_axis_has_no_sign,
        expects="pixdim[3] is above 0; a mirrored third axis is said by pixdim[0].",
        why="nibabel takes the size as positive, ITK turns the axis round: the same file, mirrored.",
        source="nifti1.h; measured",
    ),
)
