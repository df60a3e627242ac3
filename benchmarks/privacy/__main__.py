"""Run the benchmark of the privacy check and print its report."""

from __future__ import annotations

import argparse
import os
import random
import sys
import time
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

from benchmarks.drills.__main__ import commit
from benchmarks.privacy.report import Facts, report
from benchmarks.privacy.run import look_at_real_ones, run
from benchmarks.privacy.source import FURTHER, LOCALES
from benchmarks.privacy.speed import tail_scan

_PLANTS, _MEGABYTES, _CLEAN = 20_000, 200, 2_000


def main(arguments: Sequence[str] | None = None) -> int:
    asked = _parser().parse_args(arguments)
    seed = random.SystemRandom().randrange(2**31) if asked.seed is None else asked.seed
    locales = tuple(asked.locales.split(",")) if asked.locales else LOCALES
    if unknown := sorted(set(locales) - {*LOCALES, *FURTHER}):
        print(f"There is no locale {unknown[0]!r}; there are {', '.join(LOCALES + FURTHER)}.", file=sys.stderr)
        return 2
    if find_spec("faker") is None:
        print("Names come from Faker: pip install -r benchmarks/requirements.txt", file=sys.stderr)
        return 2
    began = time.monotonic()
    before = os.getloadavg()[0]
    folder = os.environ.get("HEADER_INSPECTOR_TEST_DATA")
    results = run(asked.n, seed, locales, asked.clean)
    look_at_real_ones(results, Path(folder) if folder else None)
    speed = tail_scan(asked.megabytes)
    load = f", load {before:.1f} at the start and {os.getloadavg()[0]:.1f} at the end on {os.cpu_count()} cores"
    facts = Facts(seed, commit(), time.monotonic() - began, locales, load, speed)
    text = report(results, facts)
    if asked.report:
        asked.report.write_text(text, encoding="utf-8")
    print(text)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.privacy", description=__doc__)
    parser.add_argument("--n", type=int, default=_PLANTS, help="how many identifiers are planted")
    parser.add_argument("--seed", type=int, help="of all chance; random when not given")
    parser.add_argument("--locales", help=f"only these, with commas between; also {', '.join(FURTHER)}")
    parser.add_argument("--clean", type=int, default=_CLEAN, help="how many clean files are made")
    parser.add_argument("--megabytes", type=int, default=_MEGABYTES, help="size of the file whose scan is timed")
    parser.add_argument("--report", type=Path, help="a file for the report, besides printing it")
    return parser


if __name__ == "__main__":
    sys.exit(main())
