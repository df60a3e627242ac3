"""A header as JSON: every field as stored, the extensions, the geometry. The API and the command line share it."""

from typing import Any

import numpy as np

from inspector.core.codes import DIRECTIONS
from inspector.core.edits import why_locked
from inspector.core.extensions import Extension
from inspector.core.fields import Field
from inspector.core.geometry import Geometry, Matrix
from inspector.core.header import Header, decode_text
from inspector.core.words import json_value

_MAGICS = {b"n+1\0": "single file", b"n+2\0": "single file", b"ni1\0": "pair", b"ni2\0": "pair"}


def describe(header: Header) -> dict[str, Any]:
    """The parts of the contract's Header that follow from the bytes alone. Non-finite numbers are strings."""
    return {
        "format": header.format,
        "endianness": header.endianness,
        "fields": [_field(header, field) for field in header.fields],
        "extensions": [_extension(extension) for extension in header.extensions],
        "extension_problem": header.extension_problem,
        "geometry": _geometry(Geometry.of(header)),
    }


def label(header: Header, field: Field) -> str | None:
    """What the stored number stands for: the label of a code, a pair of units, the scan directions. None if nothing."""
    if field.codes:
        code = field.codes.get(header.number(field.name))
        return code.label if code else None
    if field.name == "xyzt_units":
        return ", ".join(header.units)
    if field.name == "dim_info":
        return _directions(header.number("dim_info"))
    return _MAGICS.get(header.raw("magic")[:4]) if field.name == "magic" else None


def _directions(packed: int) -> str:
    axes = {"frequency": packed & 3, "phase": packed >> 2 & 3, "slice": packed >> 4 & 3}
    known = {role: DIRECTIONS.get(axis) for role, axis in axes.items()}
    return ", ".join(f"{role} {axis.label}" for role, axis in known.items() if axis)


def _field(header: Header, field: Field) -> dict[str, Any]:
    locked = why_locked(header, field)
    shown = {
        "name": field.name,
        "group": field.group,
        "offset": field.offset,
        "bytes": field.size,
        "raw": header.raw(field.name).hex(),
        "value": json_value(header.value(field.name)),
        "label": label(header, field),
        "editable": not locked,
        "help": field.meaning,
    }
    if locked:
        shown["locked"] = locked
    if field.is_text and header.after_nul(field.name):
        shown["after_nul"] = decode_text(header.after_nul(field.name))
    return shown


def _extension(extension: Extension) -> dict[str, Any]:
    return {
        "index": extension.index,
        "code": extension.code,
        "kind": extension.kind,
        "offset": extension.offset,
        "size": extension.size,
        "text": extension.text,
    }


def _geometry(geometry: Geometry) -> dict[str, Any]:
    return {
        "affine": _matrix(geometry.affine),
        "source": geometry.source,
        "sform": _matrix(geometry.sform),
        "qform": _matrix(geometry.qform),
        "sform_code": geometry.sform_code,
        "qform_code": geometry.qform_code,
        "axis_codes": geometry.axis_codes,
        "voxel_sizes": json_value(geometry.voxel_sizes),
        "handedness": geometry.handedness,
        "obliquity_degrees": geometry.obliquity_degrees,
    }


def _matrix(matrix: Matrix | None) -> Any:
    return None if matrix is None else np.asarray(matrix).tolist()
