"""One extension as its page shows it: what it is, and what is in it, a part at a time."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from inspector.core.codes import EXTENSIONS
from inspector.core.exact import visible
from inspector.core.extensions import Extension
from inspector.core.extensions.change import COMMENT, why_fixed
from inspector.core.extensions.content import BYTES_A_LINE, CIFTI, LINES_OF_BYTES, MRS, Content, read
from inspector.core.extensions.markup import CiftiMap
from inspector.core.extensions.part import LINES
from inspector.core.header import Header

VIEWS = {"xml": "XML", "json": "JSON", "text": "Text", "dicom": "Attributes", "bytes": "Bytes"}
# What programs cannot do without; everything else is only for people or for the program that wrote it.
NEEDED = {
    CIFTI: "Without it no program knows what the rows and columns of this CIFTI file are; Workbench cannot open it.",
    MRS: "Without it spectroscopy programs do not know the frequency and the nucleus; FSL-MRS cannot open the file.",
}
TAB = 4
NAMES = 12


@dataclass(frozen=True)
class Shown:
    """The extension with this index of a header, in the view and from the line that were asked for."""

    header: Header
    extension: Extension
    view: str = ""
    first: int = 0

    @property
    def number(self) -> int:
        return self.extension.index + 1

    @property
    def kind(self) -> str:
        """What its code is called; empty for a number without meaning."""
        known = EXTENSIONS.get(self.extension.code)
        return known.label if known else ""

    @property
    def meaning(self) -> str:
        known = EXTENSIONS.get(self.extension.code)
        return known.meaning if known else "This code is not in the standard's list; only its own programs know more."

    @property
    def last(self) -> int:
        """Its last byte."""
        return self.extension.offset + self.extension.size - 1

    @property
    def is_comment(self) -> bool:
        return self.extension.code == COMMENT

    @property
    def why_fixed(self) -> str:
        return why_fixed(self.header)

    @cached_property
    def content(self) -> Content:
        return read(self.extension, self.header.byteorder, view=self.view, first=self.first)

    @property
    def views(self) -> list[tuple[str, str]]:
        """The views it has, each with its name."""
        return [(each, VIEWS[each]) for each in self.content.views]

    @property
    def view_name(self) -> str:
        return VIEWS[self.content.view].lower() if self.content.view in ("text", "bytes") else VIEWS[self.content.view]

    @property
    def lines(self) -> list[str]:
        """The lines of the part, with everything in them to be seen."""
        return [visible(line.expandtabs(TAB)) for line in self.content.lines]

    @property
    def attributes(self) -> list[tuple[range, str, str, str, str]]:
        """Depth, tag, name, type and value of each DICOM attribute."""
        return [(range(row.depth), row.tag, row.name, row.vr, visible(row.value)) for row in self.content.attributes]

    @property
    def maps(self) -> list[tuple[str, str, str]]:
        """What a CIFTI header says of some dimensions: which, what kind they are, and what they hold."""
        return [(visible(each.dimensions), visible(each.kind), visible(_holds(each))) for each in self.content.maps]

    @property
    def previous(self) -> int | None:
        """The first line of the part before this one; None on the first."""
        step = LINES_OF_BYTES if self.content.view == "bytes" else LINES
        return max(0, self.content.first - step) if self.content.first else None

    @property
    def unit(self) -> str:
        """What the parts are counted in."""
        return f"lines of {BYTES_A_LINE} bytes" if self.content.view == "bytes" else "lines"

    @property
    def from_to(self) -> tuple[int, int]:
        """The first and the last line of the part, counted from 1."""
        return self.content.first + 1, self.content.first + self.content.shown


def _holds(map: CiftiMap) -> str:
    left = len(map.names) - NAMES
    names = ", ".join(map.names[:NAMES]) + (f" and {left:,} more" if left > 0 else "")
    return ": ".join(filter(None, [map.summary, names]))
