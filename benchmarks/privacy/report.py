"""The report of a run in Markdown: figures with their bounds, the worst cells and the missed plants by name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from benchmarks.measure import percentile
from benchmarks.privacy.cases import Plant
from benchmarks.privacy.kinds import BY_ID
from benchmarks.privacy.listing import (
    alarms,
    bounded,
    left_after,
    missed,
    percent,
    real_files,
    residue,
    rows_of,
    sample,
)
from benchmarks.privacy.methods import METHODS, OURS, STUDY
from benchmarks.privacy.run import Results
from benchmarks.privacy.scoring import (
    HIGH,
    MEDIUM,
    NOTHING,
    REVIEW,
    Judged,
    Seen,
    Share,
    alarmed,
    at_least,
    by,
    precision,
)
from benchmarks.privacy.source import LATIN

_SMALLEST: Final = 10
_WORST: Final = 12


@dataclass
class Facts:
    """What has to be known of a run to judge its figures."""

    seed: int
    commit: str
    seconds: float
    locales: Sequence[str]
    load: str = ""
    megabytes_a_second: float = 0.0


def report(results: Results, facts: Facts) -> str:
    """The whole report."""
    ours = results.planted.get(OURS, [])
    seen = _seen(ours)
    sections = [
        _head(results, facts, seen),
        _figures(results, facts, seen),
        _beside(results),
        _table("By kind", lambda plant: BY_ID[plant.kind].title, seen),
        _table("By surface", lambda plant: plant.surface, seen),
        _table("By locale", lambda plant: plant.locale, seen),
        _table("By encoding", lambda plant: plant.encoding, seen),
        _table("By words around it", lambda plant: plant.carrier, seen),
        _worst(seen),
        missed("Missed at any level", [each for each in seen if each.level == NOTHING]),
        missed("Direct, told, and not at high", [each for each in _judged(seen) if each.level != HIGH]),
        alarms("High where nothing is planted", ours, HIGH),
        alarms("High in clean files", results.clean.get(OURS, []), HIGH),
        alarms("Medium in clean files", results.clean.get(OURS, []), MEDIUM),
        alarms("Review in clean files", results.clean.get(OURS, []), REVIEW),
        left_after(results.residues),
        sample(results.sample.get(OURS, [])),
        real_files(results),
    ]
    return "\n\n".join(section for section in sections if section) + "\n"


def _seen(judged: Iterable[Judged]) -> list[Seen]:
    return [each for case in judged for each in case.seen]


def _judged(seen: Iterable[Seen]) -> list[Seen]:
    return [each for each in seen if each.plant.is_judged]


def _head(results: Results, facts: Facts, seen: Sequence[Seen]) -> str:
    clean, real, telling = (len(each.get(OURS, [])) for each in (results.clean, results.real, results.telling))
    lines = [
        "# The privacy check and its benchmark",
        f"Commit {facts.commit}, seed {facts.seed}, {facts.seconds:.0f} s, two processes{facts.load}. "
        f"{len(seen):,} plants in {len(results.planted.get(OURS, [])):,} files, {len(_judged(seen)):,} of them direct "
        f"and told by their form or the words around; locales {', '.join(facts.locales)}. "
        f"{clean:,} synthetic clean files, {real:,} real ones read as clean, {telling:,} real ones that tell.",
        "All plants are synthetic: the figures say how the check does on these, not on a hospital's files.",
    ]
    return "\n\n".join(lines)


def _figures(results: Results, facts: Facts, seen: Sequence[Seen]) -> str:
    ours, clean, real = (each.get(OURS, []) for each in (results.planted, results.clean, results.real))
    by_locale = {
        locale: at_least(HIGH, group)
        for locale, group in by(lambda plant: plant.locale, _judged(seen)).items()
        if locale in LATIN or not {*LATIN} & {*facts.locales}
    }
    worst = min(by_locale, key=lambda locale: by_locale[locale].ratio, default="")
    by_kind = by(lambda plant: plant.kind, _seen(results.listed))
    times = sorted(1e3 * each.seconds for each in ours)
    rows = [
        ("recall at any level", bounded(at_least(NOTHING, seen)), ">= 99.93 %"),
        ("recall at high, direct identifiers", bounded(at_least(HIGH, _judged(seen))), ">= 99.5 %"),
        (f"the same, worst locale ({worst})", bounded(by_locale.get(worst, Share(0, 0))), ">= 98 %"),
        (
            "plants found with all their letters and digits",
            bounded(Share(sum(each.is_whole for each in seen), len(seen))),
            "",
        ),
        ("precision at high", bounded(precision([*ours, *clean])), ">= 95 %"),
        ("clean files with any high", bounded(alarmed(HIGH, clean)), "<= 1 %"),
        ("clean files with any medium or high", bounded(alarmed(MEDIUM, clean)), "<= 5 %"),
        ("clean files with anything", bounded(alarmed(REVIEW, clean)), "<= 10 %"),
        ("real clean files with any high", bounded(alarmed(HIGH, real)), "<= 1 %"),
        ("real clean files with any medium or high", bounded(alarmed(MEDIUM, real)), "<= 5 %"),
        ("real clean files with anything", bounded(alarmed(REVIEW, real)), ""),
        ("study's own ids at high, given the list", bounded(at_least(HIGH, by_kind.get(STUDY, []))), ">= 99.5 %"),
        ("left of what was found, after all remedies", bounded(residue(results.residues, seen)), "0"),
        ("left of all, with what was missed", bounded(residue(results.residues, [])), "0"),
        (
            "voxels changed by remedies",
            bounded(Share(sum(not each.voxels_are_same for each in results.residues), len(results.residues))),
            "0",
        ),
        ("header surfaces, p50 and p95", f"{_at(times, 50)} and {_at(times, 95)} ms of processor a file", "<= 50 ms"),
        ("whole file, unpacked bytes", f"{facts.megabytes_a_second:.0f} MB a second of processor", ">= 150 MB/s"),
    ]
    return "## Figures\n\n" + rows_of(("figure", "measured (95 % bounds)", "target"), rows)


def _at(times: Sequence[float], part: int) -> str:
    return f"{percentile(times, part):.1f}" if times else "-"


def _beside(results: Results) -> str:
    """Each method on the same files; where it was asked about fewer, on those."""
    rows = []
    for method in METHODS:
        if method.missing:
            rows.append((method.name, method.missing, "", "", "", "", ""))
            continue
        judged = results.planted.get(method.name, [])
        seen = _seen(judged)
        recall = at_least(NOTHING, seen)
        same = {each.case for each in judged}
        ours = at_least(NOTHING, _seen(each for each in results.planted[OURS] if each.case in same))
        times = f"{ours.ratio / recall.ratio:.1f}x" if recall.part else "all of it"
        clean = [*results.clean.get(method.name, []), *results.real.get(method.name, [])]
        has = method.has_alarms
        rows.append(
            (
                method.name,
                f"{len(seen):,}",
                percent(recall),
                percent(at_least(HIGH, _judged(seen))),
                percent(precision([*judged, *clean])) if has else "-",
                percent(alarmed(HIGH, clean)) if has else "-",
                times,
            )
        )
    head = ("method", "plants", "recall", "direct at high", "precision", "clean files with an alarm", "ours finds")
    return "## Beside other methods\n\nThe rules have no levels: all they say counts as high.\n\n" + rows_of(head, rows)


def _table(title: str, key: Callable[[Plant], str], seen: Sequence[Seen]) -> str:
    rows = []
    for name, group in sorted(by(key, seen).items()):
        judged = _judged(group)
        told = at_least(HIGH, judged)
        rows.append(
            (
                name,
                f"{len(group):,}",
                percent(at_least(NOTHING, group)),
                percent(at_least(MEDIUM, group)),
                percent(at_least(HIGH, group)),
                f"{len(judged):,}",
                percent(told),
            )
        )
    head = ("", "plants", "any level", "medium or high", "high", "direct and told", "of these high")
    return f"## {title}\n\n" + rows_of(head, rows)


def _worst(seen: Sequence[Seen]) -> str:
    """The cells of two properties in which most is missed."""
    keys: dict[str, Callable[[Plant], str]] = {
        "kind and form": lambda plant: f"{plant.kind}: {plant.form}",
        "kind and surface": lambda plant: f"{plant.kind} in {plant.surface}",
        "kind and locale": lambda plant: f"{plant.kind} of {plant.locale}",
        "kind and carrier": lambda plant: f"{plant.kind}, {plant.carrier}",
        "surface and encoding": lambda plant: f"{plant.surface} in {plant.encoding}",
    }
    lines = [*_cells("any level", keys, seen, NOTHING), *_cells("direct at high", keys, _judged(seen), HIGH)]
    return "## Worst cells\n\n" + ("\n".join(lines) or "None misses anything.")


def _cells(title: str, keys: dict[str, Callable[[Plant], str]], seen: Sequence[Seen], level: str) -> Iterator[str]:
    for name, key in keys.items():
        shares = {cell: at_least(level, group) for cell, group in by(key, seen).items()}
        bad = [cell for cell, share in shares.items() if share.part < share.whole]
        bad.sort(key=lambda cell: (shares[cell].ratio if shares[cell].whole >= _SMALLEST else 1, -shares[cell].whole))
        if bad:
            told = "; ".join(f"{cell} {shares[cell].part}/{shares[cell].whole}" for cell in bad[:_WORST])
            yield f"- {title}, {name}: {told}"
