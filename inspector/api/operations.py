"""Operations in a request: their schema, and the images they name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.contrib.auth.models import User
from django.http import Http404
from pydantic.config import JsonDict

from inspector import access
from inspector.core.codes import XFORMS
from inspector.core.errors import EditError
from inspector.core.operations import OPERATIONS, Operation, Parameter, parameters_of
from inspector.models import Image


def resolved(person: User, requests: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The requests with the header of each image in place of its id. Raises EditError for one that is not there."""
    return [_resolved(person, number, request) for number, request in enumerate(requests)]


def _resolved(person: User, number: int, request: Mapping[str, Any]) -> dict[str, Any]:
    given = dict(request)
    for parameter in parameters_of(request.get("op")):
        if parameter.kind == "image" and parameter.name in given:
            try:
                given[parameter.name] = named_image(person, given[parameter.name]).header
            except Http404 as missing:
                raise EditError({f"operations[{number}].{parameter.name}": [str(missing)]}) from None
    return given


def named_image(person: User, id_: object) -> Image:
    """The image with this id. Text that cannot be one is not looked up: a database may refuse its characters."""
    return access.image(person, id_ if isinstance(id_, str) and id_.isalnum() else "-")


def _schema(operation: Operation) -> dict[str, Any]:
    needed = [each.name for each in operation.parameters if each.default is None and not each.optional]
    return {
        "type": "object",
        "title": operation.title,
        "description": operation.help,
        "properties": {"op": {"const": operation.op}, **{each.name: _property(each) for each in operation.parameters}},
        "required": ["op", *needed],
        "additionalProperties": False,
    }


def _property(parameter: Parameter) -> dict[str, Any]:
    shown: dict[str, Any] = {**_TYPES[parameter.kind], "title": parameter.title, "description": parameter.help}
    if parameter.kind == "choice":
        shown["enum"] = list(parameter.choices)
    if parameter.default is not None:
        shown["default"] = parameter.default
    return shown


_CODES: Final = [value for code in XFORMS for value in (code.number, code.label)]
_TYPES: Final[Mapping[str, dict[str, Any]]] = {
    "numbers": {"type": "array", "items": {"type": "number"}, "minItems": 3, "maxItems": 3},
    "choice": {"type": "string"},
    "code": {"enum": _CODES},
    "flag": {"type": "boolean"},
    "image": {"type": "string", "format": "image id"},
}
SCHEMA: Final[JsonDict] = {"items": {"oneOf": [_schema(operation) for operation in OPERATIONS]}}
