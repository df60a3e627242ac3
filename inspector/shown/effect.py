"""The effect list of an editor: bytes before and after, what they will mean, what it settles or brings, what moves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from inspector.actions import Outcome
from inspector.core.edits import Change
from inspector.core.header import Header
from inspector.core.meaning import meaning
from inspector.models import Image
from inspector.shown.consequences import Consequences
from inspector.shown.evidence import Evidence
from inspector.shown.geometry import Lies, MatrixRow
from inspector.shown.rows import cells

SHOWN = 8
PLACED_BY = frozenset({"srow_x", "quatern_b", "qform_code", "sform_code", "pixdim"})


@dataclass(frozen=True)
class Stored:
    """The bytes of one field that would differ."""

    name: str
    offset: int
    old: str
    new: str
    value: str
    meaning: str


@dataclass(frozen=True)
class Effect:
    """What the typed values of some fields would do, on top of the other changes that wait, which are part of `before`.

    `after` is None when they are not acceptable.
    """

    image: Image
    before: Header
    after: Header | None
    names: Sequence[str]
    problems: Sequence[str] = field(default_factory=tuple)

    @cached_property
    def stored(self) -> list[Stored]:
        return (
            [self._stored(change) for change in self._evidence.changes if self._is_here(change)] if self.after else []
        )

    @property
    def evidence(self) -> Evidence | None:
        return self._evidence if self.after else None

    @cached_property
    def found(self) -> Consequences | None:
        """The findings that it settles, and those that it brings."""
        return Consequences.of(Outcome(self.image, self.before, self.after)) if self.after else None

    @property
    def places(self) -> bool:
        """Whether these fields say where the voxels lie."""
        return bool(PLACED_BY & set(self.names))

    @property
    def moves(self) -> str:
        impact = self._evidence.impact
        if impact is None:
            return "unknown: one of the two cannot be placed"
        if impact.max_corner_mm == 0 and impact.rotation_degrees == 0:
            return "nothing: 0 mm, 0°"
        return f"the farthest corner by {self._evidence.corner}, turned by {self._evidence.rotation}"

    @property
    def matrix(self) -> tuple[MatrixRow, ...]:
        """The matrix that a quaternion and offsets stand for."""
        if self.after is None or "quatern_b" not in self.names:
            return ()
        lies = Lies(self.after)
        return lies.written(lies.geometry.qform)

    @cached_property
    def _evidence(self) -> Evidence:
        return Evidence(self.before, self.after or self.before)

    @property
    def notes(self) -> tuple[str, ...]:
        """What stays behind in another form."""
        return self._evidence.notes if self.places else ()

    def _value(self, after: Header, name: str) -> str:
        text = " ".join(cell.text for cell in cells(after, after.field(name)))
        return (f"“{text}”" if text else "empty") if after.field(name).is_text else text

    def _meaning(self, after: Header, name: str) -> str:
        field = after.field(name)
        if field.is_text or (field.group == "orientation" and not field.codes):
            return ""
        follows = f"; pixdim reads {meaning(after, 'pixdim')}" if name == "xyzt_units" else ""
        return meaning(after, name) + follows

    def _is_here(self, change: Change) -> bool:
        return change.field in self.names or (change.field == "bitpix" and "datatype" in self.names)

    def _stored(self, change: Change) -> Stored:
        after = self.after or self.before
        old, new = self.before.raw(change.field), after.raw(change.field)
        differs = [index for index, (a, b) in enumerate(zip(old, new, strict=True)) if a != b]
        first, last = (0, len(old)) if len(old) <= SHOWN else (differs[0], differs[-1] + 1)
        offset = self.before.field(change.field).offset + first
        shown = slice(first, min(last, first + SHOWN))
        more = " …" if last - first > SHOWN else ""
        return Stored(
            name=change.field,
            offset=offset,
            old=old[shown].hex(" ").upper() + more,
            new=new[shown].hex(" ").upper() + more,
            value=self._value(after, change.field),
            meaning=self._meaning(after, change.field),
        )
