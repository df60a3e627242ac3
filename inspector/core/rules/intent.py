"""N: what the voxels stand for, and whether shape, type and parameters fit that."""

import math
from collections.abc import Callable, Mapping
from typing import Final

from inspector.core.codes import INTENTS, Intent
from inspector.core.rules.rule import CIFTI, Facts, Fix, Found, Rule
from inspector.core.words import counted, format_float, listed

_PARAMETERS: Final = ("intent_p1", "intent_p2", "intent_p3")
_STATISTICS: Final = range(2, 25)
_CIFTI_EXTENSION: Final = 32
_INTEGERS: Final = (1, 2, 4, 8, 256, 512, 768, 1024, 1280)
_MATRIX, _SYMMETRIC, _LABEL, _POINTS, _TRIANGLE, _QUATERNION = 1004, 1005, 1002, 1008, 1009, 1010
_PER_VOXEL: Final = {_TRIANGLE: 3, _QUATERNION: 4, 2003: 3, 2004: 4}
_VECTORS: Final = (1006, 1007)

_Domain = Callable[[float], bool]
_POSITIVE: Final = ("above 0", lambda value: value > 0)
_PARAMETER_DOMAINS: Final[Mapping[str, tuple[str, _Domain]]] = {
    "degrees of freedom": _POSITIVE,
    "numerator d.o.f.": _POSITIVE,
    "denominator d.o.f.": _POSITIVE,
    "a": _POSITIVE,
    "b": _POSITIVE,
    "number of trials": _POSITIVE,
    "probability per trial": ("between 0 and 1", lambda value: 0 <= value <= 1),
    "shape": _POSITIVE,
    "scale": _POSITIVE,
    "standard deviation": _POSITIVE,
    "power": _POSITIVE,
}


def _intent(facts: Facts) -> Intent | None:
    return INTENTS.get(facts.number("intent_code"))


def _values(facts: Facts) -> list[float]:
    return [facts.number(name) for name in _PARAMETERS]


def _is_statistic(facts: Facts) -> bool:
    return facts.number("intent_code") in _STATISTICS


def _is_unassigned(code: int) -> bool:
    return code == 1 or 25 <= code <= 1000


def _code_is_known(facts: Facts) -> Found | None:
    code = facts.number("intent_code")
    if INTENTS.get(code) or _is_unassigned(code):
        return None
    return Found(f"intent_code is {code}, which the standard does not know.")


def _code_is_assigned(facts: Facts) -> Found | None:
    code = facts.number("intent_code")
    return Found(f"intent_code is {code}, a number that was never given away.") if _is_unassigned(code) else None


def _parameters_are_used(facts: Facts) -> Found | None:
    intent = _intent(facts)
    if intent is None or not _is_statistic(facts) or facts.length(5) > 1:
        return None
    count = len(intent.parameters)
    extra = [name for name, value in zip(_PARAMETERS[count:], _values(facts)[count:], strict=True) if value != 0]
    if not extra:
        return None
    has = counted(count, "parameter") if count else "no parameter"
    return Found(
        f"{intent.label} has {has}, but {listed(extra, 'and')} {'is' if len(extra) == 1 else 'are'} set.",
        ("intent_code", *extra),
        Fix("Write 0 there", dict.fromkeys(extra, 0.0)),
    )


def _volumes_of_parameters(facts: Facts) -> Found | None:
    intent, length = _intent(facts), facts.length(5)
    if intent is None or not _is_statistic(facts) or length <= 1 or length == 1 + len(intent.parameters):
        return None
    return Found(
        f"{intent.label} with its parameters in the voxels needs dim[5] = {1 + len(intent.parameters)}, not {length}."
    )


def _parameters_are_possible(facts: Facts) -> Found | None:
    intent = _intent(facts)
    if intent is None or not _is_statistic(facts) or facts.length(5) > 1:
        return None
    values = _values(facts)[: len(intent.parameters)]
    if not values or not all(map(math.isfinite, values)):
        return None
    if not any(values):
        return Found(f"The parameters of {intent.label} are not said: all are 0.", severity="info")
    told = [*_outside(intent, values)]
    if intent.label == "uniform" and values[0] >= values[1]:
        told.append(f"its lower end {format_float(values[0])} is not below its upper end {format_float(values[1])}")
    return Found(f"{intent.label}: {', '.join(told)}.") if told else None


def _outside(intent: Intent, values: list[float]) -> list[str]:
    """What is said against each parameter that no such distribution has."""
    told = []
    for meaning, value in zip(intent.parameters, values, strict=True):
        words, possible = _PARAMETER_DOMAINS.get(meaning, ("", None))
        if possible and not possible(value):
            told.append(f"{meaning} is {format_float(value)}, not {words}")
    return told


def _matrix_fits(facts: Facts) -> Found | None:
    code, length = facts.number("intent_code"), facts.length(5)
    rows, columns = _values(facts)[:2]
    if code not in (_MATRIX, _SYMMETRIC):
        return None
    needed = rows * columns if code == _MATRIX else rows * (rows + 1) / 2
    if length == needed:
        return None
    size = f"{format_float(rows)} × {format_float(columns if code == _MATRIX else rows)}"
    return Found(f"A matrix of {size} needs dim[5] = {format_float(needed)}; it is {length}.")


def _shape_fits(facts: Facts) -> Found | None:
    intent, length = _intent(facts), facts.length(5)
    if intent is None:
        return None
    kind = facts.header.datatype
    if intent.number in _VECTORS and len(facts.header.shape) < 5:
        return Found("Voxels are vectors by intent_code, but there is no fifth axis for their parts.")
    if (needed := _PER_VOXEL.get(intent.number)) and length != needed:
        return Found(f"{intent.label} needs {needed} values along the fifth axis; dim[5] is {length}.")
    if intent.number == _POINTS and any(facts.length(axis) != 1 for axis in (2, 3, 4)):
        return Found("A point set lies along the first axis; dim[2] to dim[4] have to be 1.")
    if intent.number == _TRIANGLE and facts.number("datatype") not in _INTEGERS:
        return Found(f"Triangles are numbers of points, but voxels are {kind.label if kind else 'of unknown type'}.")
    return None


def _labels_are_whole(facts: Facts) -> Found | None:
    kind = facts.header.datatype
    if facts.number("intent_code") != _LABEL or kind is None or kind.number in _INTEGERS:
        return None
    return Found(f"Voxels are labels by intent_code, but stored as {kind.label}.")


def _cifti_is_complete(facts: Facts) -> Found | None:
    if facts.number("intent_code") not in CIFTI:
        return None
    missing = [
        *([] if facts.header.version == 2 else ["it is not NIfTI-2"]),
        *(
            []
            if any(each.code == _CIFTI_EXTENSION for each in facts.header.extensions)
            else ["there is no extension 32"]
        ),
    ]
    return Found(f"intent_code says CIFTI, but {' and '.join(missing)}.") if missing else None


def _parameters_are_finite(facts: Facts) -> Found | None:
    wrong = [name for name in _PARAMETERS if not math.isfinite(facts.number(name))]
    if not wrong:
        return None
    told = listed([f"{name} is {format_float(facts.number(name))}" for name in wrong], "and")
    return Found(f"{told}.", tuple(wrong), Fix("Write 0 there", dict.fromkeys(wrong, 0.0)))


RULES: Final = (
    Rule(
        "N1",
        "unknown-intent",
        "warning",
        ("intent_code",),
        _code_is_known,
        expects="intent_code is one of the standard, of CIFTI, or of FSL.",
        why="Programs take the values as plain numbers, or fail on the code.",
        source="nifti1.h; nibabel",
    ),
    Rule(
        "N2",
        "unassigned-intent",
        "warning",
        ("intent_code",),
        _code_is_assigned,
        expects="intent_code is not 1 and not 25 to 1000, which mean nothing.",
        why="Programs take the values as plain numbers, or fail on the code.",
        source="nifti1.h",
    ),
    Rule(
        "N3",
        "parameter-too-many",
        "warning",
        ("intent_code", *_PARAMETERS),
        _parameters_are_used,
        expects="Only as many of intent_p1 to intent_p3 are set as the statistic has.",
        why="The number is a leftover, or the code is wrong; p values are computed from it.",
        source="nifti1.h",
    ),
    Rule(
        "N4",
        "statistic-with-wrong-fifth-axis",
        "error",
        ("intent_code", "dim"),
        _volumes_of_parameters,
        expects="A statistic with a fifth axis holds its value and each of its parameters along it.",
        why="Programs take a parameter for the statistic, or the reverse.",
        source="nifti1.h",
    ),
    Rule(
        "N5",
        "impossible-parameter",
        "warning",
        ("intent_code", *_PARAMETERS),
        _parameters_are_possible,
        expects="The parameters of a statistic are possible: degrees of freedom above 0, probabilities 0 to 1.",
        why="p values cannot be computed; AFNI and FSLeyes show nonsense for them.",
        source="nifti1.h",
    ),
    Rule(
        "N6",
        "matrix-does-not-fit",
        "error",
        ("intent_code", "dim", "intent_p1", "intent_p2"),
        _matrix_fits,
        expects="The fifth axis is as long as the matrix that intent_p1 and intent_p2 describe has entries.",
        why="Programs read the entries of the matrix in wrong places.",
        source="nifti1.h",
    ),
    Rule(
        "N7",
        "shape-does-not-fit-intent",
        "warning",
        ("intent_code", "dim"),
        _shape_fits,
        expects="Vectors, colours, points and triangles have the shape that the standard asks of them.",
        why="ANTs and FSL look for the parts of a vector along the fifth axis.",
        source="nifti1.h",
    ),
    Rule(
        "N8",
        "labels-not-whole",
        "warning",
        ("intent_code", "datatype"),
        _labels_are_whole,
        expects="Labels are stored as whole numbers.",
        why="A label that is 2.9999998 is found in no table.",
        source="nifti1.h",
    ),
    Rule(
        "N9",
        "cifti-incomplete",
        "error",
        ("intent_code",),
        _cifti_is_complete,
        expects="A CIFTI file is NIfTI-2 and has the extension that describes its rows and columns.",
        why="Connectome Workbench and nibabel refuse it.",
        source="CIFTI-2; nibabel",
    ),
    Rule(
        "N10",
        "parameter-not-finite",
        "warning",
        _PARAMETERS,
        _parameters_are_finite,
        expects="intent_p1 to intent_p3 are finite.",
        why="What is computed from them is NaN.",
        source="nifti_tool",
    ),
)
