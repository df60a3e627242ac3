"""Zip files whose length is known before the first byte: sizes and checksums stand in front of the data.

Source: PKWARE's APPNOTE.TXT 6.3, local file headers, central directory and their zip64 extensions.
"""

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from inspector.vault.spans import Span, bytes_span

STORED: Literal[0] = 0
DEFLATED: Literal[8] = 8
LARGE = 0xFFFFFFFF
MANY_BYTES_VERSION = 45
UTF8_NAME = 0x800
FIRST_OF_1980 = 0x21
FILE_0644 = 0o100644 << 16
LOCAL = struct.Struct("<4s5H3I2H")
CENTRAL = struct.Struct("<4s6H3I5H2I")
END = struct.Struct("<4s4H2IH")
END64 = struct.Struct("<4sQ2H2I4Q")
LOCATOR64 = struct.Struct("<4sIQI")


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of a zip: `span` is its data as it lies in the zip, `length` and `crc32` those of the file itself."""

    name: str
    span: Span
    length: int
    crc32: int
    method: Literal[0, 8] = STORED


def zip_spans(entries: Sequence[Entry]) -> tuple[Span, ...]:
    """The spans of a zip of these entries. The same entries always give the same bytes."""
    spans: list[Span] = []
    directory = b""
    offset = 0
    for entry in entries:
        local = _local(entry)
        directory += _central(entry, offset)
        spans += [bytes_span(local), entry.span]
        offset += len(local) + entry.span.length
    spans.append(bytes_span(directory + _end(len(entries), len(directory), offset)))
    return tuple(spans)


def _local(entry: Entry) -> bytes:
    name, extra = entry.name.encode(), b""
    stored, length = entry.span.length, entry.length
    if max(stored, length) >= LARGE:
        extra = struct.pack("<2H2Q", 1, 16, length, stored)
        stored = length = LARGE
    fields = (UTF8_NAME, entry.method, 0, FIRST_OF_1980, entry.crc32, stored, length, len(name), len(extra))
    return LOCAL.pack(b"PK\x03\x04", MANY_BYTES_VERSION if extra else 20, *fields) + name + extra


def _central(entry: Entry, offset: int) -> bytes:
    name = entry.name.encode()
    stored, length = entry.span.length, entry.length
    large = b""
    if max(stored, length) >= LARGE:
        large += struct.pack("<2Q", length, stored)
        stored = length = LARGE
    if offset >= LARGE:
        large += struct.pack("<Q", offset)
        offset = LARGE
    extra = struct.pack("<2H", 1, len(large)) + large if large else b""
    version = MANY_BYTES_VERSION if extra else 20
    fields = (UTF8_NAME, entry.method, 0, FIRST_OF_1980, entry.crc32, stored, length, len(name), len(extra))
    return CENTRAL.pack(b"PK\x01\x02", 3 << 8 | version, version, *fields, 0, 0, 0, FILE_0644, offset) + name + extra


def _end(count: int, length: int, offset: int) -> bytes:
    end64 = b""
    if offset >= LARGE:
        end64 = END64.pack(b"PK\x06\x06", 44, 3 << 8 | 45, 45, 0, 0, count, count, length, offset)
        end64 += LOCATOR64.pack(b"PK\x06\x07", 0, offset + length, 1)
        offset = LARGE
    return end64 + END.pack(b"PK\x05\x06", 0, 0, count, count, length, offset, 0)
