"""Run drills and print what they found; the exit code is 1 when a promise was broken."""

from __future__ import annotations

import argparse
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence

from benchmarks.drills.drill import Drill
from benchmarks.drills.table import DRILLS
from benchmarks.place import ROOT

SHOWN = 5


def main(arguments: Sequence[str] | None = None) -> int:
    asked = _parser().parse_args(arguments)
    seed = random.SystemRandom().randrange(2**31) if asked.seed is None else asked.seed
    if unknown := sorted(set(asked.name) - {drill.name for drill in DRILLS}):
        print(f"There is no drill {unknown[0]!r}.", file=sys.stderr)
        return 2
    wanted = [drill for drill in DRILLS if not asked.name or drill.name in asked.name]
    return max([_run(drill, asked.n or drill.usual, seed) for drill in wanted], default=0)


def _run(drill: Drill, n: int, seed: int) -> int:
    began = time.monotonic()
    result = drill.run(n, seed)
    print(
        f"{drill.name}: {drill.promise}\n"
        f"  N {result.tried:,}  failures {len(result.failures):,}  seed {seed}  "
        f"{time.monotonic() - began:.0f} s  commit {commit()}  {result.told}".rstrip(),
        *(f"  failed: {failure}" for failure in result.failures[:SHOWN]),
        sep="\n",
        flush=True,
    )
    return 1 if result.failures else 0


def commit() -> str:
    git = shutil.which("git")
    told = (
        subprocess.run([git, "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True) if git else None
    )
    return told.stdout.strip() if told and told.returncode == 0 else "unknown"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.drills", description=__doc__)
    names = ", ".join(drill.name for drill in DRILLS)
    parser.add_argument("name", nargs="*", help=f"which of {names}; all when none is named")
    parser.add_argument("--n", type=int, help="how often to try; each drill has a usual number")
    parser.add_argument("--seed", type=int, help="of all chance in the drills; random when not given")
    return parser


if __name__ == "__main__":
    sys.exit(main())
