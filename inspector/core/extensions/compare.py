"""How two chains of extensions differ."""

from __future__ import annotations

from itertools import takewhile, zip_longest

from inspector.core.edits import Change
from inspector.core.extensions.chain import Extension
from inspector.core.header import Header
from inspector.core.words import counted

# The revision keeps every byte; a record is for reading.
LONGEST_TEXT = 4000
NAME = "extension"


def pairs(before: Header, after: Header) -> list[tuple[Extension | None, Extension | None]]:
    """The extensions that differ, old beside new; None where one was added or removed.

    What both chains begin and end with stays out, so that removing the first of many is one difference.
    """
    old, new = list(before.extensions), list(after.extensions)
    start = _common(zip(old, new, strict=False))
    end = _common(zip(reversed(old[start:]), reversed(new[start:]), strict=False))
    return list(zip_longest(old[start : len(old) - end], new[start : len(new) - end]))


def changes(before: Header, after: Header) -> tuple[Change, ...]:
    """The extensions that differ as changes of "extension 1" and so on, with their content as text."""
    return tuple(Change(name_of(old, new), content(old), content(new)) for old, new in pairs(before, after))


def is_extension(name: str) -> bool:
    """Whether a change of this name is one of an extension, not of a field."""
    return name.startswith(f"{NAME} ")


def content(extension: Extension | None) -> str | None:
    """What an extension holds, for a record: its text, or what kind and size it is. None when there is none."""
    if extension is None:
        return None
    text = extension.text
    if text is None:
        return f"{extension.kind}, {counted(len(extension.data), 'byte')}"
    left = len(text) - LONGEST_TEXT
    return text if left <= 0 else f"{text[:LONGEST_TEXT]} … and {counted(left, 'more character')}"


def name_of(old: Extension | None, new: Extension | None) -> str:
    """What a difference of the two is called; one of them is there."""
    return f"{NAME} {max(each.index for each in (old, new) if each) + 1}"


def _common(both: zip[tuple[Extension, Extension]]) -> int:
    return sum(1 for _ in takewhile(lambda two: (two[0].code, two[0].data) == (two[1].code, two[1].data), both))
