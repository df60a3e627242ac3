"""Looking for a text that was taken away, in every form in which bytes may still have it."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Iterator
from typing import Final
from urllib.parse import quote
from xml.sax.saxutils import escape

# What is shorter stands in many files by chance.
SHORTEST: Final = 4
# Base64 of a text depends on how many bytes stand before it; these letters of its two ends depend on its neighbours.
_ALIGNMENTS: Final = ((0, 0), (1, 2), (2, 3))


def remaining(texts: Iterable[str], data: bytes) -> list[str]:
    """Those of the texts that these bytes still hold, in any of the `forms`. Too short ones are not looked for."""
    kept = [text for text in dict.fromkeys(text.strip() for text in texts) if len(text) >= SHORTEST]
    return [text for text in kept if any(form in data for form in forms(text))]


def forms(text: str) -> Iterator[bytes]:
    """The text as UTF-8, Latin-1, UTF-16, escaped for JSON, XML and addresses, in base64 and in hexadecimal digits."""
    plain = text.encode("utf-8", "replace")
    found = [plain, text.encode("utf-16-le", "replace"), text.encode("utf-16-be", "replace")]
    if text.isascii() or all(ord(character) < 256 for character in text):
        found.append(text.encode("latin-1"))
    found += [
        json.dumps(text)[1:-1].encode(),
        escape(text, {'"': "&quot;", "'": "&apos;"}).encode("ascii", "xmlcharrefreplace"),
        quote(text).encode(),
        plain.hex().encode(),
        plain.hex().upper().encode(),
    ]
    for before, cut in _ALIGNMENTS:
        packed = base64.b64encode(bytes(before) + plain)
        inner = packed[cut : len(packed.rstrip(b"=")) - 1]
        if len(inner) >= SHORTEST + 1:
            found.append(inner)
    yield from dict.fromkeys(found)
