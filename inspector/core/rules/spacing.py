"""P1 to P6: the voxel sizes."""

import math
from typing import Final

import numpy as np

from inspector.core.exact import exact_number
from inspector.core.rules.rule import Facts, Fix, Found, Rule, Severity, replaced
from inspector.core.words import format_float, listed

_THIN, _THICK, _FLAT = 0.01, 50.0, 30.0
_IN_PLANE: Final = 64


def _sizes_are_positive(facts: Facts) -> Found | None:
    wrong = [
        axis for axis in range(1, facts.axes + 1) if not _is_size(facts.pixdim[axis]) and not _is_flip(facts, axis)
    ]
    if not wrong:
        return None
    told = listed([f"pixdim[{axis}] is {format_float(facts.pixdim[axis])}" for axis in wrong], "and")
    used = facts.number("qform_code") > 0
    return Found(f"{told}; a voxel size is above 0.", fix=_sizes_of_sform(facts), severity="error" if used else None)


def _is_size(step: float) -> bool:
    return math.isfinite(step) and step > 0


def _is_flip(facts: Facts, axis: int) -> bool:
    """Q8 speaks of it."""
    return axis == 3 and math.isfinite(facts.pixdim[3]) and facts.pixdim[3] < 0


def _sizes_of_sform(facts: Facts) -> Fix | None:
    """The sform says how large voxels are, if it is used."""
    place = facts.geometry
    if place.source != "sform" or place.affine is None:
        return None
    sizes = {axis: rounded(place.voxel_sizes[axis - 1]) for axis in range(1, facts.axes + 1)}
    return Fix("Take the sizes of the sform", {"pixdim": replaced(facts.pixdim, sizes)})


def rounded(number: float) -> float:
    """The shortest number that a 4-byte float holds as the same value."""
    return float(exact_number(number, size=4))


def _sign_is_one(facts: Facts) -> Found | None:
    sign, used = facts.pixdim[0], facts.number("qform_code") > 0
    if sign in (-1, 1):
        return None
    severity: Severity = "error" if used else "warning"
    if sign == 0:
        severity = "warning" if used else "info"
    value = -1.0 if sign < 0 else 1.0
    return Found(
        f"pixdim[0] is {format_float(sign)}; it is a sign, -1 or 1. Readers take it as {value:.0f}.",
        fix=Fix(f"Write {value:.0f}", {"pixdim": replaced(facts.pixdim, {0: value})}),
        severity=severity,
    )


def _steps_are_finite(facts: Facts) -> Found | None:
    first = 5 if facts.volumes > 1 else 4
    wrong = [index for index in range(first, 8) if not math.isfinite(facts.pixdim[index])]
    if not wrong:
        return None
    told = listed([f"pixdim[{index}] is {format_float(facts.pixdim[index])}" for index in wrong], "and")
    values = dict.fromkeys(wrong, 0.0)
    return Found(f"{told}.", fix=Fix("Write 0", {"pixdim": replaced(facts.pixdim, values)}))


def _sizes_are_plausible(facts: Facts) -> Found | None:
    steps = long_axes(facts)
    if not steps or facts.is_cifti:
        return None
    small, large = min(steps), max(steps)
    if small < _THIN or large > _THICK:
        odd = small if small < _THIN else large
        return Found(f"A voxel is {format_float(odd)} mm long along one axis; usual are {_THIN} to {_THICK:.0f} mm.")
    if large / small <= _FLAT:
        return None
    return Found(f"Voxels are {large / small:.0f} times longer along one axis than along another.")


def long_axes(facts: Facts) -> list[float]:
    """Sizes in mm of voxels along the axes that have more than one of them, as far as they are sizes at all."""
    steps = [(facts.length(axis), facts.pixdim[axis] * facts.millimetres) for axis in range(1, facts.axes + 1)]
    return [step for length, step in steps if length > 1 and _is_size(step)]


def _header_was_kept(facts: Facts) -> Found | None:
    affine = facts.geometry.affine
    if affine is None or facts.pixdim[1:4] != (1, 1, 1) or not np.array_equal(affine, np.eye(4)):
        return None
    if max(facts.length(1), facts.length(2)) <= _IN_PLANE:
        return None
    return Found("Voxels are exactly 1 × 1 × 1 and the image begins at 0, 0, 0: the header was probably lost.")


RULES: Final = (
    Rule(
        "P1",
        "voxel-size-not-positive",
        "warning",
        ("pixdim",),
        _sizes_are_positive,
        expects="pixdim[1] to [3] are finite and above 0 for every axis in space.",
        why="nibabel shows another size than is stored (1 for 0, 2 for −2); ITK turns that axis round.",
        source="nifti1.h; nibabel; BIDS validator NIFTI_PIXDIM; measured",
    ),
    Rule(
        "P2",
        "qfac-not-a-sign",
        "warning",
        ("pixdim",),
        _sign_is_one,
        expects="pixdim[0] is -1 or 1: which way the third axis of the qform points.",
        why="0 counts as 1; other numbers are read as one sign or the other, and left and right can change places.",
        source="nifti1.h; nibabel",
    ),
    Rule(
        "P4",
        "step-not-finite",
        "info",
        ("pixdim",),
        _steps_are_finite,
        expects="pixdim[4] to [7] are finite.",
        why="Programs that write the header on can carry the NaN into their results.",
        source="nifti1.h; nifti_tool",
    ),
    Rule(
        "P5",
        "odd-voxel-size",
        "warning",
        ("pixdim", "xyzt_units"),
        _sizes_are_plausible,
        expects="Voxels are 0.01 to 50 mm long, and at most 30 times longer one way than another.",
        why="The unit or one of the sizes is probably wrong. Registration and volumes in ml go wrong with it.",
        source="our own, tuned on public files",
    ),
    Rule(
        "P6",
        "header-probably-lost",
        "warning",
        ("pixdim", "srow_x", "srow_y", "srow_z"),
        _header_was_kept,
        expects="Real voxel sizes and a real position.",
        why="Scripts that write voxels without a header (MATLAB's make_nii) leave these defaults; real sizes are gone.",
        source="our own",
    ),
)
