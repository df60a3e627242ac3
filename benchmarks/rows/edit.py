"""Row 3: change one text field of a .nii.gz and have the corrected .nii.gz on disk."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from statistics import median

from benchmarks.bench import Bench
from benchmarks.fidelity import compare
from benchmarks.measure import Failed, Ran, pair_ratio, ran, rounds_of
from benchmarks.peers import EDITORS
from benchmarks.report import Row
from benchmarks.server import Uploaded
from benchmarks.volumes import Volume

MEASURE = "edit descrip, corrected .nii.gz on disk"
TEXT = "corrected in a comparison"
API = Path(__file__).parents[1] / "scripts" / "api_edit.py"
OURS, LINE = "ours: API", "ours: command line"
TOO_LONG = 4  # times the seconds that a peer has for an image
Command = Callable[[Path, str], Sequence[str]]


def rows(bench: Bench) -> Iterator[Row]:
    """Whole processes, the start of Python included; what else each changed stands beside its time."""
    paces: dict[str, float] = {}
    for name in ("t1", "fmri", "ct", "real"):
        yield from _of_one(bench, *bench.image(name), paces)


class Tool:
    """One way to edit. The file of its first round is compared with the original, byte by byte."""

    def __init__(self, volume: Volume, target: Path, command: Command) -> None:
        self.volume, self.target, self.command = volume, target, command
        self.kept = ""

    def __call__(self, number: int) -> Ran:
        text = f"{TEXT} {number}"
        self.target.unlink(missing_ok=True)
        try:
            done = ran(self.command(self.target, text))
        except Failed as failure:
            self.kept = f"FAILED: {failure}"
            raise
        self.kept = self.kept or str(compare(self.volume.plain, self.target, text))
        self.target.unlink()
        return done


def _of_one(bench: Bench, volume: Volume, image: Uploaded, paces: dict[str, float]) -> Iterator[Row]:
    """`paces` are the seconds that each tool took for a byte of the image before; the new ones are put there."""
    commands: dict[str, Command] = {
        OURS: lambda target, text: _by_api(bench, image, target, text),
        LINE: lambda target, text: _by_command_line(volume, target, text),
    }
    for peer in EDITORS:
        expected = paces.get(peer.name, 0) * volume.size
        if peer.missing:
            yield Row(3, MEASURE, volume.title, peer.name, note=peer.missing)
        elif expected > TOO_LONG * bench.place.seconds:
            yield Row(3, MEASURE, volume.title, peer.name, note=f"left out: would take about {expected:.0f} s")
        else:
            commands[peer.name] = partial(peer.command, volume.packed)
    tools = {
        name: Tool(volume, bench.work / f"out-{number}.nii.gz", command)
        for number, (name, command) in enumerate(commands.items())
    }
    judged = (OURS, LINE, "nibabel")
    runs = rounds_of(tools, rounds=bench.place.rounds, seconds=bench.place.seconds, always=judged)
    paces |= {name: median(run.seconds for run in done) / volume.size for name, done in runs.items() if done}
    for name in tools:
        yield _row(bench, volume, name, runs, "the floor: edits nothing" if name == "cp" else tools[name].kept)


def _row(bench: Bench, volume: Volume, name: str, runs: dict[str, list[Ran]], note: str) -> Row:
    times, ours = ([run.seconds for run in runs[which]] for which in (name, OURS))
    if not times:
        return Row(3, MEASURE, volume.title, name, note=note)
    ratio = pair_ratio(times, ours)
    judged = name == "nibabel" and volume.name == "ct"
    peak = max(run.peak_mb for run in runs[name])
    return Row(
        3, MEASURE, volume.title, name, times, "", None if name == OURS else ratio, "of ours: API", peak,
        ">= 25x" if judged else "", bench.judged(ratio >= 25) if judged else None, note,
    )  # fmt: skip


def _by_api(bench: Bench, image: Uploaded, target: Path, text: str) -> list[str]:
    """The ETag is known beforehand, as to anybody who looked at the header before editing it."""
    arguments = [str(bench.server.port), bench.server.token, image.id, bench.caller.current(image), text]
    return [sys.executable, str(API), *arguments, str(target)]


def _by_command_line(volume: Volume, target: Path, text: str) -> list[str]:
    command = [sys.executable, "-m", "inspector.cli", "edit", str(volume.packed), "--set", f"descrip={text}"]
    return [*command, "--output", str(target)]
