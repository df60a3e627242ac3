"""Operations on the forms as such: one is copied to the other, codes are set, shear is taken out of the sform."""

from __future__ import annotations

import numpy as np

from inspector.core.codes import XFORMS
from inspector.core.errors import EditError
from inspector.core.geometry import corner_distance, orthogonal
from inspector.core.header import Header
from inspector.core.operations.forms import TOLD_MM, distance_text, matrix_of, qform_values, sform_values
from inspector.core.operations.moves import middle
from inspector.core.operations.operation import Arguments, Result


def copy_sform_to_qform(header: Header, given: Arguments) -> Result:
    copied = qform_values(header, matrix_of(header, "sform"))
    return Result({**copied.values, "qform_code": _code(header, "sform_code", given["code"])}, copied.notes)


def copy_qform_to_sform(header: Header, given: Arguments) -> Result:
    copied = sform_values(header, matrix_of(header, "qform"))
    return Result({**copied.values, "sform_code": _code(header, "qform_code", given["code"])}, copied.notes)


def set_codes(_: Header, given: Arguments) -> Result:
    values = {name: given[name] for name in ("qform_code", "sform_code") if given[name] is not None}
    if not values:
        raise EditError({"qform_code": ["Say qform_code, sform_code or both."]})
    return Result(values)


def orthonormalize_sform(header: Header, _: Arguments) -> Result:
    """Voxel axes at right angles, nearest to the stored ones, of the stored lengths; the centre stays where it is."""
    before = matrix_of(header, "sform")
    after = before.copy()
    after[:3, :3] = orthogonal(before) * np.linalg.norm(before[:3, :3], axis=0)
    after[:3, 3] += (before - after)[:3, :3] @ middle(header)
    moved = corner_distance(before, after, header.shape)
    note = f"Taking out the shear moves corners by up to {distance_text(header, moved)}."
    return Result(sform_values(header, after).values, (note,) if moved >= TOLD_MM else ())


def _code(header: Header, source: str, given: int | None) -> int:
    """The code to store with a copy: that of its source, or the one that was named."""
    if given is not None:
        return given
    code = int(header.number(source))
    if XFORMS.get(code) is None:
        raise EditError({"code": [f"{source} is {code}, which is no code: say which one the copy gets."]})
    return code
