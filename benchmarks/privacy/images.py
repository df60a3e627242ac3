"""Files from their parts: NIfTI of both versions and byte orders, single or in two files, packed or not."""

from __future__ import annotations

import bz2
import random
import struct
import zlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from benchmarks.privacy.marked import Marked, joined
from inspector.core.fields import BY_VERSION
from tests.builders import head

ORDERS: Final = "<>"
_FLAGS: Final = {"extra": 4, "name": 8, "comment": 16}
# A gzip head up to its optional fields: mark, method, flags, time, level, system.
_HEAD: Final = struct.Struct("<2sBBIBB")
_ALIGNED: Final = 16


@dataclass(frozen=True, slots=True)
class Made:
    """A file. `unpacked` is what a compressed one holds. `is_image` says whether other programs open it.

    `folder` is the name of the one it lies in, if it is told.
    """

    name: Marked
    stored: Marked
    unpacked: Marked | None = None
    is_image: bool = True
    folder: Marked = field(default_factory=Marked)


@dataclass
class Image:
    """The parts of an image; what is not given is empty, or as programs write it."""

    chance: random.Random
    version: int
    order: str
    fields: dict[str, Marked] = field(default_factory=dict)
    chain: list[tuple[int, Marked]] = field(default_factory=list)
    gap: Marked = field(default_factory=Marked)
    behind: Marked = field(default_factory=Marked)

    @classmethod
    def drawn(cls, chance: random.Random, version: int | None = None) -> Image:
        return cls(chance, version or chance.choice((1, 1, 2)), chance.choice(ORDERS))

    def single(self) -> Marked:
        return joined([self._head(paired=False), self.gap, self._voxels(), self.behind])

    def pair(self) -> tuple[Marked, Marked]:
        """The .hdr, the gap behind its header, and the .img."""
        return joined([self._head(paired=True), self.gap]), joined([self._voxels(), self.behind])

    def _head(self, *, paired: bool) -> Marked:
        size = 348 if self.version == 1 else 540
        chain = joined(_extension(code, data, self.order) for code, data in self.chain)
        # A multiple of 16 is what programs ask for; none may be fallen short of.
        self.gap = self.gap.filled(-(-len(self.gap) // _ALIGNED) * _ALIGNED)
        begin = 0 if paired else size + 4 + len(chain) + len(self.gap)
        fixed = Marked(head(self.version, self.order, paired=paired, vox_offset=begin, descrip=b"")[:size])
        for name, piece in self.fields.items():
            at = BY_VERSION[self.version].get(name)
            if at is not None:
                fixed = fixed.over(at.offset, piece)
        return joined([fixed, bytes([bool(self.chain), 0, 0, 0]), chain])

    def _voxels(self) -> bytes:
        """Of 3 x 4 x 3 x 2 bytes: numbers that no text begins in."""
        return bytes(self.chance.choice((0, 1, 2, 3, 255)) for _ in range(48))


def _extension(code: int, data: Marked, order: str) -> Marked:
    size = -(-(len(data) + 8) // _ALIGNED) * _ALIGNED
    return struct.pack(f"{order}ii", size, code) + data.filled(size - 8)


def gzip_member(content: bytes, **fields: Marked) -> Marked:
    """One member of a gzip file with any of `extra`, `name` and `comment` in its head."""
    flags = sum(_FLAGS[name] for name in fields)
    packer = zlib.compressobj(6, zlib.DEFLATED, -zlib.MAX_WBITS)
    whole = Marked(_HEAD.pack(b"\x1f\x8b", 8, flags, 0, 0, 3))
    if "extra" in fields:
        whole = whole + struct.pack("<H", len(fields["extra"])) + fields["extra"]
    for name in ("name", "comment"):
        if name in fields:
            whole = whole + fields[name] + b"\0"
    return whole + packer.compress(content) + packer.flush() + struct.pack("<II", zlib.crc32(content), len(content))


def packed(name: Marked, content: Marked, chance: random.Random, inner: str = "") -> Made:
    """The image as a .nii, a .nii.gz with or without the name it had, or a .nii.bz2."""
    way = chance.choice(("plain", "plain", "gzip", "gzip with name", "bzip2"))
    if way == "plain":
        return Made(name + b".nii", content)
    if way == "bzip2":
        return Made(name + b".nii.bz2", Marked(bz2.compress(content.data)), content)
    fields = {"name": Marked(inner.encode())} if way == "gzip with name" and inner else {}
    return Made(name + b".nii.gz", gzip_member(content.data, **fields), content)


def several_members(contents: Iterable[bytes], heads: Iterable[dict[str, Marked]]) -> Marked:
    return joined(gzip_member(content, **fields) for content, fields in zip(contents, heads, strict=True))
