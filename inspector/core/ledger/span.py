"""Spans, the layers that they tile, and where the bytes of a layer are read from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, Protocol

from inspector.core.header import Header

# More are never kept of one layer, whatever a file is made of: what comes then is one opaque span a region.
MANY: Final = 100_000


class Kind(StrEnum):
    """What a span is. Text is looked at; what is opaque cannot be."""

    STRUCTURE = "structure"
    VOXELS = "voxels"
    PADDING = "zero padding"
    TEXT = "text"
    OPAQUE = "opaque"


@dataclass(frozen=True, slots=True)
class Span:
    """The bytes [start, stop) of a layer. `surface` is the place they lie in, `part` says where within it."""

    start: int
    stop: int
    kind: Kind
    surface: str
    part: str = ""

    @property
    def length(self) -> int:
        return self.stop - self.start


@dataclass(frozen=True)
class Layer:
    """One run of bytes, tiled by its spans.

    `file` is the name of the file it is of; `title` is "stored" for the file as it lies, "unpacked" for what is in a
    compressed one, "file name" or "folder name" for those, in UTF-8. `content` are the bytes themselves, and
    `header` is what they begin with, where that is one.
    """

    file: str
    title: str
    length: int
    spans: tuple[Span, ...]
    content: Bytes = field(repr=False, compare=False)
    header: Header | None = field(default=None, repr=False, compare=False)

    @property
    def by_kind(self) -> Mapping[Kind, int]:
        """How many bytes each kind has."""
        counts = Counter[Kind]()
        for span in self.spans:
            counts[span.kind] += span.length
        return counts

    @property
    def unaccounted(self) -> str:
        """A sentence when the spans leave out a byte or hold one twice; "" otherwise."""
        at = 0
        for span in self.spans:
            if span.start != at or span.stop <= at:
                return (
                    f"The span at byte {span.start:,} of the {self.title} layer should begin at {at:,} and hold a byte."
                )
            at = span.stop
        if at != self.length:
            return f"The spans of the {self.title} layer end at byte {at:,}, and it has {self.length:,}."
        return ""


@dataclass(frozen=True)
class Ledger:
    """All layers of an upload: those of each file as it is stored and unpacked, and of its names."""

    layers: tuple[Layer, ...]

    @property
    def unaccounted(self) -> str:
        """The first sentence of a layer that is not tiled; "" when all are."""
        return next((layer.unaccounted for layer in self.layers if layer.unaccounted), "")


class Track:
    """Lays spans one behind the other from byte 0, so that they tile whatever is laid."""

    def __init__(self) -> None:
        self._spans: list[Span] = []
        self.at = 0

    @property
    def room(self) -> int:
        """How many more spans a region may be cut into."""
        return max(MANY - len(self._spans), 0)

    def lay(self, count: int, kind: Kind, surface: str, part: str = "") -> None:
        """The next `count` bytes, none for 0 or less; they join the span before when they are of the same."""
        if count <= 0:
            return
        start, stop = self.at, self.at + count
        if self._spans and (last := self._spans[-1]) and (last.kind, last.surface, last.part) == (kind, surface, part):
            self._spans.pop()
            start = last.start
        self._spans.append(Span(start, stop, kind, surface, part))
        self.at = stop

    def layer(self, file: str, title: str, content: Bytes, header: Header | None = None) -> Layer:
        """All that was laid, and the bytes it was laid of."""
        return Layer(file, title, self.at, tuple(self._spans), content, header)


class Bytes(Protocol):
    """Bytes that are read where they are needed."""

    @property
    def length(self) -> int: ...

    def read(self, offset: int, count: int) -> bytes:
        """The bytes [offset, offset + count), fewer only where they end."""
        ...


@dataclass(frozen=True, slots=True)
class Held:
    """Bytes in memory."""

    data: bytes

    @property
    def length(self) -> int:
        return len(self.data)

    def read(self, offset: int, count: int) -> bytes:
        return self.data[offset : offset + count]


@dataclass(frozen=True, slots=True)
class After:
    """The bytes of another source from `start` on."""

    source: Bytes
    start: int

    @property
    def length(self) -> int:
        return max(self.source.length - self.start, 0)

    def read(self, offset: int, count: int) -> bytes:
        return self.source.read(self.start + offset, count)


@dataclass(frozen=True, slots=True)
class Joined:
    """Sources, one behind the other."""

    parts: Sequence[Bytes]

    @property
    def length(self) -> int:
        return sum(part.length for part in self.parts)

    def read(self, offset: int, count: int) -> bytes:
        found, start = [], 0
        for part in self.parts:
            first, last = max(offset - start, 0), min(offset + count - start, part.length)
            if first < last:
                found.append(part.read(first, last - first))
            start += part.length
        return b"".join(found)
