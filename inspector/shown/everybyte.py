"""Every byte of an image, by what it is and what came of looking at it: the rows of a table, and of a map above it."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from inspector.clearance import Looked
from inspector.core.exact import visible
from inspector.core.header import Header
from inspector.core.ledger import Kind, Layer, Span
from inspector.core.ledger.gzip import PACKED
from inspector.core.words import counted
from inspector.shown.places import NAMES, surface
from inspector.vault.ledger import STORED

NUMBERS, TEXT = "Fixed header, numbers", "Fixed header, text"
# More rows than that are told together; an image may have thousands of extensions.
MOST_ROWS: Final = 60
# On the map, where each has to be wide enough to be seen.
MOST_PARTS: Final = 14


@dataclass
class Row:
    """A part of a layer: where it starts, what it is made of, and what was found there."""

    title: str
    start: int
    bytes: Counter[Kind] = field(default_factory=Counter)
    surfaces: set[str] = field(default_factory=set)
    parts: set[str] = field(default_factory=set)
    open: int = 0
    decided: int = 0

    @property
    def length(self) -> int:
        return self.bytes.total()

    @property
    def is_voxels(self) -> bool:
        return Kind.VOXELS in self.bytes

    @property
    def looked_at_as(self) -> str:
        """What was done with these bytes."""
        if self.is_voxels:
            return "picture data: not read as text"
        if self.title == NUMBERS:
            return "decoded as numbers"
        if self.title == TEXT:
            return f"{counted(len(self.surfaces), 'field')} read to the last byte"
        if PACKED in self.parts:
            return "its head; what is packed stands unpacked above"
        if Kind.TEXT in self.bytes:
            return "read as text" + (", and what cannot be read" if Kind.OPAQUE in self.bytes else "")
        if Kind.OPAQUE in self.bytes:
            return "cannot be read"
        return "zeros" if set(self.bytes) == {Kind.PADDING} else "as specified"

    @property
    def short(self) -> str:
        """Its title on the map."""
        return {NUMBERS: "numbers", TEXT: "text"}.get(self.title, self.title.partition(",")[0])

    @property
    def look(self) -> str:
        """The class of its swatch and of its piece of the map."""
        if self.open:
            return "found"
        return "voxels" if self.is_voxels else "numbers" if self.title == NUMBERS else "rest"


@dataclass(frozen=True)
class Block:
    """One layer: a file as it is packed or unpacked, or a name. `rest` stands for rows that are left out."""

    title: str
    length: int
    rows: Sequence[Row]
    rest: Row | None
    left_out: int


@dataclass(frozen=True)
class EveryByte:
    looked: Looked

    @property
    def problem(self) -> str:
        """A sentence when a byte belongs to nothing, or to two things."""
        return self.looked.ledger.unaccounted

    @cached_property
    def blocks(self) -> list[Block]:
        """What a download gives, the packing of the upload, the names."""
        names = [layer for layer in self.looked.ledger.layers if layer.title in NAMES]
        files = [layer for layer in self.looked.ledger.layers if layer.title not in NAMES]
        return [self._block(layer) for layer in (*files, *names)]

    @property
    def map(self) -> list[Row]:
        """The first parts of what a download gives, and the last one."""
        rows = [row for block in self.blocks[:-1] for row in block.rows if block.title.startswith("File")]
        return rows if len(rows) <= MOST_PARTS else [*rows[: MOST_PARTS - 1], rows[-1]]

    @property
    def nothing_behind(self) -> bool:
        """Whether the file ends with its last voxel."""
        return not any(row.title == "bytes behind the voxels" for block in self.blocks for row in block.rows)

    def _block(self, layer: Layer) -> Block:
        rows: dict[str, Row] = {}
        of_span: list[Row] = []
        header = self.looked.revision.header
        for span in layer.spans:
            title = _row_title(span, layer, header)
            row = rows.setdefault(title, Row(title, span.start))
            row.bytes[span.kind] += span.length
            row.surfaces.add(span.surface)
            row.parts.add(span.part)
            of_span.append(row)
        starts = [span.start for span in layer.spans]
        for finding in self.looked.findings:
            at = bisect_right(starts, finding.start) - 1
            # The two files of a pair have the same name here.
            same = (finding.layer, finding.file) == (layer.title, layer.file)
            if same and at >= 0 and layer.spans[at].surface == finding.surface:
                of_span[at].decided += finding.id in self.looked.waivers
                of_span[at].open += finding.id not in self.looked.waivers
        shown, rest = _capped([*rows.values()])
        return Block(self._title(layer), layer.length, shown, rest, len(rows) - len(shown))

    def _title(self, layer: Layer) -> str:
        if layer.title in NAMES:
            return f"The {layer.title}"
        if layer.title == STORED:
            return f"Packing of {visible(layer.file)}, as it was uploaded"
        if self.looked.revision.header.paired:
            return "File of the header" if layer.header is not None else "File of the voxels"
        return "File, unpacked" if any(each.title == STORED for each in self.looked.ledger.layers) else "File"


def _row_title(span: Span, layer: Layer, header: Header) -> str:
    if layer.title in NAMES:
        return layer.title.capitalize()
    if layer.title == STORED or span.stop > header.fixed_size or layer.header is None:
        told = surface(span.surface, header)
        return told[:1].upper() + told[1:]
    return NUMBERS if span.kind is Kind.STRUCTURE else TEXT


def _capped(rows: list[Row]) -> tuple[list[Row], Row | None]:
    """The rows that are shown, those where something was found among them, and the others as one."""
    if len(rows) <= MOST_ROWS:
        return rows, None
    first = {id(row) for row in (*[row for row in rows if row.open or row.is_voxels], *rows)[:MOST_ROWS]}
    shown = [row for row in rows if id(row) in first]
    left = [row for row in rows if id(row) not in first]
    rest = Row("Further parts", left[0].start)
    for row in left:
        rest.bytes += row.bytes
        rest.open += row.open
        rest.decided += row.decided
    return shown, rest
