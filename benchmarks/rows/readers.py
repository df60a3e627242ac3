"""Row 8: whether other programs read our downloads right."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.bench import Bench
from benchmarks.fidelity import compare
from benchmarks.place import ROOT
from benchmarks.report import Row
from benchmarks.scripts.read import UNPACK, VOXELS
from benchmarks.server import download_path
from benchmarks.volumes import Volume
from tests.readers import javascript

MEASURE = "programs that read the download right"
UNPACKERS = {"gzip": ("-dc",), "pigz": ("-dc",), "igzip": ("-dc",), "7z": ("e", "-so")}
COPIERS = {
    "nifti_tool": ("-copy_im", "-prefix", "{out}", "-infiles", "{file}"),
    "mrconvert": ("-quiet", "-force", "-datatype", "int16le", "{file}", "{out}"),
}


@dataclass(frozen=True, slots=True)
class Download:
    """The .nii.gz of an edited image, and the sha256 of what has to come out: all of it, and the voxels alone."""

    volume: Volume
    path: Path
    plain: str
    voxels: str


def rows(bench: Bench) -> Iterator[Row]:
    """What each decodes is compared: all bytes by their sha256, or the voxels."""
    libraries = [sys.executable, "-m", "benchmarks.scripts.read"]
    try:
        scripts, absent = javascript.command(), ""
    except javascript.Absent as reason:
        scripts, absent = [], str(reason)
    for name in ("t1", "fmri"):
        download = _downloaded(bench, name)
        right = {f"Python's {reader}": _says([*libraries, reader], download.plain, download) for reader in UNPACK}
        right |= {reader: _says([*libraries, reader], download.voxels, download) for reader in VOXELS}
        right |= {program: _unpacks([program, *options], download) for program, options in UNPACKERS.items()}
        right |= {program: _copies([program, *options], download) for program, options in COPIERS.items()}
        if scripts:
            right |= {reader: _says([*scripts, reader], download.plain, download) for reader in javascript.UNPACK}
            right |= {reader: _says([*scripts, reader], download.voxels, download) for reader in javascript.READ_VOXELS}
        yield _row(bench, download, right, absent)


def _downloaded(bench: Bench, name: str) -> Download:
    volume, image = bench.image(name)
    bench.caller.current(image)
    bench.caller.edit(image, "read by others")
    path = bench.work / f"read-{name}.nii.gz"
    bench.caller.save(download_path(image), path)
    before = volume.plain.read_bytes()
    edited = bytearray(before)
    edited[148:228] = b"read by others".ljust(80, b"\0")
    return Download(volume, path, _digest(edited), _digest(before[volume.start :]))


def _says(command: Sequence[str], expected: str, download: Download) -> bool | None:
    return _output(command, download) == f"{expected}\n".encode()


def _unpacks(command: Sequence[str], download: Download) -> bool | None:
    """None when the program is not installed."""
    return _digest(_output(command, download)) == download.plain if shutil.which(command[0]) else None


def _copies(command: Sequence[str], download: Download) -> bool | None:
    if shutil.which(command[0]) is None:
        return None
    target = download.path.with_name("copied.nii")
    target.unlink(missing_ok=True)
    parts = [part.format(file=download.path, out=target) for part in command]
    subprocess.run(parts, capture_output=True, check=False)
    return target.is_file() and not compare(download.volume.plain, target, "").voxel_bytes


def _output(command: Sequence[str], download: Download) -> bytes:
    return subprocess.run([*command, str(download.path)], cwd=ROOT, capture_output=True, check=False).stdout


def _row(bench: Bench, download: Download, right: dict[str, bool | None], absent: str) -> Row:
    took_part = {name: good for name, good in right.items() if good is not None}
    wrong = [name for name, good in took_part.items() if not good]
    missing = [name for name, good in right.items() if good is None]
    notes = [
        f"WRONG: {', '.join(wrong)}" if wrong else ", ".join(took_part),
        f"not installed: {', '.join(missing)}" if missing else "",
        f"no JavaScript readers: {absent}" if absent else "",
    ]
    value = f"{len(took_part) - len(wrong)} of {len(took_part)}"
    note = "; ".join(filter(None, notes))
    return Row(8, MEASURE, download.volume.title, value=value, target="all", met=not wrong, note=note)


def _digest(data: bytes | bytearray) -> str:
    return hashlib.sha256(data).hexdigest()
