"""The library page with 10 and with 10,000 images."""

from __future__ import annotations

import time
from collections.abc import Iterator

from benchmarks.bench import Bench
from benchmarks.measure import pair_ratio
from benchmarks.report import Row
from benchmarks.server import Caller, Server

MEASURE = "library page"


def rows(bench: Bench) -> Iterator[Row]:
    """The same page of two libraries, one of them grown by copying rows."""
    counts = (10, 500 if bench.place.quick else 10_000)
    queries, first, whole = {}, {}, {}
    for count in counts:
        with Server(bench.server.data.parent / f"library-{count}") as server:
            Caller(server).upload(bench.volumes.get("real").packed)
            queries[count] = int(server.script("library", str(count)).split()[-1])
            first[count], whole[count] = visited(server, "/", 10 if bench.place.quick else 60)
    for count in counts:
        note = f"{queries[count]} queries"
        yield Row(10, f"{MEASURE}, first byte", f"{count:,} images", times=first[count], note=note)
        yield Row(10, f"{MEASURE}, all of its HTML", f"{count:,} images", times=whole[count])
    few, many = counts
    ratio, met = pair_ratio(first[many], first[few]), queries[many] <= queries[few]
    note = f"{queries[few]} and {queries[many]} queries"
    yield Row(
        10, f"{MEASURE}, first byte", f"{many:,} / {few} images", ratio=ratio, target="queries constant", met=met,
        note=note,
    )  # fmt: skip


def visited(server: Server, path: str, times: int) -> tuple[list[float], list[float]]:
    """Seconds to the first byte of a page and to its last, for a visitor who has a session."""
    caller = Caller(server)
    answer = caller.get("/")
    cookie = "; ".join(line.split(";")[0] for line in answer.headers.get_all("Set-Cookie") or [])
    answer.read()
    first, whole = [], []
    for number in range(times + 4):
        began = time.perf_counter()
        answer = caller.get(path, {"Cookie": cookie})
        answer.read(1)
        begun = time.perf_counter() - began
        answer.read()
        if number >= 4:  # until then both workers warm up
            first.append(begun)
            whole.append(time.perf_counter() - began)
    return first, whole
