"""What a program changed besides the one field it was asked to change."""

from __future__ import annotations

import struct
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import numpy as np
from isal import igzip

from inspector.core.fields import BY_VERSION

CHUNK = 1 << 22
EDITED = "descrip"


@dataclass(frozen=True, slots=True)
class Kept:
    """`outside` counts the bytes that differ outside the edited field, lengths included."""

    edited: bool
    fields: tuple[str, ...] = ()
    format_changed: bool = False
    chain_bytes: int = 0
    voxel_bytes: int = 0
    outside: int = 0

    def __str__(self) -> str:
        problems = []
        if not self.edited:
            problems.append("the field was NOT WRITTEN")
        if self.format_changed:
            problems.append("another format or byte order")
        if self.fields:
            named = ", ".join(self.fields) if len(self.fields) <= 3 else f"{len(self.fields)} fields"
            problems.append(f"changed {named}")
        if self.chain_bytes:
            problems.append("extensions or padding changed")
        if self.voxel_bytes:
            problems.append(f"VOXEL BYTES changed: {self.voxel_bytes:,}")
        return "; ".join(problems) or "all else kept"


def compare(before: Path, after: Path, text: str) -> Kept:
    """Compare two NIfTI files, gzipped or not, byte by byte; each has its voxels at its own vox_offset."""
    with ExitStack() as stack:
        one, other = (stack.enter_context(_opened(path)) for path in (before, after))
        first, second = _head(one), _head(other)
        voxels = _differing(one, other)
    if first[:2] != second[:2]:
        return Kept(text.encode() in second[2], (), True, 0, voxels, len(first[2]) + voxels)
    version = first[0]
    size = 348 if version == 1 else 540
    a, b = first[2], second[2]
    fields = tuple(
        name
        for name, field in BY_VERSION[version].items()
        if name != EDITED and a[field.offset : field.offset + field.size] != b[field.offset : field.offset + field.size]
    )
    place = BY_VERSION[version][EDITED]
    stop = place.offset + place.size
    edited = b[place.offset : stop].rstrip(b"\0") == text.encode()
    in_fields = _count(a[: place.offset] + a[stop:size], b[: place.offset] + b[stop:size])
    chain = _count(a[size:], b[size:])
    return Kept(edited, fields, False, chain, voxels, in_fields + chain + voxels)


def _opened(path: Path) -> IO[bytes]:
    with path.open("rb") as file:
        packed = file.read(2) == b"\x1f\x8b"
    unpacking: Any = igzip
    return unpacking.open(path, "rb") if packed else path.open("rb")


def _head(file: IO[bytes]) -> tuple[int, str, bytes]:
    """Version, byte order, and all bytes before the voxels."""
    start = file.read(352)
    order = "<" if struct.unpack_from("<i", start)[0] in (348, 540) else ">"
    version = 1 if struct.unpack_from(f"{order}i", start)[0] == 348 else 2
    if version == 1:
        length = max(int(struct.unpack_from(f"{order}f", start, 108)[0]), 352)
    else:
        length = max(struct.unpack_from(f"{order}q", start, 168)[0], 544)
    return version, order, start + file.read(length - len(start))


def _differing(one: IO[bytes], other: IO[bytes]) -> int:
    count = 0
    while True:
        a, b = one.read(CHUNK), other.read(CHUNK)
        if not a and not b:
            return count
        count += _count(a, b)


def _count(a: bytes, b: bytes) -> int:
    shared = min(len(a), len(b))
    differ = np.count_nonzero(np.frombuffer(a, np.uint8, shared) != np.frombuffer(b, np.uint8, shared))
    return int(differ) + abs(len(a) - len(b))
