"""The table and the file of results."""

from __future__ import annotations

import json
import os
import platform
import shutil
import subprocess
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks import peers
from benchmarks.measure import percentile
from benchmarks.place import ROOT, Place

COLUMNS = ("#", "measure", "image", "tool", "n", "p50", "p95", "ratio", "peak MB", "target", "", "note")


@dataclass(frozen=True, slots=True)
class Row:
    """One line. `times` are seconds; `value` stands in their place for what is not a time.

    `ratio` is the median of the ratios of pairs measured in the same round, `of` says of what to what. `met` is None
    where nothing is judged.
    """

    number: int
    measure: str
    image: str
    tool: str = "ours"
    times: Sequence[float] = ()
    value: str = ""
    ratio: float | None = None
    of: str = ""
    peak_mb: float | None = None
    target: str = ""
    met: bool | None = None
    note: str = ""

    def cells(self) -> tuple[str, ...]:
        middle = show_seconds(percentile(self.times, 50)) if self.times else self.value
        high = show_seconds(percentile(self.times, 95)) if len(self.times) >= 20 else ""
        ratio = "" if self.ratio is None else f"{show_number(self.ratio)}x{self.of and ' ' + self.of}"
        peak = "" if self.peak_mb is None else f"{self.peak_mb:.0f}"
        verdict = {True: "met", False: "NOT MET", None: "not judged" if self.target else ""}[self.met]
        count = str(len(self.times) or "")
        return (
            str(self.number), self.measure, self.image, self.tool, count, middle, high, ratio, peak, self.target,
            verdict, self.note,
        )  # fmt: skip


@dataclass
class Report:
    """The rows of a run, and what has to be known to judge them."""

    place: Place
    rows: list[Row] = field(default_factory=list)
    facts: dict[str, Any] = field(default_factory=dict)

    def begin(self) -> None:
        self.facts = {
            "at": datetime.now(UTC).isoformat(timespec="seconds"),
            "commit": _git("rev-parse", "HEAD"),
            "changed_since_commit": bool(_git("status", "--porcelain", "--untracked-files=no")),
            "cores": os.cpu_count(),
            "processor": _processor(),
            "python": platform.python_version(),
            "rounds": self.place.rounds,
            "seconds_per_peer": self.place.seconds,
            "tiny_volumes": self.place.quick,
            "load_at_start": os.getloadavg(),
            "versions": peers.versions(),
        }

    def add(self, rows: Iterable[Row]) -> None:
        self.rows.extend(rows)

    def end(self) -> None:
        self.facts["load_at_end"] = os.getloadavg()

    def text(self) -> str:
        facts = self.facts
        loads = " and ".join(f"{facts[when][0]:.2f}" for when in ("load_at_start", "load_at_end") if when in facts)
        versions = ", ".join(f"{name} {version}" for name, version in facts["versions"].items())
        changed = " with changes on top" if facts["changed_since_commit"] else ""
        judged = [row for row in self.rows if row.met is not None]
        return "\n".join(
            [
                f"commit {facts['commit'][:12]}{changed}, {facts['cores']} cores ({facts['processor']}), "
                f"load at start and end {loads}, Python {facts['python']}",
                versions,
                "",
                *_table([COLUMNS, *(row.cells() for row in self.rows)]),
                "",
                f"{sum(row.met or False for row in judged)} of {len(judged)} judged targets met.",
            ]
        )

    def save(self, path: Path) -> None:
        rows = [{**asdict(row), "times": [round(seconds, 6) for seconds in row.times]} for row in self.rows]
        path.write_text(json.dumps({**self.facts, "rows": rows}, indent=1) + "\n")


def show_seconds(seconds: float) -> str:
    if seconds < 0.9995:
        return f"{show_number(seconds * 1e3)} ms"
    return f"{seconds:.2f} s"


def show_number(number: float) -> str:
    return f"{number:.0f}" if abs(number) >= 99.5 else f"{number:.3g}"


def _table(lines: Sequence[Sequence[str]]) -> list[str]:
    widths = [max(len(line[column]) for line in lines) for column in range(len(COLUMNS))]
    wide = [[cell.ljust(width) for cell, width in zip(line, widths, strict=True)] for line in lines]
    written = ["  ".join(cells).rstrip() for cells in wide]
    return [written[0], "  ".join("-" * width for width in widths), *written[1:]]


def _git(*arguments: str) -> str:
    command = [shutil.which("git") or "git", *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    return done.stdout.strip()


def _processor() -> str:
    facts = Path("/proc/cpuinfo")
    lines = facts.read_text().splitlines() if facts.is_file() else []
    named = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return named[0] if named else platform.machine()
