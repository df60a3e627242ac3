"""Row 9: what an image weighs in the vault."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from benchmarks.bench import Bench
from benchmarks.measure import Failed
from benchmarks.report import Row
from benchmarks.server import download_path

MEASURE = "frozen voxels / uploaded .nii.gz"
NAMES = ("t1", "t1f32", "fmri", "ct", "real")


def rows(bench: Bench) -> Iterator[Row]:
    """The stored file with its index against the upload, at once and after the pass that packs it denser."""
    stored = {}
    for name in NAMES:
        volume, image = bench.image(name)
        answer = bench.caller.get(download_path(image))
        stored[name] = bench.server.stored_file(answer.read(1 << 16))
        bench.caller.close()
        yield _row(bench, volume.title, volume.packed, stored[name], "at once", 1.10)
    command = _denser(bench)
    if not command:
        yield Row(9, MEASURE, "", "ours, packed denser", note="there is no command that packs denser")
        return
    bench.server.manage(command)
    for name in NAMES:
        volume, image = bench.image(name)
        answer = bench.caller.get(download_path(image))
        path = bench.server.stored_file(answer.read(1 << 16))
        bench.caller.close()
        yield _row(bench, volume.title, volume.packed, path, "packed denser", 1.00)


def _row(bench: Bench, title: str, uploaded: Path, stored: Path | None, when: str, limit: float) -> Row:
    if stored is None:
        raise Failed("the stored voxels were not found in the vault")
    size = stored.stat().st_size
    ratio = size / uploaded.stat().st_size
    return Row(
        9, MEASURE, title, f"ours, {when}", value=f"{size / 1e6:.1f} MB", ratio=ratio, of="of the upload",
        target=f"<= {limit:.2f}x", met=bench.judged(ratio <= limit),
    )  # fmt: skip


def _denser(bench: Bench) -> str:
    """The management command that packs denser, or "" while there is none."""
    known = bench.server.manage("help", "--commands").split()
    return next((name for name in known if name.startswith(("densify", "pack", "repack"))), "")
