"""A regular expression that is compiled when it is first used, so that the program starts at once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property


class Pattern:
    """Written as for `re`; ASCII upper and lower case only where a flag says so."""

    def __init__(self, source: str, flags: int = 0) -> None:
        self._source, self._flags = source, flags

    @cached_property
    def _compiled(self) -> re.Pattern[str]:
        return re.compile(self._source, self._flags)

    def search(self, text: str, start: int = 0, stop: int = 1 << 62) -> re.Match[str] | None:
        return self._compiled.search(text, start, stop)

    def match(self, text: str, start: int = 0, stop: int = 1 << 62) -> re.Match[str] | None:
        return self._compiled.match(text, start, stop)

    def fullmatch(self, text: str) -> re.Match[str] | None:
        return self._compiled.fullmatch(text)

    def find(self, text: str, start: int = 0) -> Iterator[re.Match[str]]:
        return self._compiled.finditer(text, start)
