"""MGH images of FreeSurfer: a header of 284 bytes, voxels, a footer and a chain of tags; numbers are big-endian.

Sources: the description of the format in FreeSurfer's tutorial, and the tags that its tags.h names.
"""

from __future__ import annotations

import math
import struct
from typing import Final

from inspector.core.formats.registry import is_mgh
from inspector.core.ledger.formats.fixed import Column, lay_columns, lay_numbers, lay_text
from inspector.core.ledger.formats.format import Format, Onwards
from inspector.core.ledger.image import VOXELS
from inspector.core.ledger.span import Bytes, Kind, Track
from inspector.core.ledger.stretches import lay_region

SURFACE: Final = "MGH"
HEAD: Final = 284
# Tags that are told apart.
_MOST: Final = 1 << 12
_SHAPE: Final = tuple(Column(name, 4) for name in ("version", "width", "height", "depth", "nframes", "type", "dof"))
_PLACE: Final = (Column("goodRASFlag", 2), Column("delta", 12), Column("Mdc", 36), Column("Pxyz_c", 12))
_FOOTER: Final = tuple(Column(name, 4) for name in ("tr", "flip_angle", "te", "ti", "fov"))
# Bytes a voxel, by the code of the type.
_SIZES: Final = {0: 1, 1: 4, 3: 4, 4: 2, 10: 2}
_TAGS: Final = {
    2: "USEREALRAS", 3: "CMDLINE", 4: "USEREALRAS", 5: "COLORTABLE", 10: "GCAMORPH_GEOM", 11: "GCAMORPH_TYPE",
    12: "GCAMORPH_LABELS", 14: "GCAMORPH_META", 15: "GCAMORPH_AFFINE", 20: "SURF_GEOM", 21: "SURF_DATASPACE",
    22: "SURF_MATRIXDATA", 23: "SURF_TRANSFORMSPACE", 30: "MGH_XFORM", 31: "MGH_XFORM", 32: "GROUP_AVG_SURFACE_AREA",
    33: "AUTO_ALIGN", 40: "SCALAR_DOUBLE", 41: "PEDIR", 42: "MRI_FRAME", 43: "FIELDSTRENGTH", 44: "ORIG_RAS2VOX",
    45: "SCAN_PARAMETERS",
}  # fmt: skip
_OLD_COLOURS, _OLD_FLAG, _OLD_XFORM = 1, 2, 30
_NUMBERS: Final = frozenset({32, 40, 43, 44})


def _lay(track: Track, source: Bytes) -> None:
    source = Onwards(source)
    _, *shape, kind = struct.unpack(">6i", source.read(0, 24))
    lay_columns(track, source, (*_SHAPE, *_PLACE), SURFACE)
    lay_region(track, source, track.at, min(HEAD, source.length), SURFACE, "spare bytes")
    if kind not in _SIZES:
        track.lay(source.length - track.at, Kind.OPAQUE, VOXELS, "of unknown extent")
        return
    track.lay(min(math.prod(shape) * _SIZES[kind], source.length - track.at), Kind.VOXELS, VOXELS)
    lay_columns(track, source, _FOOTER, SURFACE)
    for _ in range(_MOST):
        if not (track.room and _lay_tag(track, source)):
            return


def _lay_tag(track: Track, source: Bytes) -> bool:
    """The tag that begins here; whether there is one."""
    head = source.read(track.at, 12)
    if len(head) < 8:
        return False
    tag, short = struct.unpack_from(">2i", head)
    if tag == _OLD_COLOURS:
        track.lay(4, Kind.STRUCTURE, SURFACE, "tag")
        return _lay_colours(track, source)
    if tag == _OLD_FLAG:
        track.lay(4, Kind.STRUCTURE, SURFACE, "tag")
        return True
    wide = tag != _OLD_XFORM
    if tag not in _TAGS or (wide and len(head) < 12):
        return False
    length = struct.unpack_from(">q", head, 4)[0] if wide else short - 1
    begun = 12 if wide else 8
    if not 0 <= length <= source.length - track.at - begun:
        return False
    track.lay(begun, Kind.STRUCTURE, SURFACE, "tag")
    if tag in _NUMBERS:
        lay_numbers(track, source.read(track.at, length), SURFACE, _TAGS[tag])
    else:
        lay_region(track, source, track.at, track.at + length, SURFACE, _TAGS[tag])
    return True


def _lay_colours(track: Track, source: Bytes) -> bool:
    """A colour table of version 2: the name of its file, then a number, a name and four numbers for each colour."""
    version, _ = _two(source, track.at)
    if version != -2:
        return False
    track.lay(8, Kind.STRUCTURE, SURFACE, "colours")
    if not _lay_counted(track, source, "file of the colours"):
        return False
    count, _ = _two(source, track.at)
    track.lay(min(4, source.length - track.at), Kind.STRUCTURE, SURFACE, "colours")
    for _ in range(min(count, track.room)):
        if source.length - track.at < 8:
            return False
        track.lay(4, Kind.STRUCTURE, SURFACE, "colours")
        if not _lay_counted(track, source, "name of a colour"):
            return False
        lay_numbers(track, source.read(track.at, 16), SURFACE, "colours")
    return True


def _lay_counted(track: Track, source: Bytes, part: str) -> bool:
    """A text behind its length; whether it is there."""
    length, _ = _two(source, track.at)
    if not 0 <= length <= source.length - track.at - 4:
        return False
    track.lay(4, Kind.STRUCTURE, SURFACE, "colours")
    lay_text(track, source.read(track.at, length), SURFACE, part)
    return True


def _two(source: Bytes, at: int) -> tuple[int, int]:
    first, second = struct.unpack(">2i", source.read(at, 8).ljust(8, b"\xff"))
    return first, second


MGH: Final = Format(SURFACE, is_mgh, _lay)
