"""How a person is asked for the value of one header field. Everything here is made from the field and code tables.

A *question* spreads a stored value over inputs and joins what was typed there into one text again: the text that a
draft keeps and that `core.edits` reads.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import ClassVar

from django import forms

from inspector.core.codes import SPACE_UNITS, TIME_UNITS, Code
from inspector.core.exact import exact_text
from inspector.core.fields import Field
from inspector.core.header import Header
from inspector.core.meaning import plain

SPACE_BITS, TIME_BITS = 0b00000111, 0b00111000
AXIS_BITS = {"frequency": 0, "phase": 2, "slice": 4}
AXES = (("0", "not set"), ("1", "i, the first axis"), ("2", "j, the second axis"), ("3", "k, the third axis"))


@dataclass(frozen=True)
class Choice:
    """One row of a code choice. `known` is False for a stored number that the standard does not have."""

    number: str
    label: str
    meaning: str
    stored: bool
    known: bool = True


@dataclass(frozen=True)
class Question:
    """One field of one header. `parts` name its inputs: the field's own name, or that name with a suffix per input."""

    field: Field
    stored: str
    residue: int = 0
    kind: ClassVar[str] = "number"

    @property
    def name(self) -> str:
        return self.field.name

    @property
    def note(self) -> str:
        """What the value is, in a phrase."""
        return plain(self.field.meaning)

    @property
    def parts(self) -> tuple[str, ...]:
        return (self.name,)

    def split(self, text: str) -> dict[str, str]:
        """What stands in each input when the value is this text."""
        return {self.name: text}

    def join(self, typed: Mapping[str, str]) -> str:
        """The one text for what was typed. Raises forms.ValidationError keyed by input when there is none."""
        return typed[self.name].strip()

    def inputs(self, text: str) -> dict[str, forms.Field]:
        return {name: forms.CharField(required=False, initial=part) for name, part in self.split(text).items()}


class TextQuestion(Question):
    """Text of a fixed number of bytes. A tick beside it asks whether bytes after the end mark are to be zeroed."""

    kind: ClassVar[str] = "text"

    @property
    def room(self) -> int:
        """Bytes of text that fit and leave one for the end mark."""
        return max(self.field.count - 1, 1)

    @property
    def tick(self) -> str:
        return f"{self.name}_clear"

    def join(self, typed: Mapping[str, str]) -> str:
        return typed[self.name]

    def inputs(self, text: str) -> dict[str, forms.Field]:
        # A text input of a browser drops line ends, so they must not count as a change.
        shown = text.replace("\r", "").replace("\n", "")
        inputs: dict[str, forms.Field] = {self.name: forms.CharField(required=False, initial=shown, strip=False)}
        if self.residue:
            inputs[self.tick] = forms.BooleanField(required=False)
        return inputs


class CodeQuestion(Question):
    """A number that stands for something: a choice of one."""

    kind: ClassVar[str] = "code"

    @property
    def choices(self) -> tuple[Choice, ...]:
        return _choices(self.field.codes or (), self.stored)


class UnitsQuestion(Question):
    """xyzt_units: two choices in one byte. Bits that belong to neither stay as long as both choices do."""

    kind: ClassVar[str] = "units"

    @property
    def parts(self) -> tuple[str, ...]:
        return (f"{self.name}_space", f"{self.name}_time")

    @property
    def choices(self) -> tuple[tuple[str, str, tuple[Choice, ...]], ...]:
        """Input, heading and codes of each of the two choices."""
        space, time = self.split(self.stored).values()
        return (
            (self.parts[0], "Space", _choices(SPACE_UNITS, space)),
            (self.parts[1], "Time", _choices(TIME_UNITS, time)),
        )

    def split(self, text: str) -> dict[str, str]:
        byte = _byte(text)
        return dict(zip(self.parts, (str(byte & SPACE_BITS), str(byte & TIME_BITS)), strict=True))

    def join(self, typed: Mapping[str, str]) -> str:
        if all(typed[part] == kept for part, kept in self.split(self.stored).items()):
            return self.stored
        space, time = (_byte(typed[part]) for part in self.parts)
        return str(space & SPACE_BITS | time & TIME_BITS)

    def inputs(self, text: str) -> dict[str, forms.Field]:
        return {
            part: forms.ChoiceField(
                required=False, initial=code, choices=[(each.number, each.label) for each in choices]
            )
            for (part, _, choices), code in zip(self.choices, self.split(text).values(), strict=True)
        }


class AxesQuestion(Question):
    """dim_info: the frequency, phase and slice axis, two bits each. The bits above them stay as long as the axes do."""

    kind: ClassVar[str] = "axes"

    @property
    def parts(self) -> tuple[str, ...]:
        return tuple(f"{self.name}_{role}" for role in AXIS_BITS)

    def split(self, text: str) -> dict[str, str]:
        byte = _byte(text)
        return {part: str(byte >> shift & 3) for part, shift in zip(self.parts, AXIS_BITS.values(), strict=True)}

    def join(self, typed: Mapping[str, str]) -> str:
        if all(typed[part] == kept for part, kept in self.split(self.stored).items()):
            return self.stored
        return str(
            sum((_byte(typed[part]) & 3) << shift for part, shift in zip(self.parts, AXIS_BITS.values(), strict=True))
        )

    def inputs(self, text: str) -> dict[str, forms.Field]:
        return {
            part: forms.ChoiceField(required=False, initial=axis, choices=AXES, label=role.capitalize())
            for (part, axis), role in zip(self.split(text).items(), AXIS_BITS, strict=True)
        }


class ArrayQuestion(Question):
    """Several numbers: one input each."""

    kind: ClassVar[str] = "array"

    @property
    def parts(self) -> tuple[str, ...]:
        return tuple(f"{self.name}_{index}" for index in range(self.field.count))

    def split(self, text: str) -> dict[str, str]:
        numbers = text.split()
        return dict(zip(self.parts, numbers + [""] * (self.field.count - len(numbers)), strict=True))

    def join(self, typed: Mapping[str, str]) -> str:
        numbers = {part: typed[part].strip() for part in self.parts}
        wrong = {part: _not_one_number(number) for part, number in numbers.items()}
        if any(wrong.values()):
            raise forms.ValidationError({part: sentence for part, sentence in wrong.items() if sentence})
        return " ".join(numbers.values())


def question(header: Header, field: Field) -> Question:
    """How to ask for this field, with what the header stores for it."""
    residue = len(header.after_nul(field.name)) if field.is_text else 0
    return _kind(field)(field, exact_text(header, field.name), residue)


def _kind(field: Field) -> type[Question]:
    if field.name == "xyzt_units":
        return UnitsQuestion
    if field.name == "dim_info":
        return AxesQuestion
    if field.is_text:
        return TextQuestion
    if field.codes is not None:
        return CodeQuestion
    return ArrayQuestion if field.is_array else Question


def _choices(codes: Iterable[Code], stored: str) -> tuple[Choice, ...]:
    rows = [Choice(str(code.number), code.label, code.meaning, stored=str(code.number) == stored) for code in codes]
    if not any(row.stored for row in rows):
        rows.insert(
            0, Choice(stored, "not in the standard", "the stored number; it may stay", stored=True, known=False)
        )
    return tuple(rows)


def _byte(text: str) -> int:
    return int(text) & 0xFF if text.strip().lstrip("-").isdecimal() else 0


def _not_one_number(text: str) -> str:
    if not text:
        return "Write a number; 0 where nothing is meant."
    if "," in text:
        return "Write one number, with a point for decimals."
    return "Write one number here." if len(text.split()) > 1 else ""
