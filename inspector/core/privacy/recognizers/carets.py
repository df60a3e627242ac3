"""Names as DICOM writes them: family^given^middle^prefix^suffix, in up to three scripts with "=" between them.

Source: DICOM PS3.5, 6.2 (PN).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from inspector.core.privacy.match import Match, Passage
from inspector.core.privacy.recognizers.pattern import Pattern

_SCORE: Final = 0.95
_WORD: Final = r"[^\W\d_][^\W\d_.'’\-]*+(?:[.'’\-]{1,2}[^\W\d_]*+)*+"
_PART: Final = rf"{_WORD}(?:[ ]{_WORD}){{0,3}}"
# The part before a caret begins no earlier than 40 characters before it, so that a long text is read once.
_CARETS: Final = Pattern(rf"(?:\^[ ]?(?:{_PART})?){{1,4}}(?:=(?:{_PART})?(?:\^(?:{_PART})?){{0,4}}){{0,2}}")
_LONGEST: Final = 40


def find_caret_names(passage: Passage) -> Iterator[Match]:
    text = passage.text
    if "^" not in text:
        return
    done = 0
    for carets in _CARETS.find(text):
        family = _before(text, max(done, carets.start() - _LONGEST), carets.start())
        done = carets.end()
        given = carets[0].strip("^= ")
        letters = _letters(text[family : carets.start()]) + _letters(given)
        lead = _letters(text[family : carets.start()])
        if letters > 2 and (lead > 1 or (lead and len(given) > 1)) and _closed(text, carets.end()):
            score = _SCORE if given else 0.85
            yield Match(family, carets.end(), score, "This is how DICOM writes the name of a person.")


def _letters(text: str) -> int:
    """How many letters it has; one of East Asia is a syllable or a word."""
    return sum(each.isalpha() + (each.isalpha() and each >= "\u2e80") for each in text)


def _before(text: str, least: int, caret: int) -> int:
    """Where the name begins that ends at the caret: up to four words, in capitals or small like its last."""
    start = caret
    while start > least and (text[start - 1].isalpha() or text[start - 1] in "'’-."):
        start -= 1
    word = text[start:caret]
    # A family name of several words is in capitals throughout; other words before it are text.
    while word.isupper() and start - 1 > least and text[start - 1] == " ":
        begin = start - 1
        while begin > least and (text[begin - 1].isalpha() or text[begin - 1] in "'’-"):
            begin -= 1
        if begin == start - 1 or not text[begin : start - 1].isupper():
            break
        start = begin
    return start


def _closed(text: str, stop: int) -> bool:
    """Whether no digit follows, as it does in formulas: x^2."""
    return not (text[stop - 1] == "^" and stop < len(text) and text[stop].isdigit())
