"""The head of an image as spans: each field to its full width, the flag, the extensions, the gap."""

from __future__ import annotations

from typing import Final

from inspector.core.fields import Field
from inspector.core.formats.nifti import MAGIC_END, has_magic
from inspector.core.header import Header
from inspector.core.ledger.extensions import AFTER, lay_extension
from inspector.core.ledger.span import Kind, Track
from inspector.core.ledger.stretches import kind_of, lay_data, wide_form

GAP, BEHIND = "gap before the voxels", "bytes behind the header"
# Numbers of Analyze 7.5 that NIfTI programs ignore, so that letters in them would hurt nobody.
UNUSED: Final = frozenset({"extents", "session_error", "glmax", "glmin"})
# The letter that regular was given by rule.
REGULAR: Final = b"r"


def lay_head(track: Track, header: Header) -> None:
    """All bytes of `header.data`."""
    for field in header.fields:
        _lay_field(track, header, field)
    flag = header.extension_flag
    track.lay(len(flag[:1]), Kind.STRUCTURE, "extension flag")
    lay_data(track, flag[1:], "extension flag", "spare bytes")
    for extension in header.extensions:
        lay_extension(track, extension)
    lay_data(track, header.gap, BEHIND if header.paired else GAP)


def _lay_text(track: Track, data: bytes, surface: str) -> None:
    """A text up to its NUL, and what stands behind that; UTF-16, which has a NUL in each letter, as a whole."""
    written = data.strip(b"\0")
    if wide_form(data.rstrip(b"\0")) and kind_of(written) is Kind.TEXT:
        lay_data(track, data, surface)
        return
    text = data.partition(b"\0")[0]
    track.lay(len(text), kind_of(text), surface)
    lay_data(track, data[len(text) :], surface, AFTER)


def _lay_field(track: Track, header: Header, field: Field) -> None:
    raw = header.raw(field.name)
    if field.is_text and not _is_known(header, field):
        _lay_text(track, raw, field.name)
    elif field.name in UNUSED and (0 not in raw or not any(raw)):
        kind = kind_of(raw)
        track.lay(field.size, Kind.STRUCTURE if kind is Kind.OPAQUE else kind, field.name)
    else:
        track.lay(field.size, Kind.STRUCTURE, field.name)


def _is_known(header: Header, field: Field) -> bool:
    """Whether a text field holds the mark that belongs there."""
    raw = header.raw(field.name)
    if field.name == "magic":
        known = has_magic(header.data, header.version)
        return known is not None and raw == known + MAGIC_END[header.version]
    return field.name == "regular" and raw == REGULAR
