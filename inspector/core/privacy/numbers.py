"""Numbers of a header that read like a date, and numbers in fields that nothing uses any more.

A 4-byte float cannot hold every date written as a number, YYYYMMDD, so the one beside it counts as well.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from typing import Final

from inspector.core.fields import Field
from inspector.core.header import Header
from inspector.core.ledger import Layer
from inspector.core.privacy.finding import Finding

NUMBER: Final = "number"
FIRST, LAST = 1880, 2100
_DATE: Final = 0.9
_UNUSED: Final = 0.25
# By field, what programs write there although nobody asks for it: Analyze's constant, and dcm2niix' mark.
UNUSED: Final = {"extents": frozenset({0, 16384}), "session_error": frozenset({0})}
# The largest and the least value of an image, as Analyze kept them: a number above these is none of most scanners.
EXTREMES: Final = frozenset({"glmax", "glmin"})
MOST: Final = 1 << 17
LOOKED_AT: Final = (
    "extents", "session_error", "glmax", "glmin", "intent_p1", "intent_p2", "intent_p3", "cal_max", "cal_min",
    "slice_duration", "toffset", "pixdim",
)  # fmt: skip


def look(header: Header, layer: Layer) -> Iterator[Finding]:
    """What the numbers of a header may tell; `layer` is the one that begins with it."""
    names = {field.name: field for field in header.fields}
    for name in LOOKED_AT:
        if name in names:
            yield from _of_field(header, names[name], layer)


def _of_field(header: Header, field: Field, layer: Layer) -> Iterator[Finding]:
    size = field.size // field.count
    for index, value in enumerate(header.numbers(field.name)):
        start = field.offset + index * size
        told = _told(field.name, value, is_single=field.type == "f4")
        if told:
            score, why = told
            text = f"{value:g}" if value != int(value) else f"{int(value)}"
            yield Finding(
                layer.file, layer.title, field.name, "", start, start + size, NUMBER, score, why, text,
                f"{field.name}[{index}] = " if field.is_array else f"{field.name} = ",
            )  # fmt: skip


def _told(name: str, value: float, *, is_single: bool) -> tuple[float, str] | None:
    if not abs(value) < 10**9:
        return None
    near = (0, -1, 1) if is_single else (0,)
    if value == int(value) and any(_is_date(int(value) + step) for step in near):
        return _DATE, "This number reads like a date, written as year, month and day."
    if name in UNUSED and value not in UNUSED[name]:
        return _UNUSED, "Nothing uses this field, and a number stands in it."
    if name in EXTREMES and abs(value) > MOST:
        return _UNUSED, "Hardly a program uses this field, and the number in it is as long as that of a person."
    return None


def _is_date(number: int) -> bool:
    year, rest = divmod(number, 10_000)
    month, day = divmod(rest, 100)
    return FIRST <= year <= LAST and 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]
