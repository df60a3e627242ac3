"""The same header in the other version of NIfTI. Every value is carried exactly, or the conversion is refused.

Extensions, their padding and every other byte behind the fixed fields are kept. What follows from the container
(sizeof_hdr, magic, and the vox_offset of a single file) is written as the new version needs it.
"""

import math
import struct
from collections.abc import Collection, Iterator
from typing import Final, Literal

from inspector.core.errors import CannotConvert
from inspector.core.exact import exact_number
from inspector.core.fields import BY_VERSION, Field
from inspector.core.formats.nifti import MAGIC_END, PAIR, SINGLE, SIZES
from inspector.core.header import STRUCT, Header

# A NaN carries bits besides its name. In the 8-byte form those of the 4-byte one stand this much further left.
_NAN_SHIFT: Final = 29


def converted(header: Header, version: int, without: Collection[str] = ()) -> Header:
    """The header as NIfTI-1 or NIfTI-2, in its byte order; itself when it is that already.

    Raises CannotConvert, which names each field whose value the other version cannot hold. A field that it does not
    have at all may be left out by naming it in `without`; see `left_out`.
    """
    if version == header.version:
        return header
    problems = dict(_homeless(header, version, without))
    fixed = bytearray(SIZES[version])
    for field in BY_VERSION[version].values():
        try:
            fixed[field.offset : field.offset + field.size] = _carried(header, field, version)
        except _DoesNotFit as reason:
            problems[field.name] = [str(reason)]
    if problems:
        raise CannotConvert(f"NIfTI-{version}", problems)
    return Header(bytes(fixed) + _rest(header), version, header.byteorder, header.paired)


def left_out(header: Header, version: int) -> tuple[str, ...]:
    """The fields that are not empty and that the other version does not have."""
    names = (field.name for field in header.fields if field.name not in BY_VERSION[version])
    return tuple(name for name in names if header.raw(name).strip(b"\0"))


class _DoesNotFit(Exception):
    """A value has no place in the other version; the text is a sentence."""


def _homeless(header: Header, version: int, without: Collection[str]) -> Iterator[tuple[str, list[str]]]:
    for name in left_out(header, version):
        if name not in without:
            yield name, [f"NIfTI-{version} has no such field; it holds {header.value(name)!r}."]


def _carried(header: Header, field: Field, version: int) -> bytes:
    """The bytes of one field of the other version."""
    if field.name == "sizeof_hdr":
        return struct.pack(f"{header.byteorder}i", SIZES[version])
    if field.name == "magic":
        return (PAIR if header.paired else SINGLE)[version] + MAGIC_END[version]
    if field.name == "vox_offset" and not header.paired:
        return _packed(header, field, "vox_offset", SIZES[version] + len(_rest(header)))
    if field.name not in BY_VERSION[header.version]:
        return bytes(field.size)
    if field.is_text:
        return header.raw(field.name)
    return b"".join(_items(header, field))


def _items(header: Header, field: Field) -> Iterator[bytes]:
    """The numbers of a field, packed one by one."""
    raw, size = header.raw(field.name), header.field(field.name).size // field.count
    for index, value in enumerate(header.numbers(field.name)):
        name = f"{field.name}[{index}]" if field.is_array else field.name
        if isinstance(value, float) and math.isnan(value) and field.is_float:
            yield _not_a_number(header, field, name, raw[index * size : (index + 1) * size])
        else:
            yield _packed(header, field, name, value)


def _packed(header: Header, field: Field, name: str, value: float) -> bytes:
    """A number as the field stores it; raises _DoesNotFit unless it reads back as the same."""
    form = header.byteorder + STRUCT[field.type]
    try:
        data = struct.pack(form, value if field.is_float else _whole(value))
        same = struct.unpack(form, data)[0] == value
    except (struct.error, OverflowError, ValueError):
        same = False
    if not same:
        raise _DoesNotFit(f"{name} is {exact_number(value)}; {_room(field)}.")
    return data


def _whole(value: float) -> int:
    whole = int(value)
    # 0 has no sign where whole numbers are stored.
    if whole != value or (whole == 0 and math.copysign(1, value) < 0):
        raise ValueError
    return whole


def _not_a_number(header: Header, field: Field, name: str, raw: bytes) -> bytes:
    """A NaN with the bits it carries, which a conversion by the processor may change."""
    order: Literal["little", "big"] = "little" if header.byteorder == "<" else "big"
    bits = int.from_bytes(raw, order)
    if field.size // field.count == 8:
        wide = (bits >> 31) << 63 | 0x7FF << 52 | (bits & 0x7FFFFF) << _NAN_SHIFT
        return wide.to_bytes(8, order)
    inside, lost = (bits & ((1 << 52) - 1)) >> _NAN_SHIFT, bits & ((1 << _NAN_SHIFT) - 1)
    if lost or not inside:
        raise _DoesNotFit(f"{name} is a NaN that carries more bits than a 4-byte number has.")
    return ((bits >> 63) << 31 | 0xFF << 23 | inside).to_bytes(4, order)


def _room(field: Field) -> str:
    if field.is_float:
        return f"a {field.size // field.count}-byte number cannot hold it exactly"
    bits = field.size // field.count * 8
    low, high = (0, 2**bits - 1) if field.type == "u1" else (-(2 ** (bits - 1)), 2 ** (bits - 1) - 1)
    return f"there is room for whole numbers from {low:,} to {high:,}"


def _rest(header: Header) -> bytes:
    """What follows the fixed fields: the flag bytes, the extensions, the padding."""
    return header.data[header.fixed_size :]
