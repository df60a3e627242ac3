"""The extensions of a header as rows of a table."""

from __future__ import annotations

from dataclasses import dataclass

from inspector.core.exact import visible
from inspector.core.extensions.change import COMMENT, why_fixed
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
    is_comment: bool


@dataclass(frozen=True)
class Extensions:
    """All of them, and a sentence when they cannot be changed: their sizes do not fit, or bytes belong to none."""

    rows: tuple[ExtensionRow, ...]
    fixed: str
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
            ExtensionRow(
                number=each.index + 1,
                offset=each.offset,
                size=each.size,
                code=each.code,
                kind=kind,
                text=text[:SHOWN_TEXT],
                start=start,
                rest=rest,
                is_comment=each.code == COMMENT,
            )
        )
    last = found[-1].offset + found[-1].size - 1 if found else 0
    return Extensions(tuple(rows), why_fixed(header), found[0].offset if found else 0, last)
