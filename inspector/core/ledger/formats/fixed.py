"""Headers of fixed fields: texts to their full width, and numbers, which may be texts in disguise."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final, NamedTuple

from inspector.core.ledger.span import Bytes, Kind, Track
from inspector.core.ledger.stretches import kind_of, lay_data

# In shorter ones chance makes letters of numbers.
_LETTERS_FROM: Final = 5
_FIGURES: Final = re.compile(rb"(?:[-+]?(?:\d{1,5}(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d{1,3})?(?:[\s\\,;]++|\Z))*+")


class Column(NamedTuple):
    """One field: its name, and so many bytes of text or of numbers."""

    name: str
    size: int
    is_text: bool = False


def lay_columns(track: Track, source: Bytes, columns: Iterable[Column], surface: str) -> None:
    """The fields of a header that begins where the track ends, as far as the bytes go."""
    for name, size, is_text in columns:
        data = source.read(track.at, size)
        if is_text:
            lay_text(track, data, surface, name)
        else:
            lay_numbers(track, data, surface, name)


def lay_text(track: Track, data: bytes, surface: str, part: str) -> None:
    """A text up to its NUL, and what stands behind that."""
    text = data.partition(b"\0")[0]
    track.lay(len(text), kind_of(text), surface, part)
    lay_data(track, data[len(text) :], surface, part)


def lay_numbers(track: Track, data: bytes, surface: str, part: str) -> None:
    """Numbers in binary. Where all their bytes are letters, somebody wrote a text there."""
    if _is_written(data):
        lay_data(track, data, surface, part)
    else:
        track.lay(len(data), Kind.STRUCTURE, surface, part)


def _is_written(data: bytes) -> bool:
    words = data.split(b"\0")
    if max(map(len, words)) < _LETTERS_FROM or kind_of(data) is not Kind.TEXT:
        return False
    try:
        return data.decode("utf-8") != ""
    except UnicodeDecodeError:
        return False


def are_figures(text: bytes) -> bool:
    """Whether a text is nothing but numbers, none of them long enough for a date or an identifier."""
    return _FIGURES.fullmatch(text.strip()) is not None
