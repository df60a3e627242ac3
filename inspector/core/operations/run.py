"""Operations carried out one after the other, each as an ordinary edit of what the one before left."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from inspector.core import edits
from inspector.core.errors import EditError
from inspector.core.header import Header
from inspector.core.operations.arguments import read_arguments
from inspector.core.operations.operation import Operation, Parameter, Result
from inspector.core.operations.table import OPERATIONS
from inspector.core.words import listed

_BY_NAME: Final = {operation.op: operation for operation in OPERATIONS}


@dataclass(frozen=True, slots=True)
class Performed:
    """The header after all of them, their names in order, and what they had to say."""

    header: Header
    names: tuple[str, ...]
    notes: tuple[str, ...]


def perform(header: Header, requests: Sequence[Mapping[str, object]], *, voxel_block_length: int) -> Performed:
    """Carry out requests such as {"op": "set_origin", "origin": [0, 0, 0]} in order.

    Raises EditError beside `operations[n].parameter`, or beside the field that an operation may not set; then nothing
    is changed.
    """
    notes: list[str] = []
    for number, request in enumerate(requests):
        try:
            result = work_out(header, request)
        except EditError as refusal:
            raise EditError({f"operations[{number}].{name}": said for name, said in refusal.fields.items()}) from None
        header = edits.apply(header, result.values, voxel_block_length=voxel_block_length)
        notes.extend(result.notes)
    return Performed(header, tuple(str(request["op"]) for request in requests), tuple(notes))


def work_out(header: Header, request: Mapping[str, object]) -> Result:
    """The values that a request sets, for an edit to look at or to store. Raises EditError beside its parameters."""
    operation = named(request.get("op"))
    given = {name: value for name, value in request.items() if name != "op"}
    # What becomes too large is refused where it would be stored.
    with np.errstate(all="ignore"):
        return operation.work(header, read_arguments(operation, given))


def parameters_of(op: object) -> tuple[Parameter, ...]:
    """The parameters of the operation of that name; none when there is no such operation."""
    operation = _BY_NAME.get(op) if isinstance(op, str) else None
    return operation.parameters if operation else ()


def named(op: object) -> Operation:
    """The operation of that name. Raises EditError when there is none."""
    operation = _BY_NAME.get(op) if isinstance(op, str) else None
    if operation is None:
        raise EditError({"op": [f"There is no operation {op}. There are {listed(list(_BY_NAME), 'and')}."]})
    return operation
