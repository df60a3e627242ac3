"""The values that a copy sets. An ordinary edit sets them, so that what no edit may do, no copy does.

Units go with the numbers they describe: a group takes its unit along; numbers of single fields, whose unit stays here,
are converted into it. Bits 0-2 of xyzt_units are the unit of space, bits 3-5 that of time; an unknown unit of space
counts as mm. Source: nifti1.h, "UNITS OF SPATIAL AND TEMPORAL DIMENSIONS".
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from inspector.core.copying.match import matches
from inspector.core.copying.table import (
    BY_KEY,
    GROUPS,
    SPACE_BITS,
    SPACE_SLOTS,
    TIME_BITS,
    TIME_SLOTS,
    CopyGroup,
    never_copied,
)
from inspector.core.errors import EditError
from inspector.core.fields import BY_VERSION
from inspector.core.geometry import (
    MILLIMETRES,
    QOFFSET,
    QUATERNION,
    SROWS,
    Geometry,
    is_invertible,
    qform_matrix,
)
from inspector.core.header import Header
from inspector.core.operations.forms import qform_values
from inspector.core.operations.operation import Result
from inspector.core.operations.scales import PER_SECOND
from inspector.core.scaling import counting, rescaled, scaling
from inspector.core.words import counted, format_float, listed

_LENGTHS: Final = frozenset((*QOFFSET, *SROWS))
# The smallest number that a 4-byte float holds with all its digits.
_SMALLEST: Final = float(np.finfo(np.float32).tiny)
_TIMES: Final = frozenset(("toffset", "slice_duration"))


@np.errstate(all="ignore")
def copied(header: Header, other: Header, *, groups: Collection[str] = (), fields: Collection[str] = ()) -> Result:
    """What to set in `header` so that it says what `other` says, in these groups and in these single fields.

    The notes say where the two images do not go together, what is converted, what is left, and what becomes of values.
    Raises EditError beside "groups", or beside a field that is never copied or that one of the two does not have.
    """
    _check(header, other, groups, fields)
    copy = _Copy(header, other, [BY_KEY[key] for key in BY_KEY if key in groups], frozenset(fields))
    values, notes = copy.values(), [*copy.notes(), *_unlike(header, other, copy)]
    if {"scl_slope", "scl_inter"} & values.keys():
        notes.extend(_scaled(header, values))
    return Result(values, tuple(dict.fromkeys(notes)))


@dataclass(frozen=True, slots=True)
class _Copy:
    """One copy: from `other` to `header`, whole groups and single fields."""

    header: Header
    other: Header
    groups: list[CopyGroup]
    fields: frozenset[str]

    @property
    def names(self) -> list[str]:
        """The whole fields that are copied, in file order."""
        wanted = self.fields.union(*(group.fields for group in self.groups)) - self._unusable()
        return [field.name for field in self.header.fields if field.name in wanted]

    @property
    def bits(self) -> int:
        """The bits of xyzt_units that are copied."""
        if "xyzt_units" in self.fields:
            return SPACE_BITS | TIME_BITS
        return sum(group.bits for group in self.groups)

    @property
    def slots(self) -> tuple[int, ...]:
        """The slots of pixdim that are copied."""
        if "pixdim" in self.fields:
            return tuple(range(self.header.field("pixdim").count))
        return tuple(slot for group in self.groups for slot in group.slots)

    def values(self) -> dict[str, Any]:
        values = {name: self._value(name) for name in self.names if name not in ("pixdim", "xyzt_units")}
        if QUATERNION[0] in values:
            values |= self._quaternion()[0]
        if self.slots:
            values["pixdim"] = tuple(self._step(slot) for slot in range(self.header.field("pixdim").count))
        if self.bits:
            values["xyzt_units"] = self._units()
        return values

    def notes(self) -> Iterator[str]:
        """What is converted, what is left, what cannot be held."""
        yield from self._converted()
        for form in self._left():
            yield f"The {form} of the other image is not used and cannot be: only its code is copied."
        if QUATERNION[0] in self.names:
            yield from self._quaternion()[1]
        for name in self.names:
            if rest := self.other.after_nul(name) if self.other.field(name).is_text else b"":
                yield f"{name} of the other image holds {counted(len(rest), 'byte')} after its end: these stay there."

    def _converted(self) -> Iterator[str]:
        kinds = (("space", SPACE_BITS, self._length()), ("time", TIME_BITS, self._time()))
        for axis, (what, bits, factor) in enumerate(kinds):
            old, new = self.other.units[axis], self.header.units[axis]
            touched = self._touched(what)
            if not touched or old == new or self.bits & bits:
                continue
            told = f"{listed(touched, 'and')} {'are' if len(touched) > 1 else 'is'}"
            if factor != 1:
                yield f"{told} converted from {old} to {new}."
            elif "unknown" in (old, new):
                yield f"{told} copied as the numbers stand: only one of the two images stores a unit of {what}."

    def _touched(self, what: str) -> list[str]:
        """The copied fields that hold lengths, or times."""
        held, slots = (_LENGTHS, SPACE_SLOTS[1:]) if what == "space" else (_TIMES, TIME_SLOTS)
        names = [name for name in self.names if name in held]
        return [*(["pixdim"] if set(slots) & set(self.slots) else []), *names]

    def _value(self, name: str) -> Any:
        value = self.other.value(name)
        if name not in _LENGTHS | _TIMES:
            return value
        factor = self._length() if name in _LENGTHS else self._time(name)
        numbers = tuple(self._times(number, factor) for number in self.other.numbers(name))
        return numbers if isinstance(value, tuple) else numbers[0]

    def _step(self, slot: int) -> float:
        here, there = self.header.numbers("pixdim")[slot], self.other.numbers("pixdim")[slot]
        if slot not in self.slots:
            return float(here)
        if slot == 0:
            # Only the sign says something, and an edit stores no other number than 1 or -1.
            return float(here) if (here < 0) == (there < 0) else -1.0 if there < 0 else 1.0
        factor = self._length() if slot in SPACE_SLOTS else self._time("pixdim") if slot in TIME_SLOTS else 1.0
        return self._times(there, factor)

    def _times(self, number: float, factor: float) -> float:
        """A stored number in the unit it is copied into, as this header can hold it.

        What a 4-byte float adds to a decimal is not multiplied along, and what is too small for one is 0.
        """
        meant = float(str(np.float32(number))) if factor != 1 and self.other.version == 1 else float(number)
        shrinks = self.other.version > self.header.version and abs(meant * factor) < _SMALLEST
        return 0.0 if shrinks else meant * factor

    def _units(self) -> int:
        here, there = self.header.number("xyzt_units"), self.other.number("xyzt_units")
        both = SPACE_BITS | TIME_BITS
        units = (here & both & ~self.bits) | (there & self.bits)
        # The two upper bits mean nothing; they stay only where nothing else changes.
        return int(here if units == here & both else units)

    def _length(self) -> float:
        """What lengths are multiplied by: 1 where their unit is copied with them."""
        old, new = (MILLIMETRES.get(each.number("xyzt_units") & SPACE_BITS, 1.0) for each in (self.other, self.header))
        return 1.0 if self.bits & SPACE_BITS else old / new

    def _time(self, name: str = "") -> float:
        """What times are multiplied by, as lengths. Raises EditError beside `name` where one is a frequency."""
        old, new = self.other.units[1], self.header.units[1]
        if self.bits & TIME_BITS or old == new or "unknown" in (old, new):
            return 1.0
        if old in PER_SECOND and new in PER_SECOND:
            return PER_SECOND[new] / PER_SECOND[old]
        if not name:
            return 1.0
        raise EditError(
            {name: [f"It is in {old} there and in {new} here. Copy the group timing, which takes the unit along."]}
        )

    def _quaternion(self) -> tuple[dict[str, Any], tuple[str, ...]]:
        """b, c, d as this header holds them best, and how far off that is where it can be seen."""
        exact = {name: self.other.number(name) for name in QUATERNION}
        affine = qform_matrix(self.other)
        fits = self.header.version == 2 or all(float(np.float32(part)) == part for part in exact.values())
        if fits or affine is None or not is_invertible(affine):
            return exact, ()
        best = qform_values(self.header, affine)
        return {name: best.values[name] for name in QUATERNION}, best.notes

    def _left(self) -> list[str]:
        """The forms that the other image does not use and whose numbers no image could use."""
        there = Geometry.of(self.other)
        if not any(group.key == "geometry" for group in self.groups):
            return []
        forms = (("sform", there.sform_code, there.sform), ("qform", there.qform_code, there.qform))
        return [form for form, code, matrix in forms if code <= 0 and (matrix is None or not is_invertible(matrix))]

    def _unusable(self) -> frozenset[str]:
        parts = {"sform": SROWS, "qform": (*QUATERNION, *QOFFSET)}
        return frozenset(name for form in self._left() for name in parts[form] if name not in self.fields)


def _check(header: Header, other: Header, groups: Collection[str], fields: Collection[str]) -> None:
    refused: dict[str, list[str]] = {}
    if unknown := [key for key in groups if key not in BY_KEY]:
        known = listed(list(BY_KEY), "and")
        refused["groups"] = [f"There is no group {listed(unknown)}. There are {known}."]
    elif not groups and not fields:
        refused["groups"] = ["Say which groups, or which fields, are to be copied."]
    for name in fields:
        for each in (header, other):
            if name not in BY_VERSION[each.version]:
                refused[name] = [f"There is no field {name} in a {each.format} header."]
        if name not in refused and (why := never_copied(header.field(name))):
            refused[name] = [f"{name} is never copied. {why}"]
    if refused:
        raise EditError(refused)


def _unlike(header: Header, other: Header, copy: _Copy) -> Iterator[str]:
    """Where the two do not go together, in what is copied."""
    touched = {group.key for group in copy.groups}
    touched |= {group.key for group in GROUPS if copy.fields & {*group.fields}}
    if "pixdim" in copy.fields:
        touched |= {"geometry", "timing"}
    for match in matches(header, other):
        if match.groups & touched and not (match.agrees or match.title == "Units"):
            yield f"{match.sentence} Here: {match.here}. There: {match.there}."


def _scaled(header: Header, values: dict[str, Any]) -> Iterator[str]:
    """What becomes of values: the stored numbers stay."""
    slope, inter = (values.get(name, header.number(name)) for name in ("scl_slope", "scl_inter"))
    if shown := rescaled(scaling(header), counting(slope, inter)):
        stored, now, then = (
            listed([format_float(number) for number in numbers], "and")
            for numbers in zip(*((each.stored, each.before, each.after) for each in shown), strict=True)
        )
        yield f"Values change: stored {stored} stand for {now} now, and for {then} afterwards."
