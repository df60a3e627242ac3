"""`python3 -m benchmarks`: makes a virtual environment with the pinned peers, then measures in it.

Nothing but Python's standard library is needed to begin with, as for `manage.py up`.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from benchmarks.place import PEERS, ROOT, Place
from project.bootstrap import RUN, Stop, digest, refuse_without_ensurepip, say
from project.environment import WrongSetting


def main() -> int:
    try:
        place = Place.of(os.environ)
        venv = place.folder / "venv"
        if Path(sys.prefix).resolve() != venv.resolve():
            _make_ready(venv)
            python = str(venv / "bin" / "python")
            os.chdir(ROOT)
            os.execv(python, [python, "-m", "benchmarks"])
    except (Stop, WrongSetting) as refusal:
        say(str(refusal))
        return 1
    from benchmarks.comparison import compare

    return compare(place)


def _make_ready(venv: Path) -> None:
    """Bring the environment to what both locks name; what was installed is noted last."""
    note, locks = venv / "locks", f"{digest(RUN)}\n{digest(PEERS)}\n"
    if note.is_file() and note.read_text() == locks:
        return
    say(f"Installing the program and the peers of {PEERS.name} into {venv} (once) ...")
    wanted = ["--require-hashes", "-r", str(RUN), "-r", str(PEERS)]
    python, uv = str(venv / "bin" / "python"), shutil.which("uv")
    if uv:
        _run(uv, "venv", "--quiet", "--clear", "--python", sys.executable, str(venv))
        _run(uv, "pip", "install", "--quiet", "--python", python, *wanted)
    else:
        refuse_without_ensurepip()
        _run(sys.executable, "-m", "venv", "--clear", str(venv))
        _run(python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *wanted)
    note.write_text(locks)


def _run(*command: str) -> None:
    if code := subprocess.call(command, stdout=sys.stderr):
        raise Stop(f"The installation failed ({Path(command[0]).name} ended with {code}); the lines above say why.")


if __name__ == "__main__":
    sys.exit(main())
