"""A run: planted and clean cases, made and looked at in two processes, and what came of them."""

from __future__ import annotations

import time
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from benchmarks.privacy import controls
from benchmarks.privacy.baselines import Method
from benchmarks.privacy.cases import Case, planted
from benchmarks.privacy.clearing import Residue, cleared
from benchmarks.privacy.methods import STUDY, TAKING_PART, ours_with_a_list
from benchmarks.privacy.scoring import Judged, judge

PROCESSES: Final = 2
_LARGEST_BATCH: Final = 100
# Cases begun ahead of what was counted; a case holds more than one plant on average, so few are looked at in vain.
_AHEAD: Final = 4


Judgements = dict[str, list[Judged]]
Planted = tuple[dict[str, Judged], Residue | None, Judged | None]


@dataclass
class Results:
    """What each method made of the planted cases, of the synthetic clean ones and of the real ones, by its name."""

    planted: Judgements = field(default_factory=dict)
    clean: Judgements = field(default_factory=dict)
    real: Judgements = field(default_factory=dict)
    telling: Judgements = field(default_factory=dict)
    reasons: dict[str, str] = field(default_factory=dict)
    sample: Judgements = field(default_factory=dict)
    listed: list[Judged] = field(default_factory=list)
    residues: list[Residue] = field(default_factory=list)


def run(n: int, seed: int, locales: tuple[str, ...], clean: int) -> Results:
    """`n` plants at least, whole cases of them, and as many `clean` files."""
    results = Results()
    # Small enough that both processes have something to do to the end.
    size = max(min(_LARGEST_BATCH, n // (2 * _AHEAD)), 1)
    with ProcessPoolExecutor(PROCESSES) as pool:
        begun: list[Future[list[Planted]]] = []
        plants = number = 0
        while plants < n:
            while len(begun) < _AHEAD:
                begun.append(pool.submit(_planted, seed, number, number + size, locales))
                number += size
            for judged, residue, listed in begun.pop(0).result():
                if plants < n:
                    plants += max(len(each.seen) for each in judged.values())
                    _add(results.planted, judged)
                    results.residues += [residue] if residue else []
                    results.listed += [listed] if listed else []
        for waiting in begun:
            waiting.cancel()
        batches = [(first, min(first + size, clean)) for first in range(0, clean, size)]
        for batch in [pool.submit(_clean, seed, *batch) for batch in batches]:
            for judged in batch.result():
                _add(results.clean, judged)
    return results


def look_at_real_ones(results: Results, folder: Path | None) -> None:
    """Add what was made of real files: nibabel's, and those of a data folder."""
    for case, reason in controls.real(folder):
        _add(results.telling if reason else results.real, _judged(case, 0))
        if reason:
            results.reasons[case.id] = reason
    for case in controls.sample(folder):
        _add(results.sample, _judged(case, 0))


def _planted(seed: int, start: int, stop: int, locales: tuple[str, ...]) -> list[Planted]:
    cases = ((planted(seed, number, locales), number) for number in range(start, stop))
    return [(_judged(case, number), cleared(case), _listed(case)) for case, number in cases]


def _listed(case: Case) -> Judged | None:
    """A case with an identifier of the study, looked at by who has the list of them."""
    if any(plant.kind == STUDY for plant in case.plants):
        return judge(case, ours_with_a_list(case))
    return None


def _clean(seed: int, start: int, stop: int) -> list[dict[str, Judged]]:
    return [_judged(controls.synthetic(seed, number), number) for number in range(start, stop)]


def _judged(case: Case, number: int) -> dict[str, Judged]:
    return {method.name: _timed(method, case) for method in TAKING_PART if number % method.every == 0}


def _timed(method: Method, case: Case) -> Judged:
    """Judged, with the seconds of processor that it took: they do not depend on what else the machine does."""
    began = time.process_time()
    found = method.look(case)
    return judge(case, found, time.process_time() - began)


def _add(to: Judgements, judged: dict[str, Judged]) -> None:
    for name, each in judged.items():
        to.setdefault(name, []).append(each)
