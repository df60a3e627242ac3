"""Text as words that could belong together: what a name is looked for in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from inspector.core.privacy.vocabulary import Known, known, listed

_TECHNICAL, _COMMON, _NAME = int(Known.TECHNICAL), int(Known.COMMON), int(Known.NAME)
_MOST_PIECES: Final = 4

# Letters of any script with their accents; an apostrophe only between letters.
_WORD: Final = re.compile(r"(?:[^\W\d_][\u0300-\u036f]*+)++(?:['’](?:[^\W\d_][\u0300-\u036f]*+)++)*+")
# Beginnings of one name with two capitals: McDonald, DeLuca.
_BEGINNINGS: Final = frozenset(("Mc", "Mac", "De", "Del", "Di", "Da", "Du", "La", "Le", "Van", "Von", "Fitz", "O", "D"))

# What may stand between the words of one name. The text of a file name has underscores and dots for blanks.
JOINS: Final = frozenset(("", " ", "  ", ", ", ",", "_", "__", "-", " - ", ".", ". ", "+", "%20", "\t", "/ "))
LONGEST_JOIN: Final = max(map(len, JOINS))


@dataclass(frozen=True, slots=True)
class Word:
    """The characters [start, stop) of a text; `before` is what stands between it and the word before it."""

    start: int
    stop: int
    text: str
    known: int
    before: str
    glued: bool = False

    @property
    def small(self) -> bool:
        return self.text.islower()

    @property
    def initial(self) -> bool:
        return len(self.text) == 1 and self.text.isupper() and not self.glued


def words(text: str) -> Iterator[Word]:
    """All words of a text in their order, CamelCase cut where a capital follows."""
    end = 0
    for found in _WORD.finditer(text):
        whole, at = found[0], found.start()
        before = text[end:at] if at - end <= LONGEST_JOIN else "..."
        pieces = _pieces(whole)
        lists = [known(piece) for piece in pieces]
        glued = len(pieces) > 1 and not _could_be_a_name(pieces, lists)
        for piece, on in zip(pieces, lists, strict=True):
            alone = len(piece) == 1 < len(whole)
            yield Word(at, at + len(piece), piece, on, before, glued or alone)
            at, before = at + len(piece), ""
        end = found.end()


def _could_be_a_name(pieces: Sequence[str], lists: Sequence[int]) -> bool:
    """Two to four pieces, none of two letters but particles and initials, none technical or common."""
    if len(pieces) > _MOST_PIECES:
        return False
    for piece, on in zip(pieces, lists, strict=True):
        if (on & _TECHNICAL and not on & _NAME) or (piece.islower() and on & _COMMON and not on & _NAME):
            return piece.lower() in listed("particles")
        if len(piece) == 2 and piece.isascii() and not on and piece.lower() not in listed("particles"):
            return False
    return True


def _pieces(whole: str) -> list[str]:
    if whole[1:].islower() or whole.islower() or whole.isupper():
        return [whole]
    pieces: list[str] = []
    for piece in _cut(whole):
        if pieces and (pieces[-1] in _BEGINNINGS or pieces[-1].endswith(("'", "’"))):
            pieces[-1] += piece
        else:
            pieces.append(piece)
    return pieces


def _cut(whole: str) -> Iterator[str]:
    """At every capital after a small letter, and before the last capital of several: DOEJane is DOE and Jane."""
    begin = 0
    for at in range(1, len(whole)):
        if not whole[at].isupper():
            continue
        after_small = whole[at - 1].islower()
        before_small = at - begin >= 2 and at + 1 < len(whole) and whole[at + 1].islower()
        if after_small or before_small:
            yield whole[begin:at]
            begin = at
    yield whole[begin:]


def runs(text: str) -> Iterator[list[Word]]:
    """Words that nothing but a join stands between, in lists of one word or more."""
    run: list[Word] = []
    for word in words(text):
        if run and word.before not in JOINS:
            yield run
            run = []
        run.append(word)
    if run:
        yield run
