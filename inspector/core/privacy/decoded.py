"""Bytes as characters, each with the bytes it comes from: encodings, and the escapes that documents write."""

from __future__ import annotations

import base64
import binascii
import html
import re
from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Final

from inspector.core.ledger.stretches import wide_form

# What programs write for a character that their document cannot hold as it is.
_ESCAPE: Final = re.compile(
    r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]{2,8});"
    r"|(?:\\u[0-9a-fA-F]{4})+|\\x[0-9a-fA-F]{2}|\\[nrtbf\"'/\\]|(?:%[0-9A-Fa-f]{2})+"
)
_SHORT: Final = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f"}
_BASE64: Final = re.compile(r"(?<![A-Za-z0-9+/_-])[A-Za-z0-9+/_-]{12,}+={0,2}")
_HEX: Final = re.compile(r"(?<![0-9A-Za-z])(?:[0-9a-fA-F]{2}){6,}+(?![0-9A-Za-z])")
# Of a decoded piece this much has to be what people write, or it is not text that somebody packed.
_READABLE: Final = 0.6
_LONGEST: Final = 1 << 16


@dataclass(frozen=True, slots=True)
class Text:
    """Characters, and `edges`: where the bytes of each begin in a layer, and behind them where those of the last end.

    Of an ASCII text `edges` is a range. Where several characters come from the same bytes, such as a packed text,
    all of them begin where these do, and the last edge is where they end.
    """

    characters: str
    edges: Sequence[int]

    def part(self, start: int, stop: int) -> Text:
        """The characters [start, stop)."""
        return Text(self.characters[start:stop], self.edges[start : stop + 1])

    def stop_of(self, stop: int) -> int:
        """Where the bytes of the characters before `stop` end: behind those of the last one, which may share them."""
        edge, at = self.edges[stop - 1], stop
        while at < len(self.edges) - 1 and self.edges[at] == edge:
            at += 1
        return self.edges[at]


def decoded(data: bytes, offset: int) -> Iterator[Text]:
    """The texts in bytes that begin at `offset` of a layer, cut at their NULs: UTF-16 when they look so, else UTF-8
    where they can be, and Latin-1, which gives every byte a character.
    """
    if 0 in data and (wide := wide_text(data, offset)):
        yield wide
        return
    for found in re.finditer(rb"[^\0]++", data):
        yield _narrow(found[0], offset + found.start())


def wide_text(data: bytes, offset: int) -> Text | None:
    """The text of bytes that are UTF-16, with its mark or without, in any script; None when they are hardly that."""
    form = wide_form(data)
    if form is None:
        return None
    encoding, missing = form
    whole = bytes(missing) + data
    # The last letter may have lost its NUL to the zeros behind the text.
    whole += bytes(len(whole) % 2)
    characters = whole.decode(encoding, "surrogatepass" if _pairs(whole, encoding) else "replace")
    widths = (4 if ord(character) > 0xFFFF else 2 for character in characters)
    edges = accumulate(widths, initial=offset - missing)
    return Text(characters, array("q", (min(max(edge, offset), offset + len(data)) for edge in edges)))


def unescaped(text: Text) -> Text | None:
    """The text with its escapes (XML, JSON, addresses of pages) resolved; None when it has none."""
    pieces: list[str] = []
    edges = array("q")
    at = 0
    for found in _ESCAPE.finditer(text.characters):
        meant = _meant(found[0])
        if meant is None:
            continue
        pieces += (text.characters[at : found.start()], meant)
        edges.extend(text.edges[at : found.start()])
        edges.extend([text.edges[found.start()]] * len(meant))
        at = found.end()
    if not pieces:
        return None
    pieces.append(text.characters[at:])
    edges.extend(text.edges[at:])
    return Text("".join(pieces), edges)


def unpacked(text: Text) -> Iterator[Text]:
    """The texts that stand in this one as base64 or as hexadecimal digits."""
    for pattern, decode in ((_BASE64, _from_base64), (_HEX, bytes.fromhex)):
        for found in pattern.finditer(text.characters):
            characters = _readable(found[0], decode)
            if characters:
                start, stop = text.edges[found.start()], text.stop_of(found.end())
                yield Text(characters, [*[start] * len(characters), stop])


def _narrow(data: bytes, offset: int) -> Text:
    if data.isascii():
        return Text(data.decode("ascii"), range(offset, offset + len(data) + 1))
    try:
        characters = data.decode("utf-8")
    except UnicodeDecodeError:
        return Text(data.decode("latin-1"), range(offset, offset + len(data) + 1))
    widths = (len(character.encode()) for character in characters)
    return Text(characters, array("q", accumulate(widths, initial=offset)))


def _pairs(data: bytes, encoding: str) -> bool:
    """Whether it has half a surrogate pair somewhere, which no strict reading allows."""
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return True
    return False


def _meant(escape: str) -> str | None:
    """What an escape stands for; None when it is none."""
    if escape.startswith("&"):
        meant = html.unescape(escape)
        return meant if meant != escape else None
    if escape.startswith("%"):
        return bytes.fromhex(escape.replace("%", "")).decode("utf-8", "replace")
    if escape.startswith("\\u"):
        units = bytes.fromhex(escape.replace("\\u", ""))
        return units.decode("utf-16-be", "replace")
    if escape.startswith("\\x"):
        return chr(int(escape[2:], 16))
    return _SHORT.get(escape[1:], escape[1:])


def _from_base64(word: str) -> bytes:
    plain = word.rstrip("=").replace("-", "+").replace("_", "/")
    return base64.b64decode(plain + "=" * (-len(plain) % 4), validate=True)


def _readable(word: str, decode: Callable[[str], bytes]) -> str:
    """What a packed word holds when that is text; "" otherwise."""
    if len(word) > _LONGEST:
        return ""
    try:
        characters = decode(word).decode("utf-8")
    except (binascii.Error, ValueError):
        return ""
    written = sum(character.isprintable() or character in "\n\r\t" for character in characters)
    told = sum(character.isalnum() or character in " ^,.@:/-_" for character in characters)
    return characters if characters and written == len(characters) and told >= _READABLE * len(characters) else ""
