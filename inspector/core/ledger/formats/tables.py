"""Tables: a row of names, then rows of values between tabs, commas or semicolons (participants.tsv and the like)."""

from __future__ import annotations

import re
from itertools import islice
from typing import Final

from inspector.core.extensions.part import Unreadable
from inspector.core.ledger.documents import NAMES
from inspector.core.ledger.formats.fixed import are_figures
from inspector.core.ledger.formats.format import Format, whole
from inspector.core.ledger.span import Bytes, Kind, Track
from inspector.core.ledger.stretches import kind_of, lay_data

SURFACE: Final = "table"
_MARK: Final = b"\xef\xbb\xbf"
_ROW: Final = re.compile(rb"[^\r\n]++(?:\r\n?|\n)?|\r\n?|\n")
_SIGNS: Final = (b"\t", b";", b",")
_SAMPLE: Final = 20
_LONGEST_NAME: Final = 120
# In a longer row quotes count for nothing.
_LONGEST_ROW: Final = 1 << 20
# Of one table; what comes behind them is a text without names.
_MOST: Final = 1 << 15
_SPANS: Final = 6


def _claims(first: bytes) -> bool:
    return bool(_separator(first))


def _separator(first: bytes) -> bytes:
    """The sign that stands as often in each of the first rows; b"" when there is none."""
    rows = [found[0].rstrip(b"\r\n") for found in islice(_ROW.finditer(first.removeprefix(_MARK)), _SAMPLE + 1)]
    # The last row may be cut off.
    rows = [row for row in rows[:-1] if row] if len(rows) > 2 else rows
    return next((sign for sign in _SIGNS if len(rows) > 1 and _is_even(rows, sign)), b"")


def _is_even(rows: list[bytes], sign: bytes) -> bool:
    names = [name.strip(b' "') for name in rows[0].split(sign)]
    told = all(name and kind_of(name) is Kind.TEXT and not are_figures(name) for name in names)
    return told and len(names) > 1 and all(len(_split(row, sign)) == len(names) for row in rows[1:])


def _split(row: bytes, sign: bytes) -> list[bytes]:
    """The values of a row; a sign between quotes parts nothing."""
    if b'"' not in row or len(row) > _LONGEST_ROW:
        return row.split(sign)
    cells, start, is_open = [], 0, False
    for found in re.finditer(b'["' + sign + b"]", row):
        if found[0] == b'"':
            is_open = not is_open
        elif not is_open:
            cells.append(row[start : found.start()])
            start = found.end()
    return [*cells, row[start:]]


def _lay(track: Track, source: Bytes) -> None:
    data = whole(source)
    sign = _separator(data)
    if not sign:
        raise Unreadable("Its rows are not alike.")
    track.lay(len(data) - len(data.removeprefix(_MARK)), Kind.STRUCTURE, SURFACE, "mark")
    names: list[str] = []
    laid = 0
    for row in _ROW.finditer(data, track.at):
        cells = _split(row[0].rstrip(b"\r\n"), sign)
        laid += len(cells)
        if laid > _MOST or track.room < _SPANS * len(cells):
            return
        _lay_row(track, row[0], cells, names)
        names = names or [cell.strip(b' "').decode("utf-8", "replace")[:_LONGEST_NAME] for cell in cells]


def _lay_row(track: Track, row: bytes, cells: list[bytes], names: list[str]) -> None:
    """The values of a row, each in its column; the names of the columns are empty for the first row."""
    stop = track.at + len(row)
    for number, cell in enumerate(cells):
        lay_data(track, cell, SURFACE, names[number] if number < len(names) else NAMES)
        track.lay(min(1, stop - track.at), Kind.STRUCTURE, SURFACE)
    track.lay(stop - track.at, Kind.STRUCTURE, SURFACE)


TABLE: Final = Format(SURFACE, _claims, _lay)
