"""X: whether qform and sform tell the same story, and what each program makes of it when they do not."""

import math
from typing import Final

import numpy as np

from inspector.core.geometry import (
    Matrix,
    axis_codes,
    corner_distance,
    is_invertible,
    obliquity,
)
from inspector.core.impact import displacement
from inspector.core.linked import SAME_MM
from inspector.core.meaning import amount
from inspector.core.rigid import ROUNDED_SHEAR, as_qform, shear
from inspector.core.rules.rule import Facts, Found, Rule
from inspector.core.rules.sform import usable

# MRtrix warns from this part of a voxel on.
_OF_A_VOXEL: Final = 0.1
_OBLIQUE: Final = 0.01
_FIELDS: Final = ("qform_code", "sform_code")


def _both(facts: Facts) -> tuple[Matrix, Matrix] | None:
    """The qform and the sform, when both are used and both are affines."""
    qform, sform = facts.geometry.qform, usable(facts)
    if facts.number("qform_code") <= 0 or qform is None or sform is None or not is_invertible(qform):
        return None
    return qform, sform


def _apart(facts: Facts) -> float:
    """How far apart the two forms put a corner at most, in the stored unit; 0 when they are not both used."""
    both = _both(facts)
    return corner_distance(*both, facts.header.shape) if both else 0.0


def _apart_in_truth(facts: Facts) -> float:
    """The same, but 0 when it is less than a tenth of a voxel, or only the rounding of a quaternion."""
    both = _both(facts)
    if both is None:
        return 0.0
    qform, sform = both
    apart = corner_distance(qform, sform, facts.header.shape)
    least = _OF_A_VOXEL * float(np.linalg.norm(sform[:3, :3], axis=0).min())
    if apart > least and shear(sform) < ROUNDED_SHEAR:
        rounded = corner_distance(qform, as_qform(sform), facts.header.shape)
        return apart if rounded > least else 0.0
    return apart if apart > least else 0.0


# Degrees; less is what rounding to 4-byte floats leaves.
_TURNED: Final = 0.001


def _told(facts: Facts) -> str:
    both = _both(facts)
    if both is None:
        return ""
    corner, degrees, centre = displacement(*both, facts.header.shape)
    return (
        f"up to {amount(corner)} {facts.space} at a corner, {amount(centre)} {facts.space} at the centre, "
        f"turned by {degrees if degrees >= _TURNED else 0:.2g} degrees"
    )


def _orientation_is_known(facts: Facts) -> Found | None:
    if facts.number("qform_code") > 0 or facts.number("sform_code") > 0 or facts.is_cifti:
        return None
    return Found("Neither form is used: which side is left cannot be told from the file.")


def _same_handedness(facts: Facts) -> Found | None:
    both = _both(facts)
    if both is None:
        return None
    signs = [np.linalg.det(form[:3, :3] / np.linalg.norm(form[:3, :3], axis=0)) > 0 for form in both]
    if signs[0] == signs[1]:
        return None
    hands = ["right-handed" if sign else "left-handed" for sign in signs]
    return Found(f"The qform is {hands[0]} and the sform {hands[1]}: they mirror each other.")


def _same_place(facts: Facts) -> Found | None:
    if facts.number("qform_code") != facts.number("sform_code") or not _apart_in_truth(facts):
        return None
    return Found(f"Both forms have code {facts.number('qform_code')} but lie apart: {_told(facts)}.")


def _two_spaces(facts: Facts) -> Found | None:
    codes = [facts.number(name) for name in _FIELDS]
    if codes[0] == codes[1] or not _apart_in_truth(facts):
        return None
    return Found(f"qform_code {codes[0]} and sform_code {codes[1]} place the image in two spaces: {_told(facts)}.")


def _readers_agree(facts: Facts) -> Found | None:
    if facts.number("sform_code") <= 1 or not _apart_in_truth(facts):
        return None
    return Found(
        f"ITK reads the qform and nibabel, FSL, SPM and AFNI the sform, {amount(_apart(facts))} {facts.space} away."
    )


def _only_rounded(facts: Facts) -> Found | None:
    apart = _apart(facts)
    if apart * facts.millimetres < SAME_MM or _apart_in_truth(facts):
        return None
    return Found(
        f"The two forms differ by up to {apart:.2g} {facts.space}, no more than rounding or a tenth of a voxel."
    )


def _same_axes(facts: Facts) -> Found | None:
    both = _both(facts)
    # Rounding alone can choose another side for an axis that lies halfway between two.
    if both is None or not _apart_in_truth(facts):
        return None
    codes = [axis_codes(form) for form in both]
    return None if codes[0] == codes[1] else Found(f"The qform points to {codes[0]}, the sform to {codes[1]}.")


def _is_straight(facts: Facts) -> Found | None:
    place = facts.geometry
    if place.source == "pixdim" or place.affine is None or facts.is_cifti:
        return None
    angle = obliquity(place.affine)
    if not math.isfinite(angle) or angle <= _OBLIQUE:
        return None
    return Found(f"The voxel axes are up to {angle:.3g} degrees oblique to the axes of the {place.source}.")


RULES: Final = (
    Rule(
        "X1",
        "no-orientation",
        "warning",
        _FIELDS,
        _orientation_is_known,
        expects="The qform or the sform is used.",
        why="nibabel and SPM mirror the first axis, ITK does not, and each puts the origin elsewhere.",
        source="nifti1.h; BIDS validator; measured",
    ),
    Rule(
        "X2",
        "forms-mirror-each-other",
        "error",
        _FIELDS,
        _same_handedness,
        expects="When both forms are used, they have the same handedness.",
        why="Left and right change places between programs. FSL stops with an error.",
        source="nifti1.h; FSL; MRtrix issue 94",
    ),
    Rule(
        "X3",
        "forms-disagree",
        "warning",
        _FIELDS,
        _same_place,
        expects="Two forms with one code put a corner on the same place, within a tenth of a voxel.",
        why="Nobody can tell which is right. nibabel, FSL, SPM and ITK show the sform, greedy and SimNIBS the qform.",
        source="MRtrix; niworkflows; measured",
    ),
    Rule(
        "X4",
        "two-spaces",
        "info",
        _FIELDS,
        _two_spaces,
        expects="Both forms agree, or each has the code of its own space.",
        why="It is what two forms are for: the scanner in one and a standard space in the other.",
        source='nifti1.h, "why 3 methods"; nibabel discussion 1523',
    ),
    Rule(
        "X5",
        "readers-choose-differently",
        "warning",
        _FIELDS,
        _readers_agree,
        expects="All programs put the image on the same place.",
        why="ANTs, Slicer and SimpleITK use the qform when sform_code is above 1 and the forms differ; others do not.",
        source="measured with ITK 5.4 and nibabel",
    ),
    Rule(
        "X6",
        "forms-differ-slightly",
        "info",
        _FIELDS,
        _only_rounded,
        expects="The two forms agree to a hundredth of a millimetre.",
        why="A quaternion in 4-byte floats cannot hold a turn of nearly 180 degrees more exactly. Nothing is wrong.",
        source="measured; niworkflows",
    ),
    Rule(
        "X7",
        "axes-point-differently",
        "warning",
        _FIELDS,
        _same_axes,
        expects="The axes of both forms point to the same sides.",
        why="Programs name the sides of the image differently, by the form they use.",
        source="our own",
    ),
    Rule(
        "X8",
        "oblique",
        "info",
        _FIELDS,
        _is_straight,
        expects="The axes of the image are those of its space, or the image is oblique.",
        why="It is common and right for scans. Programs that ignore the angle (AFNI does by default) show it straight.",
        source="AFNI; BIDS-Manager",
    ),
)
