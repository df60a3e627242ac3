"""The header page of an image as a browser loads it."""

from __future__ import annotations

import html
import re
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

from benchmarks.bench import Bench
from benchmarks.report import Row
from benchmarks.rows.library import visited
from benchmarks.server import Caller

MEASURE = "header page"


def rows(bench: Bench) -> Iterator[Row]:
    """First byte, all of the HTML, and all of it with the pictures it names, fetched side by side."""
    for name in ("t1", "ct"):
        volume, image = bench.image(name)
        path, count = f"/images/{image.id}/", 10 if bench.place.quick else 60
        first, whole = visited(bench.server, path, count)
        yield Row(12, f"{MEASURE}, first byte", volume.title, times=first)
        yield Row(12, f"{MEASURE}, all of its HTML", volume.title, times=whole)
        times, pictures = _with_pictures(bench, path, count // 2)
        yield Row(12, f"{MEASURE} with its {pictures} pictures", volume.title, times=times, note="no browser cache")


def _with_pictures(bench: Bench, path: str, count: int) -> tuple[list[float], int]:
    callers, times, sources = [Caller(bench.server) for _ in range(4)], [], []
    with ThreadPoolExecutor(len(callers)) as pool:
        for _ in range(count + 2):
            began = time.perf_counter()
            text = callers[0].get(path).read().decode()
            sources = [html.unescape(found) for found in re.findall(r'<img[^>]*?\bsrc="(/[^"]+)"', text)]
            lanes = [sources[lane :: len(callers)] for lane in range(len(callers))]
            for _ in pool.map(_fetch, callers, lanes):
                pass
            times.append(time.perf_counter() - began)
    return times[2:], len(sources)


def _fetch(caller: Caller, paths: list[str]) -> None:
    for path in paths:
        caller.get(path).read()
