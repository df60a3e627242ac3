"""What a change does, laid out to be judged before it is saved: numbers, fields, bytes, a swap of left and right."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from inspector.core.describe import label
from inspector.core.edits import Change, bytes_changed, changes
from inspector.core.exact import visible
from inspector.core.extensions import Extension
from inspector.core.extensions.compare import name_of, pairs
from inspector.core.fields import GROUPS, Field
from inspector.core.geometry import QOFFSET, QUATERNION, SROWS, Geometry
from inspector.core.header import Header
from inspector.core.impact import Impact, impact, placed
from inspector.core.linked import SAME_MM, agree, notes
from inspector.core.meaning import amount, meaning
from inspector.core.words import counted, show_value
from inspector.models import AuditValue
from inspector.shown.box import Box
from inspector.shown.bytelines import ByteLine, byte_lines
from inspector.shown.bytemap import ByteMap
from inspector.shown.readings import Minds
from inspector.shown.rows import Cell, cells, residue

# An extension may be megabytes: its page shows all of it, a diff where it begins.
SHOWN_TEXT = 600
MOVES_MM = 1
# The fields that say where the voxels lie.
PLACING = frozenset({*SROWS, *QUATERNION, *QOFFSET, "qform_code", "sform_code", "pixdim", "xyzt_units"})
GRAVE_GROUPS = ("shape", "spacing", "orientation")


@dataclass(frozen=True)
class Side:
    """One side of a changed field: its value and what it means."""

    cells: tuple[Cell, ...]
    residue: str
    meaning: str
    is_text: bool

    @property
    def text(self) -> str:
        return " ".join(cell.text for cell in self.cells)


@dataclass(frozen=True)
class FieldDiff:
    """One field before and after. `is_asked` tells a field the person named from one that follows from it."""

    field: Field
    before: Side
    after: Side
    is_asked: bool = True

    @property
    def alone(self) -> tuple[str, ...]:
        return (self.field.name,)


@dataclass(frozen=True)
class ExtensionDiff:
    """One extension before and after; where one of them is not there, its side says so."""

    name: str
    before: Side
    after: Side


@dataclass(frozen=True)
class Evidence:
    """Two headers of the same image, side by side."""

    before: Header
    after: Header
    asked: frozenset[str] | None = None

    @cached_property
    def changes(self) -> tuple[Change, ...]:
        return changes(self.before, self.after)

    @cached_property
    def fields(self) -> list[FieldDiff]:
        return [self._field(self.after.field(change.field)) for change in self.changes]

    @property
    def by_topic(self) -> list[tuple[str, list[FieldDiff]]]:
        """The changed fields under the titles of their topics."""
        topics = [(group.title, [diff for diff in self.fields if diff.field.group == group.key]) for group in GROUPS]
        return [(title, diffs) for title, diffs in topics if diffs]

    @cached_property
    def extensions(self) -> list[ExtensionDiff]:
        """The extensions that differ."""
        return [ExtensionDiff(name_of(*two), *map(_extension_side, two)) for two in pairs(self.before, self.after)]

    @property
    def bytes_changed(self) -> int:
        return bytes_changed(self.before, self.after)

    @property
    def header_bytes(self) -> int:
        """How many bytes the longer of the two has."""
        return max(len(self.before.data), len(self.after.data))

    @property
    def growth(self) -> int:
        """How many bytes longer the header becomes; negative when it becomes shorter."""
        return len(self.after.data) - len(self.before.data)

    @cached_property
    def impact(self) -> Impact | None:
        return impact(self.before, self.after)

    @property
    def corner(self) -> str:
        return "unknown" if self.impact is None else f"{amount(self.impact.max_corner_mm)} mm"

    @property
    def rotation(self) -> str:
        return "unknown" if self.impact is None else f"{self.impact.rotation_degrees:.1f}°"

    @property
    def swaps(self) -> bool:
        return self.impact is not None and self.impact.left_right_flip

    @property
    def displaces(self) -> bool:
        """Whether the image lies elsewhere afterwards, or nobody can say where."""
        if self.impact is None:
            return any(change.field in PLACING for change in self.changes)
        return self.swaps or not self.impact.stays

    @property
    def is_slight(self) -> bool:
        """Whether it moves by no more than what rounding makes of a place."""
        return self.impact is not None and self.impact.max_corner_mm < SAME_MM

    @property
    def moves(self) -> bool:
        """Whether the picture moves far enough to be asked about."""
        return self.impact is not None and self.impact.max_corner_mm > MOVES_MM

    @property
    def reads(self) -> bool:
        """Whether the same voxel bytes would be read as other voxels."""
        return any(change.field in ("dim", "datatype") for change in self.changes)

    @property
    def harm(self) -> str:
        """The gravest thing that has to be confirmed before saving: "swap", "move", "read", or "" for none."""
        return "swap" if self.swaps else "move" if self.moves else "read" if self.reads else ""

    @property
    def notes(self) -> tuple[str, ...]:
        """What stays behind in another form, in sentences."""
        return notes(self.before, self.after)

    @property
    def forms_agree(self) -> bool:
        """Whether qform and sform place the image alike afterwards, so that a form that stays is not left behind."""
        return agree(self.after)

    @property
    def voxels(self) -> tuple[str, str]:
        """Shape and type before and after."""
        before, after = (
            f"{meaning(header, 'dim')}, {label(header, header.field('datatype')) or 'of no known type'}"
            for header in (self.before, self.after)
        )
        return before, after

    @property
    def axes(self) -> tuple[str, str]:
        """Axis codes before and after, "" where no orientation is stored."""
        return Geometry.of(self.before).axis_codes or "", Geometry.of(self.after).axis_codes or ""

    @property
    def box(self) -> Box | None:
        """The volume as it would lie over how it lies now; None when nothing moves, or one of them cannot be drawn."""
        both = placed(self.before, self.after)
        if (
            both is None
            or not self.displaces
            or "pixdim" in (Geometry.of(self.before).source, Geometry.of(self.after).source)
        ):
            return None
        return Box.of(both[1], self.after.shape, both[0])

    @property
    def needs_reason(self) -> bool:
        """Whether a few words are not enough: the change is about where or how large the voxels are."""
        return any(diff.field.group in GRAVE_GROUPS for diff in self.fields)

    @cached_property
    def lines(self) -> list[ByteLine]:
        """The bytes that differ."""
        return byte_lines(self.before, self.after, [change.field for change in self.changes])

    @cached_property
    def minds(self) -> Minds:
        """The programs that would read the image in another way."""
        return Minds(self.before, self.after)

    @property
    def bytemap(self) -> ByteMap:
        """All bytes in place, as they would be."""
        return ByteMap(self.before, self.after)

    def _field(self, field: Field) -> FieldDiff:
        asked = self.asked is None or field.name in self.asked
        return FieldDiff(field, side(self.before, field), side(self.after, field), asked)


def side(header: Header, field: Field) -> Side:
    """The value of one field of one header as a diff shows it."""
    told = label(header, field) or ("not a code of the standard" if field.codes else "")
    return Side(cells(header, field), residue(header, field), told, field.is_text)


def recorded(value: AuditValue) -> Side:
    """A value as the record has it, for where the header is gone."""
    is_text = isinstance(value.value, str)
    return _words(visible(value.value)[:SHOWN_TEXT] if is_text else show_value(value.value), is_text=is_text)


def _extension_side(extension: Extension | None) -> Side:
    if extension is None:
        return _words("none")
    if extension.text is None:
        return _words(f"{extension.kind}, {counted(len(extension.data), 'byte')}")
    text = visible(extension.text)
    left = len(text) - SHOWN_TEXT
    return _words(text if left <= 0 else f"{text[:SHOWN_TEXT]} … {left:,} more", is_text=True)


def _words(text: str, *, is_text: bool = False) -> Side:
    return Side((Cell(text, text),), "", "", is_text)
