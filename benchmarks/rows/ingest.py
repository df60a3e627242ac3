"""Row 4: take an upload in, against reading the same file once with other tools."""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import Callable, Iterator

from benchmarks.bench import Bench
from benchmarks.measure import Ran, pair_ratio, ran, rounds_of
from benchmarks.peers import EDITORS
from benchmarks.report import Row
from benchmarks.volumes import Volume

MEASURE = "take an upload in"
UPLOAD, TAKE = "ours: upload over HTTP", "ours: take(), a process"
INDEX, NIBABEL = "indexed_gzip index", "nibabel load + save"


def rows(bench: Bench) -> Iterator[Row]:
    """Each round takes in bytes that no store has seen; peaks of the server are above idle, all workers together."""
    for name in ("t1", "t1f32", "fmri", "ct"):
        yield from _of_one(bench, bench.volumes.get(name))


def _of_one(bench: Bench, volume: Volume) -> Iterator[Row]:
    salts = iter(range(time.monotonic_ns(), sys.maxsize))

    def upload(_: int) -> Ran:
        file = volume.variant(next(salts), bench.work)
        with bench.server.memory() as peak:
            began = time.perf_counter()
            bench.caller.upload(file)
            seconds = time.perf_counter() - began
        file.unlink()
        return Ran(seconds, 0, peak[0], "")

    def take(_: int) -> Ran:
        file, vault = volume.variant(next(salts), bench.work), bench.work / "vault"
        done = ran([sys.executable, "-m", "benchmarks.scripts.take", str(file), str(vault)])
        shutil.rmtree(vault)
        file.unlink(missing_ok=True)
        return done

    def index(_: int) -> Ran:
        target = bench.work / "index.gzidx"
        return ran([sys.executable, "-m", "benchmarks.scripts.index", str(volume.packed), str(target)])

    def nibabel(_: int) -> Ran:
        return ran(EDITORS[0].command(volume.packed, bench.work / "saved.nii.gz", "saved"))

    work: dict[str, Callable[[int], Ran]] = {UPLOAD: upload, TAKE: take, INDEX: index, NIBABEL: nibabel}
    runs = rounds_of(work, rounds=bench.place.rounds, seconds=bench.place.seconds, always=(UPLOAD, TAKE, INDEX))
    seconds = {name: [run.seconds for run in runs[name]] for name in runs}
    for name in (INDEX, NIBABEL):
        peak = max(run.peak_mb for run in runs[name])
        yield Row(4, MEASURE, volume.title, name, seconds[name], peak_mb=peak)
    for name in (TAKE, UPLOAD):
        ratio, peak = pair_ratio(seconds[name], seconds[INDEX]), max(run.peak_mb for run in runs[name])
        beside = f"{pair_ratio(seconds[name], seconds[NIBABEL]):.2f}x of nibabel load + save"
        target, met = ("<= 1.0x, <= 40 MB", ratio <= 1.0 and peak <= 40) if name == UPLOAD else ("", None)
        yield Row(
            4, MEASURE, volume.title, name, seconds[name], "", ratio, "of the index", peak, target,
            met if met is None else bench.judged(met),
            beside,
        )  # fmt: skip
