"""Writes one identifier after the other: chooses words around it and an encoding, and sees that it fits its place."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from benchmarks.privacy.carriers import CARRIERS, KEYS, fits_a_file_name, written
from benchmarks.privacy.encodings import encoded
from benchmarks.privacy.kinds import BY_ID
from benchmarks.privacy.marked import Marked, Text, Value, joined, plain
from benchmarks.privacy.source import Source
from benchmarks.privacy.words import clean

# How often each of the carriers is tried, of so many.
_WEIGHTS: Final = dict(zip(CARRIERS, (4, 4, 3, 4, 3, 1, 3), strict=True))
_DRAWS: Final = 60
ONE_BYTE: Final = ("utf-8", "utf-8", "utf-8", "latin-1")
# Where any bytes may lie.
FREE: Final = (*ONE_BYTE, "utf-8", "utf-16", "utf-16-be", "base64", "percent")
JSON: Final = ("json", "json in utf-8", "json in utf-8")
XML: Final = ("xml", "xml in utf-8", "xml in utf-8")
# A text in base64 that is shorter than this could be any word.
_SHORTEST: Final = 12


class NoRoom(Exception):
    """No identifier of this kind fits the place."""


class Author:
    """Writes identifiers of one kind, in one locale, and what else a file holds."""

    def __init__(self, locale: str, kind: str, chance: random.Random) -> None:
        self.chance = chance
        self.kind = kind
        self.source = Source(locale, chance)

    def text(
        self, encodings: Sequence[str] = ONE_BYTE, *, room: int | None = None, carriers: Sequence[str] = CARRIERS
    ) -> Marked:
        """The identifier with words around it, in so many bytes at most. Raises NoRoom."""
        weights = [_WEIGHTS[carrier] for carrier in carriers]
        for draw in range(_DRAWS):
            # The longer nothing fits, the shorter is what is tried.
            carrier = "alone" if draw > _DRAWS // 2 else self.chance.choices(carriers, weights)[0]
            if carrier not in carriers:
                break
            encoding = self.chance.choice(encodings)
            piece = self._piece(carrier, encoding)
            if piece is not None and (room is None or len(piece) <= room):
                return piece
        raise NoRoom(self.kind)

    def value(self, encodings: Sequence[str], form: str = "", *, is_told: bool = True) -> Marked:
        """The identifier alone, where a key says what it is. Raises NoRoom."""
        for _ in range(_DRAWS):
            text = (self._value(is_told=is_told, form=form),)
            piece = self._encoded(text, self.chance.choice(encodings), "key" if is_told else "alone")
            if piece is not None:
                return piece
        raise NoRoom(self.kind)

    def name(self, encodings: Sequence[str] = ("utf-8",)) -> Marked:
        """The identifier as part of a file's name, without its ending. Raises NoRoom."""
        around = clean("file name", self.chance)
        for _ in range(_DRAWS):
            carrier = self.chance.choice(("alone", "beside", "several"))
            try:
                text = written(self.source, self.kind, "alone" if carrier == "beside" else carrier)
            except ValueError:
                continue
            if not fits_a_file_name(plain(text)):
                continue
            if carrier == "beside":
                text = self.chance.choice(((*text, "_", around), (around, "_", *text)))
            piece = self._encoded(text, self.chance.choice(encodings), carrier)
            if piece is not None:
                return piece
        raise NoRoom(self.kind)

    def lines(self, encodings: Sequence[str] = ONE_BYTE, *, end: str = "\n") -> Marked:
        """A text of a few lines, one of which holds the identifier."""
        plant = self.text(encodings)
        encoding = plant.marks[0].encoding
        if encoding in ("base64", "percent"):
            encoding = "utf-8"
        before, after = (self.clean_lines(self.chance.choice((0, 0, 1, 3)), encoding, end) for _ in range(2))
        return joined([before, plant, end.encode(_codec(encoding)), after])

    def clean_lines(self, count: int, encoding: str = "utf-8", end: str = "\n") -> bytes:
        text = "".join(clean("line", self.chance) + end for _ in range(count))
        return text.encode(_codec(encoding))

    def clean(self, place: str) -> Marked:
        return Marked(clean(place, self.chance).encode())

    def key(self) -> str:
        return self.source.one(KEYS[self.kind])

    def _value(self, *, is_told: bool, form: str = "") -> Value:
        try:
            return BY_ID[self.kind].value(self.source, is_told=is_told, form=form)
        except ValueError as error:
            raise NoRoom(str(error)) from error

    def _piece(self, carrier: str, encoding: str) -> Marked | None:
        try:
            text = written(self.source, self.kind, carrier)
        except ValueError:
            return None
        return self._encoded(text, encoding, carrier)

    def _encoded(self, text: Text, encoding: str, carrier: str) -> Marked | None:
        if encoding == "base64" and len(plain(text)) < _SHORTEST:
            return None
        try:
            piece = encoded(text, encoding, carrier, self.chance)
        except UnicodeEncodeError:
            return None
        return _named(piece, text)


def _codec(encoding: str) -> str:
    return {"utf-16": "utf-16-le"}.get(encoding, encoding)


def _named(piece: Marked, text: Text) -> Marked:
    """What is the same in UTF-8 is told to be that, so that figures of an encoding are of texts that it changes."""
    if piece.data != plain(text).encode():
        return piece
    return Marked(piece.data, tuple(replace(mark, encoding="utf-8") for mark in piece.marks))
