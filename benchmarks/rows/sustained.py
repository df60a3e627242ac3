"""A hundred edits of headers a second, kept up on SQLite."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from benchmarks.bench import Bench
from benchmarks.measure import Failed
from benchmarks.report import Row
from benchmarks.server import Caller, Uploaded

MEASURE = "header edits, 8 at a time"
THREADS, RATE = 8, 100


@dataclass
class Lane:
    """One program with an image of its own."""

    caller: Caller
    image: Uploaded
    times: list[float] = field(default_factory=list)
    errors: int = 0


def rows(bench: Bench) -> Iterator[Row]:
    """Eight programs edit an image each: at a fixed pace, then as fast as they are answered."""
    seconds = 2 if bench.place.quick else 10
    yield _row(bench, _lanes(bench), seconds, RATE)
    yield _row(bench, _lanes(bench), seconds, 0)


def _lanes(bench: Bench) -> list[Lane]:
    packed = bench.volumes.get("real").packed
    callers = [Caller(bench.server) for _ in range(THREADS)]
    return [Lane(caller, caller.upload(packed)) for caller in callers]


def _row(bench: Bench, lanes: list[Lane], seconds: float, rate: int) -> Row:
    """`rate` is that of all lanes together, 0 for no pause at all."""
    pace, start = (THREADS / rate if rate else 0.0), time.perf_counter() + 0.1
    with ThreadPoolExecutor(THREADS) as pool:
        for number, lane in enumerate(lanes):
            pool.submit(_drive, lane, start + number * pace / THREADS, start + seconds, pace)
    took = max(time.perf_counter() - start, seconds)
    times, errors = [each for lane in lanes for each in lane.times], sum(lane.errors for lane in lanes)
    achieved = len(times) / took
    note = f"{achieved:.0f} a second for {took:.1f} s, {errors} errors"
    if not rate:
        return Row(11, f"{MEASURE}, without a pause", "real", times=times, note=note)
    met = bench.judged(achieved >= 0.98 * rate and not errors)
    return Row(11, f"{MEASURE}, {rate} a second", "real", times=times, target=f"{rate} a second", met=met, note=note)


def _drive(lane: Lane, due: float, stop: float, pace: float) -> None:
    """Edit at the times that are due; who is late goes on at once and does not skip any."""
    while max(due, now := time.perf_counter()) < stop:
        time.sleep(max(0.0, due - now))
        began = time.perf_counter()
        try:
            lane.caller.edit(lane.image)
            lane.times.append(time.perf_counter() - began)
        except (Failed, OSError):
            lane.errors += 1
            lane.caller.close()
        due += pace
