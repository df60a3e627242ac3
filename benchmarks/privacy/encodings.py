"""Text as bytes in the ways that files keep it, with the place of every identifier in them."""

from __future__ import annotations

import base64
import json
import random
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final
from urllib.parse import quote
from xml.sax.saxutils import escape

from benchmarks.privacy.marked import Mark, Marked, Text, plain

Write = Callable[[str], bytes]

# One text in so many is escaped sign by sign, as a writer may that trusts no reader.
_ALL_SIGNS: Final = 4


def encoded(text: Text, encoding: str, carrier: str, chance: random.Random) -> Marked:
    """The text in one of `ENCODINGS`. Raises UnicodeEncodeError when it cannot be written so."""
    if encoding == "base64":
        return _in_base64(text, carrier)
    written = Marked(b"\xff\xfe" if encoding == "utf-16" and chance.random() < 0.5 else b"")
    write = _wholly(encoding) if chance.randrange(_ALL_SIGNS) == 0 else ENCODINGS[encoding]
    for part in text:
        if isinstance(part, str):
            written = written + write(part)
        else:
            piece = write(part.text)
            written = written + Marked(piece, (Mark(0, len(piece), part, encoding, carrier),))
    return written


def _wholly(encoding: str) -> Write:
    if encoding == "json":
        return lambda text: "".join(f"\\u{unit:04x}" for unit in _units(text)).encode()
    if encoding == "xml":
        return lambda text: "".join(f"&#x{ord(sign):X};" for sign in text).encode()
    return ENCODINGS[encoding]


def _units(text: str) -> list[int]:
    data = text.encode("utf-16-be")
    return [int.from_bytes(data[at : at + 2], "big") for at in range(0, len(data), 2)]


def _as_json(text: str) -> bytes:
    return json.dumps(text)[1:-1].replace("/", "\\/").encode()


def _as_xml(text: str) -> bytes:
    return escape(text, {"'": "&apos;", '"': "&quot;"}).encode("ascii", "xmlcharrefreplace")


def _in_base64(text: Text, carrier: str) -> Marked:
    """A mark lies on the signs that hold any bit of it: three bytes are four signs."""
    inner = encoded(text, "utf-8", carrier, random.Random(1))
    marks = tuple(
        Mark(mark.start * 8 // 6, -(-mark.stop * 8 // 6), mark.value, "base64", carrier) for mark in inner.marks
    )
    return Marked(base64.b64encode(plain(text).encode()), marks)


ENCODINGS: Final[Mapping[str, Write]] = MappingProxyType(
    {
        "utf-8": lambda text: text.encode(),
        "latin-1": lambda text: text.encode("latin-1"),
        "utf-16": lambda text: text.encode("utf-16-le"),
        "utf-16-be": lambda text: text.encode("utf-16-be"),
        "json": _as_json,
        "json in utf-8": lambda text: json.dumps(text, ensure_ascii=False)[1:-1].encode(),
        "xml": _as_xml,
        "xml in utf-8": lambda text: escape(text, {'"': "&quot;"}).encode(),
        "percent": lambda text: quote(text, safe="/:@=&?.").encode(),
        "base64": lambda text: base64.b64encode(text.encode()),
    }
)
