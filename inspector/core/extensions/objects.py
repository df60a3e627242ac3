"""JSON laid out by its objects, every number and text spelled as it is stored."""

from __future__ import annotations

import json
import re
from typing import Final

from inspector.core.extensions.part import Part, Unreadable

_DEEPEST: Final = 20
_STEP: Final = "  "
# A short array of numbers stays on its line.
_TOKEN: Final = re.compile(r'"(?:[^"\\]|\\.)*"|\[[^\[\]{}"]{0,80}\]|\{\s*\}|[\[\]{},:]|[^\s\[\]{},:"]+')


def lay_out(text: str, part: Part) -> None:
    """Add the lines of the JSON text to `part`, one member a line. Raises Unreadable."""
    check(text)
    _lines(text, part)


def check(text: str) -> None:
    """Raise Unreadable unless the text is JSON."""
    try:
        json.loads(text)
    except json.JSONDecodeError as error:
        raise Unreadable(f"It is not JSON: {error.msg} at line {error.lineno}, column {error.colno}.") from None
    except RecursionError:
        raise Unreadable("It is JSON of too many levels to be laid out.") from None
    except ValueError as error:
        raise Unreadable(f"It is JSON that cannot be read: {error}.") from None


def _lines(text: str, part: Part) -> None:
    depth, line = 0, ""
    for found in _TOKEN.finditer(text):
        word = found[0]
        if word in "]}":
            part.add(_indented(depth, line))
            depth, line = depth - 1, word
        elif word == ":":
            line += ": "
        else:
            line += " ".join(word.split()) if word[0] in "[{" else word
        if word in "[{,":
            part.add(_indented(depth, line))
            depth, line = depth + (word != ","), ""
    part.add(_indented(depth, line))


def _indented(depth: int, line: str) -> str:
    return _STEP * min(depth, _DEEPEST) + line
