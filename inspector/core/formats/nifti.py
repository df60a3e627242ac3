"""Is there a NIfTI header in these bytes, of which version and in which byte order?

The two marks of the standard are the magic (byte 344 in NIfTI-1, 4 in NIfTI-2) and sizeof_hdr (348 or 540).
Either is enough, so that a header with one of them broken can still be shown.
"""

import struct
from dataclasses import dataclass
from typing import Final

from inspector.core.errors import NotAnImage, Truncated
from inspector.core.formats.registry import OPENED, what_it_is
from inspector.core.words import counted

SIZES: Final = {1: 348, 2: 540}
MAGIC_AT: Final = {1: 344, 2: 4}
SINGLE: Final = {1: b"n+1\0", 2: b"n+2\0"}
PAIR: Final = {1: b"ni1\0", 2: b"ni2\0"}
# NIfTI-2 adds four bytes that a transfer as text would change.
MAGIC_END: Final = {1: b"", 2: b"\r\n\x1a\n"}

_DIM: Final = {1: ("h", 40), 2: ("q", 16)}
_DATATYPE: Final = {1: ("h", 70), 2: ("h", 12)}
_ORDERS: Final = ("<", ">")


@dataclass(frozen=True, slots=True)
class Identity:
    """A NIfTI version (1 or 2) and a byte order ("<" or ">")."""

    version: int
    byteorder: str


def identify(data: bytes) -> Identity:
    """Find the header at the start of `data` (its first 540 bytes are enough, if there are as many).

    Raises NotAnImage with a sentence that says what the bytes are instead, or Truncated.
    """
    if not data:
        raise NotAnImage("The file is empty: it has 0 bytes.")
    version = _version(data)
    if version is None:
        raise _refusal(data)
    if len(data) < SIZES[version]:
        raise Truncated(_too_short(len(data), version))
    if version == 1 and _sizeof_hdr(data, 348) and not data[344:348].strip(b"\0"):
        raise NotAnImage(
            "This is an Analyze 7.5 header: its length is 348 and the magic, which would make it NIfTI, is empty. "
            f"{OPENED}"
        )
    byteorder = _byteorder(data, version)
    if byteorder is None:
        raise NotAnImage(
            "The mark of NIfTI is there, but what stands around it is no header: neither sizeof_hdr nor dim[0] makes "
            "sense in either byte order."
        )
    return Identity(version, byteorder)


def has_magic(data: bytes, version: int) -> bytes | None:
    """The four bytes of the magic when they are one of the two of that version."""
    magic = data[MAGIC_AT[version] : MAGIC_AT[version] + 4]
    return magic if magic in (SINGLE[version], PAIR[version]) else None


def _version(data: bytes) -> int | None:
    """Magic and size together first, then the magic alone, then the size alone; NIfTI-2 before NIfTI-1."""
    magics = [version for version in (2, 1) if has_magic(data, version)]
    sizes = [version for version in (2, 1) if _sizeof_hdr(data, SIZES[version])]
    both = [version for version in magics if version in sizes]
    return next(iter([*both, *magics, *sizes]), None)


def _sizeof_hdr(data: bytes, size: int) -> str | None:
    """The byte order in which the first four bytes are `size`."""
    return next((order for order in _ORDERS if data[:4] == struct.pack(f"{order}i", size)), None)


def _byteorder(data: bytes, version: int) -> str | None:
    """That of sizeof_hdr, unless only the other one makes sense of dim[0] and datatype; else that of dim[0]."""
    stated = _sizeof_hdr(data, SIZES[version])
    counted_axes = [order for order in _ORDERS if 1 <= _number(data, order, *_DIM[version]) <= 7]
    sensible = [order for order in counted_axes if 0 <= _number(data, order, *_DATATYPE[version]) <= 2304]
    if len(sensible) == 1:
        return sensible[0]
    return stated or next(iter(counted_axes), None)


def _number(data: bytes, order: str, type_: str, offset: int) -> int:
    return int(struct.unpack_from(order + type_, data, offset)[0])


def _refusal(data: bytes) -> NotAnImage | Truncated:
    if sentence := what_it_is(data):
        return NotAnImage(sentence)
    if len(data) < SIZES[1]:
        return Truncated(_too_short(len(data), 1))
    little, big = struct.unpack("<i", data[:4])[0], struct.unpack(">i", data[:4])[0]
    return NotAnImage(
        f"No NIfTI header was found: the first number reads {little} or {big}, where NIfTI-1 has 348 and NIfTI-2 "
        "has 540. If this is the .img of a pair, take its .hdr together with it."
    )


def _too_short(length: int, version: int) -> str:
    return f"The file ends after {counted(length, 'byte')}; a NIfTI-{version} header needs {SIZES[version]}."
