"""Where a run keeps its files and how much it does, from the environment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from project.environment import WrongSetting

ROOT = Path(__file__).resolve().parent.parent
PEERS = ROOT / "benchmarks" / "requirements.txt"
LATEST = ROOT / "benchmarks" / "latest.json"


@dataclass(frozen=True, slots=True)
class Place:
    """`folder` holds volumes, peers and data; `seconds` is what one peer may use per volume beyond its first round."""

    folder: Path
    quick: bool
    huge: bool
    install: bool
    rounds: int
    seconds: float
    only: frozenset[str]

    @classmethod
    def of(cls, environ: Mapping[str, str]) -> Place:
        """Raises WrongSetting."""
        quick = environ.get("BENCH_QUICK", "") not in ("", "0")
        return cls(
            folder=Path(environ.get("BENCH_DIR") or ROOT / "build" / "bench").resolve(),
            quick=quick,
            huge=environ.get("BENCH_HUGE", "") not in ("", "0"),
            install=environ.get("BENCH_INSTALL", "") not in ("", "0"),
            rounds=_number(environ, "BENCH_ROUNDS", 5),
            seconds=_number(environ, "BENCH_SECONDS", 2 if quick else 30),
            only=frozenset(environ.get("BENCH_ROWS", "").replace(",", " ").split()),
        )

    @property
    def results(self) -> Path:
        """A whole run is kept in the project; a part of one, or one with tiny volumes, beside its files."""
        return self.folder / "part.json" if self.quick or self.only else LATEST


def _number(environ: Mapping[str, str], name: str, default: int) -> int:
    text = environ.get(name) or str(default)
    if not text.isdigit() or int(text) < 1:
        raise WrongSetting(f"{name} is {text!r}; it takes a whole number from 1.")
    return int(text)
