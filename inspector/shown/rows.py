"""The field table: one row per field, stored bytes first, then the value, then what it means."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from inspector.core.edits import why_locked
from inspector.core.exact import exact_number, visible
from inspector.core.fields import GROUPS, Field, Group
from inspector.core.header import Header
from inspector.core.meaning import meaning
from inspector.core.words import format_float
from inspector.forms.blocks import block_key
from inspector.shown.marks import Mark
from inspector.shown.pending import Pending

SHOWN_BYTES = 5
NEXT_TO_NOTHING = 1e-6
# The marks of NIfTI-2 go on after a NUL, to show when a transfer has changed line ends.
MARKS = (b"n+2\0\r\n\x1a\n", b"ni2\0\r\n\x1a\n")
MATRIX = ("srow_x", "srow_y", "srow_z")


@dataclass(frozen=True)
class Cell:
    """One number or text: as shown, exactly as stored, and whether it is a zero that should stay quiet."""

    text: str
    exact: str
    quiet: bool = False


@dataclass(frozen=True)
class Row:
    """One field. `new` is what an unsaved change would store."""

    field: Field
    stored: str
    stored_all: str
    cells: tuple[Cell, ...]
    meaning: str
    residue: str
    locked: str
    new: tuple[Cell, ...] = ()
    new_meaning: str = ""
    is_changed: bool = False
    mark: Mark | None = None

    @property
    def is_matrix(self) -> bool:
        return self.field.name in MATRIX

    @property
    def block(self) -> str:
        """The key of the block that the field is edited in."""
        return block_key(self.field.name)


@dataclass(frozen=True)
class Section:
    """The rows of one topic. A folded one has nothing but default values and no unsaved change."""

    group: Group
    number: int
    rows: tuple[Row, ...]
    is_folded: bool

    @property
    def hint(self) -> str:
        """The first names inside, for the line that stands for a folded section."""
        names = [row.field.name for row in self.rows]
        return ", ".join(names[:4]) + (" …" if len(names) > 4 else "")


def row(field: Field, pending: Pending, marks: Mapping[str, Mark]) -> Row:
    """The row of one field with its unsaved change, if there is one, and what the rules found there."""
    header, after = pending.before, pending.after
    changed = field.name in pending.values or any(change.field == field.name for change in pending.changes)
    raw = header.raw(field.name)
    return Row(
        field=field,
        stored=raw[:SHOWN_BYTES].hex(" ").upper() + (" …" if len(raw) > SHOWN_BYTES else ""),
        stored_all=raw.hex(" ").upper(),
        cells=cells(header, field),
        meaning=meaning(header, field.name),
        residue=residue(header, field),
        locked=why_locked(header, field),
        new=_new_cells(field, pending) if changed else (),
        new_meaning=meaning(after, field.name) if changed and after else "",
        is_changed=changed,
        mark=marks.get(field.name),
    )


def sections(pending: Pending, marks: Mapping[str, Mark]) -> list[Section]:
    """All fields by topic, in the order of the topics."""
    found = []
    for number, group in enumerate(GROUPS, start=1):
        rows = tuple(row(field, pending, marks) for field in pending.before.fields if field.group == group.key)
        if rows:
            found.append(Section(group, number, rows, _is_dull(rows, pending.before)))
    return found


def in_file_order(pending: Pending, marks: Mapping[str, Mark]) -> list[Row]:
    """All fields as they lie in the file."""
    return [row(field, pending, marks) for field in pending.before.fields]


def cells(header: Header, field: Field) -> tuple[Cell, ...]:
    """The value as it is shown: one cell per number, text up to its end mark as one."""
    value = header.value(field.name)
    if isinstance(value, str):
        return (Cell(visible(value), value),)
    numbers = value if isinstance(value, tuple) else (value,)
    used = _used(header, field)
    return tuple(_number(each, quiet=each == 0 or index >= used) for index, each in enumerate(numbers))


def residue(header: Header, field: Field) -> str:
    """The bytes after the end mark of a text, readable; empty when they are all zero, or belong there."""
    if not field.is_text or header.raw(field.name) in MARKS:
        return ""
    return visible(header.after_nul(field.name).decode("latin-1"))


def _number(number: float, *, quiet: bool) -> Cell:
    return Cell(_short(number) if isinstance(number, float) else str(number), exact_number(number), quiet)


def _short(number: float) -> str:
    # Digits of what is next to nothing only take the room of the others; the title has them.
    return f"{number:.1e}" if 0 < abs(number) < NEXT_TO_NOTHING else format_float(number)


def _used(header: Header, field: Field) -> int:
    # dim and pixdim have eight slots; those behind the last axis mean nothing.
    return len(header.shape) + 1 if field.name in ("dim", "pixdim") else field.count


def _new_cells(field: Field, pending: Pending) -> tuple[Cell, ...]:
    if pending.after is not None:
        return cells(pending.after, field)
    text = pending.values.get(field.name, "")
    return (Cell(visible(text), text),)


def _is_dull(rows: tuple[Row, ...], header: Header) -> bool:
    if any(row.is_changed or row.residue or row.mark for row in rows):
        return False
    return rows[0].field.group == "container" or not any(header.raw(row.field.name).strip(b"\0") for row in rows)
