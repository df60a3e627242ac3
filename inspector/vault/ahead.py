"""Work that threads do ahead of whoever takes its results; it pays where the work leaves Python's lock."""

from collections import deque
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

THREADS = 2
AHEAD = 4

Item = TypeVar("Item")
Result = TypeVar("Result")


def in_order(work: Callable[[Item], Result], items: Sequence[Item]) -> Generator[Result]:
    """work(item) for each item in order, done by two threads at most AHEAD items before it is asked for.

    What a piece of work raises is raised in its place. No thread is left when the generator ends or is closed.
    """
    if len(items) < 2:
        yield from map(work, items)
        return
    pool, pending = ThreadPoolExecutor(THREADS, "ahead"), deque[Future[Result]]()
    try:
        for item in items:
            pending.append(pool.submit(work, item))
            if len(pending) > AHEAD:
                yield pending.popleft().result()
        while pending:
            yield pending.popleft().result()
    finally:
        pool.shutdown(cancel_futures=True)
