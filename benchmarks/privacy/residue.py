"""Whether a text is still in a file in any form: as it is, unpacked, in UTF-16, base64 and what escapes signs."""

from __future__ import annotations

import base64
import bz2
import json
import zlib
from collections.abc import Iterator
from contextlib import suppress
from typing import Final
from urllib.parse import quote
from xml.sax.saxutils import escape

# A shorter one is found in any bytes by chance.
SHORTEST: Final = 5
# What is unpacked of one stream; more is only read where a file holds more on purpose.
_LARGEST: Final = 1 << 26
_GZIP, _BZIP2 = b"\x1f\x8b\x08", b"BZh"
_UNPACKINGS: Final = 2


def left(text: str, data: bytes) -> tuple[str, ...]:
    """Each form and layer in which the text is still in the bytes of a file; () when it is in none.

    Raises ValueError for a text so short that chance would find it.
    """
    if len(text) < SHORTEST:
        raise ValueError(f"{text!r} is too short to be searched for.")
    needles = forms(text)
    return tuple(
        f"{form}, {layer}" for layer, held in layers(data) for form, needle in needles.items() if needle in held
    )


def forms(text: str) -> dict[str, bytes]:
    """The text as bytes in every way it may be kept, without those that are the same as an earlier one."""
    made = {
        "UTF-8": text.encode(),
        "Latin-1": _tried(text, "latin-1"),
        "UTF-16": text.encode("utf-16-le"),
        "UTF-16, big-endian": text.encode("utf-16-be"),
        "JSON": json.dumps(text)[1:-1].encode(),
        "JSON with escaped slashes": json.dumps(text)[1:-1].replace("/", "\\/").encode(),
        "JSON in UTF-8": json.dumps(text, ensure_ascii=False)[1:-1].encode(),
        "JSON, every sign": _units(text).encode(),
        "XML": escape(text).encode(),
        "XML with escaped double quotes": escape(text, {'"': "&quot;"}).encode(),
        "XML with escaped quotes": escape(text, {"'": "&apos;", '"': "&quot;"}).encode(),
        "XML, numbers for signs": escape(text).encode("ascii", "xmlcharrefreplace"),
        "XML, all escaped": escape(text, {"'": "&apos;", '"': "&quot;"}).encode("ascii", "xmlcharrefreplace"),
        "XML, every sign": "".join(f"&#x{ord(sign):X};" for sign in text).encode(),
        "percent": quote(text, safe="/:@=&?.").encode(),
        "percent, every sign": quote(text, safe="").encode(),
    }
    for shift in range(3):
        made[f"base64, {shift} bytes in"] = _in_base64(text.encode(), shift)
    kept: dict[str, bytes] = {}
    for form, needle in made.items():
        if needle and needle not in kept.values():
            kept[form] = needle
    return kept


def layers(data: bytes) -> Iterator[tuple[str, bytes]]:
    """The bytes as they are, and what every stream in them unpacks to, of gzip and bzip2 and those in such again."""
    waiting = [("as stored", data)]
    for depth in range(_UNPACKINGS + 1):
        yield from waiting
        if depth < _UNPACKINGS:
            waiting = [("unpacked", inner) for _, held in waiting for inner in _unpacked(held)]


def _unpacked(data: bytes) -> Iterator[bytes]:
    for mark, opened in ((_GZIP, _inflated), (_BZIP2, _bunzipped)):
        at = data.find(mark)
        while at >= 0:
            inner, stop = opened(data[at:])
            if inner:
                yield inner
            at = data.find(mark, at + max(stop, 1))


def _inflated(data: bytes) -> tuple[bytes, int]:
    """What one member holds, as far as it unpacks, and how many bytes it is."""
    stream = zlib.decompressobj(zlib.MAX_WBITS | 16)
    with suppress(zlib.error):
        inner = stream.decompress(data, _LARGEST)
        return inner, len(data) - len(stream.unused_data)
    return b"", 0


def _bunzipped(data: bytes) -> tuple[bytes, int]:
    stream = bz2.BZ2Decompressor()
    with suppress(OSError, ValueError):
        inner = stream.decompress(data, _LARGEST)
        return inner, len(data) - len(stream.unused_data)
    return b"", 0


def _in_base64(data: bytes, shift: int) -> bytes:
    """The signs that only the text decides when it begins so many bytes into a group of three."""
    signs = base64.b64encode(bytes(shift) + data)
    # Signs that also hold bits of what stands before or behind it are cut off.
    return signs[-(-shift * 8 // 6) : (shift + len(data)) * 8 // 6]


def _units(text: str) -> str:
    data = text.encode("utf-16-be")
    return "".join(f"\\u{data[at]:02x}{data[at + 1]:02x}" for at in range(0, len(data), 2))


def _tried(text: str, codec: str) -> bytes:
    with suppress(UnicodeEncodeError):
        return text.encode(codec)
    return b""
