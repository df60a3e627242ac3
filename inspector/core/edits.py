"""Edits of header fields: given values become bytes, the bytes that are named change, and nothing else does."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from inspector.core.axes import MOST, carried, permutation
from inspector.core.constraints import Edit, problems
from inspector.core.errors import EditError
from inspector.core.fields import BY_VERSION, Field, Value
from inspector.core.geometry import SROWS
from inspector.core.header import Header, decode_text
from inspector.core.values import encode, read_value

__all__ = ["SFORM", "Change", "apply", "bytes_changed", "changes", "read_value", "why_locked"]

SFORM: Final = "sform"
_LAST_ROW: Final = (0, 0, 0, 1)


@dataclass(frozen=True, slots=True)
class Change:
    """One field that differs: its name, its old and its new value (None where a version has no such field)."""

    field: str
    old: Value | None
    new: Value | None


def why_locked(header: Header, field: Field) -> str:
    """Why this field of this header cannot be edited; "" when it can."""
    kind = header.datatype
    if field.name == "bitpix" and kind and kind.bits == header.number("bitpix"):
        return f"It follows from datatype: {kind.label} takes {kind.bits} bits."
    return field.locked


def apply(header: Header, values: Mapping[str, object], *, voxel_block_length: int) -> Header:
    """The header with these values. The pseudo field "sform" takes a 4x4 matrix for the three srow fields.

    Only the bytes of the named fields change, bitpix when it follows from an edited datatype, and dim_info when an
    edited dim has its axes in another order; a value that is equal to the stored one changes no byte (a text loses
    what stood after its first NUL).
    Raises EditError with every problem beside its field; then nothing is changed.
    """
    refused = _Refused()
    after = header
    for name, given in _spread(header, values, refused).items():
        after = _set(after, name, given, refused)
    after = _imply_dim_info(header, _imply_bitpix(header, after, values), values)
    edited = frozenset(field.name for field in header.fields if header.raw(field.name) != after.raw(field.name))
    for name, sentence in problems(Edit(header, after, edited, voxel_block_length)):
        refused.add(SFORM if name in SROWS and SFORM in values else name, sentence)
    if refused.fields:
        raise EditError(refused.fields)
    return after


def changes(before: Header, after: Header) -> tuple[Change, ...]:
    """The fields that differ, in file order.

    Headers of one version and byte order are compared by their stored bytes, so that a NaN with another payload or
    text after a NUL counts; headers of different kinds by their values.
    """
    names = dict.fromkeys(field.name for header in (before, after) for field in header.fields)
    alike = (before.version, before.byteorder) == (after.version, after.byteorder)
    return tuple(_change(before, after, name) for name in names if _differs(before, after, name, by_bytes=alike))


def bytes_changed(before: Header, after: Header) -> int:
    """How many bytes differ between the two headers; bytes that only one of them has count as well.

    Bytes behind the fixed fields that merely moved, because an extension before them grew or went, do not count.
    """
    (first, old), (second, new) = (
        (each.data[: each.fixed_size], each.data[each.fixed_size :]) for each in (before, after)
    )
    return _differing(first, second) + _differing(*_unlike(old, new))


def _differing(first: bytes, second: bytes) -> int:
    common = min(len(first), len(second))
    one, two = (np.frombuffer(data, np.uint8, common) for data in (first, second))
    return int(np.count_nonzero(one != two)) + abs(len(first) - len(second))


def _unlike(first: bytes, second: bytes) -> tuple[bytes, bytes]:
    """Both without what they end with alike, when one of them is longer."""
    if len(first) == len(second):
        return first, second
    common = min(len(first), len(second))
    one, two = (np.frombuffer(data, np.uint8)[len(data) - common :][::-1] for data in (first, second))
    differs = np.flatnonzero(one != two)
    alike = int(differs[0]) if len(differs) else common
    return first[: len(first) - alike], second[: len(second) - alike]


class _Refused:
    """Sentences by field; each once."""

    def __init__(self) -> None:
        self.fields: dict[str, list[str]] = {}

    def add(self, name: str, sentence: str) -> None:
        beside = self.fields.setdefault(name, [])
        if sentence not in beside:
            beside.append(sentence)


def _set(header: Header, name: str, given: object, refused: _Refused) -> Header:
    """The header with one field set; unchanged, with a sentence in `refused`, when that cannot be done."""
    try:
        field = header.field(name)
    except KeyError:
        refused.add(name, f"There is no field {name} in a {header.format} header.")
        return header
    if field.locked:
        refused.add(name, f"{name} cannot be edited. {field.locked}")
        return header
    try:
        return header.with_bytes(field.offset, encode(header, field, read_value(header, field, given)))
    except EditError as error:
        for sentence in error.fields[name]:
            refused.add(name, sentence)
        return header


def _imply_bitpix(before: Header, after: Header, values: Mapping[str, object]) -> Header:
    kind = after.datatype
    if "bitpix" in values or kind is None or not kind.bits or before.raw("datatype") == after.raw("datatype"):
        return after
    field = after.field("bitpix")
    return after.with_bytes(field.offset, encode(after, field, kind.bits))


def _imply_dim_info(before: Header, after: Header, values: Mapping[str, object]) -> Header:
    goes, stored = permutation(before, after), after.number("dim_info")
    if "dim_info" in values or goes is None or stored > MOST:
        return after
    field = after.field("dim_info")
    return after.with_bytes(field.offset, encode(after, field, carried(stored, goes)))


def _spread(header: Header, values: Mapping[str, object], refused: _Refused) -> dict[str, object]:
    """The values with the pseudo field sform taken apart into its rows."""
    single = {name: given for name, given in values.items() if name != SFORM}
    if SFORM not in values:
        return single
    if any(name in single for name in SROWS):
        refused.add(SFORM, "Give the sform as one matrix or as its rows, not both.")
        return single
    try:
        return single | dict(zip(SROWS, _rows(header, values[SFORM]), strict=True))
    except EditError as error:
        refused.add(SFORM, " ".join(error.fields[SFORM]))
        return single


def _rows(header: Header, given: object) -> list[Value]:
    """The first three rows of a 4x4 matrix, given as nested lists or as 16 numbers in a text."""
    rows = _four_by_four(given)
    if rows is None:
        raise EditError({SFORM: ["The sform is a matrix of 4 rows with 4 numbers each."]})
    try:
        read = [read_value(header, header.field(name), row) for name, row in zip(SROWS, rows[:3], strict=True)]
    except EditError as error:
        raise EditError({SFORM: [sentence for sentences in error.fields.values() for sentence in sentences]}) from None
    if not _is_last_row(rows[3]):
        raise EditError({SFORM: ["The last row of an affine is 0 0 0 1; it is not stored and cannot be another."]})
    return read


def _is_last_row(row: Sequence[object]) -> bool:
    try:
        return tuple(float(str(item)) for item in row) == _LAST_ROW
    except ValueError:
        return False


def _four_by_four(given: object) -> list[Sequence[object]] | None:
    if isinstance(given, str):
        numbers = given.replace(",", " ").split()
        given = [numbers[start : start + 4] for start in range(0, len(numbers), 4)]
    if not isinstance(given, list | tuple) or len(given) != 4:
        return None
    rows: list[Sequence[object]] = [row for row in given if isinstance(row, list | tuple) and len(row) == 4]
    return rows if len(rows) == 4 else None


def _differs(before: Header, after: Header, name: str, *, by_bytes: bool) -> bool:
    if not (_has(before, name) and _has(after, name)):
        return True
    if by_bytes:
        return before.raw(name) != after.raw(name)
    return repr(_comparable(before, name)) != repr(_comparable(after, name))


def _has(header: Header, name: str) -> bool:
    return name in BY_VERSION[header.version]


def _comparable(header: Header, name: str) -> object:
    """Numbers as floats, so that 352 and 352.0 are the same; all of a text."""
    if header.field(name).is_text:
        return header.raw(name).rstrip(b"\0")
    return [float(number) for number in header.numbers(name)]


def _change(before: Header, after: Header, name: str) -> Change:
    old, new = (header.value(name) if _has(header, name) else None for header in (before, after))
    if isinstance(old, str) and old == new:
        # The difference lies after the NUL: show all of it.
        old, new = (decode_text(header.raw(name).rstrip(b"\0")) for header in (before, after))
    return Change(name, old, new)
