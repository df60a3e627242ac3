"""R3: names of people without a label. What looks like a name and is no known word is a name.

There is no list of all names. The words of programs, scanners, anatomy and common language are known
(`inspector.core.privacy.vocabulary`); two others side by side in the shape of a name are one, and frequent given names
and surnames are known too, because many of them are words: Mark Young.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from typing import Final
from unicodedata import normalize

from inspector.core.privacy.match import Match, Passage
from inspector.core.privacy.recognizers.words import Word, runs
from inspector.core.privacy.vocabulary import Known, listed

WORD, TECHNICAL, GIVEN, SURNAME, NAME = map(int, (Known.WORD, Known.TECHNICAL, Known.GIVEN, Known.SURNAME, Known.NAME))

# How much a word speaks for a name. Two strong ones are a name; a weak one needs a strong one beside it.
GIVEN_NAME: Final = 3.0
SURNAME_ONLY: Final = 2.5
UNKNOWN: Final = 2.0
NAME_AND_WORD: Final = 1.0
TECHNICAL_NAME: Final = 0.75
COMMON_WORD: Final = 0.5
NOTHING: Final = 0.0

VOWELS: Final = frozenset("aeiouyæøœəı")
LONGEST_NAME: Final = 6

_OF_TITLES: Final = frozenset(("ra", "ssa", "na"))  # Sig.ra, Dott.ssa
# AFNI's code of a dataset: letters and digits by chance, in which any name may turn up.
_AFNI_CODE: Final = re.compile(r"(?<![A-Za-z0-9_-])[A-Z]{3}_[A-Za-z0-9_-]{22}(?![A-Za-z0-9_-])")
_SHORTEST_ALONE: Final = 3
_AROUND: Final = 60
_NOT_LATIN: Final = re.compile("[ɐ-᷿℀-\U0010ffff]")
_REPEATED: Final = re.compile(r"(.)\1{3}")
_LETTERS: Final = re.compile(r"[^\W\d_]")
_FILE_ENDING: Final = re.compile(r"(?:_[A-Za-z]\w{1,7})?(?:\.[a-z]{2,4}){1,3}\s*\Z")


def find(passage: Passage) -> Iterator[Match]:
    """Names in a text in Latin letters, as pairs of words, with an initial, or after a title."""
    text = _AFNI_CODE.sub(lambda code: "0" * len(code[0]), passage.text)
    for run in runs(text):
        yield from _titled(run)
        for names, part in _parts(run):
            if names:
                yield from _named(part, _is_all(text, part))


def _is_all(text: str, part: Sequence[Word]) -> bool:
    """Whether there are no other words in a text but the ending of a file name."""
    start, stop = part[0].start, part[-1].stop
    before, after = text[max(start - _AROUND, 0) : start], text[stop : stop + _AROUND]
    return not _LETTERS.search(before) and not _LETTERS.search(_FILE_ENDING.sub("", after))


def _titled(run: Sequence[Word]) -> Iterator[Match]:
    """Dr. Jane Doe: the words after a title that are written large."""
    for at, title in enumerate(run[:-1]):
        small = title.text.lower()
        if small not in listed("titles") or run[at + 1].before not in (" ", ".", ". ", "_", ""):
            continue
        doubtful = small in listed("doubtful") and (title.text.isupper() or title.small)
        name = list(_after_title(run[at + 1 : at + 1 + LONGEST_NAME], strict=doubtful or title.small))
        if name:
            yield Match(title.start, name[-1].stop, 0.95, "A title stands before a name.")


def _after_title(rest: Sequence[Word], *, strict: bool) -> Iterator[Word]:
    found = False
    for word in rest:
        small = word.text.lower()
        if small in listed("titles") or (not found and (word.initial or _particle(word) or small in _OF_TITLES)):
            continue
        if _weight(word) < (NAME_AND_WORD if strict else COMMON_WORD) or (word.small and not strict):
            return
        found = True
        yield word


def _parts(run: Sequence[Word]) -> Iterator[tuple[bool, list[Word]]]:
    """A run cut where words that are no part of a name begin and end."""
    for names, letters in groupby(enumerate(run), lambda placed: _could_be_of_a_name(run, placed[0])):
        yield names, [word for _, word in letters]


def _could_be_of_a_name(run: Sequence[Word], at: int) -> bool:
    """A name that is a technical word too is none beside another technical word: White Matter."""
    word = run[at]
    if word.initial or _particle(word):
        return True
    weight = _weight(word)
    if weight == TECHNICAL_NAME:
        return not any(_technical(other) and other.small == word.small for other in _beside(run, at)) and not (
            at + 1 < len(run) and _technical(run[at + 1]) and not word.known & GIVEN
        )
    return weight > NOTHING


def _beside(run: Sequence[Word], at: int) -> Sequence[Word]:
    return (*run[max(at - 1, 0) : at], *run[at + 1 : at + 2])


def _particle(word: Word) -> bool:
    return (len(word.text) > 1 and word.text.lower() in listed("particles")) or word.text in ("y", "e")


def _technical(word: Word) -> bool:
    return bool(word.known & TECHNICAL) and not word.known & NAME and not word.initial and not _particle(word)


def _weight(word: Word) -> float:
    """How much a word speaks for a name."""
    lists, text = word.known, word.text
    if len(text) == 1 or word.glued:
        return NOTHING
    if lists & NAME and not (len(text) == 2 and text.islower()):
        if lists & WORD:
            return TECHNICAL_NAME if lists & TECHNICAL else NAME_AND_WORD
        if len(text) == 2:
            return NAME_AND_WORD
        return GIVEN_NAME if lists & GIVEN else SURNAME_ONLY
    if lists:
        return NOTHING if lists & TECHNICAL or text.islower() else COMMON_WORD
    if len(text) == 2:
        return NAME_AND_WORD if text.istitle() or (text.isupper() and not text.isascii()) else NOTHING
    return UNKNOWN if _plausible(text) else NOTHING


def _plausible(text: str) -> bool:
    """Whether an unknown word can be spoken: noise of bytes and abbreviations are seldom."""
    if not 3 <= len(text) <= 20 or _NOT_LATIN.match(text) or _REPEATED.search(text):
        return False
    small = text.lower()
    foreign = sum(letter > "z" for letter in small)
    plain = small if not foreign else normalize("NFD", small)
    return not VOWELS.isdisjoint(plain) and foreign * 3 <= len(small) * 2 + 1 and len(set(small)) * 3 >= len(small)


def _named(part: Sequence[Word], whole: bool) -> Iterator[Match]:
    """The names in words that could all be of one: those written large apart from those written small."""
    for cut in _same_case(part):
        segment = _trimmed(cut)
        if not segment:
            continue
        score = _small(segment, whole) if segment[-1].small else _large(segment, whole)
        if score:
            yield Match(segment[0].start, segment[-1].stop, score, "Words that are written like a name.")


def _same_case(part: Sequence[Word]) -> Iterator[list[Word]]:
    """Particles go with either: van Dyck, jan van eyck."""
    segment: list[Word] = []
    small: bool | None = None
    for word in part:
        if not _particle(word):
            if small is not None and small != word.small:
                yield segment
                segment = []
            small = word.small
        segment.append(word)
    yield segment


def _trimmed(segment: list[Word]) -> list[Word]:
    """Without particles behind it, and before it without those that any word can follow."""
    while segment and _particle(segment[-1]):
        segment.pop()
    while segment and _particle(segment[0]) and segment[0].text.lower() not in listed("of-surnames"):
        segment.pop(0)
    return segment


def _large(segment: Sequence[Word], whole: bool) -> float:
    """The score of words that are written large, some in capitals perhaps."""
    first, second = _strongest(segment)
    cue = any(word.initial for word in segment) or _of_a_surname(segment)
    if first >= UNKNOWN and (second >= TECHNICAL_NAME or cue):
        return 0.9 if first == GIVEN_NAME else 0.85
    if first >= UNKNOWN and second == COMMON_WORD:
        return 0.8
    if first >= TECHNICAL_NAME and second >= TECHNICAL_NAME:
        return _two_words(segment, whole)
    if cue and first >= COMMON_WORD:
        dotted = first >= TECHNICAL_NAME and _with_a_dot(segment)
        return 0.8 if dotted or (first >= NAME_AND_WORD and _with_a_comma(segment)) else 0.55
    return 0.55 if first == GIVEN_NAME and max(map(_length, segment)) > _SHORTEST_ALONE else 0.0


def _length(word: Word) -> int:
    return len(word.text)


def _strongest(segment: Sequence[Word]) -> tuple[float, float]:
    """The weights of the two words that speak most for a name."""
    weights = sorted((_weight(word) for word in segment if not _particle(word)), reverse=True)
    first, second = (*weights, NOTHING, NOTHING)[:2]
    return first, second


def _of_a_surname(segment: Sequence[Word]) -> bool:
    """van Dyck: a particle and a word after it."""
    return any(word.small and word.text in listed("of-surnames") for word in segment[:-1])


def _with_a_dot(segment: Sequence[Word]) -> bool:
    """J. Smith."""
    return any(one.initial and two.before in (". ", ".") for one, two in pairwise(segment))


def _with_a_comma(segment: Sequence[Word]) -> bool:
    """Smith, J."""
    return any(two.initial and two.before == ", " and one.known & SURNAME for one, two in pairwise(segment))


def _two_words(segment: Sequence[Word], whole: bool) -> float:
    """Mark Young: both are words and both are names."""
    named = any(
        (one.known & GIVEN and two.known & SURNAME) or (one.known & SURNAME and two.known & GIVEN)
        for one, two in pairwise(segment)
    )
    return (0.8 if len(segment) <= 3 else 0.55) if named else 0.0


def _small(segment: Sequence[Word], whole: bool) -> float:
    """The score of words that are written small."""
    first, second = _strongest(segment)
    if first == GIVEN_NAME and second >= NAME_AND_WORD:
        return 0.85
    if first >= UNKNOWN and len(segment) <= 3 and (second >= NAME_AND_WORD or _of_a_surname(segment)):
        return 0.8 if whole else 0.45
    if first >= UNKNOWN and second == TECHNICAL_NAME and len(segment) <= 3:
        return (0.8 if first == GIVEN_NAME else 0.6) if whole else 0.3
    return min(_two_words(segment, whole), 0.6) if whole else 0.0
