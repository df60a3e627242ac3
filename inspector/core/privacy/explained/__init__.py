"""What imaging programs write of themselves: lines that are explained as a whole, or not at all.

The list is `explained.toml`; it has a version, and a source, examples and near misses for each entry.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

from inspector.core.privacy.explained.plain import familiar, has_form, innocent_key, personal
from inspector.core.privacy.match import Passage

__all__ = ["LONGEST", "Entry", "Explanation", "entries", "explain", "familiar", "version"]

# Longer text is no line of a program; lists of numbers are read as far as a header can be.
LONGEST: Final = 100_000
# Entries that take words and numbers as they come, whoever wrote them: what has the form of an identifier is none.
BROAD: Final = frozenset({"known-words", "numbers", "whole-numbers", "named-numbers", "brackets", "key"})


@dataclass(frozen=True, slots=True)
class Entry:
    """One pattern of the list; `examples` are whole lines that it explains, `near_misses` some that it does not."""

    id: str
    program: str
    pattern: re.Pattern[str]
    source: str
    examples: tuple[str, ...]
    near_misses: tuple[str, ...]

    def explain(self, text: str) -> Explanation | None:
        """What this pattern makes of a whole text without blanks around it."""
        found = self.pattern.fullmatch(text)
        if found is None or not familiar(found.groupdict().get("words") or ""):
            return None
        if not innocent_key(found.groupdict().get("key") or ""):
            return None
        free = found.span("free") if found.groupdict().get("free") else None
        if free is None or familiar(text[slice(*free)]):
            return Explanation(self.id, self.program, None)
        return Explanation(self.id, self.program, free)


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a text needs no second look; `free` are the characters in it that a person typed and that need one."""

    id: str
    program: str
    free: tuple[int, int] | None


def explain(passage: Passage) -> Explanation | None:
    """The first entry that explains all of a passage; None where none does, or its label speaks of a person."""
    text = passage.text.strip(" \t\r\n\0")
    if not text or len(text) > LONGEST or personal(passage.label):
        return None
    found = next((answer for entry in entries() if (answer := entry.explain(text))), None)
    if found is None or (found.free is None and found.id in BROAD and has_form(text)):
        return None
    if found.free is None:
        return found
    start = passage.text.index(text)
    return Explanation(found.id, found.program, (found.free[0] + start, found.free[1] + start))


def version() -> str:
    """The version of the list."""
    return str(_document()["version"])


@cache
def entries() -> tuple[Entry, ...]:
    """The list in its order, its patterns ready."""
    parts = _document()["parts"]
    return tuple(
        Entry(
            id=row["id"],
            program=row["program"],
            pattern=re.compile(_whole(row["pattern"], parts), re.DOTALL),
            source=row["source"],
            examples=tuple(row["examples"]),
            near_misses=tuple(row["near_misses"]),
        )
        for row in _document()["entry"]
    )


def _whole(pattern: str, parts: Mapping[str, str]) -> str:
    for name, part in parts.items():
        pattern = pattern.replace(f"%{name}%", f"(?:{part})")
    return pattern


@cache
def _document() -> Mapping[str, Any]:
    return tomllib.loads(files(__package__).joinpath("explained.toml").read_text("utf-8"))
