"""What is in one extension, by its kind: text, XML, JSON, DICOM attributes, or bytes where nothing else is known.

Content comes from the file and is only ever looked at: a pickle is not loaded, a document type is refused, and what
is large is read in parts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from inspector.core.extensions import markup, objects
from inspector.core.extensions.chain import HEAD, Extension
from inspector.core.extensions.part import Part, Unreadable
from inspector.core.words import size_text

if TYPE_CHECKING:
    from inspector.core.extensions.dicom import Row

PICKLE, DICOM, CIFTI, MRS = 16, 2, 32, 44
XML_CODES: Final = frozenset({4, 8, 30, CIFTI})
# What is laid out has to be read whole; this is above every header seen, and a second at worst.
LARGEST: Final = 2 * 1024 * 1024
BYTES_A_LINE: Final = 16
LINES_OF_BYTES: Final = 256


@dataclass(frozen=True, slots=True)
class ByteLine:
    """Up to sixteen bytes: the offset of the first in the header, all in hexadecimal, and as text."""

    offset: int
    hex: str
    text: str


@dataclass(frozen=True)
class Content:
    """One extension in one view: "xml", "json", "text", "dicom" or "bytes"; `views` are the ones it has.

    `first` and `total` count what the view shows: lines, attributes, or lines of bytes. `note` says why it is not
    shown as what it claims to be.
    """

    view: str
    views: tuple[str, ...]
    first: int
    total: int
    note: str = ""
    lines: Sequence[str] = ()
    bytes: Sequence[ByteLine] = ()
    attributes: Sequence[Row] = ()
    maps: Sequence[markup.CiftiMap] = field(default_factory=tuple)

    @property
    def shown(self) -> int:
        return len(self.lines) or len(self.bytes) or len(self.attributes)

    @property
    def next(self) -> int:
        """Where the next part begins; 0 when nothing is left."""
        end = self.first + self.shown
        return end if end < self.total else 0

    @property
    def left(self) -> int:
        return max(0, self.total - self.first - self.shown)


def read(extension: Extension, byteorder: str, *, view: str = "", first: int = 0) -> Content:
    """The extension in `view`, or the first view it has; lines from number `first` on."""
    fitting = views(extension)
    asked = view if view in fitting else fitting[0]
    try:
        return _in_view(extension, byteorder, asked, fitting, first)
    except Unreadable as problem:
        left = tuple(each for each in fitting if each != asked)
        return replace(_in_view(extension, byteorder, left[0], left, first), note=str(problem))


def views(extension: Extension) -> tuple[str, ...]:
    """The views that may fit, the most telling first; "bytes" always does."""
    if extension.code == PICKLE:
        return ("bytes",)
    text = extension.text
    if extension.code == DICOM:
        return ("dicom", "bytes")
    if not text:
        return ("bytes",)
    start = text.lstrip()[:1]
    if extension.code in XML_CODES or (start == "<" and extension.code != MRS):
        return ("xml", "text", "bytes")
    if extension.code == MRS or start in ("{", "["):
        return ("json", "text", "bytes")
    return ("text", "bytes")


def _in_view(extension: Extension, byteorder: str, view: str, views: tuple[str, ...], first: int) -> Content:
    if view == "bytes":
        return _bytes(extension, views, first)
    if view != "text" and len(extension.data) > LARGEST:
        raise Unreadable(f"It has {size_text(len(extension.data))}, too many to be laid out.")
    if view == "dicom":
        # Loading pydicom takes a fifth of every start, and few images hold any DICOM.
        from inspector.core.extensions import dicom

        found = dicom.rows(extension.data, byteorder)
        return Content(view, views, 0, len(found), attributes=found)
    part, maps = Part(max(first, 0)), []
    if view == "xml":
        maps = markup.cifti(extension.data.rstrip(b"\0")) if extension.code == CIFTI else []
        markup.lay_out(extension.data.rstrip(b"\0"), part)
    elif view == "json":
        objects.lay_out(extension.text or "", part)
    else:
        for line in (extension.text or "").removesuffix("\n").split("\n"):
            part.add(line.removesuffix("\r"))
    return Content(view, views, part.first, part.total, lines=part.lines, maps=maps)


def _bytes(extension: Extension, views: tuple[str, ...], first: int) -> Content:
    total = -(-len(extension.data) // BYTES_A_LINE)
    first = max(first, 0)
    lines = []
    for number in range(first, min(first + LINES_OF_BYTES, total)):
        data = extension.data[number * BYTES_A_LINE : (number + 1) * BYTES_A_LINE]
        text = "".join(chr(byte) if 0x20 <= byte < 0x7F else "·" for byte in data)
        lines.append(ByteLine(extension.offset + HEAD + number * BYTES_A_LINE, data.hex(" ").upper(), text))
    note = "Pickled Python objects are never loaded here: that could run code." if extension.code == PICKLE else ""
    return Content("bytes", views, first, total, note, bytes=lines)
