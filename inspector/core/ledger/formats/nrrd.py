"""NRRD: a head of lines, an empty line, and the data. Source: the definition of the format, versions 1 to 5."""

from __future__ import annotations

import re
from typing import Final

from inspector.core.ledger.formats.format import Format, Inside, Onwards
from inspector.core.ledger.formats.lines import lay_lines
from inspector.core.ledger.formats.packed import bytes_told, lay_packed, lay_voxels
from inspector.core.ledger.image import VOXELS
from inspector.core.ledger.span import Bytes, Kind, Track
from inspector.core.ledger.stretches import pieces

SURFACE: Final = "NRRD"
_MARK: Final = re.compile(rb"NRRD000[1-9]\r?\n")
_END: Final = re.compile(rb"\n\r?\n")
_LINE: Final = re.compile(rb"(?P<key>[^#\s:=][^:=\n]{0,100}+)(?::=|: ?)(?P<value>[^\r\n]*)")
_LONGEST_HEAD: Final = 1 << 20
KEYS: Final = frozenset(
    [
        "dimension",
        "type",
        "block size",
        "blocksize",
        "encoding",
        "endian",
        "content",
        "old min",
        "oldmin",
        "old max",
        "oldmax",
        "min",
        "max",
        "data file",
        "datafile",
        "line skip",
        "lineskip",
        "byte skip",
        "byteskip",
        "number",
        "sample units",
        "sampleunits",
        "sizes",
        "spacings",
        "thicknesses",
        "axis mins",
        "axismins",
        "axis maxs",
        "axismaxs",
        "centers",
        "centerings",
        "labels",
        "units",
        "kinds",
        "space",
        "space dimension",
        "space units",
        "space origin",
        "space directions",
        "measurement frame",
    ]
)
_SIZES: Final = {
    1: "signed char,int8,int8_t,uchar,unsigned char,uint8,uint8_t",
    2: "short,short int,signed short,signed short int,int16,int16_t,ushort,unsigned short,unsigned short int,uint16,"
    "uint16_t",
    4: "int,signed int,int32,int32_t,uint,unsigned int,uint32,uint32_t,float",
    8: "longlong,long long,long long int,signed long long,signed long long int,int64,int64_t,ulonglong,"
    "unsigned long long,unsigned long long int,uint64,uint64_t,double",
}
_BYTES: Final = {name: size for size, names in _SIZES.items() for name in names.split(",")}
_PACKINGS: Final = {"gzip": "gzip", "gz": "gzip", "bzip2": "bzip2", "bz2": "bzip2"}
_WRITTEN: Final = re.compile(rb"[\s\d.,eE+\-]*+")


def _claims(first: bytes) -> bool:
    return _MARK.match(first) is not None


def _lay(track: Track, source: Bytes) -> Inside | None:
    source = Onwards(source)
    first = source.read(0, _LONGEST_HEAD)
    end = _END.search(first)
    head = first[: end.end() if end else len(first)]
    mark = _MARK.match(head)
    track.lay(mark.end() if mark else 0, Kind.STRUCTURE, SURFACE, "mark")
    lay_lines(track, head[track.at :], _LINE, KEYS, SURFACE)
    facts = _facts(head)
    if end is None or facts.keys() & {"datafile", "lineskip", "byteskip"}:
        return None
    encoding = facts.get("encoding", "")
    if encoding in _PACKINGS:
        return lay_packed(track, source, _wanted(facts), _PACKINGS[encoding])
    if encoding == "raw":
        lay_voxels(track, source, _wanted(facts))
    elif _is_written(source, track.at):
        track.lay(source.length - track.at, Kind.VOXELS, VOXELS)
    return None


def _is_written(source: Bytes, start: int) -> bool:
    """Whether all that follows are numbers, written as text."""
    return all(_WRITTEN.fullmatch(piece) for piece in pieces(source, start, source.length))


def _facts(head: bytes) -> dict[str, str]:
    """The fields of the head, without the spaces that some write in their names."""
    rows = (_LINE.match(row) for row in head.split(b"\n"))
    pairs = ((row["key"], row["value"]) for row in rows if row)
    return {
        key.decode("latin-1").lower().replace(" ", ""): value.decode("latin-1").strip().lower() for key, value in pairs
    }


def _wanted(facts: dict[str, str]) -> int | None:
    return bytes_told(_BYTES.get(facts.get("type", "")), facts.get("sizes", "").split())


NRRD: Final = Format(SURFACE, _claims, _lay)
