"""Row 5: one axial slice at random, as an array, from the compressed file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
from indexed_gzip import IndexedGzipFile
from numpy.typing import NDArray

from benchmarks.bench import Bench
from benchmarks.measure import Failed, pair_ratio, rounds_of, timed
from benchmarks.ours import Frozen
from benchmarks.peers import plain_nibabel
from benchmarks.report import Row
from benchmarks.volumes import Volume

MEASURE = "random axial slice as an array"
Read = Callable[[tuple[int, ...]], NDArray[Any]]
OURS, MAPPED, INDEXED, NIBABEL = "ours", "mmap of the .nii", "indexed_gzip, stored index", "nibabel dataobj"


def rows(bench: Bench) -> Iterator[Row]:
    """Each tool reads the same slices; every array is compared with the mapped file."""
    for name in ("t1", "fmri", "ct"):
        yield from _of_one(bench, bench.volumes.get(name))


def _of_one(bench: Bench, volume: Volume) -> Iterator[Row]:
    mapped: Any = volume.mapped()
    folder = bench.work / f"slices-{volume.name}"
    folder.mkdir()
    frozen = Frozen(volume.packed, folder)
    with indexed(volume, folder / "index") as file:
        reads: dict[str, Read] = {
            OURS: frozen.axial,
            MAPPED: lambda where: np.array(mapped[(..., *where)]),
            INDEXED: lambda where: _by_index(file, volume, where),
            NIBABEL: _nibabel(volume),
        }
        rng = np.random.default_rng(5)
        places = [tuple(int(rng.integers(length)) for length in volume.shape[2:]) for _ in range(99)]
        for name, read in reads.items():  # the first read opens, warms up and is compared
            if not np.array_equal(read(places[-1]), mapped[(..., *places[-1])]):
                raise Failed(f"{name} read another slice of {volume.title}")
        work = {name: _timing(read, places) for name, read in reads.items()}
        fast = rounds_of({name: work[name] for name in (OURS, MAPPED, INDEXED)}, rounds=50, seconds=10)
        slow = rounds_of({name: work[name] for name in (OURS, NIBABEL)}, rounds=max(bench.place.rounds, 7))
    yield Row(5, MEASURE, volume.title, MAPPED, fast[MAPPED])
    whole = volume.name == "ct"
    ratio = pair_ratio(fast[INDEXED], fast[OURS])
    met = bench.judged(ratio >= 20) if whole else None
    yield Row(5, MEASURE, volume.title, INDEXED, fast[INDEXED], "", ratio, "of ours", None, whole * ">= 20x", met)
    ratio = pair_ratio(slow[NIBABEL], slow[OURS])
    met = bench.judged(ratio >= 1000) if whole else None
    yield Row(5, MEASURE, volume.title, NIBABEL, slow[NIBABEL], "", ratio, "of ours", None, whole * ">= 1000x", met)
    yield Row(5, MEASURE, volume.title, OURS, fast[OURS], "", pair_ratio(fast[OURS], fast[MAPPED]), "of mmap")


def _timing(read: Read, places: list[tuple[int, ...]]) -> Callable[[int], float]:
    return lambda number: timed(lambda: read(places[number % len(places)]))


def indexed(volume: Volume, index: Path) -> Any:
    """Open with an index that was built and stored before."""
    with IndexedGzipFile(str(volume.packed), spacing=1 << 20) as file:
        file.build_full_index()
        file.export_index(str(index))
    return IndexedGzipFile(str(volume.packed), index_file=str(index))


def _by_index(file: Any, volume: Volume, where: tuple[int, ...]) -> NDArray[Any]:
    size = volume.shape[0] * volume.shape[1] * np.dtype(volume.dtype).itemsize
    flat = np.ravel_multi_index(where, volume.shape[2:], order="F")
    file.seek(volume.start + int(flat) * size)
    return np.frombuffer(file.read(size), volume.dtype).reshape(volume.shape[:2], order="F")


def _nibabel(volume: Volume) -> Read:
    image = plain_nibabel().load(volume.packed)
    return lambda where: np.asarray(image.dataobj[(..., *where)])
