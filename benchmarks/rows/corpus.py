"""Row 7: bytes that change outside the edited field, over images that programs like to repair."""

from __future__ import annotations

import gzip
import shutil
import subprocess
import sys
import zlib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from benchmarks.bench import Bench
from benchmarks.fidelity import compare
from benchmarks.hostile import Case, cases
from benchmarks.place import ROOT
from benchmarks.report import Row
from benchmarks.server import download_path

MEASURE = "bytes changed outside descrip"
TEXT = "corrected"
Files = Mapping[Path, Case]


def rows(bench: Bench) -> Iterator[Row]:
    """Edit descrip of every image of the corpus with every tool, and compare byte by byte."""
    folder = bench.work / "corpus"
    folder.mkdir()
    files = {}
    for number, case in enumerate(cases(few=bench.place.quick)):
        path = folder / f"case-{number:03}.nii"
        path.write_bytes(case.data)
        packed = path.with_suffix(".nii.gz")
        packed.write_bytes(gzip.compress(case.data, 6, mtime=0))
        files[packed] = case
    yield from _ours(bench, files)
    yield _judged(files, _by_library("nibabel"), "nibabel")
    yield _judged(files, _by_library("SimpleITK"), "SimpleITK")
    yield _judged(files, _by_library("fslpy"), "fslpy")
    for program, work in {"nifti_tool": _nifti_tool, "mrconvert": _mrconvert}.items():
        if shutil.which(program):
            yield _judged(files, work, program)
        else:
            yield Row(7, MEASURE, "", program, note="not installed")


def _ours(bench: Bench, files: Files) -> Iterator[Row]:
    def by_api(kind: str) -> Callable[[Files], None]:
        def edit(files: Files) -> None:
            for path in files:
                image = bench.caller.upload(path)
                bench.caller.edit(image, TEXT)
                bench.caller.save(download_path(image, kind), _target(path))

        return edit

    for kind in ("nii.gz", "nii"):
        yield _judged(files, by_api(kind), f"ours: API, .{kind}", ours=True)
    yield _judged(files, _command_line, "ours: command line", ours=True)


def _command_line(files: Files) -> None:
    for path in files:
        command = [sys.executable, "-m", "inspector.cli", "edit", str(path), "--set", f"descrip={TEXT}"]
        _run([*command, "--output", str(_target(path))])


def _by_library(tool: str) -> Callable[[Files], None]:
    def edit(files: Files) -> None:
        triples = [str(part) for path in files for part in (path, _target(path), TEXT)]
        _run([sys.executable, "-m", "benchmarks.scripts.peer_edit", tool, *triples])

    return edit


def _nifti_tool(files: Files) -> None:
    program = shutil.which("nifti_tool") or ""
    for path, case in files.items():
        plain, mode = _target(path).with_suffix(""), "-mod_hdr" if case.version == 1 else "-mod_hdr2"
        shutil.copyfile(path.with_suffix(""), plain)
        _run([program, mode, "-mod_field", "descrip", TEXT, "-overwrite", "-infiles", str(plain)])
        _target(path).write_bytes(gzip.compress(plain.read_bytes(), 1))
        plain.unlink()


def _mrconvert(files: Files) -> None:
    program = shutil.which("mrconvert") or ""
    for path in files:
        _run([program, "-quiet", "-force", "-set_property", "comments", TEXT, str(path), str(_target(path))])


def _judged(files: Files, work: Callable[[Files], None], tool: str, *, ours: bool = False) -> Row:
    for path in files:
        _target(path).unlink(missing_ok=True)
    work(files)
    outside, voxels, kept, failed = 0, 0, 0, 0
    for path in files:
        try:
            found = compare(path, _target(path), TEXT)
        except (OSError, ValueError, zlib.error):
            failed += 1
            continue
        outside, voxels = outside + found.outside, voxels + bool(found.voxel_bytes)
        kept += found.edited and not found.outside
    note = f"{kept} of {len(files)} images right"
    if voxels:
        note += f"; VOXEL BYTES changed in {voxels}"
    if failed:
        note += f"; no file from {failed}"
    target, met = ("0", outside == 0 and kept == len(files)) if ours else ("", None)
    return Row(7, MEASURE, f"{len(files)} hostile", tool, value=f"{outside:,} B", target=target, met=met, note=note)


def _target(path: Path) -> Path:
    return path.with_name(f"out-{path.name}")


def _run(command: list[str]) -> None:
    subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
