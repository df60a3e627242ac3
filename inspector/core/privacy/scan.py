"""The privacy check of a file: its ledger in, findings out.

Default is to deny: text that the explained list does not know as what a program writes is a finding, whether or not a
recognizer says what it could be.
"""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Final

from inspector.core.header import Header
from inspector.core.ledger import Kind, Layer, Ledger, Span
from inspector.core.privacy import explained, numbers
from inspector.core.privacy.decoded import Text
from inspector.core.privacy.finding import HIGH_FROM, MEDIUM_FROM, Finding
from inspector.core.privacy.match import Match, Passage
from inspector.core.privacy.passages import LOOKED_AT, NO_CHANCE, Doubt, Place, places
from inspector.core.privacy.recognizers import ALL
from inspector.core.privacy.recognizers.keys import key_of
from inspector.core.privacy.recognizers.table import Kind as Known
from inspector.core.privacy.twins import twins
from inspector.core.privacy.written import is_written, weight
from inspector.core.words import counted

UNEXPLAINED, OPAQUE = "unexplained", "opaque"
_REVIEW: Final = 0.25
_CANNOT_BE_CHECKED: Final = 0.5
_LETTER: Final = re.compile(r"[^\W_]")
_FEW_LETTERS: Final = 3
# A shorter word among random bytes tells nothing but of a number.
_TELLING: Final = 4
_SIGNS: Final = " \t=:'\";,.()[]{}<>|/"
# Signs of Han, Kana and Hangul, of which two are a name.
_SYLLABLE: Final = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_AROUND: Final = 40
# Of one layer: a file with more is no header of an image, and looking at all of it would take minutes.
MOST_HITS: Final = 5000
MOST_PASSAGES: Final = 10_000
MOST_CHARACTERS: Final = 2 << 20
NOT_EXPLAINED: Final = "No program that we know writes this. Decide whether it may leave."
TOO_LONG: Final = "There is more text here than is looked at, so nobody can say what is in the rest of it."
CANNOT_BE_CHECKED: Final = "These bytes are no text that can be read, so nobody can say what is in them."


@dataclass(frozen=True, slots=True)
class _Hit:
    """A match in the bytes of its layer."""

    start: int
    stop: int
    recognizer: str
    score: float
    why: str
    place: Place
    match: Match


_Told = tuple[str, Match]
"""The id of a recognizer, and what it found in a passage."""


def scan(ledger: Ledger, own: Sequence[Known] = ()) -> tuple[Finding, ...]:
    """All findings in a ledger, layer by layer; `own` are recognizers beside those that everybody has."""
    found = [each for layer in ledger.layers for each in _of_layer(layer, own)]
    return (*found, *twins(ledger.layers, found))


def looks_alike(before: Header, after: Header) -> bool:
    """Whether the check finds the same in two headers of one image, because they differ in other numbers only."""
    if (before.version, before.voxel_bytes) != (after.version, after.voxel_bytes):
        return False
    names = [field.name for field in before.fields if field.is_text or field.name in numbers.LOOKED_AT]
    ends = (each.data[each.fixed_size :] for each in (before, after))
    return all(before.raw(name) == after.raw(name) for name in names) and next(ends) == next(ends)


def _of_layer(layer: Layer, own: Sequence[Known]) -> Iterator[Finding]:
    hits: list[_Hit] = []
    unread = next((span.start + LOOKED_AT for span in layer.spans if _is_long(span)), 0)
    characters = 0
    for number, place in enumerate(places(layer)):
        if len(hits) > MOST_HITS or number > MOST_PASSAGES or characters > MOST_CHARACTERS:
            unread = place.text.edges[0]
            break
        characters += len(place.passage.text)
        hits += _of_place(place, own)
    if unread:
        yield _too_long(layer, unread)
    hits.sort(key=lambda hit: (hit.start, hit.stop))
    yield from (_finding(layer, together) for together in _overlapping(hits))
    if layer.header:
        yield from numbers.look(layer.header, layer)
    yield from _opaque(layer)


def _is_long(span: Span) -> bool:
    return span.kind is Kind.TEXT and span.length > LOOKED_AT


def _too_long(layer: Layer, start: int) -> Finding:
    """What is told of text that nobody looked at from this byte on, because there is so much of it."""
    last = next(span for span in reversed(layer.spans) if span.kind in (Kind.TEXT, Kind.OPAQUE))
    span = next(span for span in layer.spans if span.stop > start)
    text = f"{counted(last.stop - start, 'byte')} from byte {start:,} on"
    return Finding(
        layer.file, layer.title, span.surface, span.part, start, last.stop, OPAQUE, _CANNOT_BE_CHECKED, TOO_LONG, text
    )


def _opaque(layer: Layer) -> Iterator[Finding]:
    """One finding for all that cannot be read in one place, from the first of these bytes to the last."""
    by_place: dict[tuple[str, str], list[Span]] = {}
    for span in layer.spans:
        if span.kind is Kind.OPAQUE:
            by_place.setdefault((span.surface, span.part), []).append(span)
    for (surface, part), spans in by_place.items():
        count = sum(span.length for span in spans)
        digest = hashlib.sha256()
        for span in spans:
            digest.update(layer.content.read(span.start, min(span.length, LOOKED_AT)))
        score = _CANNOT_BE_CHECKED if count >= NO_CHANCE else _REVIEW
        text = f"{counted(count, 'byte')}, sha256 {digest.hexdigest()[:16]}"
        yield Finding(
            layer.file, layer.title, surface, part, spans[0].start, spans[-1].stop, OPAQUE, score, CANNOT_BE_CHECKED,
            text,
        )  # fmt: skip


def _of_place(place: Place, own: Sequence[Known]) -> Iterator[_Hit]:
    """What is found in a passage; what a study says is its own is looked for in explained texts as well."""
    mine = [(each.id, match) for each in own for match in each.find(place.passage)]
    if place.doubt is Doubt.NONE and not mine:
        found: Iterable[_Told] = _remembered(place.passage)
    else:
        found = _told(place, mine)
    for recognizer, match in found:
        yield _hit(place, recognizer, match)


@lru_cache(maxsize=4096)
def _remembered(passage: Passage) -> tuple[_Told, ...]:
    """The same for text: most of it stands unchanged in the next revision, and in other files of a study."""
    return tuple(_told(Place(passage, Text(passage.text, range(len(passage.text) + 1))), ()))


def _told(place: Place, mine: Sequence[_Told]) -> Iterator[_Told]:
    """What is found in a passage: in what an explanation leaves open, or in all of it. `mine` is found in any case."""
    yield from mine
    explanation = None if key_of(place.passage.label) else explained.explain(place.passage)
    if explanation is None:
        yield from _looked_at(place, mine, 0, len(place.passage.text))
    elif explanation.free:
        yield from _looked_at(place, (), *explanation.free)


def _looked_at(place: Place, mine: Sequence[_Told], start: int, stop: int) -> Iterator[_Told]:
    whole = place.passage
    open_part = whole if stop - start == len(whole.text) else Passage(whole.text[start:stop], whole.surface, whole.part)
    covered = [(match.start, match.stop) for _, match in mine]
    for each in ALL:
        for match in each.find(open_part):
            if not _is_certain(match, place):
                continue
            covered.append((match.start, match.stop))
            yield each.id, Match(match.start + start, match.stop + start, match.score, match.why)
    if place.doubt is Doubt.NONE:
        for begin, end in _left(open_part.text, covered):
            if covered and _is_known(open_part.text[begin:end], whole):
                continue
            yield UNEXPLAINED, Match(begin + start, end + start, _REVIEW, NOT_EXPLAINED)


def _is_known(rest: str, whole: Passage) -> bool:
    """Whether what is left beside a match is what programs write, or the name that the found value stands under."""
    core = rest.strip(_SIGNS)
    return bool(explained.explain(Passage(rest, whole.surface, whole.part)) or key_of(core))


def _is_certain(match: Match, place: Place) -> bool:
    """Whether a match is no chance: among random bytes some always read like a short name or number."""
    if place.doubt is Doubt.NONE:
        return True
    found = place.passage.text[match.start : match.stop]
    if match.score < MEDIUM_FROM or not is_written(found):
        return False
    if place.doubt is Doubt.OPAQUE:
        return True
    digits = sum(map(str.isdigit, found))
    if match.score < HIGH_FROM or 0 < match.told < _TELLING:
        return digits >= (_TELLING if match.told else NO_CHANCE)
    # Between a word and what it tells stands a sign.
    return weight(place.text.part(match.start, match.stop)) + match.told + bool(match.told) >= NO_CHANCE


def _hit(place: Place, recognizer: str, match: Match) -> _Hit:
    start, stop = place.text.edges[match.start], place.text.stop_of(match.stop)
    return _Hit(start, stop, recognizer, match.score, match.why, place, match)


def _left(text: str, covered: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The stretches of a text that nothing covers and that hold three letters or digits, without the spaces around."""
    ends = [(0, 0), *sorted(covered), (len(text), len(text))]
    at = 0
    for (_, stop), (start, _) in pairwise(ends):
        at = max(at, stop)
        piece = text[at:start]
        if len(_LETTER.findall(piece)) + len(_SYLLABLE.findall(piece)) >= _FEW_LETTERS:
            yield at + len(piece) - len(piece.lstrip()), at + len(piece.rstrip())


def _overlapping(hits: Sequence[_Hit]) -> Iterator[list[_Hit]]:
    """Hits that share a byte, together. What only is not explained joins nothing that is recognised."""
    known = [hit for hit in hits if hit.recognizer != UNEXPLAINED]
    groups: list[list[_Hit]] = []
    stop = -1
    for hit in known:
        if hit.start < stop:
            groups[-1].append(hit)
        else:
            groups.append([hit])
        stop = max(stop, hit.stop)
    yield from groups
    starts = [group[0].start for group in groups]
    stops = [max(hit.stop for hit in group) for group in groups]
    seen: set[tuple[int, int]] = set()
    for hit in hits:
        before = bisect_left(starts, hit.stop)
        is_taken = before > 0 and stops[before - 1] > hit.start
        if hit.recognizer == UNEXPLAINED and (hit.start, hit.stop) not in seen and not is_taken:
            seen.add((hit.start, hit.stop))
            yield [hit]


def _finding(layer: Layer, hits: Sequence[_Hit]) -> Finding:
    """One finding of hits that share their bytes: as sure as all of them together, and called like the surest."""
    surest = max(hits, key=lambda hit: hit.score)
    by_recognizer = {hit.recognizer: hit.score for hit in sorted(hits, key=lambda hit: hit.score)}
    doubt = 1.0
    for score in by_recognizer.values():
        doubt *= 1 - score
    start, stop = hits[0].start, max(hit.stop for hit in hits)
    widest = max(hits, key=lambda hit: hit.stop - hit.start)
    shown = widest if (widest.start, widest.stop) == (start, stop) else None
    line = (shown or surest).place.passage.text
    first, last = _characters((shown or surest).place, start, stop)
    passage = surest.place.passage
    return Finding(
        layer.file, layer.title, passage.surface, passage.part, start, stop, surest.recognizer, 1 - doubt, surest.why,
        line[first:last], line[max(first - _AROUND, 0) : first], line[last : last + _AROUND],
    )  # fmt: skip


def _characters(place: Place, start: int, stop: int) -> tuple[int, int]:
    """The characters of a place that the bytes [start, stop) hold."""
    edges = place.text.edges
    return bisect_left(edges, start), min(bisect_left(edges, stop), len(edges) - 1)
