"""OPERATIONS: every operation with its parameters. The API's schema, the forms and the help are made from it."""

from __future__ import annotations

from typing import Final

from inspector.core.codes import XFORMS
from inspector.core.operations import copies, moves, scales
from inspector.core.operations.operation import Operation, Parameter

_LABELS: Final = tuple(code.label for code in XFORMS)
_FORMS: Final = Parameter(
    "forms",
    "choice",
    "Which forms move",
    "Whether the other form, when it is used too, makes the same move (both) or stays where it is (used).",
    default="both",
    choices=("both", "used"),
)
_CODE: Final = Parameter(
    "code",
    "code",
    "Code of the copy",
    "What the copied form leads to; left out, it gets the code of the form it is copied from.",
    choices=_LABELS,
    optional=True,
)

OPERATIONS: Final = (
    Operation(
        "set_voxel_sizes",
        "Set voxel sizes",
        "Voxel sizes in pixdim, where the qform takes them from; the sform gets columns of that length.",
        (
            Parameter("sizes", "numbers", "Voxel sizes", "The three voxel sizes.", unit="space", positive=True),
            Parameter(
                "sform",
                "choice",
                "The sform",
                "Whether the columns of the sform follow or are left as they are.",
                default="follow",
                choices=("follow", "leave"),
            ),
            Parameter(
                "keep",
                "choice",
                "What stays in place",
                "Whether the first voxel or the centre of the volume stays where it is.",
                default="first voxel",
                choices=("first voxel", "center"),
            ),
        ),
        scales.set_voxel_sizes,
    ),
    Operation(
        "set_origin",
        "Set the origin",
        "Moves the image so that a voxel lies at a point; directions and voxel sizes stay.",
        (
            Parameter("origin", "numbers", "Point", "Where the voxel comes to lie: x, y, z (RAS+).", unit="space"),
            Parameter(
                "voxel",
                "numbers",
                "Voxel",
                "Indices i, j, k of the voxel, counted from 0; the first one when left out.",
                unit="voxels",
                default=(0.0, 0.0, 0.0),
            ),
            _FORMS,
        ),
        moves.set_origin,
    ),
    Operation(
        "center_origin",
        "Put the origin at the centre",
        "Moves the image so that its centre lies at 0, 0, 0.",
        (_FORMS,),
        moves.center_origin,
    ),
    Operation(
        "copy_sform_to_qform",
        "Copy the sform to the qform",
        "The qform gets the directions, sizes and origin of the sform. It cannot hold shear.",
        (_CODE,),
        copies.copy_sform_to_qform,
    ),
    Operation(
        "copy_qform_to_sform",
        "Copy the qform to the sform",
        "The sform gets the matrix of the qform.",
        (_CODE,),
        copies.copy_qform_to_sform,
    ),
    Operation(
        "set_codes",
        "Set the codes",
        "What the two forms lead to, and whether they are used at all; the matrices stay.",
        tuple(
            Parameter(
                f"{form}_code",
                "code",
                f"Code of the {form}",
                f"What the {form} leads to.",
                choices=_LABELS,
                optional=True,
            )
            for form in ("qform", "sform")
        ),
        copies.set_codes,
    ),
    Operation(
        "orthonormalize_sform",
        "Make the sform orthogonal",
        "Takes out the shear: axes at right angles, of the same lengths, about the centre of the volume.",
        (),
        copies.orthonormalize_sform,
    ),
    Operation(
        "flip_axis_labels",
        "Reverse an axis (header only)",
        "The forms in use say the opposite direction of a voxel axis. No voxel moves: the anatomy is mirrored.",
        (
            Parameter(
                "axis", "choice", "Voxel axis", "The voxel axis whose direction is reversed.", choices=scales.AXES
            ),
        ),
        scales.flip_axis_labels,
    ),
    Operation(
        "set_time_unit",
        "Set the unit of time",
        "The unit of pixdim[4], toffset and slice_duration.",
        (
            Parameter(
                "unit",
                "choice",
                "Unit",
                "The unit of time.",
                choices=("unknown", "s", "ms", "us", "Hz", "ppm", "rad/s"),
            ),
            Parameter(
                "rescale",
                "flag",
                "Convert the numbers",
                "True converts the numbers, so that times stay as long; false only renames the unit (2000 s, 2000 ms).",
                default=False,
            ),
        ),
        scales.set_time_unit,
    ),
    Operation(
        "match_center",
        "Match the centre of another image",
        "Moves the image so that its centre lies where that of the other one does.",
        (Parameter("with", "image", "Other image", "The image to match."), _FORMS),
        moves.match_center,
    ),
)
