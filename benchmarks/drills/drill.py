"""What a drill is, and what it says in the end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Result:
    """How often a promise was tried, a sentence for every time it did not hold, and figures worth telling."""

    tried: int
    failures: tuple[str, ...] = ()
    told: str = ""


@dataclass(frozen=True, slots=True)
class Drill:
    """One promise. `run` takes how often to try and the seed of all chance in it; `usual` is how often it is tried."""

    name: str
    promise: str
    usual: int
    run: Callable[[int, int], Result]
