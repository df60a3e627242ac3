"""The header byte by byte: each field a run in its place, then the extensions, then what belongs to nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from inspector.core.fields import GROUPS, Field
from inspector.core.header import FLAG, Header
from inspector.core.meaning import meaning
from inspector.shown.marks import Mark
from inspector.shown.topics import Place

# The fixed header is shown whole; of what follows, as much as an eye can use. Extensions may be megabytes.
SHOWN_BEHIND = 1024
WIDE, NARROW = 32, 16
NUMBERS = {group.key: number for number, group in enumerate(GROUPS, start=1)}
BESIDE = NUMBERS["container"]


@dataclass(frozen=True)
class Byte:
    """One byte in hexadecimal. `was` is the one before where a change writes another, or says that there was none."""

    text: str
    is_quiet: bool
    was: str = ""


@dataclass(frozen=True)
class Run:
    """The bytes of one field, extension or gap.

    `number` is the colour of its topic, `target` where it is told of, `mark` what the rules found there.
    """

    key: str
    caption: str
    target: str
    number: int
    bytes: tuple[Byte, ...]
    mark: Mark | None = None

    @property
    def is_changed(self) -> bool:
        return any(byte.was for byte in self.bytes)


@dataclass(frozen=True)
class Line:
    """A row of the picture: the offset of its first byte, and its bytes as text."""

    offset: int
    text: str


@dataclass(frozen=True)
class ByteMap:
    """The picture of a header after a change; without one `before` and `header` are the same.

    `marks` are what the rules found, by field.
    """

    before: Header
    header: Header
    marks: Mapping[str, Mark] = field(default_factory=dict)

    @property
    def data(self) -> bytes:
        return self.header.data

    @cached_property
    def runs(self) -> list[Run]:
        return [self._run(*part) for part in self._parts() if part[1] < part[2]]

    @property
    def end(self) -> int:
        """Where the picture ends."""
        return min(len(self.data), self.header.fixed_size + SHOWN_BEHIND)

    @property
    def hidden(self) -> int:
        """How many bytes of the header follow the picture."""
        return len(self.data) - self.end

    @property
    def is_marked(self) -> bool:
        return any(run.mark for run in self.runs)

    @property
    def is_changed(self) -> bool:
        return any(run.is_changed for run in self.runs)

    @property
    def wide(self) -> list[Line]:
        return self._lines(WIDE)

    @property
    def narrow(self) -> list[Line]:
        return self._lines(NARROW)

    @property
    def groups(self) -> list[tuple[int, str]]:
        """The colours and what they stand for."""
        used = {run.number for run in self.runs}
        return [(number, group.title) for number, group in enumerate(GROUPS, start=1) if number in used]

    def _parts(self) -> Iterator[tuple[str, int, int, str, str, int]]:
        """Key, first byte, end, caption, target and colour of each part, in the order of the file."""
        header = self.header
        for each in header.fields:
            stop = each.offset + each.size
            yield each.name, each.offset, stop, _caption(header, each), each.name, NUMBERS[each.group]
        at = header.fixed_size
        flag_end = min(at + FLAG, self.end)
        yield "flag", at, flag_end, f"extension flag, {_place(at, flag_end)}", "extensions", BESIDE
        at = flag_end
        for extension in header.extensions:
            start, stop = extension.offset, min(extension.offset + extension.size, self.end)
            caption = f"extension {extension.index + 1}, {_place(start, start + extension.size)}: {extension.kind}"
            yield f"extension-{extension.index + 1}", start, stop, caption, "extensions", NUMBERS["text"]
            at = max(at, stop)
        yield "gap", at, self.end, f"{_place(at, len(self.data))}: belongs to no field", "extensions", BESIDE

    def _run(self, key: str, start: int, stop: int, caption: str, target: str, number: int) -> Run:
        cells = tuple(self._byte(at) for at in range(start, stop))
        return Run(key, caption, target, number, cells, self.marks.get(key))

    def _byte(self, at: int) -> Byte:
        old, new = self.before.data[at : at + 1], self.data[at]
        was = "" if old and old[0] == new else f"{old[0]:02X}" if old else "no byte"
        return Byte(f"{new:02X}", new == 0, was)

    def _lines(self, width: int) -> list[Line]:
        return [
            Line(offset, _printable(self.data[offset : min(offset + width, self.end)]))
            for offset in range(0, self.end, width)
        ]


def _caption(header: Header, field: Field) -> str:
    place = _place(field.offset, field.offset + field.size)
    return f"{field.name}, {place}, {Place(header.version, field).kind}: {meaning(header, field.name)}"


def _place(start: int, stop: int) -> str:
    return f"byte {start:,}" if stop - start == 1 else f"bytes {start:,} to {stop - 1:,}"


def _printable(data: bytes) -> str:
    return "".join(chr(byte) if 0x20 < byte < 0x7F else "·" for byte in data)
