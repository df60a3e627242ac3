"""D: how many voxels there are along each axis, and what each of them stores."""

from typing import Any, Final

from inspector.core.codes import DATATYPES
from inspector.core.rules.rule import Facts, Fix, Found, Rule, replaced
from inspector.core.words import counted, listed

_NO_TYPE: Final = (0, 255)
_LIMITED: Final = (1, 1024, 1280, 1536, 2048)
_COLOURS: Final = (128, 2304)
_ICO7: Final = (27307, 1, 6)


def _axes_are_counted(facts: Facts) -> Found | None:
    axes = facts.numbers["dim"][0]
    return None if 1 <= axes <= 7 else Found(f"dim[0], the number of axes, is {axes}; it is 1 to 7.")


def _axes_have_voxels(facts: Facts) -> Found | None:
    empty = {axis: length for axis, length in enumerate(facts.header.shape, start=1) if length < 1}
    if not empty or _is_long_vector(facts):
        return None
    told = listed([f"dim[{axis}] is {length}" for axis, length in empty.items()], "and")
    return Found(f"{told}; an axis in use has at least 1 voxel.", fix=_axes_of_one(facts, list(empty)))


def _axes_of_one(facts: Facts, axes: list[int]) -> Fix | None:
    """Readers of the C library take such an axis as 1; offered only when the voxels that are there bear it out."""
    kind = facts.header.datatype
    count = 1
    for length in facts.header.shape:
        count *= max(length, 1)
    if kind is None or facts.block_length is None or (count * kind.bits + 7) // 8 != facts.block_length:
        return None
    return Fix("Make it 1, as the size of the file says", _dim(facts, dict.fromkeys(axes, 1)))


def _is_long_vector(facts: Facts) -> bool:
    dim = facts.numbers["dim"]
    return facts.header.version == 1 and dim[1] == -1 and facts.number("glmin") > 0 and dim[2] == dim[3] == 1


def _freesurfer_vector(facts: Facts) -> Found | None:
    if _is_long_vector(facts):
        return Found(f"dim[1] is -1 and glmin holds the length, {facts.number('glmin'):,}.", ("dim", "glmin"))
    if facts.header.shape[:3] == _ICO7:
        return Found("27307 × 1 × 6 voxels stand for the 163,842 points of a FreeSurfer surface.", severity="info")
    return None


def _unused_axes_are_one(facts: Facts) -> Found | None:
    dim = facts.numbers["dim"]
    if not 1 <= dim[0] <= 7:
        return None
    odd = [axis for axis in range(dim[0] + 1, 8) if dim[axis] not in (0, 1)]
    if not odd:
        return None
    told = listed([f"dim[{axis}] is {dim[axis]}" for axis in odd], "and")
    return Found(
        f"{told}, but there are only {counted(dim[0], 'axis', 'axes')}.",
        fix=Fix("Make them 1", _dim(facts, dict.fromkeys(odd, 1))),
    )


def _last_axis_is_used(facts: Facts) -> Found | None:
    shape = facts.header.shape
    used = len(shape) if facts.numbers["dim"][0] <= 7 else 0
    while used > 3 and shape[used - 1] == 1:
        used -= 1
    if used in (0, len(shape)):
        return None
    last = "axis is" if len(shape) - used == 1 else f"{len(shape) - used} axes are"
    return Found(
        f"The image has {len(shape)} axes, but the last {last} 1 long.",
        fix=Fix(f"Say {used} axes", _dim(facts, {0: used})),
    )


def _vectors_are_named(facts: Facts) -> Found | None:
    if facts.length(5) <= 1 or facts.number("intent_code") != 0:
        return None
    return Found(f"There are {facts.length(5)} values per voxel (dim[5]), and intent_code does not say what they are.")


def _values_are_volumes(facts: Facts) -> Found | None:
    shape = facts.header.shape
    if all(length <= 1 for length in shape[4:]):
        return None
    further = " × ".join(map(str, shape[4:]))
    return Found(f"The image has {len(shape)} axes, with {further} values along those after the fourth.")


def _datatype_is_known(facts: Facts) -> Found | None:
    number = facts.number("datatype")
    if (kind := DATATYPES.get(number)) and number not in _NO_TYPE:
        return None
    return Found(f"datatype {number}{f' ({kind.label})' if kind else ''} is no type of voxel.")


def _datatype_is_common(facts: Facts) -> Found | None:
    kind = facts.header.datatype
    if kind is None or kind.number not in (*_LIMITED, *_COLOURS):
        return None
    told = f"Voxels are {kind.label} (datatype {kind.number}), which"
    if kind.number in _COLOURS:
        return Found(f"{told} programs that expect one number per voxel do not read.", severity="info")
    return Found(f"{told} few programs read.")


def _bitpix_agrees(facts: Facts) -> Found | None:
    kind, bits = facts.header.datatype, facts.number("bitpix")
    if kind is None or not kind.bits or kind.bits == bits:
        return None
    return Found(
        f"bitpix is {bits}, but {kind.label} takes {kind.bits} bits.",
        fix=Fix(f"Set bitpix to {kind.bits}", {"bitpix": kind.bits}),
    )


def _anatomy_has_three_axes(facts: Facts) -> Found | None:
    axes = facts.numbers["dim"][0]
    if not facts.named("_t1w", "_t2w") or axes == 3:
        return None
    return Found(f"By its name this is an anatomical scan, which has 3 axes; dim[0] is {axes}.")


def _bold_has_four_axes(facts: Facts) -> Found | None:
    axes = facts.numbers["dim"][0]
    if not facts.named("_bold") or axes == 4:
        return None
    return Found(f"By its name this is a BOLD series, which has 4 axes; dim[0] is {axes}.")


def _dim(facts: Facts, values: dict[int, int]) -> dict[str, Any]:
    return {"dim": replaced(facts.numbers["dim"], values)}


RULES: Final = (
    Rule(
        "D1",
        "impossible-number-of-axes",
        "error",
        ("dim",),
        _axes_are_counted,
        expects="dim[0], the number of axes, is 1 to 7.",
        why="Neither nibabel nor ITK opens the file.",
        source="nifti1.h; nifti_tool; measured",
    ),
    Rule(
        "D2",
        "axis-without-voxels",
        "error",
        ("dim",),
        _axes_have_voxels,
        expects="Every axis that dim[0] counts has at least 1 voxel.",
        why="The C library takes such an axis as 1 without a word; nibabel shows an empty or negative shape.",
        source="nifti1.h; nifti_tool; BIDS validator NIFTI_DIMENSION",
    ),
    Rule(
        "D3",
        "freesurfer-long-vector",
        "warning",
        ("dim",),
        _freesurfer_vector,
        expects="The lengths of the axes are in dim.",
        why="It is FreeSurfer's way round the 32,767 voxels of a NIfTI-1 axis; other programs see nonsense or a box.",
        source="nibabel; FreeSurfer",
    ),
    Rule(
        "D4",
        "unused-axes-not-one",
        "info",
        ("dim",),
        _unused_axes_are_one,
        expects="dim beyond the number of axes is 0 or 1.",
        why="Programs that multiply all of dim take the image for a larger one.",
        source="nifti_tool; nibabel issue 1034",
    ),
    Rule(
        "D5",
        "trailing-axis-of-one",
        "info",
        ("dim",),
        _last_axis_is_used,
        expects="The last axis beyond the third is longer than 1.",
        why="Tools that want a 3D image refuse a 4D one with a single volume: ANTs and the Spinal Cord Toolbox do.",
        source="SCT issue 4024; ANTs issue 173",
    ),
    Rule(
        "D6",
        "vectors-without-intent",
        "info",
        ("dim", "intent_code"),
        _vectors_are_named,
        expects="An image with several values per voxel says what they are.",
        why="Programs cannot tell a displacement from a colour or a tensor.",
        source="nifti1.h; our own",
    ),
    Rule(
        "D8",
        "unknown-datatype",
        "error",
        ("datatype",),
        _datatype_is_known,
        expects="datatype is one of the types of voxel of NIfTI.",
        why="nibabel and ITK do not open the file: nobody knows how many bytes a voxel takes.",
        source="nifti1.h; nibabel; nifti_tool; measured",
    ),
    Rule(
        "D10",
        "rare-datatype",
        "warning",
        ("datatype",),
        _datatype_is_common,
        expects="The type of voxel is one that programs read.",
        why="FSL, SPM and ITK have no such type or lose digits; nibabel has none for single bits, MRtrix for colours.",
        source="nifti1.h; nibabel issues 1046 and 1089",
    ),
    Rule(
        "D11",
        "bitpix-disagrees",
        "warning",
        ("bitpix", "datatype"),
        _bitpix_agrees,
        expects="bitpix repeats the size of the datatype.",
        why="nibabel repairs it silently; programs that believe bitpix read voxels at wrong places.",
        source="nifti1.h; nibabel",
    ),
    Rule(
        "D13",
        "anatomy-not-3d",
        "info",
        ("dim",),
        _anatomy_has_three_axes,
        expects="An image named _T1w or _T2w has 3 axes.",
        why="The BIDS validator refuses the data set.",
        source="BIDS validator",
    ),
    Rule(
        "D14",
        "bold-not-4d",
        "info",
        ("dim",),
        _bold_has_four_axes,
        expects="An image named _bold has 4 axes.",
        why="The BIDS validator refuses the data set.",
        source="BIDS validator BOLD_NOT_4D",
    ),
    Rule(
        "D16",
        "more-than-four-axes",
        "info",
        ("dim",),
        _values_are_volumes,
        expects="An image has up to four axes.",
        why="ITK makes vectors of the fifth axis, so that its shape has fewer axes; many viewers show the first part.",
        source="measured with ITK and nibabel",
    ),
)
