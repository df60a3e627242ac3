"""Operations as forms, made from their table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from inspector.core.codes import XFORMS
from inspector.core.operations import Operation, Parameter
from inspector.models import Image

# A list that somebody can still read.
MOST_IMAGES = 200


@dataclass(frozen=True)
class Input:
    """One parameter: what may be chosen (value and words), what was typed, and what is wrong with it."""

    parameter: Parameter
    choices: Sequence[tuple[str, str]]
    typed: str
    problems: Sequence[str] = ()


@dataclass(frozen=True)
class Guided:
    """One operation. It is open when it was asked for, or sent and refused; `problems` belong to no parameter."""

    operation: Operation
    inputs: list[Input]
    is_open: bool = False
    problems: Sequence[str] = ()


def guided(
    operations: Iterable[Operation],
    images: QuerySet[Image],
    typed: Mapping[str, str] | None = None,
    refused: Mapping[str, Sequence[str]] | None = None,
    opened: str = "",
) -> list[Guided]:
    """A form per operation: the one that was sent with what was typed and what is wrong, the one to open open."""
    others = [(image.pk, image.name) for image in images.order_by("name", "pk")[:MOST_IMAGES]]
    forms = []
    for operation in operations:
        sent = bool(typed) and typed is not None and typed.get("op") == operation.op
        said = dict(refused or {}) if sent else {}
        inputs = [
            Input(
                parameter,
                _choices(parameter, others),
                typed.get(parameter.name, "") if sent and typed else _default(parameter),
                said.pop(parameter.name, ()),
            )
            for parameter in operation.parameters
        ]
        is_open = sent or operation.op == opened
        forms.append(Guided(operation, inputs, is_open, [sentence for each in said.values() for sentence in each]))
    return forms


def _choices(parameter: Parameter, images: Sequence[tuple[str, str]]) -> Sequence[tuple[str, str]]:
    if parameter.kind == "image":
        return images
    if parameter.kind == "code":
        return [(str(code.number), f"{code.number} {code.label}") for code in XFORMS]
    return [(choice, choice) for choice in parameter.choices]


def _default(parameter: Parameter) -> str:
    default = parameter.default
    if isinstance(default, bool):
        return "on" if default else ""
    return " ".join(f"{number:g}" for number in default) if isinstance(default, list | tuple) else str(default or "")
