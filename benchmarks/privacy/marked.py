"""Bytes that know where in them identifiers lie, however they are joined, cut to size and packed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Value:
    """One identifier as text.

    `telling` says whether its form alone gives it away, or the words around it do: `DOE^JANE` and `MRN: 4711` do,
    `4711` does not.
    """

    text: str
    kind: str
    form: str
    telling: bool


Text = tuple[str | Value, ...]
"""Words and identifiers in their order."""


def plain(text: Text) -> str:
    """What it reads like."""
    return "".join(part if isinstance(part, str) else part.text for part in text)


@dataclass(frozen=True, slots=True)
class Mark:
    """The bytes [start, stop) are an identifier in this encoding. `carrier` is the kind of text around it."""

    start: int
    stop: int
    value: Value
    encoding: str
    carrier: str
    surface: str = ""


@dataclass(frozen=True, slots=True)
class Marked:
    """Bytes and the marks in them."""

    data: bytes = b""
    marks: tuple[Mark, ...] = ()

    def __add__(self, other: Marked | bytes) -> Marked:
        if isinstance(other, bytes):
            return Marked(self.data + other, self.marks)
        return Marked(self.data + other.data, self.marks + moved(other.marks, len(self.data)))

    def __radd__(self, other: bytes) -> Marked:
        return Marked(other + self.data, moved(self.marks, len(other)))

    def __len__(self) -> int:
        return len(self.data)

    def filled(self, size: int) -> Marked:
        """With NULs up to this size."""
        return Marked(self.data.ljust(size, b"\0"), self.marks)

    def on(self, surface: str) -> Marked:
        """The same, its marks told to lie on this surface."""
        return Marked(self.data, tuple(replace(mark, surface=surface) for mark in self.marks))

    def over(self, at: int, piece: Marked) -> Marked:
        """The same with the piece written over the bytes from `at` on, in which no mark lies."""
        data = self.data[:at] + piece.data + self.data[at + len(piece) :]
        return Marked(data, self.marks + moved(piece.marks, at))


def moved(marks: Iterable[Mark], by: int) -> tuple[Mark, ...]:
    """The marks, so many bytes later."""
    return tuple(replace(mark, start=mark.start + by, stop=mark.stop + by) for mark in marks)


def joined(pieces: Iterable[Marked | bytes]) -> Marked:
    """One behind the other."""
    whole = Marked()
    for piece in pieces:
        whole = whole + piece
    return whole
