"""MRtrix images and tracks (.mif, .tck): keys and values a line up to END, then the data where `file` says.

Source: the description of the formats in MRtrix3's documentation.
"""

from __future__ import annotations

import re
from typing import Final

from inspector.core.ledger.formats.format import Format, Onwards
from inspector.core.ledger.formats.lines import lay_lines
from inspector.core.ledger.formats.packed import bytes_told, lay_voxels
from inspector.core.ledger.head import GAP
from inspector.core.ledger.span import Bytes, Kind, Track
from inspector.core.ledger.stretches import lay_region

SURFACE: Final = "MRtrix"
_MARKS: Final = (b"mrtrix image\n", b"mrtrix tracks\n", b"mrtrix tracks    \n")
_LINE: Final = re.compile(rb"(?P<key>[^\s:][^:\n]{0,100}+):[ \t]{0,8}(?P<value>[^\r\n]*)")
_END: Final = re.compile(rb"^END\n", re.MULTILINE)
_LONGEST_HEAD: Final = 4 << 20
KEYS: Final = frozenset(
    [
        "dim",
        "vox",
        "layout",
        "datatype",
        "transform",
        "scaling",
        "file",
        "dw_scheme",
        "pe_scheme",
        "comments",
        "command_history",
        "mrtrix_version",
        "count",
        "timestamp",
        "roi",
        "method",
        "source",
        "total_count",
        "step_size",
        "output_step_size",
        "max_num_tracks",
        "max_num_seeds",
    ]
)
_BITS: Final = re.compile(r"c?(?:u?int|float)(8|16|32|64)(?:le|be)?")


def _claims(first: bytes) -> bool:
    return first.startswith(_MARKS)


def _lay(track: Track, source: Bytes) -> None:
    source = Onwards(source)
    first = source.read(0, _LONGEST_HEAD)
    end = _END.search(first)
    track.lay(first.index(b"\n") + 1, Kind.STRUCTURE, SURFACE, "mark")
    head = first[: end.start() if end else len(first)]
    lay_lines(track, head[track.at :], _LINE, KEYS, SURFACE)
    place = re.search(rb"^file:[ \t]{0,8}\.[ \t]{1,8}(\d{1,12})\s*$", head, re.MULTILINE)
    if end is None or place is None or track.at != end.start():
        return
    track.lay(len(end[0]), Kind.STRUCTURE, SURFACE, "mark")
    start = min(max(int(place[1]), track.at), source.length)
    lay_region(track, source, track.at, start, GAP)
    lay_voxels(track, source, source.length - start if first.startswith(_MARKS[1:]) else _wanted(head))


def _wanted(head: bytes) -> int | None:
    """How many bytes the voxels have; None where type or sizes are not told."""
    dim = re.search(rb"^dim:\s*([\d, \t]{1,200})$", head, re.MULTILINE)
    told = re.search(rb"^datatype:\s*(\w{1,20})\s*$", head, re.MULTILINE)
    if dim is None or told is None:
        return None
    name = told[1].decode().lower()
    bits = _BITS.fullmatch(name)
    if bits is None and name != "bit":
        return None
    width = int(bits[1]) * (2 if name.startswith("c") else 1) if bits else 1
    count = bytes_told(width, dim[1].decode().replace(",", " ").split())
    return None if count is None else -(-count // 8)


MRTRIX: Final = Format(SURFACE, _claims, _lay)
