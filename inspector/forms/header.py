"""The form for some fields of one header."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField

from inspector.core.edits import why_locked
from inspector.core.errors import EditError
from inspector.core.header import Header
from inspector.forms.blocks import Block
from inspector.forms.questions import Choice, Question, TextQuestion, UnitsQuestion, question

SLOTS = {
    "dim": ("axes", "i", "j", "k", "volumes", "5th", "6th", "7th"),
    "pixdim": ("qfac", "i", "j", "k", "volume", "5th", "6th", "7th"),
    "srow_x": ("i", "j", "k", "origin"),
    "srow_y": ("i", "j", "k", "origin"),
    "srow_z": ("i", "j", "k", "origin"),
}


@dataclass(frozen=True)
class Asked:
    """One question as it stands on the page: its inputs in order, what is chosen or typed, what is wrong."""

    question: Question
    inputs: tuple[BoundField, ...]
    clear: BoundField | None

    @property
    def choices(self) -> list[tuple[BoundField, str, tuple[Choice, ...]]]:
        """Each input of the two unit choices with its heading and its codes."""
        rows = self.question.choices if isinstance(self.question, UnitsQuestion) else ()
        return [(bound, title, codes) for bound, (_, title, codes) in zip(self.inputs, rows, strict=True)]

    @property
    def labelled(self) -> list[tuple[BoundField, str]]:
        """Each input of an array with the word for what stands in that place."""
        slots = SLOTS.get(self.question.name, ())
        return [(bound, slots[index] if index < len(slots) else "") for index, bound in enumerate(self.inputs)]

    @property
    def axis(self) -> tuple[str, str]:
        """Colour and letter of a row of the sform."""
        return {"srow_x": ("x", "R"), "srow_y": ("y", "A")}.get(self.question.name, ("z", "S"))

    @property
    def used(self) -> int:
        """Bytes of the text as it stands in its input."""
        return len(str(self.inputs[0].value() or "").encode("utf-8", "surrogatepass"))


@dataclass(frozen=True)
class Section:
    """One block of the form with its questions."""

    block: Block
    asked: tuple[Asked, ...]

    @property
    def place(self) -> str:
        """The bytes of the header that this is about."""
        first, last = self.block.fields[0], self.block.fields[-1]
        end = last.offset + last.size - 1
        return f"byte {first.offset}" if first.offset == end else f"bytes {first.offset} to {end}"


class HeaderForm(forms.Form):
    """Asks for the fields of `blocks`. Inputs start with the unsaved text of `draft`, else with what is stored.

    Fields whose inputs are not in `data` at all are left alone, so a page may post a part of the form.
    """

    def __init__(
        self, header: Header, blocks: Sequence[Block], draft: Mapping[str, str], data: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(data, label_suffix="")
        self.blocks = blocks
        self.questions = {
            field.name: question(header, field)
            for block in blocks
            for field in block.fields
            if not why_locked(header, field)
        }
        for name, each in self.questions.items():
            self.fields.update(each.inputs(draft.get(name, each.stored)))
            if isinstance(each, TextQuestion) and each.residue:
                self.fields[each.tick].initial = name in draft

    @property
    def title(self) -> str:
        return ", ".join(block.title for block in self.blocks)

    @property
    def sections(self) -> list[Section]:
        return [
            Section(block, tuple(self._asked(self.questions[name]) for name in block.names if name in self.questions))
            for block in self.blocks
        ]

    @property
    def typed(self) -> dict[str, str]:
        """The text of every field that was asked and differs from what is stored."""
        texts: dict[str, str] = self.cleaned_data["texts"]
        return {name: text for name, text in texts.items() if self._differs(name, text)}

    @property
    def untouched(self) -> list[str]:
        """The fields that were asked and stand as they are stored."""
        return [name for name in self.cleaned_data["texts"] if name not in self.typed]

    @property
    def names(self) -> tuple[str, ...]:
        """The header fields that are asked."""
        return tuple(self.questions)

    @property
    def sentences(self) -> list[str]:
        """Everything that is wrong, in the order of the inputs."""
        return [str(sentence) for sentences in self.errors.values() for sentence in sentences]

    @property
    def error_count(self) -> int:
        return sum(len(sentences) for sentences in self.errors.values())

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        texts = {}
        for name, each in self.questions.items():
            if not all(part in self.data and part in cleaned for part in each.parts):
                continue
            try:
                texts[name] = each.join(cleaned)
            except forms.ValidationError as error:
                for part, sentences in error.message_dict.items():
                    self.add_error(part, sentences)
        return cleaned | {"texts": texts}

    def refuse(self, error: EditError) -> None:
        """Put each sentence beside its field; what belongs to a field that is not here goes above the form."""
        for name, sentences in error.fields.items():
            for sentence in sentences:
                self._place(name, sentence)
        if not error.fields:
            self.add_error(None, str(error))

    def concerns(self, error: EditError) -> bool:
        """Whether something in this form is the reason."""
        here = {name for block in self.blocks for name in block.names}
        return not error.fields or bool(here & set(error.fields))

    def _place(self, name: str, sentence: str) -> None:
        asked = self.questions.get(name)
        if asked is None:
            self.add_error(None, f"{name}: {sentence}")
            return
        numbered = re.match(rf"{re.escape(name)}\[(\d+)\]", sentence)
        index = int(numbered[1]) if numbered else 0
        self.add_error(asked.parts[index if index < len(asked.parts) else 0], sentence)

    def _differs(self, name: str, text: str) -> bool:
        each = self.questions[name]
        clears = isinstance(each, TextQuestion) and bool(self.cleaned_data.get(each.tick))
        stored = each.inputs(each.stored)[name].initial if isinstance(each, TextQuestion) else each.stored
        return clears or text != stored

    def _asked(self, each: Question) -> Asked:
        clear = self[each.tick] if isinstance(each, TextQuestion) and each.residue else None
        return Asked(each, tuple(self[part] for part in each.parts), clear)
