"""The PAR of Philips: lines of `.  key : value`, and a row of numbers for each image."""

from __future__ import annotations

import re
from typing import Final

from inspector.core.ledger.formats.format import Format, whole
from inspector.core.ledger.formats.lines import lay_lines
from inspector.core.ledger.span import Bytes, Track

SURFACE: Final = "PAR"
_MARK: Final = b"# === DATA DESCRIPTION FILE"
_LINE: Final = re.compile(rb"\.[ \t]{1,8}(?P<key>[^\s:][^:\n]{0,100}?)[ \t]{0,60}:[ \t]{0,8}(?P<value>[^\r\n]*)")


def _claims(first: bytes) -> bool:
    return first.startswith(_MARK)


def _lay(track: Track, source: Bytes) -> None:
    lay_lines(track, whole(source), _LINE, (), SURFACE)


PAR: Final = Format(SURFACE, _claims, _lay)
