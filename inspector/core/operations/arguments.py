"""What was given for an operation, read as its parameters say."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any, Final

from inspector.core.codes import XFORMS
from inspector.core.errors import EditError
from inspector.core.header import Header
from inspector.core.operations.operation import Arguments, Kind, Operation, Parameter
from inspector.core.words import listed


def read_arguments(operation: Operation, given: Mapping[str, object]) -> Arguments:
    """Every parameter with its value, those left out with their defaults. Raises EditError beside the parameters."""
    known = {parameter.name: parameter for parameter in operation.parameters}
    refused = {
        name: [f"{operation.op} takes {listed(list(known), 'and') or 'nothing'}, not {name}."]
        for name in given
        if name not in known
    }
    read: dict[str, Any] = {}
    for name, parameter in known.items():
        try:
            read[name] = _read(parameter, given[name]) if name in given else _missing(parameter)
        except ValueError as problem:
            refused[name] = [str(problem)]
    if refused:
        raise EditError(refused)
    return read


def _missing(parameter: Parameter) -> Any:
    if parameter.default is None and not parameter.optional:
        raise ValueError(f"Say {parameter.name}: {parameter.help[0].lower()}{parameter.help[1:]}")
    return parameter.default


def _read(parameter: Parameter, given: object) -> Any:
    return _READ[parameter.kind](parameter, given)


def _choice(parameter: Parameter, given: object) -> object:
    if given not in parameter.choices:
        raise ValueError(f"{parameter.name} is one of {listed(parameter.choices)}.")
    return given


def _code(parameter: Parameter, given: object) -> int:
    number = isinstance(given, int) and not isinstance(given, bool)
    code = XFORMS.get(int(str(given))) if number or str(given).isdecimal() else XFORMS.named(str(given))
    if code is None:
        known = [f"{code.number} {code.label}" for code in XFORMS]
        raise ValueError(f"{parameter.name} is one of {listed(known)}.")
    return code.number


def _flag(parameter: Parameter, given: object) -> bool:
    if not isinstance(given, bool):
        raise ValueError(f"{parameter.name} is true or false.")
    return given


def _image(parameter: Parameter, given: object) -> Header:
    if not isinstance(given, Header):
        raise ValueError(f"{parameter.name} names an image that is stored here.")
    return given


def _numbers(parameter: Parameter, given: object) -> tuple[float, ...]:
    items = given.replace(",", " ").split() if isinstance(given, str) else given
    if not isinstance(items, list | tuple) or len(items) != 3:
        raise ValueError(f"{parameter.name} are three numbers.")
    numbers = tuple(_number(parameter, item) for item in items)
    if parameter.positive and min(numbers) <= 0:
        raise ValueError(f"{parameter.name} have to be above 0.")
    return numbers


def _number(parameter: Parameter, item: object) -> float:
    try:
        number = float(str(item)) if not isinstance(item, bool) else math.nan
    except ValueError:
        number = math.nan
    if not math.isfinite(number) or abs(number) > 1e30:
        raise ValueError(f"{parameter.name} are three finite numbers.")
    return number


_READ: Final[Mapping[Kind, Callable[[Parameter, object], Any]]] = {
    "numbers": _numbers,
    "choice": _choice,
    "code": _code,
    "flag": _flag,
    "image": _image,
}
