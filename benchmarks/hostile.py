"""Small images that are legal, or nearly so, and that programs like to repair: written byte by byte."""

from __future__ import annotations

import itertools
import math
import struct
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from inspector.core.fields import BY_VERSION

ITEMS = {"u1": "B", "i2": "h", "i4": "i", "i8": "q", "f4": "f", "f8": "d"}
SHAPE = (6, 5, 4)
CHAINS = {
    "plain": (),
    "extensions": ((6, b"a comment"), (4242, bytes(range(56)))),
}
GAPS = {"": b"", "zeros behind the extensions": bytes(32), "0xAA behind the extensions": b"\xaa" * 32}
TAILS = {"": b"", "9 bytes behind the voxels": b"\x00trailing"}
KINDS = {
    "int16 scaled": (4, 16, 2.0, -1024.0),
    "int16 unscaled": (4, 16, 0.0, 0.0),
    "float32 with NaN payloads": (16, 32, 0.0, 0.0),
}


@dataclass(frozen=True, slots=True)
class Case:
    title: str
    version: int
    data: bytes


def cases(*, few: bool) -> Iterator[Case]:
    """Every combination, or every seventh of them."""
    combinations = itertools.product((1, 2), "<>", CHAINS, GAPS, TAILS, KINDS)
    for number, (version, order, chain, gap, tail, kind) in enumerate(combinations):
        if few and number % 7:
            continue
        endian = {"<": "little-endian", ">": "big-endian"}[order]
        title = ", ".join(filter(None, (f"NIfTI-{version}", endian, kind, chain, gap, tail)))
        yield Case(title, version, _head(version, order, chain, gap, kind) + _voxels(order, kind) + TAILS[tail])


def _head(version: int, order: str, chain: str, gap: str, kind: str) -> bytes:
    datatype, bits, slope, inter = KINDS[kind]
    extensions = b"".join(_extension(order, code, data) for code, data in CHAINS[chain])
    size = 348 if version == 1 else 540
    values = {
        "sizeof_hdr": size,
        "dim": (3, *SHAPE, 1, 1, 1, 1),
        "datatype": datatype,
        "bitpix": bits,
        "pixdim": (-1, 1.5, 2, 2.5, 0, 0, 0, 0),
        "vox_offset": size + 4 + len(extensions) + len(GAPS[gap]),
        "scl_slope": slope,
        "scl_inter": inter,
        "xyzt_units": 10,
        "qform_code": 1,
        "sform_code": 2,
        "srow_x": (1.5, 0, 0, -3),
        "srow_y": (0, 2, 0, -4),
        "srow_z": (0, 0, 2.5, -5),
        "descrip": b"before\0left behind",
        "aux_file": b"none\0\xff",
        "magic": b"n+1\0" if version == 1 else b"n+2\0\r\n\x1a\n",
    }
    if version == 1:
        values |= {"data_type": b"dsr", "db_name": b"kept?", "extents": 16384, "regular": b"r", "glmax": 7}
    fixed = bytearray(size)
    for name, value in values.items():
        field = BY_VERSION[version][name]
        if not isinstance(value, bytes):
            numbers = value if isinstance(value, tuple) else (value,)
            value = struct.pack(f"{order}{field.count}{ITEMS[field.type]}", *numbers)
        fixed[field.offset : field.offset + len(value)] = value
    return bytes(fixed) + bytes([bool(extensions), 0, 0, 0]) + extensions + GAPS[gap]


def _extension(order: str, code: int, data: bytes) -> bytes:
    size = -(-(len(data) + 8) // 16) * 16
    return struct.pack(f"{order}ii", size, code) + data.ljust(size - 8, b"\0")


def _voxels(order: str, kind: str) -> bytes:
    count = math.prod(SHAPE)
    if KINDS[kind][0] == 4:
        return (np.arange(count) * 37 % 4001 - 2000).astype(f"{order}i2").tobytes()
    bits = (np.arange(count, dtype=np.uint32) * 2654435761) | np.uint32(0x3F000000)
    bits[:4] = (0x7FC00001, 0xFFC12345, 0x7F800001, 0x80000000)  # NaNs with payloads, a signalling one, minus zero
    return bits.astype(f"{order}u4").tobytes()
