"""Stored values as text that loses nothing: numbers that read back to the same bytes, text with nothing hidden."""

import math
import re

import numpy as np

from inspector.core.header import Header
from inspector.core.words import format_float

# Control characters, line and paragraph separators, and the marks that turn the direction of writing.
_HIDDEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ud800-\udfff]"
)


def exact_number(number: float, *, size: int = 8) -> str:
    """The shortest decimal that reads back to the same float of `size` bytes (4 or 8); whole numbers as they are."""
    if not isinstance(number, float) or not math.isfinite(number):
        return format_float(number) if isinstance(number, float) else str(number)
    shortest = str(np.float32(number)) if size == 4 else repr(number)
    return shortest.removesuffix(".0")


def exact_text(header: Header, name: str) -> str:
    """The stored value of a field as one text, numbers of an array separated by blanks; text up to its first NUL."""
    field, value = header.field(name), header.value(name)
    if isinstance(value, str):
        return value
    numbers = value if isinstance(value, tuple) else (value,)
    return " ".join(exact_number(number, size=4 if field.type == "f4" else 8) for number in numbers)


def visible(text: str) -> str:
    r"""The text with each character that would not show written as an escape: a line end is \n, a NUL is \x00."""
    return _HIDDEN.sub(lambda found: _escape(found[0]), text)


def _escape(character: str) -> str:
    return character.encode("unicode_escape").decode()
