"""Times, ratios of pairs, and whole processes with the most memory they held."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any, TypeVar

from benchmarks.place import ROOT

Result = TypeVar("Result")
LAUNCH = Path(__file__).with_name("scripts") / "launch.py"


class Failed(Exception):
    """A program did not do what it was asked; the text is its last word."""


@dataclass(frozen=True, slots=True)
class Ran:
    """Wall and processor seconds, MB of the largest process, and the last line on stdout."""

    seconds: float
    cpu: float
    peak_mb: float
    said: str


def ran(command: Sequence[str]) -> Ran:
    """Run a command by a small launcher: a child begins with its parent's peak, and this process is large."""
    launched = subprocess.run(
        [sys.executable, "-I", "-S", str(LAUNCH), *command], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if launched.returncode:
        raise Failed((launched.stderr.strip().splitlines() or ["no word"])[-1][:120])
    return Ran(**json.loads(launched.stdout))


def timed(work: Callable[[], Any]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def percentile(values: Sequence[float], percent: float) -> float:
    """The smallest value that at least `percent` of them do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * int(percent) // 100) - 1)]


def pair_ratio(above: Sequence[float], below: Sequence[float]) -> float:
    """The median of the ratios round by round; rounds that only one of them took part in do not count."""
    return median(a / b for a, b in zip(above, below, strict=False))


def rounds_of(
    work: Mapping[str, Callable[[int], Result]],
    *,
    rounds: int,
    seconds: float = float("inf"),
    always: Collection[str] = (),
) -> dict[str, list[Result]]:
    """The results of all tools, in alternated rounds whose order is rotated.

    A tool that has used up its `seconds` takes part in no further round, so a very slow one may have a single one;
    those named in `always` take part in all. A tool that fails is out from then on; one of `always` raises Failed.
    """
    results: dict[str, list[Result]] = {name: [] for name in work}
    used = dict.fromkeys(work, 0.0)
    names = list(work)
    for number in range(rounds):
        for name in names[number % len(names) :] + names[: number % len(names)]:
            if name in always or used[name] < seconds:
                began = time.perf_counter()
                try:
                    results[name].append(work[name](number))
                except Failed:
                    if name in always:
                        raise
                    used[name] = float("inf")
                used[name] += time.perf_counter() - began
    return results
