"""S: the sform, which is an affine written out."""

from collections.abc import Mapping
from itertools import product
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from inspector.core.codes import XFORMS
from inspector.core.errors import EditError
from inspector.core.geometry import SROWS, Matrix, corner_distance, is_invertible
from inspector.core.meaning import amount
from inspector.core.operations.forms import sform_values
from inspector.core.operations.run import work_out
from inspector.core.rigid import ROUNDED_SHEAR, shear
from inspector.core.rules.qform import code_is_known
from inspector.core.rules.rule import Facts, Fix, Found, Rule, replaced
from inspector.core.rules.spacing import rounded
from inspector.core.words import format_float, listed

_SAME_SIZE: Final = 1e-3
# Rounding to 4-byte floats alone leaves less than this, in degrees.
_FLOAT_SHEAR: Final = 5e-4
_TEMPLATES: Final = (3, 4, 5)
_MNI: Final = 4
# Where the MNI152 templates reach, in mm, and how far beyond that an image in their space may still reach.
_MNI_BOX: Final = ((-98.0, -134.0, -79.0), (98.0, 98.0, 116.0))
_BEYOND_MM: Final = 50.0


def _is_used(facts: Facts) -> bool:
    return bool(facts.number("sform_code") > 0)


def usable(facts: Facts) -> Matrix | None:
    """The sform when its code is above 0 and it is finite and invertible."""
    sform = facts.geometry.sform
    return sform if _is_used(facts) and sform is not None and is_invertible(sform) else None


def _code_is_known(facts: Facts) -> Found | None:
    return code_is_known(facts, "sform")


def _rows_are_finite(facts: Facts) -> Found | None:
    wrong = tuple(name for name in SROWS if not np.isfinite(facts.numbers[name]).all())
    if not wrong:
        return None
    told = listed(wrong, "and")
    if _is_used(facts):
        return Found(f"NaN or Infinity in {told}: the sform places nothing.", wrong, _of_qform(facts))
    zeros = {name: replaced(facts.numbers[name], _zeros(facts.numbers[name])) for name in wrong}
    fix = Fix("Write 0 there", zeros)
    return Found(f"NaN or Infinity in {told}; the sform is not used.", wrong, fix, severity="info")


def _zeros(row: tuple[float, ...]) -> dict[int, float]:
    return {index: 0.0 for index, number in enumerate(row) if not np.isfinite(number)}


def _of_qform(facts: Facts) -> Fix | None:
    """The qform, when it is used, is where the image says it lies besides."""
    qform = facts.geometry.qform
    if facts.number("qform_code") <= 0 or qform is None or not is_invertible(qform):
        return None
    try:
        return Fix("Copy the qform into the sform", sform_values(facts.header, qform).values)
    except EditError:
        return None


def _is_invertible(facts: Facts) -> Found | None:
    sform = facts.geometry.sform
    if not _is_used(facts) or sform is None or is_invertible(sform):
        return None
    empty = [
        f"the column of voxel axis {axis} is 0"
        for axis, column in zip("ijk", sform.T, strict=False)
        if not column.any()
    ]
    why = ", ".join(empty) or "its columns lie in one plane"
    return Found(f"The sform cannot be turned round: {why}.", fix=_of_qform(facts))


def _columns_are_sizes(facts: Facts) -> Found | None:
    sform = usable(facts)
    if sform is None:
        return None
    columns = np.linalg.norm(sform[:3, : facts.axes], axis=0)
    steps = np.abs(facts.pixdim[1 : facts.axes + 1])
    if np.allclose(steps, columns, rtol=_SAME_SIZE, atol=0):
        return None
    sizes = {axis: rounded(float(size)) for axis, size in enumerate(columns, start=1)}
    fix = Fix("Take the sizes of the sform", {"pixdim": replaced(facts.pixdim, sizes)})
    return Found(
        f"pixdim says voxels of {_by(steps)} {facts.space}, the sform says {_by(columns)} {facts.space}.",
        # pixdim is a part of the qform too: where that is used, the fix would move it.
        fix=fix if facts.number("qform_code") <= 0 else None,
    )


def _by(sizes: Any) -> str:
    return " × ".join(format_float(round(float(size), 4)) for size in sizes)


def _axes_are_straight(facts: Facts) -> Found | None:
    sform = usable(facts)
    if sform is None or (angle := shear(sform)) < ROUNDED_SHEAR:
        return None
    told = f"Two axes of the sform are {angle:.3g} degrees away from a right angle."
    if (rows := _straight(facts)) is None:
        return Found(told)
    moved = _moved(facts, sform, rows)
    return Found(f"{told} To straighten them would move corners by up to {amount(moved)} {facts.space}.")


def _axes_are_exactly_straight(facts: Facts) -> Found | None:
    sform = usable(facts)
    if sform is None or not _FLOAT_SHEAR < (angle := shear(sform)) < ROUNDED_SHEAR:
        return None
    told = f"Two axes of the sform are {angle:.2g} degrees away from a right angle, by rounding."
    if (rows := _straight(facts)) is None:
        return Found(told)
    moved = _moved(facts, sform, rows)
    return Found(told, fix=Fix(f"Straighten them, which moves corners by up to {moved:.2g} {facts.space}", rows))


def _straight(facts: Facts) -> Mapping[str, Any] | None:
    """The rows of the sform with its axes at right angles; None when these numbers are too large to be stored."""
    try:
        return work_out(facts.header, {"op": "orthonormalize_sform"}).values
    except EditError:
        return None


def _moved(facts: Facts, sform: Matrix, rows: Mapping[str, Any]) -> float:
    return corner_distance(sform, np.array([*(rows[name] for name in SROWS), (0, 0, 0, 1)]), facts.header.shape)


def _unused_is_empty(facts: Facts) -> Found | None:
    filled = tuple(name for name in SROWS if np.isfinite(row := facts.numbers[name]).all() and any(row))
    if facts.number("sform_code") != 0 or not filled:
        return None
    return Found("sform_code is 0, so that the rows of the sform are not used.", filled)


def _template_holds_origin(facts: Facts) -> Found | None:
    sform, code = usable(facts), facts.number("sform_code")
    if sform is None or code not in _TEMPLATES or facts.is_cifti:
        return None
    origin = np.linalg.solve(sform, (0, 0, 0, 1))[:3]
    ends = np.array([facts.length(axis) for axis in (1, 2, 3)]) - 0.5
    known = XFORMS.get(code)
    label = known.label if known else code
    if not ((origin >= -0.5).all() and (origin <= ends).all()):
        return Found(f"sform_code {code} ({label}) has its origin inside the brain; here it lies outside the image.")
    if code != _MNI or not (beyond := _beyond_mni(facts, sform, ends)) > _BEYOND_MM:
        return None
    return Found(
        f"sform_code {code} ({label}) is the space of the MNI templates; the image reaches {beyond:.0f} mm beyond."
    )


def _beyond_mni(facts: Facts, sform: Matrix, ends: NDArray[np.float64]) -> float:
    """How many mm the image reaches beyond the templates, on the side where it is most; below 0 inside of them."""
    corners = np.array([*product(*((-0.5, end) for end in ends))]) @ sform[:3, :3].T + sform[:3, 3]
    low, high = (np.array(side) for side in _MNI_BOX)
    return float(max((low - corners * facts.millimetres).max(), (corners * facts.millimetres - high).max()))


def _code_is_usual(facts: Facts) -> Found | None:
    if facts.number("sform_code") != 1 or facts.number("qform_code") == 1:
        return None
    return Found("sform_code is 1 (scanner), but qform_code, which is meant for that, is not.")


RULES: Final = (
    Rule(
        "S1",
        "unknown-sform-code",
        "warning",
        ("sform_code",),
        _code_is_known,
        expects="sform_code is 0 to 5.",
        why="nibabel takes an unknown code as 0 and uses the qform, which can mirror the image; others use the sform.",
        source="nifti1.h; nibabel; measured",
    ),
    Rule(
        "S2",
        "sform-not-finite",
        "error",
        SROWS,
        _rows_are_finite,
        expects="The rows of the sform are finite.",
        why="nibabel passes the NaN on to every coordinate; ITK falls back to something else.",
        source="measured",
    ),
    Rule(
        "S3",
        "sform-not-invertible",
        "error",
        SROWS,
        _is_invertible,
        expects="The three columns of the sform span a volume.",
        why="No point in space leads back to a voxel: resampling fails or gives an empty image.",
        source="niworkflows; BIDS validator issue 462; ITK",
    ),
    Rule(
        "S5",
        "sform-and-pixdim-differ",
        "warning",
        ("pixdim", *SROWS),
        _columns_are_sizes,
        expects="The columns of the sform are as long as pixdim says voxels are.",
        why="ITK takes voxel sizes from pixdim, nibabel, SPM and FSL from the sform: volumes and distances differ.",
        source="niworkflows; ITK issue 3514; measured",
    ),
    Rule(
        "S6",
        "sheared-sform",
        "warning",
        SROWS,
        _axes_are_straight,
        expects="The axes of the sform are at right angles.",
        why="ITK (ANTs, Slicer, SimpleITK) refuses the file, or uses the qform if there is one; others show the shear.",
        source="ITK issue 3994; measured",
    ),
    Rule(
        "S7",
        "almost-straight-sform",
        "info",
        SROWS,
        _axes_are_exactly_straight,
        expects="The axes of the sform are at right angles as exactly as numbers can say it.",
        why="Strict versions of ITK refuse even this; straightening it moves nothing that could be seen.",
        source="ITK issue 4839",
    ),
    Rule(
        "S8",
        "unused-sform-filled",
        "info",
        SROWS,
        _unused_is_empty,
        expects="An sform that is not used is empty.",
        why="Programs ignore it; it comes to life when the code is set.",
        source="nifti1.h",
    ),
    Rule(
        "S9",
        "template-without-origin",
        "warning",
        ("sform_code", *SROWS),
        _template_holds_origin,
        expects="In template space the origin lies inside the image, which reaches as far as the template.",
        why="The image is probably not in that space, and atlas labels would be put on the wrong places.",
        source="our own",
    ),
    Rule(
        "S10",
        "unusual-sform-code",
        "info",
        ("sform_code",),
        _code_is_usual,
        expects="Scanner coordinates are in the qform; the sform is for others.",
        why="It is legal, and some converters write it so.",
        source="nifti1.h; niworkflows issue 222",
    ),
)
