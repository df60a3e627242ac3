"""Whether letters that were found among bytes are words, or fell together by chance."""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise
from typing import Final

from inspector.core.privacy.decoded import Text

_LETTERS: Final = re.compile(r"[^\W\d_]+")
# Large letters, small ones, and those of scripts that have but one kind; a word begins where a large one follows.
_PIECE: Final = re.compile(r"U?l+|U+(?=Ul)|U+|o+")
_SHORTEST: Final = 3


def is_written(text: str) -> bool:
    """Whether it is made like what people write: few signs, and capitals where words begin or throughout."""
    signs = sum(not (each.isalnum() or each == " " or unicodedata.category(each).startswith("M")) for each in text)
    return signs * 3 <= len(text) and all(map(_is_word, _LETTERS.findall(text)))


def _is_word(letters: str) -> bool:
    """Whether it is one word, or several in one that each have some letters."""
    shape = "".join("U" if each.isupper() else "l" if each.islower() else "o" for each in letters)
    pieces = len(_PIECE.findall(shape))
    return pieces == 1 or len(letters) >= _SHORTEST * pieces


def weight(text: Text) -> int:
    """How many bytes speak for a text: random ones seldom make letters of several bytes, but often those of Latin-1,
    which are no letters of UTF-8 and speak against it.
    """
    widths = (stop - start for start, stop in pairwise(text.edges))
    return sum(
        1 if each.isascii() else -1 if width == 1 else len(each.encode("utf-8", "replace")) - 1
        for each, width in zip(text.characters, widths, strict=True)
    )
