"""Operations on voxel sizes, on the direction of an axis, and on the unit of time."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from inspector.core.codes import TIME_UNITS
from inspector.core.errors import EditError
from inspector.core.geometry import qform_matrix
from inspector.core.header import Header
from inspector.core.operations.forms import (
    FORMS,
    as_stored,
    in_use,
    matrix_of,
    pixdim_with,
    qoffset_values,
    sform_values,
    used_form,
    values_of,
)
from inspector.core.operations.moves import middle
from inspector.core.operations.operation import Arguments, Result

Sizes = NDArray[np.float64]

AXES: Final = ("i", "j", "k")
# How many of each unit make a second.
PER_SECOND: Final = {"s": 1, "ms": 1_000, "us": 1_000_000}


def set_voxel_sizes(header: Header, given: Arguments) -> Result:
    """pixdim[1..3], and with it the qform; the columns of the sform follow in length unless they are left."""
    sizes = as_stored(header, np.array(given["sizes"]))
    values: dict[str, object] = {"pixdim": pixdim_with(header, sizes)}
    notes: tuple[str, ...] = ()
    if given["keep"] == "center":
        values |= _qoffset_about_centre(header, sizes)
    if in_use(header, "sform"):
        if given["sform"] == "follow":
            values |= _stretched_sform(header, sizes, given["keep"])
        else:
            notes = ("The sform stays as it is, so that programs that read it keep the old voxel sizes.",)
    return Result(values, notes)


def flip_axis_labels(header: Header, given: Arguments) -> Result:
    """The forms in use say the opposite direction of one voxel axis, about the centre; no voxel is moved.

    slice_code, dim_info and tables of directions speak of stored voxels, so that they stay.
    """
    used_form(header)
    axis = AXES.index(given["axis"])
    flip = np.eye(4)
    flip[axis, axis], flip[axis, 3] = -1, 2 * middle(header)[axis]
    results = [values_of(header, form, matrix_of(header, form) @ flip) for form in FORMS if in_use(header, form)]
    values = {name: value for result in results for name, value in result.values.items()}
    kept = "Voxels, slice_code and dim_info stay; gradient directions (bvec) may have to be flipped as well."
    return Result(values, (*(note for result in results for note in result.notes), kept))


def set_time_unit(header: Header, given: Arguments) -> Result:
    """The unit of time, and with `rescale` the times with it, so that they stay as long as they are."""
    packed, unit = header.number("xyzt_units"), TIME_UNITS.named(given["unit"])
    if unit is None:
        raise EditError({"unit": [f"{given['unit']} is no unit of time."]})
    values: dict[str, object] = {"xyzt_units": packed & 0o07 | unit.number}
    if not given["rescale"]:
        return Result(values)
    old = header.units[1]
    if old not in PER_SECOND or unit.label not in PER_SECOND:
        raise EditError({"rescale": [f"Times cannot be converted from {old} to {unit.label}: only s, ms and us can."]})
    factor = PER_SECOND[unit.label] / PER_SECOND[old]
    pixdim = header.numbers("pixdim")
    values["pixdim"] = (*pixdim[:4], _rescaled(header, pixdim[4], factor), *pixdim[5:])
    values |= {name: _rescaled(header, header.number(name), factor) for name in ("toffset", "slice_duration")}
    return Result(values)


def _rescaled(header: Header, time: float, factor: float) -> float:
    return float(as_stored(header, np.array(time * factor))) if np.isfinite(time) else time


def _stretched_sform(header: Header, sizes: Sizes, keep: str) -> dict[str, object]:
    before = matrix_of(header, "sform")
    after = before.copy()
    after[:3, :3] *= sizes / np.linalg.norm(before[:3, :3], axis=0)
    if keep == "center":
        after[:3, 3] += (before - after)[:3, :3] @ middle(header)
    return sform_values(header, after).values


def _qoffset_about_centre(header: Header, sizes: Sizes) -> dict[str, object]:
    before = qform_matrix(header)
    if before is None:
        return {}
    lengths = np.linalg.norm(before[:3, :3], axis=0)
    directions = before[:3, :3] / np.where(lengths == 0, 1.0, lengths)
    moved = before[:3, 3] + (before[:3, :3] - directions * sizes) @ middle(header)
    before[:3, 3] = moved
    return dict(qoffset_values(header, before))
