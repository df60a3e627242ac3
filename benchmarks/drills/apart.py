"""Running a drill in a process of its own, with a data folder that is thrown away.

`python -m benchmarks.drills.apart MODULE N SEED` is that process: it prepares the database, calls `run(n, seed)` of
the module, and prints the result as JSON on its last line.
"""

from __future__ import annotations

import importlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import asdict

from benchmarks.drills.drill import Result
from benchmarks.place import ROOT


def apart(module: str) -> Callable[[int, int], Result]:
    """A drill that is the function `run` of a module, in a process of its own. Raises RuntimeError when that fails."""

    def run(n: int, seed: int) -> Result:
        with tempfile.TemporaryDirectory(prefix="drill-") as folder:
            command = [
                sys.executable,
                "-m",
                "benchmarks.drills.apart",
                f"benchmarks.drills.{module}",
                str(n),
                str(seed),
            ]
            done = subprocess.run(command, cwd=ROOT, env=_environment(folder), capture_output=True, text=True)
        if done.returncode:
            raise RuntimeError(f"The drill {module} ended with {done.returncode}: {done.stderr[-2000:]}")
        told = json.loads(done.stdout.splitlines()[-1])
        return Result(told["tried"], tuple(told["failures"]), told["told"])

    return run


def _environment(folder: str) -> dict[str, str]:
    """Nothing of the surrounding installation; DRILL_DATABASE_URL names an empty database to be used instead of SQLite.

    `editors`, `retries` and `locks` take one; the others damage or copy the file of the database.
    """
    ours = ("HEADER_INSPECTOR_", "DATABASE_URL")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    if database := os.environ.get("DRILL_DATABASE_URL"):
        kept["DATABASE_URL"] = database
    return {**kept, "HEADER_INSPECTOR_DATA": folder, "DJANGO_SETTINGS_MODULE": "project.settings"}


def main(module: str, n: str, seed: str) -> None:
    from django.conf import settings

    from project import prepare

    # Pages for faults are drawn too, and no static files were collected for them.
    settings.STORAGES = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
    prepare.database()
    result: Result = importlib.import_module(module).run(int(n), int(seed))
    print(json.dumps(asdict(result)), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
