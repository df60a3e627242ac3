"""Tiny images built in memory: a head from named field values, with extensions and a gap, and voxels behind it."""

import math
import struct
from collections.abc import Mapping, Sequence
from typing import Any

from inspector.core.codes import DATATYPES
from inspector.core.fields import BY_VERSION

ITEMS = {"u1": "B", "i2": "h", "i4": "i", "i8": "q", "f4": "f", "f8": "d"}
MAGIC = {(1, False): b"n+1\0", (1, True): b"ni1\0", (2, False): b"n+2\0\r\n\x1a\n", (2, True): b"ni2\0\r\n\x1a\n"}
DEFAULTS: Mapping[str, Any] = {
    "dim": (3, 4, 3, 2, 1, 1, 1, 1),
    "datatype": 4,
    "pixdim": (1, 2, 2, 3, 1, 1, 1, 1),
    "scl_slope": 1,
    "xyzt_units": 10,
    "qform_code": 1,
    "sform_code": 1,
    "qoffset_x": -3,
    "qoffset_y": -2,
    "qoffset_z": -1.5,
    "srow_x": (2, 0, 0, -3),
    "srow_y": (0, 2, 0, -2),
    "srow_z": (0, 0, 3, -1.5),
    "descrip": b"a small image",
}


def head(
    version: int = 1,
    order: str = "<",
    *,
    paired: bool = False,
    extensions: Sequence[tuple[int, bytes]] = (),
    gap: bytes = b"",
    **values: Any,
) -> bytes:
    """All bytes before the voxels (the .hdr of a pair). Values are numbers, tuples or bytes, by field name."""
    chain = b"".join(extension(code, data, order) for code, data in extensions)
    size = 348 if version == 1 else 540
    length = size + 4 + len(chain) + len(gap)
    kind = DATATYPES.get(values.get("datatype", DEFAULTS["datatype"]))
    given = {
        **DEFAULTS,
        "bitpix": kind.bits if kind else 0,
        "sizeof_hdr": size,
        "magic": MAGIC[version, paired],
        "vox_offset": 0 if paired else length,
        **values,
    }
    fixed = bytearray(size)
    for name, value in given.items():
        put(fixed, version, order, name, value)
    return bytes(fixed) + bytes([bool(extensions), 0, 0, 0]) + chain + gap


def put(fixed: bytearray, version: int, order: str, name: str, value: Any) -> None:
    """Write one field into the bytes of a header. Bytes are written as they are, for any type; text as UTF-8."""
    field = BY_VERSION[version][name]
    if isinstance(value, str):
        value = value.encode()
    if not isinstance(value, bytes):
        numbers = value if isinstance(value, tuple) else (value,)
        value = struct.pack(f"{order}{field.count}{ITEMS[field.type]}", *numbers)
    fixed[field.offset : field.offset + len(value)] = value


def extension(code: int, data: bytes, order: str = "<") -> bytes:
    """An extension, its size filled up to a multiple of 16 with NULs."""
    size = -(-(len(data) + 8) // 16) * 16
    return struct.pack(f"{order}ii", size, code) + data.ljust(size - 8, b"\0")


def voxels(dim: Sequence[int] = (3, 4, 3, 2), datatype: int = 4) -> bytes:
    """As many bytes as dim and datatype claim, counting up."""
    kind = DATATYPES.get(datatype)
    size = math.prod(dim[1 : dim[0] + 1]) * (kind.bits if kind else 0) // 8
    return bytes(index % 251 for index in range(size))


def nifti1_bytes(order: str = "<", *, block: bytes | None = None, **values: Any) -> bytes:
    """A whole single file; `block` are its voxels, when they should not be as many as dim and datatype claim."""
    return head(1, order, **values) + _block(block, values)


def nifti2_bytes(order: str = "<", *, block: bytes | None = None, **values: Any) -> bytes:
    """A whole single file; `block` as in `nifti1_bytes`."""
    return head(2, order, **values) + _block(block, values)


def pair(version: int = 1, order: str = "<", *, block: bytes | None = None, **values: Any) -> tuple[bytes, bytes]:
    """The .hdr and the .img; `block` as in `nifti1_bytes`."""
    return head(version, order, paired=True, **values), _block(block, values)


def _block(block: bytes | None, values: Mapping[str, Any]) -> bytes:
    if block is not None:
        return block
    return voxels(values.get("dim", DEFAULTS["dim"]), values.get("datatype", DEFAULTS["datatype"]))
