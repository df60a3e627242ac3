"""Parts of a file over HTTP (RFC 9110, 13 and 14): which bytes a request asks for, and whether it has them already."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.http import parse_etags

# One range: first and last, or only one of the two. More digits than these count no bytes of any file.
_ONE_RANGE = re.compile(r"bytes *= *([0-9]{0,18}) *- *([0-9]{0,18}) *", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Part:
    """The bytes [start, stop) of a file of `length` bytes."""

    start: int
    stop: int
    length: int

    @property
    def content_range(self) -> str:
        return f"bytes {self.start}-{self.stop - 1}/{self.length}"


class Unsatisfiable(Exception):
    """The range lies behind the end of a file of `length` bytes."""

    def __init__(self, length: int) -> None:
        self.length = length
        super().__init__(f"The range lies behind the end: the file has {length:,} bytes.")


def has_it(headers: Mapping[str, str], etag: str) -> bool:
    """Whether the caller says in If-None-Match that it has the file with this etag; weak tags count here."""
    tags = parse_etags(headers.get("If-None-Match", ""))
    return "*" in tags or etag in {tag.removeprefix("W/") for tag in tags}


def wanted(headers: Mapping[str, str], etag: str, length: int) -> Part | None:
    """The part that is asked for; None for the whole file. Raises Unsatisfiable.

    A range that cannot be read, several of them, and one that was meant for another state of the file (If-Range) are
    answered with the whole file. A date in If-Range never fits: files carry an etag and no date.
    """
    found = _ONE_RANGE.fullmatch(headers.get("Range", "").strip())
    if found is None or headers.get("If-Range", etag) != etag:
        return None
    first, last = found.groups()
    if (not first and not last) or (first and last and int(last) < int(first)):
        return None
    start, stop = _ends(first, last, length)
    if start >= stop:
        raise Unsatisfiable(length)
    return Part(start, stop, length)


def _ends(first: str, last: str, length: int) -> tuple[int, int]:
    if not first:
        return max(length - int(last), 0), length
    return int(first), min(int(last) + 1, length) if last else length
