"""MetaImage (.mhd, .mha): keys and values a line, the last one tells where the data are.

Source: the description of MetaIO in ITK's wiki.
"""

from __future__ import annotations

import re
from typing import Final

from inspector.core.ledger.formats.format import Format, Inside, Onwards
from inspector.core.ledger.formats.lines import lay_lines
from inspector.core.ledger.formats.packed import bytes_told, lay_packed, lay_voxels
from inspector.core.ledger.span import Bytes, Track

SURFACE: Final = "MetaImage"
_LINE: Final = re.compile(rb"[ \t]{0,8}(?P<key>[^\s=][^=\n]{0,100}?)[ \t]{0,8}=[ \t]{0,8}(?P<value>[^\r\n]*)")
_END: Final = re.compile(rb"^ElementDataFile[ \t]{0,8}=[^\n]*\n", re.MULTILINE)
_FIRST: Final = re.compile(rb"(?:ObjectType|NDims|Comment|ObjectSubType|TransformType|Name|ID)[ \t]{0,8}=")
_LONGEST_HEAD: Final = 1 << 20
KEYS: Final = frozenset(
    [
        "objecttype",
        "objectsubtype",
        "transformtype",
        "ndims",
        "name",
        "id",
        "parentid",
        "color",
        "compresseddata",
        "compresseddatasize",
        "binarydata",
        "binarydatabyteordermsb",
        "elementbyteordermsb",
        "position",
        "offset",
        "origin",
        "orientation",
        "rotation",
        "transformmatrix",
        "centerofrotation",
        "anatomicalorientation",
        "elementspacing",
        "dimsize",
        "headersize",
        "modality",
        "sequenceid",
        "elementmin",
        "elementmax",
        "elementnumberofchannels",
        "elementsize",
        "elementtype",
        "elementdatafile",
        "comment",
        "acquisitiondate",
        "distanceunits",
        "elementtointensityfunctionslope",
        "elementtointensityfunctionoffset",
    ]
)
_BYTES: Final = {
    "char": 1, "uchar": 1, "short": 2, "ushort": 2, "int": 4, "uint": 4, "long": 4, "ulong": 4, "long_long": 8,
    "ulong_long": 8, "float": 4, "double": 8,
}  # fmt: skip


def _claims(first: bytes) -> bool:
    return _FIRST.match(first) is not None and b"\nNDims" in b"\n" + first


def _lay(track: Track, source: Bytes) -> Inside | None:
    source = Onwards(source)
    first = source.read(0, _LONGEST_HEAD)
    end = _END.search(first)
    head = first[: end.end()] if end else first
    lay_lines(track, head, _LINE, KEYS, SURFACE)
    facts = {
        row["key"].decode("latin-1").lower(): row["value"].decode("latin-1").strip()
        for row in map(_LINE.match, head.split(b"\n"))
        if row
    }
    if end is None or facts.get("elementdatafile") != "LOCAL" or facts.get("headersize", "0") not in ("0", ""):
        return None
    wanted = _wanted(facts)
    if facts.get("compresseddata", "").lower() == "true":
        return lay_packed(track, source, wanted, "zlib")
    lay_voxels(track, source, wanted if facts.get("binarydata", "true").lower() == "true" else None)
    return None


def _wanted(facts: dict[str, str]) -> int | None:
    size = _BYTES.get(facts.get("elementtype", "").lower().removeprefix("met_").removesuffix("_array"))
    lengths, channels = facts.get("dimsize", "").split(), facts.get("elementnumberofchannels", "1")
    return bytes_told(size, [*lengths, channels]) if lengths else None


METAIMAGE: Final = Format(SURFACE, _claims, _lay)
