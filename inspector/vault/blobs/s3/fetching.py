"""Ranges of an object that are fetched before they are needed, since every question to a store takes its time."""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import pairwise
from threading import Lock
from typing import Final

PIECE: Final = 1 << 20
# Ranges closer to each other are fetched as one: so many bytes take no longer than another question.
GAP: Final = 128 * 1024
# As much is fetched ahead: three large pieces, or many small ones at once.
AHEAD: Final = 3 * PIECE
MOST_AHEAD: Final = 16
THREADS: Final = 8
# Threads that take pieces in order may be this far apart.
BEHIND: Final = 2

Fetch = Callable[[int, int], bytes]


class Ahead:
    """Fetches ascending ranges piece by piece, 3 MiB ahead of whoever reads them; what was passed is let go."""

    def __init__(self, fetch: Fetch, ranges: Sequence[tuple[int, int]]) -> None:
        self._fetch = fetch
        self._pieces = pieces(ranges)
        self._starts = [start for start, _ in self._pieces]
        self._fetched: dict[int, Future[bytes]] = {}
        self._lock = Lock()
        self._pool = ThreadPoolExecutor(THREADS, "fetch")

    def read(self, start: int, stop: int) -> bytes | None:
        """The bytes [start, stop); None when they are not in the ranges."""
        first, last = (bisect_right(self._starts, place) - 1 for place in (start, stop - 1))
        if first < 0 or not self._holds(first, last, stop):
            return None
        data = b"".join(future.result() for future in self._asked(first, last))
        before = self._pieces[first][0]
        return data[start - before : stop - before]

    def close(self) -> None:
        """End the threads, after what they fetch just now."""
        self._pool.shutdown(cancel_futures=True)

    def _holds(self, first: int, last: int, stop: int) -> bool:
        """Whether everything from the piece `first` up to `stop` is in the pieces up to `last`."""
        wanted = self._pieces[first : last + 1]
        joined = all(before[1] == after[0] for before, after in pairwise(wanted))
        return joined and stop <= wanted[-1][1]

    def _end(self, last: int) -> int:
        """The first piece that is not fetched yet while `last` is read."""
        room, end = AHEAD, last + 1
        while room > 0 and end < min(last + 1 + MOST_AHEAD, len(self._pieces)):
            room -= self._pieces[end][1] - self._pieces[end][0]
            end += 1
        return end

    def _asked(self, first: int, last: int) -> list[Future[bytes]]:
        with self._lock:
            for number in range(first, self._end(last)):
                if number not in self._fetched:
                    self._fetched[number] = self._pool.submit(self._fetch, *self._pieces[number])
            wanted = [self._fetched[number] for number in range(first, last + 1)]
            self._fetched = {number: piece for number, piece in self._fetched.items() if number >= first - BEHIND}
            return wanted


def pieces(ranges: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Ascending ranges, those close to each other joined, then cut to pieces of at most 1 MiB."""
    joined: list[tuple[int, int]] = []
    for start, stop in ranges:
        if joined and start <= joined[-1][1] + GAP:
            joined[-1] = joined[-1][0], max(stop, joined[-1][1])
        else:
            joined.append((start, stop))
    return [(at, min(at + PIECE, stop)) for start, stop in joined for at in range(start, stop, PIECE)]
