"""Heads of images that are text: a key and a value a line, up to the line that ends them."""

from __future__ import annotations

import re
from collections.abc import Collection
from itertools import islice
from typing import Final

from inspector.core.ledger.documents import NAMES
from inspector.core.ledger.formats.fixed import are_figures
from inspector.core.ledger.span import Kind, Track
from inspector.core.ledger.stretches import kind_of, lay_data

LONGEST_KEY: Final = 120
COMMENT: Final = "comment"
# Two spans of a value and three of what stands around it.
_SPANS: Final = 6
# Keys under which people write what they like, be it a telephone number or a date.
_FREE: Final = frozenset({"content", "comment", "comments", "name", "id", "command_history", "source"})
# Lines of one head; what comes behind them is a text without keys.
_MOST: Final = 1 << 16


def lay_lines(track: Track, data: bytes, line: re.Pattern[bytes], known: Collection[str], surface: str) -> None:
    """Each line of `data` by a pattern with the groups `key` and `value`; what it does not fit is a comment.

    `known` are the keys of the format, in lower case: they are part of it, and other keys are text.
    """
    for found in islice(re.finditer(rb"[^\n]*+\n?", data), _MOST):
        if track.room < _SPANS:
            break
        row = line.match(found[0])
        if row is None:
            _lay_comment(track, found[0], surface)
        else:
            _lay_pair(track, found[0], row, known, surface)


def _lay_comment(track: Track, row: bytes, surface: str) -> None:
    text = row.rstrip(b"\r\n")
    if are_figures(text):
        track.lay(len(text), Kind.STRUCTURE, surface)
    else:
        lay_data(track, text, surface, COMMENT)
    track.lay(len(row) - len(text), Kind.STRUCTURE, surface)


def _lay_pair(track: Track, row: bytes, found: re.Match[bytes], known: Collection[str], surface: str) -> None:
    begun, key = track.at, found["key"].decode("utf-8", "replace")[:LONGEST_KEY]
    is_known = key.lower() in known
    track.lay(found.start("key"), Kind.STRUCTURE, surface)
    track.lay(len(found["key"]), Kind.STRUCTURE if is_known else kind_of(found["key"]), surface, NAMES)
    track.lay(found.start("value") - found.end("key"), Kind.STRUCTURE, surface)
    if is_known and key.lower() not in _FREE and are_figures(found["value"].strip(b"()")):
        track.lay(len(found["value"]), Kind.STRUCTURE, surface, key)
    else:
        lay_data(track, found["value"], surface, key)
    track.lay(len(row) - (track.at - begun), Kind.STRUCTURE, surface)
