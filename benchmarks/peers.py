"""The programs we are compared with: whether they are here, their versions, and how each edits one text field."""

from __future__ import annotations

import importlib.metadata
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from benchmarks.measure import Failed
from benchmarks.place import ROOT
from project.bootstrap import say

# Debian's package of each program.
PROGRAMS = {
    "nifti_tool": "nifti-bin",
    "mrconvert": "mrtrix3",
    "pigz": "pigz",
    "igzip": "isal",
    "nii2mnc": "minc-tools",
    "7z": "p7zip-full",
    "node": "nodejs",
    "npm": "npm",
}
# How each tells its version.
FLAGS = {
    "nifti_tool": "-ver",
    "mrconvert": "-version",
    "pigz": "-V",
    "igzip": "-V",
    "nii2mnc": "-version",
    "7z": "i",
    "node": "-v",
}
PEERS = ("nibabel", "SimpleITK", "fslpy", "indexed-gzip", "zlib-ng")
OWN = ("numpy", "pillow", "isal", "django", "gunicorn")
PATCH = ROOT / "benchmarks" / "scripts" / "patch.py"


@dataclass(frozen=True, slots=True)
class Peer:
    """A way to edit descrip of a .nii.gz in a whole process. `needs` are programs that have to be on the PATH."""

    name: str
    needs: tuple[str, ...] = ()

    @property
    def missing(self) -> str:
        """Why it cannot take part, or ""."""
        absent = [program for program in self.needs if shutil.which(program) is None]
        return f"not installed: {', '.join(absent)} (Debian: {', '.join(_packages(absent))})" if absent else ""

    def command(self, source: Path, target: Path, text: str) -> list[str]:
        """What to run, in a shell when it is a program and not a library."""
        if not self.needs:
            return [sys.executable, "-m", "benchmarks.scripts.peer_edit", self.name, str(source), str(target), text]
        patch = f"{shlex.quote(sys.executable)} -I -S {shlex.quote(str(PATCH))} {shlex.quote(text)}"
        one, other = shlex.quote(str(source)), shlex.quote(str(target))
        plain = shlex.quote(str(target.with_suffix("")))
        volume = shlex.quote(str(target.with_suffix("").with_suffix(".mnc")))
        line = {
            "igzip | patch | igzip": f"igzip -dc {one} | {patch} | igzip -3 > {other}",
            "pigz | patch | pigz": f"pigz -dc {one} | {patch} | pigz -6 > {other}",
            "gzip + nifti_tool + gzip": (
                f"gzip -dc {one} > {plain} && nifti_tool -mod_hdr -mod_field descrip {shlex.quote(text)} "
                f"-overwrite -infiles {plain} && gzip -6 -f {plain}"
            ),
            "gzip + nii2mnc + mnc2nii + gzip": (
                f"gzip -dc {one} > {plain} && nii2mnc -quiet {plain} {volume} && rm {plain} && minc_modify_header "
                f"-sinsert :history={shlex.quote(text)} {volume} && mnc2nii -quiet {volume} {plain} && rm {volume} "
                f"&& gzip -6 -f {plain}"
            ),
            "mrconvert": f"mrconvert -quiet -force -set_property comments {shlex.quote(text)} {one} {other}",
            "cp": f"cp {one} {other}",
        }[self.name]
        return [shutil.which("sh") or "/bin/sh", "-c", line]


EDITORS = (
    Peer("nibabel"),
    Peer("SimpleITK"),
    Peer("fslpy"),
    Peer("zlib-ng"),
    Peer("gzip + nifti_tool + gzip", ("gzip", "nifti_tool")),
    Peer("gzip + nii2mnc + mnc2nii + gzip", ("gzip", "nii2mnc")),
    Peer("mrconvert", ("mrconvert",)),
    Peer("igzip | patch | igzip", ("igzip",)),
    Peer("pigz | patch | pigz", ("pigz",)),
    Peer("cp", ("cp",)),
)


def plain_nibabel() -> Any:
    """nibabel as pip installs it: without indexed_gzip, which it would use unasked once it is there."""
    switches = vars(import_module("nibabel._compression"))
    if "HAVE_INDEXED_GZIP" not in switches:
        raise Failed("this nibabel cannot be kept from using indexed_gzip")
    switches["HAVE_INDEXED_GZIP"] = False
    return import_module("nibabel")


def install_programs() -> None:
    """Install the Debian packages that are missing, when this is a Debian and we are root."""
    packages = _packages([program for program in PROGRAMS if shutil.which(program) is None])
    apt = shutil.which("apt-get")
    if not packages or apt is None or os.geteuid() != 0:
        return
    say(f"Installing {', '.join(packages)} ...")
    environ = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for arguments in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", *packages]):
        subprocess.run([apt, *arguments], env=environ, stdout=subprocess.DEVNULL, check=False)


def versions() -> dict[str, str]:
    """Of every library and program that takes part; "not installed" for the others."""
    found = {name: importlib.metadata.version(name) for name in PEERS + OWN}
    for program, flag in FLAGS.items():
        found[program] = _version(program, flag)
    return found


def _version(program: str, flag: str) -> str:
    path = shutil.which(program)
    if path is None:
        return "not installed"
    said = subprocess.run([path, flag], capture_output=True, text=True, check=False)
    number = re.search(r"\d+\.[\w.]+", said.stdout + said.stderr)
    return number[0] if number else "unknown"


def _packages(programs: Sequence[str]) -> list[str]:
    return sorted({PROGRAMS.get(program, program) for program in programs})
