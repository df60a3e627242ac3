"""The .hdr of Analyze 7.5: 348 bytes without the mark of NIfTI. Layout: `struct dsr` of Mayo's dbh.h."""

from __future__ import annotations

import math
import struct
from typing import Final

from inspector.core.ledger.formats.fixed import Column, lay_columns, lay_text
from inspector.core.ledger.formats.format import Format
from inspector.core.ledger.image import TRAILING, VOXELS
from inspector.core.ledger.span import Bytes, Kind, Layer, Track
from inspector.core.ledger.stretches import lay_region

SURFACE: Final = "Analyze 7.5"
SIZE: Final = 348
_ORDERS: Final = {struct.pack(f"{order}i", SIZE): order for order in "<>"}
_KEY: Final = (
    Column("sizeof_hdr", 4), Column("data_type", 10, True), Column("db_name", 18, True), Column("extents", 4),
    Column("session_error", 2),
)  # fmt: skip
_SHAPE: Final = (
    Column("dim", 16), Column("vox_units", 4, True), Column("cal_units", 8, True), Column("unused1", 2),
    Column("datatype", 2), Column("bitpix", 2), Column("dim_un0", 2), Column("pixdim", 32), Column("vox_offset", 4),
    Column("funused", 12), Column("cal_max", 4), Column("cal_min", 4), Column("compressed", 4), Column("verified", 4),
    Column("glmax", 4), Column("glmin", 4), Column("descrip", 80, True), Column("aux_file", 24, True),
    Column("orient", 1),
)  # fmt: skip
_HISTORY: Final = (
    Column("generated", 10, True), Column("scannum", 10, True), Column("patient_id", 10, True),
    Column("exp_date", 10, True), Column("exp_time", 10, True), Column("hist_un0", 3, True),
    # views, vols_added, start_field, field_skip, omax, omin, smax and smin, which nobody reads any more
    Column("views to smin", 32),
)  # fmt: skip
_ORIGIN: Final = 10
_REGULAR: Final = (b"r", b"\0")


def _claims(first: bytes) -> bool:
    return first[:4] in _ORDERS and len(first) >= SIZE


def _lay(track: Track, source: Bytes) -> None:
    head = source.read(0, SIZE)
    lay_columns(track, source, _KEY, SURFACE)
    for name in ("regular", "hkey_un0"):
        mark = head[track.at : track.at + 1]
        if mark in _REGULAR:
            track.lay(1, Kind.STRUCTURE, SURFACE, name)
        else:
            lay_text(track, mark, SURFACE, name)
    lay_columns(track, source, _SHAPE, SURFACE)
    if _is_origin(head, track.at):
        track.lay(_ORIGIN, Kind.STRUCTURE, SURFACE, "originator")
    else:
        lay_text(track, head[track.at : track.at + _ORIGIN], SURFACE, "originator")
    lay_columns(track, source, _HISTORY, SURFACE)


def _is_origin(head: bytes, at: int) -> bool:
    """Whether the originator is the voxel of the origin, as SPM writes it: three numbers, near the image, and zeros."""
    order = _ORDERS[head[:4]]
    _, *shape = struct.unpack_from(f"{order}8h", head, 40)
    origin = struct.unpack_from(f"{order}5h", head, at)
    near = all(-length <= value <= 2 * length for value, length in zip(origin, shape, strict=False))
    return near and not any(origin[3:])


def image(file: str, title: str, head: bytes, block: Bytes) -> Layer | None:
    """The .img that belongs to these bytes of a .hdr; None when they are no Analyze header."""
    if not _claims(head):
        return None
    count, *shape = struct.unpack_from(f"{_ORDERS[head[:4]]}8h", head, 40)
    bits = struct.unpack_from(f"{_ORDERS[head[:4]]}h", head, 72)[0]
    lengths = [max(length, 1) for length in shape[: min(max(count, 0), 7)]]
    track = Track()
    if lengths and bits > 0:
        track.lay(min(-(-math.prod(lengths) * bits // 8), block.length), Kind.VOXELS, VOXELS)
        lay_region(track, block, track.at, block.length, TRAILING)
    else:
        track.lay(block.length, Kind.OPAQUE, VOXELS, "of unknown extent")
    return track.layer(file, title, block)


ANALYZE: Final = Format(SURFACE, _claims, _lay)
