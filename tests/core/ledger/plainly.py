"""The kind of every byte, worked out one byte at a time, for files that hold no document."""

from __future__ import annotations

from itertools import groupby

from inspector.core.header import Header
from inspector.core.ledger import Kind, Layer
from inspector.core.ledger.stretches import wide_form

NUMBERS = {"extents", "session_error", "glmax", "glmin"}
CONTROL = {*range(32), 127} - {0, 9, 10, 13}


def per_byte(layer: Layer) -> list[Kind]:
    """What the ledger says of each byte."""
    return [span.kind for span in layer.spans for _ in range(span.length)]


def region(data: bytes) -> list[Kind]:
    """Bytes of which nothing is known."""
    runs = [(bool(value), len(list(run))) for value, run in groupby(data, bool)]
    kinds: list[Kind] = []
    waiting = b""
    for number, (is_written, length) in enumerate(runs):
        at = len(kinds) + len(waiting)
        if not is_written and (length >= 8 or number in (0, len(runs) - 1)):
            kinds += [whole(waiting)] * len(waiting) + [Kind.PADDING] * length
            waiting = b""
        else:
            waiting += data[at : at + length]
    return kinds + [whole(waiting)] * len(waiting)


def whole(data: bytes) -> Kind:
    """Bytes that are not cut."""
    written = bytes(value for value in data if value)
    if not written:
        return Kind.PADDING
    if CONTROL & set(written):
        return Kind.OPAQUE
    try:
        data.decode()
    except UnicodeDecodeError:
        return Kind.TEXT if sum(value < 128 for value in written) * 2 >= len(written) else Kind.OPAQUE
    return Kind.TEXT


def text(data: bytes) -> list[Kind]:
    """A text and what stands behind its NUL; UTF-16 as a whole, for it has a NUL in each letter."""
    if wide_form(data.rstrip(b"\0")) and whole(data.strip(b"\0")) is Kind.TEXT:
        return region(data)
    end = data.index(0) if 0 in data else len(data)
    return [whole(data[:end])] * end + region(data[end:])


def head(header: Header) -> list[Kind]:
    """A head whose extensions are comments."""
    kinds = [kind for field in header.fields for kind in _field(header, field.name)]
    flag = header.data[header.fixed_size : header.fixed_size + 4]
    kinds += [Kind.STRUCTURE] * len(flag[:1]) + region(flag[1:])
    for extension in header.extensions:
        content = extension.data.rstrip(b"\0")
        kinds += [Kind.STRUCTURE] * 8 + text(content)
        kinds += [Kind.PADDING] * (len(extension.data) - len(content))
    return kinds + region(header.gap)


def _field(header: Header, name: str) -> list[Kind]:
    data = header.raw(name)
    if name == "magic" and data in (b"n+1\0", b"ni1\0", b"n+2\0\r\n\x1a\n", b"ni2\0\r\n\x1a\n"):
        return [Kind.STRUCTURE] * len(data)
    if name == "regular" and data == b"r":
        return [Kind.STRUCTURE]
    if header.field(name).is_text:
        return text(data)
    if name in NUMBERS and (not any(data) or (0 not in data and whole(data) is Kind.TEXT)):
        return [whole(data)] * len(data)
    return [Kind.STRUCTURE] * len(data)
