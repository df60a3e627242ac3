"""Row 6: a slice as a picture, through the whole application."""

from __future__ import annotations

import io
import time
from collections.abc import Iterator
from statistics import median
from typing import Any

import numpy as np
from PIL import Image

from benchmarks.bench import Bench
from benchmarks.measure import timed
from benchmarks.peers import plain_nibabel
from benchmarks.report import Row
from benchmarks.rows.slices import indexed
from benchmarks.server import Uploaded
from benchmarks.volumes import Volume

MEASURE = "slice as PNG over HTTP"
PLANES = {"sagittal": 0, "coronal": 1, "axial": 2}
LIMIT = 0.010


def rows(bench: Bench) -> Iterator[Row]:
    """Random slices of every plane, and beside them what nibabel and Pillow need for the same in a process."""
    for name in ("t1", "t1f32", "fmri", "ct", "real", *(["huge"] if bench.place.huge else [])):
        volume, image = bench.image(name)
        ours = {}
        for plane, axis in PLANES.items():
            times, mean = _ours(bench, volume, image, plane, axis)
            ours[plane] = median(times)
            met = bench.judged(ours[plane] <= LIMIT)
            note = f"{mean / 1024:.0f} KiB on average"
            yield Row(6, f"{MEASURE}, {plane}", volume.title, "ours", times, target="p50 <= 10 ms", met=met, note=note)
        if name in ("t1", "ct"):
            yield from _beside(bench, volume, ours)


def _ours(bench: Bench, volume: Volume, image: Uploaded, plane: str, axis: int) -> tuple[list[float], float]:
    """Times and the mean size; each request is for a slice of its own."""
    rng, times, sizes = np.random.default_rng(6), [], []
    volumes = int(np.prod(volume.shape[3:], dtype=int))
    for number in range(4 + (10 if bench.place.quick else 30)):
        index, which = rng.integers(volume.shape[axis]), rng.integers(volumes)
        path = f"/api/v1/images/{image.id}/slice?plane={plane}&index={index}&volume={which}"
        began = time.perf_counter()
        size = len(bench.caller.get(path).read())
        if number >= 4:
            times.append(time.perf_counter() - began)
            sizes.append(size)
    return times, float(np.mean(sizes))


def _beside(bench: Bench, volume: Volume, ours: dict[str, float]) -> Iterator[Row]:
    """`ours` are the medians of the planes; a ratio here is one of medians."""
    nibabel = plain_nibabel()
    with indexed(volume, bench.work / f"{volume.name}.gzidx") as file:
        files = nibabel.Nifti1Image.make_file_map({"image": file})
        opened = {
            "nibabel + Pillow": nibabel.load(volume.packed),
            "nibabel on indexed_gzip + Pillow": nibabel.Nifti1Image.from_file_map(files),
        }
        rng = np.random.default_rng(7)
        for plane, axis in PLANES.items():
            spots = [int(rng.integers(volume.shape[axis])) for _ in range(3)]
            for tool, image in opened.items():
                times = [timed(lambda: _picture(image, axis, spot)) for spot in spots]  # noqa: B023  # called at once
                ratio, note = median(times) / ours[plane], "in a process, without HTTP"
                yield Row(6, f"{MEASURE}, {plane}", volume.title, tool, times, "", ratio, "of ours", note=note)
    pixels = _grey(np.take(volume.mapped(), volume.shape[2] // 2, 2))
    times = [timed(lambda: _png(pixels)) for _ in range(20)]
    yield Row(6, "  Pillow's PNG of one axial slice", volume.title, "Pillow, default level", times)


def _picture(loaded: Any, axis: int, index: int) -> bytes:
    where = tuple(index if each == axis else slice(None) for each in range(3))
    return _png(_grey(np.asarray(loaded.dataobj[where])))


def _grey(values: Any) -> Any:
    low, high = np.percentile(values, (1, 99.5))
    return (np.clip((values - low) / max(high - low, 1), 0, 1) * 255).astype(np.uint8)


def _png(pixels: Any) -> bytes:
    target = io.BytesIO()
    Image.fromarray(pixels).save(target, "PNG")
    return target.getvalue()
