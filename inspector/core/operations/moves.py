"""Operations that move the image as it is: where a voxel or the centre lies; and the same move for the other form."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from inspector.core.geometry import Geometry, Matrix, in_millimetres, is_invertible
from inspector.core.header import Header
from inspector.core.operations.forms import (
    OTHER,
    distance_text,
    in_use,
    matrix_of,
    qoffset_values,
    sform_values,
    used_form,
    values_of,
)
from inspector.core.operations.operation import Arguments, Result


def set_origin(header: Header, given: Arguments) -> Result:
    """`voxel` (indices from 0) comes to lie at `origin` (RAS+, in the unit of the header)."""
    here = matrix_of(header, used_form(header))
    return _moved(header, np.array(given["origin"]) - _place(here, np.array(given["voxel"])), given["forms"])


def center_origin(header: Header, given: Arguments) -> Result:
    """The centre of the volume comes to lie at 0, 0, 0."""
    here = matrix_of(header, used_form(header))
    return _moved(header, -_place(here, middle(header)), given["forms"])


def match_center(header: Header, given: Arguments) -> Result:
    """The centre of the volume comes to lie where that of the other image is, whatever the units of both."""
    here, other = matrix_of(header, used_form(header)), given["with"]
    there = in_millimetres(matrix_of(other, used_form(other)), other)
    scale = in_millimetres(np.eye(4), header)[0, 0]
    return _moved(header, _place(there, middle(other)) / scale - _place(here, middle(header)), given["forms"])


@np.errstate(all="ignore")
def follow(before: Header, after: Header) -> Result | None:
    """What makes the form that an edit left alone take part in the change of the other.

    None when no form is left behind: both changed or neither, one of them is not used or is no usable matrix.
    Raises EditError when numbers would become too large to be stored.
    """
    was, now = Geometry.of(before), Geometry.of(after)
    pairs = {"sform": (was.sform, now.sform), "qform": (was.qform, now.qform)}
    changed = [form for form, (old, new) in pairs.items() if not _same(old, new)]
    if len(changed) != 1 or not in_use(after, OTHER[changed[0]]):
        return None
    (old, new), (other, _) = pairs[changed[0]], pairs[OTHER[changed[0]]]
    if old is None or new is None or other is None or not all(map(is_invertible, (old, new, other))):
        return None
    return values_of(after, OTHER[changed[0]], new @ np.linalg.inv(old) @ other)


def middle(header: Header) -> NDArray[np.float64]:
    """The centre of the volume in voxel indices."""
    return np.array([(max(length, 1) - 1) / 2 for length in [*header.shape, 1, 1, 1][:3]])


def _moved(header: Header, way: NDArray[np.float64], forms: str) -> Result:
    """The form in use moved that way, and the other one the same way when it is used as well."""
    used = used_form(header)
    follows = forms == "both" and in_use(header, OTHER[used])
    values: dict[str, object] = {}
    for form in (used, OTHER[used]) if follows else (used,):
        affine = matrix_of(header, form).copy()
        affine[:3, 3] += way
        values |= sform_values(header, affine).values if form == "sform" else qoffset_values(header, affine)
    text = distance_text(header, float(np.linalg.norm(way)))
    return Result(values, (f"The {OTHER[used]} makes the same move of {text}.",) if follows else ())


def _place(affine: Matrix, voxel: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(affine[:3, :3] @ voxel + affine[:3, 3])


def _same(old: Matrix | None, new: Matrix | None) -> bool:
    return old is new if old is None or new is None else np.array_equal(old, new)
