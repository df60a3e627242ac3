"""The chain of extensions between the fixed header and the voxels.

Each extension is a 4-byte size (of itself, these 8 bytes included), a 4-byte code and its data. The chain is
present when the first of the four bytes after the fixed header is not zero. Source: nifti1.h, "HEADER
EXTENSIONS". Sizes come from the file and are never believed further than the bytes that are there.
"""

import re
import struct
from dataclasses import dataclass

from inspector.core.codes import EXTENSIONS
from inspector.core.words import counted

HEAD = 8
SMALLEST = 16
# Real files have a few; a head full of the smallest would be millions of objects.
MOST = 4096
_CONTROL = re.compile(r"[\x01-\x08\x0b\x0c\x0e-\x1f\x7f]")
_TEXT_CODES = frozenset({4, 6, 8, 30, 32, 44})


@dataclass(frozen=True, slots=True)
class Extension:
    """One extension as stored. `offset` and `size` include its 8-byte head; `data` is what follows the head."""

    index: int
    code: int
    offset: int
    size: int
    data: bytes

    @property
    def kind(self) -> str:
        known = EXTENSIONS.get(self.code)
        return known.label if known else f"code {self.code}"

    @property
    def text(self) -> str | None:
        """Its data as text, without the NULs at the end; None when the data is not text."""
        return _text(self.data.rstrip(b"\0"), expected=self.code in _TEXT_CODES)


@dataclass(frozen=True, slots=True)
class Chain:
    """The extensions that fit, where they end, and a sentence when the bytes after them belong to none."""

    extensions: tuple[Extension, ...]
    end: int
    problem: str | None


def walk(data: bytes, start: int, byteorder: str) -> Chain:
    """Read the chain in `data` from `start` to its end. Stops, with a sentence, where one does not fit."""
    found: list[Extension] = []
    at, end = start, len(data)
    while end - at >= HEAD:
        size, code = struct.unpack_from(f"{byteorder}ii", data, at)
        if not SMALLEST <= size <= end - at:
            return Chain(tuple(found), at, _misfit(len(found), at, size, end))
        if len(found) == MOST:
            return Chain(tuple(found), at, f"More than {MOST:,} extensions: those from byte {at:,} on are not listed.")
        found.append(Extension(len(found), code, at, size, data[at + HEAD : at + size]))
        at += size
    return Chain(tuple(found), at, _left_over(at, end) if at < end else None)


def _misfit(index: int, at: int, size: int, end: int) -> str:
    return (
        f"Extension {index + 1} at byte {at:,} claims {counted(size, 'byte')}; it needs at least {SMALLEST} and "
        f"{counted(end - at, 'byte')} are left in the header. The bytes from {at:,} on belong to no extension."
    )


def _left_over(at: int, end: int) -> str:
    return f"The extensions end at byte {at:,}, and {counted(end - at, 'byte')} follow that belong to none."


def _text(data: bytes, *, expected: bool) -> str | None:
    if not data:
        return None
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("latin-1") if expected else None
    return text if expected or not ("\0" in text or _CONTROL.search(text)) else None
