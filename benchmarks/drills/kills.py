"""kill -9 while a process uploads, edits, restores, cuts, erases and backs up: nothing that was acknowledged is lost.

This process loads the program once and never opens its database. Each attempt forks a child that writes until it is
killed, by a signal at a random instant or by itself at a named step, and then a second one that finds out, from a
fresh start, whether everything the first one was answered is there and everything that is there is whole.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.db import connections
from django.urls import get_resolver

from benchmarks.drills.drill import Result
from benchmarks.drills.program import Program
from benchmarks.drills.survivors import complaints
from inspector.failpoints import STEPS, VARIABLE
from inspector.models import Image
from inspector.upkeep.backup import back_up

# After so many attempts the next one begins with nothing, so that looking at everything stays quick.
ROUND = 12
LONGEST = 0.4
PATIENCE = 60.0
BACKUP: Final = "backup"

Acknowledged = dict[str, Any]


def upload(program: Program, chance: random.Random) -> Acknowledged:
    told = program.upload(chance)
    return {"image": told["id"], "etag": told["etag"], "sha256": told["sha256"]}


def edit(program: Program, chance: random.Random) -> Acknowledged:
    told = program.edit(chance, _image(program, chance))
    return {"image": told["image"], "etag": told["etag"]}


def restore(program: Program, chance: random.Random) -> Acknowledged:
    image = _image(program, chance)
    if image.revision == 1:
        program.edit(chance, image)
        image = Image.objects.get(pk=image.pk)
    told = program.restore(image)
    return {"image": told["image"], "etag": told["etag"]}


def cut(program: Program, chance: random.Random) -> Acknowledged:
    image = program.cut(chance)
    return {"image": image.pk, "etag": image.etag}


def purge(program: Program, chance: random.Random) -> Acknowledged:
    return {"purged": program.purge(_image(program, chance))}


def backup(program: Program, chance: random.Random) -> Acknowledged:
    return {"entries": back_up(settings.DATA_ROOT / BACKUP).manifest.entries}


WRITES: Mapping[str, Callable[[Program, random.Random], Acknowledged]] = {
    "upload": upload,
    "edit": edit,
    "restore": restore,
    "cut": cut,
    "purge": purge,
    "backup": backup,
}


def run(n: int, seed: int) -> Result:
    chance, failures, place = random.Random(seed), [], Stage()
    steps, written = sorted(STEPS), 0
    for attempt in range(n):
        if attempt % ROUND == 0:
            place.clear()
        # Rounds of kills at every named step and as many at random instants take turns.
        step = steps[attempt % len(steps)] if attempt // len(steps) % 2 == 0 else None
        before = len(place.acknowledged)
        faults = place.kill(step, chance.randrange(2**32), chance.uniform(0, LONGEST))
        written += len(place.acknowledged) - before
        found = [*faults, *place.look()]
        failures += [f"attempt {attempt + 1}, {step or 'random instant'}: {sentence}" for sentence in found]
    return Result(n, tuple(failures), f"{len(steps)} named steps, {written:,} acknowledged changes")


@dataclass
class Stage:
    """The data folder, and what was acknowledged in it."""

    acknowledged: list[Acknowledged] = field(default_factory=list)

    def __post_init__(self) -> None:
        Program.local()
        connections.close_all()
        _ = get_resolver().url_patterns  # so that no child has to load the pages and the API
        self._database = Path(settings.DATABASES["default"]["NAME"])
        self._empty = self._database.with_name("empty.sqlite3")
        shutil.copyfile(self._database, self._empty)

    def clear(self) -> None:
        self.acknowledged.clear()
        for path in self._database.parent.glob(f"{self._database.name}*"):
            path.unlink()
        shutil.copyfile(self._empty, self._database)
        for folder in (settings.VAULT_ROOT, settings.DATA_ROOT / BACKUP, settings.DATA_ROOT / "audit"):
            shutil.rmtree(folder, ignore_errors=True)

    def kill(self, step: str | None, seed: int, instant: float) -> list[str]:
        """Let a child write until it is killed; what it was answered before counts. Sentences if it ended otherwise."""
        lines, status = _forked(lambda say: _write(step, random.Random(seed), say), None if step else instant)
        told = [json.loads(line) for line in lines[1:]]
        self.acknowledged += [line for line in told if "fault" not in line]
        faults = [line["fault"] for line in told if "fault" in line]
        if not os.WIFSIGNALED(status) or os.WTERMSIG(status) != signal.SIGKILL:
            faults.append(f"it was not killed, but ended with status {status}")
        return faults

    def look(self) -> list[str]:
        acknowledged = list(self.acknowledged)

        def tell(say: Callable[[object], None]) -> None:
            for sentence in complaints(acknowledged, settings.DATA_ROOT / BACKUP):
                say(sentence)

        lines, status = _forked(tell)
        found = [json.loads(line) for line in lines]
        return found if status == 0 else [*found, f"the look at it ended with status {status}"]


def _write(step: str | None, chance: random.Random, say: Callable[[object], None]) -> None:
    program = Program.local()
    say("ready")
    kinds = [*WRITES, "upload", "edit"]
    for _ in range(chance.randrange(3)):
        say(WRITES[chance.choice(kinds)](program, chance))
    if step:
        os.environ[VARIABLE] = step
        kinds = [step.partition(".")[0].replace("blob", "upload")]
    began = time.monotonic()
    while time.monotonic() - began < PATIENCE:
        say(WRITES[chance.choice(kinds)](program, chance))
    say({"fault": f"{step} was never reached"})


def _forked(task: Callable[[Callable[[object], None]], None], instant: float | None = None) -> tuple[list[str], int]:
    """The whole lines that a child said, and how it ended: by itself, or killed so long after its first line."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _child(task, writing)
    os.close(writing)
    with open(reading, "rb", buffering=0) as pipe:
        said = pipe.read(1) if instant is not None else b""
        if instant is not None and said:
            time.sleep(instant)
            os.kill(child, signal.SIGKILL)
        said += b"".join(iter(lambda: pipe.read(1 << 16), b""))
    # The last line may be cut short; then nobody was answered.
    return said.decode().split("\n")[:-1], os.waitpid(child, 0)[1]


def _child(task: Callable[[Callable[[object], None]], None], writing: int) -> None:
    def say(what: object) -> None:
        os.write(writing, json.dumps(what).encode() + b"\n")

    try:
        task(say)
    except BaseException as error:  # whatever it is, it is told, and never goes back into the drill
        say({"fault": f"{type(error).__name__}: {error}"})
        os._exit(1)
    os._exit(0)


def _image(program: Program, chance: random.Random) -> Image:
    images = list(Image.objects.filter(deleted_at=None).order_by("pk"))
    return chance.choice(images) if images else Image.objects.get(pk=program.upload(chance)["id"])
