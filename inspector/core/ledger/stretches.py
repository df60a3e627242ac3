"""Classing bytes of which nothing is known by what they are: zeros, text, or neither.

A region is cut where eight NULs or more stand together; those, and the NULs at its two ends, are zero padding. What is
left between is text or opaque as a whole. A few NULs within it are no cut: so UTF-16 stays in one piece.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final

from inspector.core.ledger.span import Bytes, Held, Kind, Track

ZEROS: Final = 8
PIECE: Final = 1 << 20
# Of one region; what comes then is a single opaque span.
MOST: Final = 4096
_WRITTEN: Final = re.compile(rb"[^\0]")
_CONTROL: Final = bytes({*range(0x20), 0x7F} - {0, *b"\t\n\r"})
_ASCII: Final = bytes(range(0x80))
_PLAIN_WORD: Final = re.compile(rb"[\x20-\x7e]{3}")
_FEWEST_WIDE, _LONGEST_WIDE = 6, 1 << 16
# Latin, Greek, Cyrillic, Hebrew, Arabic, Devanagari, Thai, Kana, Han and Hangul, with their signs.
_LETTERS: Final = re.compile(
    r"[\t\n\r\x20-\x7e\u00a0-\u024f\u0370-\u052f\u0590-\u06ff\u0900-\u097f\u0e00-\u0e7f\u1e00-\u1fff"
    r"\u2010-\u2030\u3000-\u30ff\u4e00-\u9fff\uac00-\ud7af\uff00-\uffef]+"
)
_MARKS: Final = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}


def pieces(source: Bytes, start: int, stop: int) -> Iterator[bytes]:
    """The bytes [start, stop) of a source, a MiB at a time."""
    for at in range(start, stop, PIECE):
        yield source.read(at, min(PIECE, stop - at))


def lay_region(track: Track, source: Bytes, start: int, stop: int, surface: str, part: str = "") -> None:
    """Lay the bytes [start, stop) of a source by what they are. They are read a piece at a time."""
    end = track.at + max(stop - start, 0)
    for count, kind in islice(classes(pieces(source, start, stop)), min(MOST, track.room)):
        track.lay(count, kind, surface, part)
    track.lay(end - track.at, Kind.OPAQUE, surface, part)


def lay_data(track: Track, data: bytes, surface: str, part: str = "") -> None:
    """Lay bytes in memory by what they are."""
    lay_region(track, Held(data), 0, len(data), surface, part)


def classes(data: Iterable[bytes]) -> Iterator[tuple[int, Kind]]:
    """(number of bytes, kind) of the stretches and the zeros between them, from pieces of any length."""
    zeros, stretch = 0, _Stretch()
    for piece in data:
        for found, is_zeros in _cut(piece):
            if is_zeros or not found:
                zeros += len(found)
                continue
            if zeros >= ZEROS or not stretch.length:
                if stretch.length:
                    yield stretch.length, stretch.kind
                    stretch = _Stretch()
                if zeros:
                    yield zeros, Kind.PADDING
            else:
                stretch.feed(bytes(zeros))
            zeros = 0
            stretch.feed(found)
    if stretch.length:
        yield stretch.length, stretch.kind
    if zeros:
        yield zeros, Kind.PADDING


def kind_of(data: bytes) -> Kind:
    """The kind of bytes that are not cut: zero padding, text or opaque."""
    if not data.strip(b"\0"):
        return Kind.PADDING
    stretch = _Stretch()
    stretch.feed(data)
    return stretch.kind


def wide_form(data: bytes) -> tuple[str, int] | None:
    """The UTF-16 that bytes are, and how many NULs were lost before them, 0 or 1; None when they are hardly that.

    They have its mark, or a NUL in most even or most odd places, or each pair of them is a letter that people write.
    Half of all pairs are some letter, so that a few are needed.
    """
    if data[:2] in _MARKS and len(data) > 3:
        return _MARKS[data[:2]], 0
    if len(data) < _FEWEST_WIDE:
        return None
    half = len(data) // 2
    # What begins in another way is a short text, and UTF-16 is what was left behind it.
    if not any(data[1:4:2]) and data[1::2].count(0) * 4 >= half * 3 and data[::2].count(0) * 4 <= half:
        return "utf-16-le", 0
    if not any(data[0:4:2]) and data[::2].count(0) * 4 >= half * 3 and data[1::2].count(0) * 4 <= half:
        return "utf-16-be", 0
    return _of_any_script(data) if len(data) <= _LONGEST_WIDE else None


def _of_any_script(data: bytes) -> tuple[str, int] | None:
    """The form in which all letters are some that people write, and most of them plain ones.

    Two plain letters make a letter of Han as well, so that bytes that begin with a plain word are one.
    """
    best, most = None, -1
    if _PLAIN_WORD.match(data):
        return None
    for encoding, missing in (("utf-16-le", 0), ("utf-16-be", 0), ("utf-16-be", 1)):
        whole = bytes(missing) + data
        try:
            written = (whole + bytes(len(whole) % 2)).decode(encoding).rstrip("\0")
        except UnicodeDecodeError:
            continue
        plain = sum(map(str.isascii, written))
        if plain > most and _LETTERS.fullmatch(written):
            best, most = (encoding, missing), plain
    return best


def _cut(piece: bytes) -> Iterator[tuple[bytes, bool]]:
    """The piece, cut before and after the NULs that may be padding, and whether each is those."""
    start = len(piece) - len(piece.lstrip(b"\0"))
    stop = max(len(piece.rstrip(b"\0")), start)
    yield piece[:start], True
    while (cut := piece.find(bytes(ZEROS), start, stop)) >= 0:
        yield piece[start:cut], False
        # There is one: the NULs at the end of the piece are behind `stop`.
        written = _WRITTEN.search(piece, cut + ZEROS)
        start = written.start() if written else stop
        yield piece[cut:start], True
    yield piece[start:stop], False
    yield piece[stop:], True


class _Stretch:
    """Bytes that are text when no control character is among them, and they are UTF-8 or half of them ASCII.

    Half, because Latin-1 and its like would make a text of any bytes. NULs count for nothing.
    """

    def __init__(self) -> None:
        self.length = 0
        self._plain = 0
        self._other = 0
        self._has_control = False
        self._utf8: codecs.IncrementalDecoder | None = codecs.getincrementaldecoder("utf-8")()

    def feed(self, data: bytes) -> None:
        self.length += len(data)
        self._has_control = self._has_control or len(data.translate(None, _CONTROL)) < len(data)
        if not self._has_control:
            other = 0 if data.isascii() else len(data.translate(None, _ASCII))
            self._other += other
            self._plain += len(data) - data.count(0) - other
            self._decode(data, final=False)

    @property
    def kind(self) -> Kind:
        if not self._has_control:
            self._decode(b"", final=True)
            if self._utf8 or self._plain >= self._other:
                return Kind.TEXT
        return Kind.OPAQUE

    def _decode(self, data: bytes, *, final: bool) -> None:
        if self._utf8 is not None:
            try:
                self._utf8.decode(data, final)
            except UnicodeDecodeError:
                self._utf8 = None
