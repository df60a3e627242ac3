"""What an edit of one form leaves behind in the other: qform, sform and pixdim say the same thing three times."""

from collections.abc import Iterator
from typing import Final

import numpy as np

from inspector.core.axes import dim_info_told, permutation
from inspector.core.geometry import QOFFSET, QUATERNION, SROWS, Geometry, corner_distance
from inspector.core.header import Header
from inspector.core.meaning import amount, unit
from inspector.core.words import format_float

# float32 cannot carry a rotation much better than this over the width of a head.
SAME_MM: Final = 0.01
# Voxel sizes are often rounded to three digits when they are copied into pixdim.
_SAME_SIZE: Final = 1e-3
_NAMES: Final = {"sform": "the sform", "qform": "the qform"}


@np.errstate(over="ignore", invalid="ignore")
def notes(before: Header, after: Header) -> tuple[str, ...]:
    """Sentences on what stays behind when `before` becomes `after`, none when nothing does.

    They say that the form that was not edited stays and how far (in the stored unit, at the corner where it is most)
    the two then lie apart, that pixdim and the columns of the sform disagree, that another form comes into use, that
    the voxels stay while they are read as another type or in another order.
    """
    if before.version != after.version:
        return ()
    told = (_other_form, _sizes, _source, _order, _type)
    return tuple(sentence for each in told for sentence in each(before, after))


def apart(header: Header) -> float | None:
    """How far apart the two forms put a corner at most, in the stored unit; None when one of them is not finite."""
    here = Geometry.of(header)
    if here.sform is None or here.qform is None:
        return None
    return corner_distance(here.sform, here.qform, header.shape)


@np.errstate(over="ignore", invalid="ignore")
def agree(header: Header) -> bool:
    """Whether both forms put every corner on the same place."""
    distance = apart(header)
    return distance is not None and distance < SAME_MM


def _other_form(before: Header, after: Header) -> Iterator[str]:
    edited = {"sform": _differs(before, after, SROWS), "qform": _turns(before, after)}
    if all(edited.values()):
        yield from _part(before, after)
    if edited["sform"] == edited["qform"]:
        return
    moved, left = ("sform", "qform") if edited["sform"] else ("qform", "sform")
    now = Geometry.of(after)
    codes = {"sform": now.sform_code, "qform": now.qform_code}
    if codes[moved] == 0:
        yield f"The {moved} is not used while {moved}_code is 0."
    if codes[left] == 0:
        yield f"The {left} stays as it is. Its code is 0, so it is not used."
    elif (distance := apart(after)) is None:
        yield f"The {left} stays as it is. How far it then is from the {moved} cannot be computed."
    else:
        lies = f"it then lies up to {amount(distance)} {_space(after)} from"
        told = "it then agrees with" if distance < SAME_MM else lies
        yield f"The {left} stays as it is: {told} the {moved}."


def _part(before: Header, after: Header) -> Iterator[str]:
    """Both forms were edited and no longer agree."""
    now, was = apart(after), apart(before)
    if now is not None and now >= SAME_MM and (was is None or now > was + SAME_MM):
        yield f"The qform and the sform then lie up to {amount(now)} {_space(after)} apart."


def _sizes(before: Header, after: Header) -> Iterator[str]:
    now = Geometry.of(after)
    edited = before.numbers("pixdim")[1:4] != after.numbers("pixdim")[1:4] or _differs(before, after, SROWS)
    if not edited or now.sform is None or now.sform_code == 0:
        return
    axes = min(max(len(after.shape), 1), 3)
    steps = np.abs(after.numbers("pixdim")[1 : axes + 1])
    columns = np.linalg.norm(now.sform[:3, :axes], axis=0)
    if not np.allclose(steps, columns, rtol=_SAME_SIZE, atol=0):
        yield f"pixdim says voxels of {_by(steps)} {_space(after)}, the sform says {_by(columns)} {_space(after)}."


def _source(before: Header, after: Header) -> Iterator[str]:
    was, now = Geometry.of(before).source, Geometry.of(after).source
    if was == now:
        return
    if now == "pixdim":
        yield "Neither form is used then: programs no longer know how the image is turned, or guess."
    else:
        yield f"From then on {_NAMES[now]} places the image, not {_NAMES.get(was, 'the voxel sizes alone')}."


def _order(before: Header, after: Header) -> Iterator[str]:
    if permutation(before, after) is None:
        return
    old, new = before.number("dim_info"), after.number("dim_info")
    if old != new:
        yield f"dim_info goes along with the axes: {dim_info_told(old)} becomes {dim_info_told(new)}."
    yield "dim has its axes in another order. The voxels, pixdim and both forms stay in theirs."


def _type(before: Header, after: Header) -> Iterator[str]:
    if before.raw("datatype") != after.raw("datatype"):
        was, now = (_type_name(header) for header in (before, after))
        yield f"The voxel bytes stay as they are and are read as {now}, not as {was}: their values can become others."


def _type_name(header: Header) -> str:
    return header.datatype.label if header.datatype else f"type {header.number('datatype')}"


def _turns(before: Header, after: Header) -> bool:
    """Whether the matrix of the qform differs; pixdim is a part of it."""
    if _differs(before, after, (*QUATERNION, *QOFFSET)):
        return True
    return before.numbers("pixdim")[:4] != after.numbers("pixdim")[:4]


def _differs(before: Header, after: Header, names: tuple[str, ...]) -> bool:
    return any(before.raw(name) != after.raw(name) for name in names)


def _space(header: Header) -> str:
    label = header.units[0]
    return "mm" if label == "unknown" else unit(label)


def _by(sizes: "np.ndarray[tuple[int, ...], np.dtype[np.float64]]") -> str:
    return " × ".join(format_float(round(float(size), 4)) for size in sizes)
