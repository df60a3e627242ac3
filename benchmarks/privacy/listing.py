"""What a report lists by name: missed plants, false alarms, what remedies leave, real files; and cells of tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

from benchmarks.privacy.clearing import Residue
from benchmarks.privacy.methods import OURS
from benchmarks.privacy.run import Results
from benchmarks.privacy.scoring import HIGH, MEDIUM, NOTHING, REVIEW, Alarm, Judged, Seen, Share

_SHOWN: Final = 100
_ALARMS: Final = 60


def missed(title: str, seen: Sequence[Seen]) -> str:
    rows = [
        (
            each.case,
            each.plant.kind,
            each.plant.form,
            each.plant.surface,
            each.plant.locale,
            each.plant.encoding,
            each.plant.carrier,
            each.level or "-",
            quoted(each.plant.text),
        )
        for each in seen[:_SHOWN]
    ]
    head = ("case", "kind", "form", "surface", "locale", "encoding", "words", "level", "text")
    return f"## {title}: {len(seen):,}\n\n" + (rows_of(head, rows) if rows else "None.")


def alarms(title: str, judged: Iterable[Judged], level: str) -> str:
    alarms = [alarm for each in judged for alarm in each.alarms if alarm.level == level]
    counted = Counter((alarm.recognizer, alarm.surface, alarm.text[:80]) for alarm in alarms)
    rows = [(str(n), *key[:2], quoted(key[2])) for key, n in counted.most_common(_ALARMS)]
    return f"## {title}: {len(alarms):,}\n\n" + (
        rows_of(("times", "recognizer", "surface", "text"), rows) if rows else "None."
    )


def residue(residues: Sequence[Residue], seen: Iterable[Seen]) -> Share:
    """How many of the plants that were found, and searched for after all remedies, are left."""
    unseen = {(each.case, each.plant) for each in seen if each.level == NOTHING}
    left = [each for each in residues for plant, _ in each.found if (each.case, plant) not in unseen]
    return Share(len(left), sum(each.searched for each in residues))


def left_after(residues: Sequence[Residue]) -> str:
    """What is in the bytes when all that is proposed was done."""
    found = [(each, plant, where) for each in residues for plant, where in each.found]
    counted = Counter(plant.surface for _, plant, _ in found)
    rows = [
        (each.case, plant.kind, plant.surface, plant.encoding, "; ".join(where), quoted(plant.text))
        for each, plant, where in found[:_SHOWN]
    ]
    problems = [f"- {each.case}: {each.problem}" for each in residues if each.problem]
    told = "; ".join(f"{surface} {count}" for surface, count in counted.most_common())
    table = rows_of(("case", "kind", "surface", "encoding", "left as", "text"), rows) if rows else "None."
    return "\n\n".join([f"## Left after all remedies: {len(found):,}", *([told] if told else []), table, *problems])


def sample(judged: Sequence[Judged]) -> str:
    """The sample of the data folder, plant by plant, and what is found besides."""
    rows = [
        (each.case, each.plant.kind, each.plant.surface, each.level or "-", quoted(each.plant.text))
        for case in judged
        for each in case.seen
    ]
    rows += [
        (alarm.case, f"nothing planted: {alarm.recognizer}", alarm.surface, alarm.level, quoted(alarm.text))
        for case in judged
        for alarm in case.alarms
        if alarm.level != REVIEW
    ]
    table = rows_of(("file", "kind", "surface", "level", "text"), rows) if rows else "None is there."
    return f"## The sample of the data folder\n\n{table}"


def real_files(results: Results) -> str:
    rows = [_real_row(each.case, "clean", each.alarms) for each in results.real.get(OURS, []) if each.alarms]
    rows += [_real_row(each.case, results.reasons[each.case], each.alarms) for each in results.telling.get(OURS, [])]
    head = ("file", "read by eye", "highest", "high", "medium", "first of them")
    return "## Real files\n\n" + rows_of(head, rows)


def _real_row(case: str, told: str, alarms: Sequence[Alarm]) -> tuple[str, ...]:
    levels = Counter(alarm.level for alarm in alarms)
    first = sorted(alarms, key=lambda alarm: (HIGH, MEDIUM, REVIEW).index(alarm.level))
    highest = first[0].level if first else "nothing"
    texts = ", ".join(f"{alarm.recognizer} {quoted(alarm.text[:40])}" for alarm in first[:3] if alarm.level != REVIEW)
    return case, told, highest, str(levels[HIGH]), str(levels[MEDIUM]), texts


def bounded(share: Share) -> str:
    low, high = share.bounds
    return f"{percent(share)} ({100 * low:.2f} to {100 * high:.2f} %; {share.part:,} of {share.whole:,})"


def percent(share: Share) -> str:
    return f"{100 * share.ratio:.2f} %" if share.whole else "-"


def quoted(text: str) -> str:
    shown = "".join(sign if sign.isprintable() else "·" for sign in text)
    return f"`{shown.replace('|', '¦').replace('`', chr(39))}`"


def rows_of(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)
