"""Header: the stored bytes before the voxels, read by field table. Nothing is repaired while reading.

The fixed part is 348 bytes (NIfTI-1) or 540 (NIfTI-2); four flag bytes, the extensions and perhaps a gap follow.
"""

import hashlib
import math
import struct
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Final, Self

import numpy as np

from inspector.core import fields
from inspector.core.codes import DATATYPES, SPACE_UNITS, TIME_UNITS, Datatype
from inspector.core.extensions import Chain, Extension, walk
from inspector.core.fields import Field, Value
from inspector.core.formats.nifti import MAGIC_AT, PAIR, SINGLE, SIZES, has_magic, identify

MAX_HEAD: Final = 64 * 1024 * 1024
FLAG: Final = 4
STRUCT: Final = {"u1": "B", "i2": "h", "i4": "i", "i8": "q", "f4": "f", "f8": "d"}


@dataclass(frozen=True)
class Header:
    """The header of an image. `data` are all bytes before the voxels of a single file, or the whole .hdr of a pair.

    `version` is 1 or 2, `byteorder` "<" or ">"; `paired` says that the voxels lie in another file.
    """

    data: bytes = field(repr=False)
    version: int
    byteorder: str
    paired: bool

    @classmethod
    def parse(cls, data: bytes, *, paired: bool | None = None) -> Self:
        """Find the header in `data` by its content; `paired` None asks the magic.

        Raises NotAnImage or Truncated; any other defect of a header is shown, not refused.
        """
        found = identify(data)
        if paired is None:
            paired = has_magic(data, found.version) == PAIR[found.version]
        return cls(bytes(data), found.version, found.byteorder, paired)

    @property
    def format(self) -> str:
        return f"NIfTI-{self.version}"

    @property
    def endianness(self) -> str:
        return "little" if self.byteorder == "<" else "big"

    @property
    def fixed_size(self) -> int:
        return SIZES[self.version]

    @cached_property
    def sha256(self) -> str:
        return hashlib.sha256(self.data).hexdigest()

    @property
    def fields(self) -> tuple[Field, ...]:
        """The fields of this version in file order."""
        return fields.NIFTI1 if self.version == 1 else fields.NIFTI2

    def field(self, name: str) -> Field:
        """The field of that name; KeyError when this version has none."""
        return fields.BY_VERSION[self.version][name]

    def raw(self, name: str) -> bytes:
        """The stored bytes of a field."""
        field = self.field(name)
        return self.data[field.offset : field.offset + field.size]

    def value(self, name: str) -> Value:
        """What the stored bytes say: a number, a tuple of numbers, or the text up to the first NUL.

        4-byte floats become the Python float of exactly that value. Text is UTF-8 when it can be, else Latin-1.
        """
        field = self.field(name)
        if field.is_text:
            return decode_text(self.raw(name).partition(b"\0")[0])
        numbers = struct.unpack(f"{self.byteorder}{field.count}{STRUCT[field.type]}", self.raw(name))
        return numbers if field.is_array else numbers[0]

    def number(self, name: str) -> Any:
        """The value of a field that holds one number."""
        return self.value(name)

    def numbers(self, name: str) -> tuple[Any, ...]:
        """The values of a field that holds several numbers."""
        value = self.value(name)
        return value if isinstance(value, tuple) else (value,)

    def after_nul(self, name: str) -> bytes:
        """What a text field holds after its first NUL, without NULs at the end; b"" when there is nothing."""
        return self.raw(name).partition(b"\0")[2].rstrip(b"\0")

    @property
    def shape(self) -> tuple[int, ...]:
        """dim[1] to dim[dim[0]] as stored; for reading only, dim[0] counts as at least 0 and at most 7."""
        axes, *lengths = self.numbers("dim")
        return tuple(lengths[: min(max(axes, 0), 7)])

    @property
    def datatype(self) -> Datatype | None:
        return DATATYPES.get(self.number("datatype"))

    @property
    def units(self) -> tuple[str, str]:
        """Labels of the units of space and of time, such as ("mm", "s"); "code 4" for a number without meaning."""
        packed = self.number("xyzt_units")
        space, time = SPACE_UNITS.get(packed & 0o07), TIME_UNITS.get(packed & 0o70)
        return (space.label if space else f"code {packed & 0o07}", time.label if time else f"code {packed & 0o70}")

    @property
    def dtype(self) -> "np.dtype[Any] | None":
        """NumPy's type of one voxel, with its byte order; None when NumPy has none (1-bit, unknown, 16-byte floats)."""
        kind = self.datatype
        if kind is None or not kind.numpy:
            return None
        if kind.numpy in ("RGB", "RGBA"):
            return np.dtype([(channel, "u1") for channel in kind.numpy])
        if kind.numpy in ("f16", "c32") and np.finfo(np.longdouble).nmant != 112:
            return None
        return np.dtype(self.byteorder + kind.numpy)

    @property
    def bits_per_voxel(self) -> int:
        """What the datatype needs; the stored bitpix for a datatype that is not in the standard."""
        kind = self.datatype
        return kind.bits if kind and kind.bits else int(self.number("bitpix"))

    @property
    def voxel_bytes(self) -> int | None:
        """How many bytes of voxels dim and datatype claim; None when they make no sense."""
        axes, bits = self.numbers("dim")[0], self.bits_per_voxel
        if not 1 <= axes <= 7 or bits < 1 or min(self.shape) < 1:
            return None
        return (math.prod(self.shape) * bits + 7) // 8

    def voxel_start(self, voxel_block_length: int) -> int:
        """Where in the voxel block the first voxel lies.

        0 for a single file, whose block begins there. In a pair vox_offset counts from the start of the .img;
        some writers store the offset of a single file there, so it is followed only when the voxels fit behind it.
        """
        if not self.paired:
            return 0
        start = believable_offset(self)
        return start if start + (self.voxel_bytes or 0) <= voxel_block_length else 0

    @property
    def extension_flag(self) -> bytes:
        """The four bytes after the fixed header; the first is not zero when extensions follow. b"" if absent."""
        return self.data[self.fixed_size : self.fixed_size + FLAG]

    @cached_property
    def _chain(self) -> Chain:
        start = min(self.fixed_size + FLAG, len(self.data))
        if not self.extension_flag[:1].strip(b"\0"):
            return Chain((), start, None)
        return walk(self.data, start, self.byteorder)

    @property
    def extensions(self) -> tuple[Extension, ...]:
        return self._chain.extensions

    @property
    def extension_problem(self) -> str | None:
        """A sentence when extensions are announced and their chain does not fill the header exactly."""
        return self._chain.problem

    @property
    def gap(self) -> bytes:
        """The bytes after the last extension, up to the voxels or the end of the .hdr."""
        return self.data[self._chain.end :]

    def with_bytes(self, offset: int, new: bytes) -> Self:
        """The same header with the bytes from `offset` replaced by as many new ones."""
        if not 0 <= offset <= len(self.data) - len(new):
            raise ValueError(f"{len(new)} bytes at {offset} do not lie within the {len(self.data)} of the header")
        return replace(self, data=self.data[:offset] + new + self.data[offset + len(new) :])

    def as_single(self, voxel_start: int = 0) -> bytes:
        """The bytes to put before the voxel block in one file, in which the first voxel is `voxel_start` bytes on.

        A single file's header is returned unchanged. For a pair's, magic and vox_offset change, the flag bytes are
        added when they are missing, and zeros only when NIfTI-1's 4-byte vox_offset could not hold the number.
        """
        if not self.paired:
            return self.data
        head = self.data.ljust(self.fixed_size + FLAG, b"\0")
        head += bytes(_padding(self.version, len(head) + voxel_start))
        return self._contained(head, SINGLE[self.version], len(head) + voxel_start)

    def as_pair(self) -> bytes:
        """The bytes of a .hdr beside an .img that begins with the first voxel; a pair's are returned unchanged."""
        return self.data if self.paired else self._contained(self.data, PAIR[self.version], 0)

    def _contained(self, head: bytes, magic: bytes, vox_offset: int) -> bytes:
        field = self.field("vox_offset")
        offset = struct.pack(self.byteorder + STRUCT[field.type], vox_offset)
        changed = replace(self, data=head).with_bytes(MAGIC_AT[self.version], magic)
        return changed.with_bytes(field.offset, offset).data


def head_length(prefix: bytes) -> int:
    """How many bytes of a single file come before its voxels, from the first 540 or more bytes of the file.

    That is vox_offset, but at least 352 (NIfTI-1) or 544 (NIfTI-2); a vox_offset that is not finite, negative or
    above MAX_HEAD is not believed. Raises NotAnImage or Truncated as `Header.parse` does.
    """
    header = Header.parse(prefix)
    return max(believable_offset(header), header.fixed_size + FLAG)


def believable_offset(header: Header) -> int:
    """vox_offset as a whole number of bytes; 0 when it cannot be meant."""
    stored = header.number("vox_offset")
    return int(stored) if 0 <= stored <= MAX_HEAD else 0


def decode_text(data: bytes) -> str:
    """UTF-8 when the bytes are that, else Latin-1, which gives every byte a character."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def _padding(version: int, offset: int) -> int:
    """Zeros to add so that NIfTI-1's 4-byte float holds the offset exactly."""
    exact = version != 1 or struct.unpack("<f", struct.pack("<f", offset))[0] == offset
    return 0 if exact else -offset % 16
