"""Changing the chain: a comment is added or gets another text, an extension is removed.

The head is written anew from what it had: the fixed fields, the flag, the extensions with their exact bytes. In a
single file vox_offset follows, because the voxels move by as many bytes; in a pair they lie in another file.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, Protocol

from inspector.core.errors import EditError, NoSuchExtension
from inspector.core.extensions.chain import HEAD, MOST, Extension
from inspector.core.header import FLAG, MAX_HEAD, STRUCT, Header
from inspector.core.words import counted, size_text

COMMENT: Final = 6
UNIT: Final = 16
# Unicode's category Cc, without tab and the ends of lines.
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_SHIFTED: Final = "Extensions that do not fill the header cannot be moved safely, so they stay as they are."


class ExtensionEdit(Protocol):
    """One change of the chain."""

    def apply(self, header: Header) -> Header:
        """The header after it. Raises EditError, and NoSuchExtension for an index the chain does not have."""


@dataclass(frozen=True, slots=True)
class AddComment:
    """A comment at the end of the chain. Zeros between the flag and the voxels are room for it."""

    text: str

    def apply(self, header: Header) -> Header:
        chain = _pieces(header)
        room = 0 if chain else len(header.gap)
        return _written(header, [*chain, _comment(header, _encoded(self.text), room)])


@dataclass(frozen=True, slots=True)
class ReplaceComment:
    """Another text in the comment with this index. The text it has already changes no byte."""

    index: int
    text: str

    def apply(self, header: Header) -> Header:
        stored, chain = extension_at(header, self.index), _pieces(header)
        if stored.code != COMMENT:
            raise EditError({"text": [f"Extension {self.index + 1} is no comment: its content is not edited here."]})
        if self.text == stored.text:
            return header
        chain[self.index] = _comment(header, _encoded(self.text), 0)
        return _written(header, chain)


@dataclass(frozen=True, slots=True)
class RemoveExtension:
    """The extension with this index leaves the chain; the ones after it move up."""

    index: int

    def apply(self, header: Header) -> Header:
        extension_at(header, self.index)
        chain = _pieces(header)
        del chain[self.index]
        return _written(header, chain)


def extension_at(header: Header, index: int) -> Extension:
    """The extension with this index, counted from 0. Raises NoSuchExtension."""
    if not 0 <= index < len(header.extensions):
        have = counted(len(header.extensions), "extension")
        raise NoSuchExtension(f"There is no extension {index + 1}: this header has {have}.")
    return header.extensions[index]


def why_fixed(header: Header) -> str:
    """Why the chain of this header cannot be changed; "" when it can."""
    if header.extension_problem:
        return f"{header.extension_problem} {_SHIFTED}"
    if header.gap.strip(b"\0"):
        return (
            f"{counted(len(header.gap), 'byte')} before the voxels belong to no extension and are not empty. "
            "Programs would take them for an extension if one stood before them, so none can be added."
        )
    return ""


def _pieces(header: Header) -> list[bytes]:
    """The bytes of each extension, its 8-byte head included. Raises EditError when the chain does not fit."""
    if why := why_fixed(header):
        raise EditError({"extensions": [why]})
    return [header.data[each.offset : each.offset + each.size] for each in header.extensions]


def _comment(header: Header, text: bytes, room: int) -> bytes:
    """A whole comment, filled up with NULs to a multiple of 16 and to `room` bytes at least."""
    size = -(-max(HEAD + len(text), room) // UNIT) * UNIT
    _refuse_above(header.fixed_size + FLAG + size)
    return struct.pack(f"{header.byteorder}ii", size, COMMENT) + text.ljust(size - HEAD, b"\0")


def _written(header: Header, chain: Sequence[bytes]) -> Header:
    """The header with this chain behind its flag."""
    if len(chain) > MOST:
        raise EditError({"extensions": [f"A header has at most {MOST:,} extensions here. Remove one first."]})
    flag = bytes([bool(chain)]).ljust(FLAG, b"\0")
    data = header.data[: header.fixed_size] + flag + b"".join(chain)
    _refuse_above(len(data))
    changed = replace(header, data=data)
    return changed if header.paired or len(data) == len(header.data) else _with_offset(changed)


def _with_offset(header: Header) -> Header:
    """vox_offset says where the voxels begin now."""
    field, offset = header.field("vox_offset"), len(header.data)
    stored = struct.pack(header.byteorder + STRUCT[field.type], offset)
    if struct.unpack(header.byteorder + STRUCT[field.type], stored)[0] != offset:
        raise EditError({"extensions": [f"The voxels would begin at byte {offset:,}, which vox_offset cannot hold."]})
    return header.with_bytes(field.offset, stored)


def _refuse_above(length: int) -> None:
    if length > MAX_HEAD:
        raise EditError({"text": [f"The header would grow above {size_text(MAX_HEAD)}. Shorten the text."]})


def _encoded(text: str) -> bytes:
    if not text.strip():
        raise EditError({"text": ["Write the text of the comment."]})
    if found := _CONTROL.search(text):
        what = f"Character {found.start() + 1:,} is a control character (U+{ord(found[0]):04X})."
        raise EditError({"text": [f"{what} A comment takes text only."]})
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError:
        raise EditError({"text": ["The text holds half of a surrogate pair, which is no character."]}) from None
