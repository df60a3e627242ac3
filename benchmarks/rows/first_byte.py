"""Row 1: from saving an edit to the first byte of the corrected file."""

from __future__ import annotations

import time
from collections.abc import Iterator

from benchmarks.bench import Bench
from benchmarks.measure import pair_ratio, percentile
from benchmarks.report import Row
from benchmarks.server import Uploaded, download_path

MEASURE = "save edit -> first byte of .nii.gz"
LIMIT = 0.015


def rows(bench: Bench) -> Iterator[Row]:
    """Save an edit, ask for the file, wait for its first byte."""
    names = ["t1", "ct", *(["huge"] if bench.place.huge else [])]
    images = {name: bench.image(name) for name in names}
    saved: dict[str, list[float]] = {name: [] for name in names}
    whole: dict[str, list[float]] = {name: [] for name in names}
    for number in range(4 + (10 if bench.place.quick else 60)):
        for name in names if number % 2 else reversed(names):
            save, first = _once(bench, images[name][1])
            if number >= 4:  # until then both workers warm up
                saved[name].append(save)
                whole[name].append(first)
    for name in names:
        title = images[name][0].title
        yield Row(1, "  of this, the edit alone (PATCH)", title, times=saved[name])
        met = bench.judged(percentile(whole[name], 95) <= LIMIT)
        yield Row(1, MEASURE, title, times=whole[name], target="p95 <= 15 ms", met=met)
    for name in names[1:]:
        ratio = pair_ratio(whole[name], whole["t1"])
        titles = f"{images[name][0].title} / {images['t1'][0].title}"
        met = bench.judged(ratio <= 1.2)
        yield Row(1, MEASURE, titles, ratio=ratio, of="big / small", target="<= 1.2x", met=met)
    if not bench.place.huge:
        yield Row(1, MEASURE, "over 4 GiB", note="not measured: BENCH_HUGE=1 does")


def _once(bench: Bench, image: Uploaded) -> tuple[float, float]:
    """Seconds until the edit was answered, and until the first byte of the file was there."""
    began = time.perf_counter()
    bench.caller.edit(image)
    saved = time.perf_counter() - began
    bench.caller.get(download_path(image)).read(1)
    first = time.perf_counter() - began
    bench.caller.close()
    time.sleep(0.02)  # the worker notices that nobody wants the rest
    return saved, first
