"""What is there to be read in a layer: every text of it line by line, and what can be read in its opaque bytes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Final

from inspector.core.ledger import Kind, Layer, Span
from inspector.core.privacy.decoded import Text, decoded, unescaped, unpacked, wide_text
from inspector.core.privacy.match import Passage

# A line is looked at in stretches of this many characters; the last ones of each are looked at with the next again.
LONGEST: Final = 8192
SHARED: Final = 256
# Of one opaque span; what comes behind is told to be opaque, and nothing is looked for in it.
OPAQUE_LOOKED_AT: Final = 16 << 20
# The share of written runs from which opaque bytes are no noise.
MOSTLY: Final = 0.5
# How many bytes of marks and lengths stand between a name and its value.
CLOSE: Final = 12
_KEY: Final = re.compile(r"([A-Za-z_]\w{1,63})\W?\Z")
_RUN: Final = re.compile(
    rb"(?:[\x20-\x7e\t]|[\xc3-\xf4][\x80-\xbf]{1,3}|(?<=[A-Za-z])[\xc0-\xff](?=[A-Za-z,. ])){4,}+"
    rb"|(?:[\x20-\x7e]\0){4,}+|(?:\0[\x20-\x7e]){4,}+"
)
_LINE: Final = re.compile(r"[^\n\r\x0b\x0c\x00\x1c-\x1e\x85\u2028\u2029]++")
_NO_LABEL: Final = frozenset(
    ["content", "after its end", "filling", "names", "attributes", "preamble", "comment", "instruction", "part"]
)
_NAMES: Final = ("Name", "atr_name")
# A column of a table, or a member of an object, may be called Name as well, and is then a label like all others.
_OF_XML: Final = re.compile("[/@]")
_GZIP: Final = "gzip member"
_VALUES: Final = ("Value", "AFNI_atr")


class Doubt(Enum):
    """Whether somebody wrote a passage: it stands in text, in opaque bytes, or in some that look random."""

    NONE = 0
    OPAQUE = 1
    NOISE = 2


@dataclass(frozen=True, slots=True)
class Place:
    """A passage, the characters it is made of with their bytes, and whether it is one."""

    passage: Passage
    text: Text
    doubt: Doubt = Doubt.NONE


def places(layer: Layer) -> Iterator[Place]:
    """Every passage of a layer, in the order of its bytes; a packed or escaped text behind the line it stands in."""
    label = _Labels()
    for span in layer.spans:
        if span.kind is Kind.TEXT:
            data = layer.content.read(span.start, span.length)
            for text in decoded(data, span.start):
                yield from _lines(text, span, label.of(span, text))
        elif span.kind is Kind.OPAQUE:
            data = layer.content.read(span.start, min(span.length, OPAQUE_LOOKED_AT))
            yield from _in_opaque(data, span)


def _in_opaque(data: bytes, span: Span) -> Iterator[Place]:
    """What can be read in bytes that are no text: letters of UTF-16 in any script, else the runs of plain ones.

    Programs that store values with marks and lengths between them write the name of each before it.
    """
    if text := wide_text(data, span.start):
        yield from _lines(text, span, "", Doubt.OPAQUE)
        return
    runs = list(_RUN.finditer(data))
    # Random bytes hold few runs; what programs store holds little else.
    is_noise = sum(len(run[0]) for run in runs) < MOSTLY * len(data.replace(b"\0", b""))
    label, stop = "", 0
    for run in runs:
        if run.start() - stop > CLOSE:
            label = ""
        for text in decoded(run[0], span.start + run.start()):
            yield from _lines(text, span, label, Doubt.NOISE if is_noise else Doubt.OPAQUE)
            named = _KEY.search(text.characters)
            label = named[1] if named else ""
        stop = run.end()


def _lines(text: Text, span: Span, label: str, doubt: Doubt = Doubt.NONE) -> Iterator[Place]:
    for line in _pieces(text):
        for readable in _readings(line):
            passage = Passage(readable.characters, span.surface, span.part, label)
            yield Place(passage, readable, doubt)


def _readings(line: Text) -> Iterator[Text]:
    """The line as it stands, or without its escapes when it has some; and what is packed in it."""
    plain = unescaped(line)
    yield line
    if plain:
        yield from _pieces(plain)
    for found in unpacked(plain or line):
        yield from _pieces(found)


def _pieces(text: Text) -> Iterator[Text]:
    """The lines of a text; long ones in stretches that overlap."""
    for found in _LINE.finditer(text.characters):
        start, stop = found.span()
        if stop - start <= LONGEST:
            if found[0].strip():
                yield text.part(start, stop)
            continue
        for at in range(start, stop - SHARED, LONGEST - SHARED):
            yield text.part(at, min(at + LONGEST, stop))


class _Labels:
    """The names under which documents keep their values. Some write them as a value, before the one they are of."""

    def __init__(self) -> None:
        self._told = ""

    def of(self, span: Span, text: Text) -> str:
        if span.part in _NO_LABEL or not span.part or span.surface.startswith(_GZIP):
            return ""
        last = re.split(r"[./](?![^\[]*\])", span.part)[-1]
        element, _, attribute = last.partition("@")
        inside = re.search(r"\[(.*)\]\Z", element)
        leaf = attribute or (inside[1] if inside else element)
        if leaf in _NAMES and _OF_XML.search(span.part):
            self._told = text.characters.strip()
            return ""
        return self._told if leaf in _VALUES and self._told else leaf
