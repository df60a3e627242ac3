"""Turns to write, first come, first served.

SQLite lets those who wait ask again after pauses, so that with many writers one that is unlucky waits until its time is
over while others pass. Here the threads of a process stand in a queue, and only the first of them asks SQLite.
"""

from __future__ import annotations

import threading
from collections import deque


class Turns:
    """One thread at a time has the turn."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._waiting: deque[threading.Lock] = deque()
        self._taken = False

    def __len__(self) -> int:
        """How many wait."""
        return len(self._waiting)

    def take(self, timeout: float) -> bool:
        """Wait for the turn, at most so many seconds; False when they are over."""
        with self._guard:
            if not self._taken:
                self._taken = True
                return True
            mine = threading.Lock()
            mine.acquire()
            self._waiting.append(mine)
        if mine.acquire(timeout=timeout):
            return True
        with self._guard:
            # The turn may have come while the time ran out; then it is ours to have.
            if mine not in self._waiting:
                return True
            self._waiting.remove(mine)
            return False

    def give(self) -> None:
        """Pass the turn to the one who waits longest."""
        with self._guard:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._taken = False
