"""The header byte by byte: each field a run in its place, then the extensions, then what belongs to nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from inspector.core.fields import GROUPS, Field
from inspector.core.header import FLAG, Header
from inspector.core.meaning import meaning
from inspector.shown.pending import Pending
from inspector.shown.topics import Place

# The fixed header is shown whole; of what follows, as much as an eye can use. Extensions may be megabytes.
SHOWN_BEHIND = 1024
WIDE, NARROW = 32, 16
NUMBERS = {group.key: number for number, group in enumerate(GROUPS, start=1)}
BESIDE = NUMBERS["container"]


@dataclass(frozen=True)
class Byte:
    """One byte in hexadecimal. `was` is the stored one where an unsaved change would write another."""

    text: str
    is_quiet: bool
    was: str = ""


@dataclass(frozen=True)
class Run:
    """The bytes of one field, extension or gap. `number` is the colour of its topic, `target` where it is told of."""

    key: str
    caption: str
    target: str
    number: int
    bytes: tuple[Byte, ...]

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
    """The picture of a header with the changes that wait, if they go together."""

    pending: Pending

    @property
    def header(self) -> Header:
        return self.pending.before

    @property
    def data(self) -> bytes:
        return (self.pending.after or self.pending.before).data

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
        for field in header.fields:
            caption = _caption(self.pending.after or header, field)
            yield field.name, field.offset, field.offset + field.size, caption, field.name, NUMBERS[field.group]
        at = header.fixed_size
        flag_end = min(at + FLAG, self.end)
        yield "flag", at, flag_end, f"extension flag, {_place(at, flag_end)}", "extensions", BESIDE
        at = flag_end
        for each in header.extensions:
            stop = min(each.offset + each.size, self.end)
            caption = f"extension {each.index + 1}, {_place(each.offset, each.offset + each.size)}: {each.kind}"
            yield f"extension-{each.index + 1}", each.offset, stop, caption, "extensions", NUMBERS["text"]
            at = max(at, stop)
        yield "gap", at, self.end, f"{_place(at, len(self.data))}: belongs to no field", "extensions", BESIDE

    def _run(self, key: str, start: int, stop: int, caption: str, target: str, number: int) -> Run:
        stored, now = self.header.data[start:stop], self.data[start:stop]
        cells = tuple(
            Byte(f"{new:02X}", new == 0, f"{old:02X}" if new != old else "")
            for old, new in zip(stored, now, strict=True)
        )
        return Run(key, caption, target, number, cells)

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
