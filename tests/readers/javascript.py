"""Readers of web pages at their pinned versions, installed by npm into the build folder when first asked for."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

HERE = Path(__file__).resolve().parent
FOLDER = HERE.parents[1] / "build" / "readers"
UNPACK = ("fflate", "fflate decompressSync", "fflate in pieces", "pako", "DecompressionStream", "node zlib")
READ_VOXELS = ("nifti-reader-js",)
QUIET = ("--no-audit", "--no-fund", "--no-package-lock", "--ignore-scripts", "--fetch-retries=0")
PATIENCE = 90  # seconds


class Absent(Exception):
    """They cannot be had on this machine; the text says why."""


def command() -> list[str]:
    """How to run read.js, which takes a reader and a file. Raises Absent."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        raise Absent("node and npm are not installed.")
    note, wanted = FOLDER / "installed.json", (HERE / "package.json").read_text()
    if not note.is_file() or note.read_text() != wanted:
        _install(npm, wanted)
        note.write_text(wanted)
    shutil.copyfile(HERE / "read.js", FOLDER / "read.js")
    return [node, str(FOLDER / "read.js")]


def _install(npm: str, wanted: str) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER / "package.json").write_text(wanted)
    try:
        done = subprocess.run([npm, "install", *QUIET], cwd=FOLDER, capture_output=True, text=True, timeout=PATIENCE)
    except subprocess.TimeoutExpired as error:
        raise Absent(f"npm did not answer within {PATIENCE} seconds.") from error
    if done.returncode:
        raise Absent(f"npm could not install the readers: {done.stderr.strip()[-200:]}")
