"""Looking for many byte strings in a stream, piece by piece, in one pass."""

from __future__ import annotations

import re
from collections.abc import Iterable

import numpy as np


class Seeker:
    """Finds which of some byte strings, of two bytes or more each, stand anywhere in the pieces given to `look`.

    Where two neighbouring bytes begin none of them, which is almost everywhere, a table says so for a whole piece at
    once; only what is left is compared.
    """

    def __init__(self, sought: Iterable[bytes]) -> None:
        wanted = sorted(set(sought), key=len, reverse=True)
        if wanted and len(wanted[-1]) < 2:
            raise ValueError("what is looked for has two bytes at least")
        self.found: set[bytes] = set()
        self._pattern = re.compile(b"|".join(map(re.escape, wanted))) if wanted else None
        self._overlap = len(wanted[0]) - 1 if wanted else 0
        self._begins = np.zeros(1 << 16, np.bool_)
        self._begins[[form[0] | form[1] << 8 for form in wanted]] = True
        self._end = b""

    def look(self, piece: bytes) -> None:
        """The next bytes of the stream."""
        if self._pattern is None or not piece:
            return
        window = self._end + piece
        data = np.frombuffer(window, np.uint8)
        two = data[1:].astype(np.uint16)
        two <<= 8
        two |= data[:-1]
        for at in np.flatnonzero(self._begins[two]).tolist():
            if match := self._pattern.match(window, at):
                self.found.add(match.group())
        self._end = window[max(len(window) - self._overlap, 0) :]
