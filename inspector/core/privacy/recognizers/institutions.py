"""R15: hospitals, clinics and universities, by a word for such a place and the name beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import takewhile
from typing import Final

from inspector.core.privacy.match import Match, Passage
from inspector.core.privacy.recognizers.words import Word, runs
from inspector.core.privacy.vocabulary import Known, listed

# Words written as one with the kind of the place: Kreiskrankenhaus, Stadtspital.
_COMPOUND: Final = re.compile(
    r".{3,30}(?:klinik|klinikum|kliniken|krankenhaus|spital|hospital|sjukhus(?:et)?|ziekenhuis)", re.IGNORECASE
)
_DENSE: Final = re.compile(
    "[一-鿿ァ-ヿー가-힣]{1,20}(?:病院|医院|醫院|大学|大學|診療所|クリニック|医療センター|研究所|卫生院|병원|대학교)"
)
_CASED: Final = re.compile(
    r"(?:больниц|клиник|госпитал|поликлиник|университет|νοσοκομεί|κλινικ|πανεπιστήμι)[Ͱ-Ͽἀ-῿Ѐ-ӿ]{0,4}"
    r"(?:[ «\"№]{1,3}[Ͱ-Ͽἀ-῿Ѐ-ӿ0-9]{1,30}){1,4}",
    re.IGNORECASE,
)
# Two words that make such a place although each alone says little.
_PAIR: Final = re.compile(
    r"(?<![a-z])(?:(?:medical|health|healthcare|cancer|imaging|mri|research|heart|neuroscience|diagnostic|radiology|medisch)"
    r"[ _-](?:cent(?:er|re|rum)|school|faculty|department|trust|campus|practice)"
    r"|nhs[ _](?:foundation[ _])?trust|cent(?:re|ro|rum)[ _-](?:hospitalier|médical|medico|médico|medyczne|hospitalar)"
    r"|(?:school|faculty|department|dept\.?)[ _]of[ _][a-z]{3,20})(?![a-z])",
    re.IGNORECASE,
)
_NAME_BEFORE: Final = re.compile(r"[A-Z]\w{2,}[ _-]$")
_CUES: Final = "institutions"
_SMALL: Final = frozenset(
    ("of", "the", "and", "for", "at", "in", "de", "la", "le", "les", "du", "des", "der", "die", "das", "für", "am")
    + ("im", "und", "zu", "zum", "del", "della", "di", "do", "da", "e", "et", "y", "van", "het", "en", "w", "im", "v")
)
_WORD: Final = re.compile(r"[^\W\d_]{3,}+")
_WORDS: Final = int(Known.WORD)
_WIDEST: Final = 6
_WINDOW: Final = 150
_NEIGHBOURS: Final = frozenset((" ", "  ", "-", "_", ". ", "", ", "))

NAMED: Final = "A word for a hospital, a clinic or a university stands with a name."
ALONE: Final = "A word for a hospital, a clinic or a university."


def find(passage: Passage) -> Iterator[Match]:
    """A word for such a place and what is written large around it; a name beside it makes it sure."""
    text = passage.text
    for cue in filter(_cue, _WORD.finditer(text)):
        yield _around(text, *cue.span())
    for found in _PAIR.finditer(text):
        named = _NAME_BEFORE.search(text[max(found.start() - 30, 0) : found.start()]) is not None
        yield Match(found.start(), found.end(), 0.8 if named else 0.5, NAMED if named else ALONE)
    if not text.isascii():
        for pattern in (_DENSE, _CASED):
            for found in pattern.finditer(text):
                yield Match(found.start(), found.end(), 0.9, NAMED)


def _cue(word: re.Match[str]) -> bool:
    small = word[0].lower()
    return small in listed(_CUES) or (len(small) > 9 and _COMPOUND.fullmatch(small) is not None)


def _around(text: str, start: int, stop: int) -> Match:
    """The word for a place with its neighbours."""
    begin = max(start - _WINDOW, 0)
    run = next(run for run in runs(text[begin : stop + _WINDOW]) if run[0].start <= start - begin < run[-1].stop)
    at = next(index for index, word in enumerate(run) if word.stop > start - begin)
    before = list(takewhile(_belongs, reversed(run[max(at - _WIDEST, 0) : at])))
    after = list(takewhile(_belongs, run[at + 1 : at + 1 + _WIDEST]))
    while before and before[-1].text in _SMALL:
        before.pop()
    while after and after[-1].text in _SMALL:
        after.pop()
    around = [*reversed(before), run[at], *after]
    cue = run[at].text
    named = len(cue) > 9 and _COMPOUND.fullmatch(cue) is not None
    named = named or any(_names(other, cue) for other in (*before, *after))
    unknown = any(not other.known for other in (*run[max(at - 1, 0) : at], *run[at + 1 : at + 2]))
    score = 0.85 if named else 0.55 if unknown or not cue.islower() else 0.3
    return Match(begin + around[0].start, begin + around[-1].stop, score, NAMED if named else ALONE)


def _names(word: Word, cue: str) -> bool:
    """Whether a neighbour is a name: written large, and unknown where the word for the place is written small."""
    return not word.text.islower() and len(word.text) > 1 and not (cue.islower() and word.known & _WORDS)


def _belongs(word: Word) -> bool:
    return word.before in _NEIGHBOURS and (not word.text.islower() or word.text in _SMALL)
