"""What scanners of Siemens keep in private values: CSA headers of version 2, and the protocol as text.

A CSA header is a list of elements with a name and values, each in more room than it needs; what stands in the rest is
memory that nobody wiped. Source: the description of CSA headers in nibabel's documentation.
"""

from __future__ import annotations

import re
import struct
from typing import Final

from inspector.core.ledger.documents import NAMES
from inspector.core.ledger.formats.fixed import are_figures
from inspector.core.ledger.span import Kind, Track
from inspector.core.ledger.stretches import kind_of, lay_data

CSA, PROTOCOL = b"SV10", b"<XProtocol>"
LARGEST: Final = 4 << 20
_HEAD: Final = struct.Struct("<64si4siii")
_ITEM: Final = struct.Struct("<4i")
_START: Final = 16
_SPANS: Final = 12
_IDENTIFIER: Final = re.compile(rb"[A-Za-z_][A-Za-z_]*+(?:\d{1,3}[A-Za-z_]*+){0,4}")
# Fewer letters in a row tell nothing, and any memory holds some.
_LETTERS: Final = re.compile(rb"(?:(?:[A-Za-z\d^_.,@-]|[\xc3-\xf4][\x80-\xbf]{1,3})\0?){5}")
# Quotes are doubled in a protocol that lies in a string of another.
_TOKEN: Final = re.compile(
    rb'<(?P<type>[A-Za-z_]\w{0,40})(?:\.(?P<quote>"{1,2})(?P<name>[^"\n]{0,120})(?P=quote))?>'
    rb"(?P<id>[ \t]*+\d{1,10}(?=[ \t]*\r?\n))?"
    rb'|(?P<open>"{1,2})(?P<text>(?:[^"\s][^"\n]*+)?)(?P=open)'
    rb"|^(?P<mark>### ASCCONV (?:BEGIN|END)(?: object=\w{1,40}@\w{1,40})?(?: version=\d{1,8})?"
    rb"(?: converter=%MEASCONST%/[\w/.]{1,80}+)?[ \t]*+###)"
    rb"|^(?P<key>[A-Za-z_][\w.\[\]]{0,200}+)[ \t]*+=[ \t]*+(?P<value>[^\r\n]*+)",
    re.MULTILINE,
)
_KEY: Final = re.compile(rb"(?:[A-Za-z_]{1,60}+(?:\d{1,3}[A-Za-z_]*+){0,4}(?:\[\d{0,5}\])*+(?:\.|\Z))++")
_SYNTAX: Final = re.compile(rb"[\s{}\d.+-]*+")
# A number of a protocol is one like those of a binary header, unless it reads like a date or is too large for one.
_DOUBTFUL: Final = re.compile(rb"(?<![\d.])(?:(?:18|19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?!\d)|\d{11})")
_NUMBER: Final = re.compile(rb"-?\d{1,10}(?:\.\d*)?(?:e[-+]?\d{1,3})?|0x[0-9a-fA-F]{1,5}")
# What stands behind these are words of the programs that read the protocol.
_WORDS_OF_PROGRAMS: Final = frozenset(
    [b"Class", b"Connection", b"Event", b"Method", b"Dependency", b"Name", b"Control", b"Param", b"Pos", b"Line"]
)


def lay_siemens(track: Track, data: bytes, surface: str, part: str) -> None:
    """A CSA header or a protocol; what is neither is laid by what it is."""
    start = track.at
    if data.startswith(CSA):
        _lay_elements(track, data, surface, part)
    elif data.startswith(PROTOCOL):
        _lay_protocol(track, data, surface, part)
    lay_data(track, data[track.at - start :], surface, part)


def _lay_elements(track: Track, data: bytes, surface: str, part: str) -> None:
    count = struct.unpack_from("<I", data.ljust(_START, b"\0"), 8)[0]
    at = min(_START, len(data))
    track.lay(at, Kind.STRUCTURE, surface, part)
    for _ in range(count):
        if len(data) - at < _HEAD.size or track.room < _SPANS:
            return
        name, _, _, _, items, _ = _HEAD.unpack_from(data, at)
        word = name.partition(b"\0")[0]
        if not 0 <= items <= 1 << 12:
            return
        known = Kind.STRUCTURE if _IDENTIFIER.fullmatch(word) else kind_of(word)
        track.lay(len(word), known, surface, NAMES)
        _lay_rest(track, name[len(word) :], surface, part)
        track.lay(_HEAD.size - len(name), Kind.STRUCTURE, surface, part)
        at += _HEAD.size
        label = f"{part}.{word.decode('latin-1')}"
        for _ in range(items):
            length = _ITEM.unpack_from(data, at)[1] if len(data) - at >= _ITEM.size else -1
            if not 0 <= length <= len(data) - at - _ITEM.size or track.room < _SPANS:
                return
            track.lay(_ITEM.size, Kind.STRUCTURE, surface, part)
            at += _ITEM.size
            stop = min(at + length + -length % 4, len(data))
            _lay_item(track, data[at:stop], surface, label)
            at = stop


def _lay_item(track: Track, data: bytes, surface: str, part: str) -> None:
    """A value up to its NUL, and the memory behind it."""
    text = data.partition(b"\0")[0]
    if text.startswith(PROTOCOL):
        _lay_protocol(track, text, surface, part)
    elif are_figures(text):
        track.lay(len(text), Kind.STRUCTURE, surface, part)
    else:
        track.lay(len(text), kind_of(text), surface, part)
    _lay_rest(track, data[len(text) :], surface, part)


def _lay_rest(track: Track, data: bytes, surface: str, part: str) -> None:
    if _LETTERS.search(data):
        track.lay(len(data), Kind.OPAQUE, surface, part)
    else:
        track.lay(len(data), kind_of(data) if not any(data) else Kind.STRUCTURE, surface, part)


def _lay_protocol(track: Track, data: bytes, surface: str, part: str) -> None:
    """A protocol: marked parameters with names, then assignments; values have the names of what they are of."""
    at, label, of_program = 0, part, False
    for found in _TOKEN.finditer(data):
        if track.room < _SPANS:
            break
        _lay_between(track, data[at : found.start()], surface, label)
        at = found.end()
        if found["type"]:
            track.lay(len(found[0]), Kind.STRUCTURE, surface, part)
            of_program = found["type"] in _WORDS_OF_PROGRAMS
            label = f"{part}.{(found['name'] or b'').decode('latin-1')}".rstrip(".")
        elif found["text"] is not None:
            track.lay(len(found["open"]), Kind.STRUCTURE, surface, part)
            is_word = of_program and all(map(_IDENTIFIER.fullmatch, re.split(rb"[@:&. ]+", found["text"].strip())))
            track.lay(len(found["text"]), Kind.STRUCTURE if is_word else kind_of(found["text"]), surface, label)
            track.lay(len(found["open"]), Kind.STRUCTURE, surface, part)
        elif found["mark"]:
            track.lay(len(found[0]), Kind.STRUCTURE, surface, part)
            label = part
        else:
            _lay_assignment(track, found, surface, part)
    _lay_between(track, data[at:], surface, label)


def _lay_between(track: Track, data: bytes, surface: str, part: str) -> None:
    is_syntax = _SYNTAX.fullmatch(data) and not _DOUBTFUL.search(data)
    track.lay(len(data), Kind.STRUCTURE if is_syntax else kind_of(data), surface, part)


def _lay_assignment(track: Track, found: re.Match[bytes], surface: str, part: str) -> None:
    key, value = found["key"], found["value"].strip()
    track.lay(len(key), Kind.STRUCTURE if _KEY.fullmatch(key) else kind_of(key), surface, NAMES)
    track.lay(found.start("value") - found.end("key"), Kind.STRUCTURE, surface, part)
    is_number = _NUMBER.fullmatch(value) and not _DOUBTFUL.search(value)
    label = f"{part}.{key.rpartition(b'.')[2].decode('latin-1')}"
    track.lay(len(found["value"]), Kind.STRUCTURE if is_number else kind_of(found["value"]), surface, label)
