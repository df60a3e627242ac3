"""Operation: a named edit of several linked fields. It only says which values to set; an ordinary edit sets them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from inspector.core.header import Header

Kind = Literal["numbers", "choice", "code", "flag", "image"]
Arguments = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Parameter:
    """What an operation has to be told.

    "numbers" are three of them, a "code" is one of XFORMS by number or label, an "image" is given as its header.
    `default` None means that the parameter has to be given, unless it is `optional`.
    """

    name: str
    kind: Kind
    title: str
    help: str
    unit: str = ""
    default: Any = None
    choices: tuple[str, ...] = ()
    positive: bool = False
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Result:
    """The values to set, by field, and sentences on what they cannot hold or leave behind."""

    values: dict[str, Any]
    notes: tuple[str, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Operation:
    """`work` gets the header and every parameter, read and checked; it raises EditError where it cannot be done."""

    op: str
    title: str
    help: str
    parameters: tuple[Parameter, ...]
    work: Callable[[Header, Arguments], Result]
