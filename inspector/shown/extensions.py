"""The extensions of a header as rows of a table."""

from __future__ import annotations

from dataclasses import dataclass

from inspector.core.exact import visible
from inspector.core.header import Header

SHOWN_TEXT = 600
SHOWN_BYTES = 24


@dataclass(frozen=True)
class ExtensionRow:
    """One extension: its place, what kind it is, and the start of its content."""

    number: int
    offset: int
    size: int
    code: int
    kind: str
    text: str
    start: str
    rest: int


@dataclass(frozen=True)
class Extensions:
    """All of them, and a sentence when the chain of their sizes does not fit."""

    rows: tuple[ExtensionRow, ...]
    problem: str | None
    first: int
    last: int


def extensions(header: Header) -> Extensions:
    found = header.extensions
    rows = []
    for each in found:
        text = visible(each.text) if each.text is not None else ""
        rest = max(0, len(text) - SHOWN_TEXT) if each.text is not None else max(0, len(each.data) - SHOWN_BYTES)
        start = "" if each.text is not None else each.data[:SHOWN_BYTES].hex(" ").upper()
        kind = "" if each.kind == f"code {each.code}" else each.kind
        rows.append(
            ExtensionRow(each.index + 1, each.offset, each.size, each.code, kind, text[:SHOWN_TEXT], start, rest)
        )
    last = found[-1].offset + found[-1].size - 1 if found else 0
    return Extensions(tuple(rows), header.extension_problem, found[0].offset if found else 0, last)
