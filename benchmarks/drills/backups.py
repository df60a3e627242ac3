"""Backups made while others write, restored into an empty place: everything acknowledged before is there."""

from __future__ import annotations

import os
import random
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Event

from django.conf import settings
from django.db import connections

from benchmarks.drills.drill import Result
from benchmarks.drills.program import Program
from benchmarks.place import ROOT
from inspector import actions
from inspector.models import Image
from inspector.models.images import etag_of
from inspector.upkeep.backup import back_up

WRITERS = 4
WRITING = 1.0  # seconds in which they write before each backup; they go on during it, and rest while it is tried


def run(n: int, seed: int) -> Result:
    chance, failures, found = random.Random(seed), [], 0
    token, acknowledged = actions.local_token(), set[tuple[str, str]]()
    with tempfile.TemporaryDirectory(prefix="backup-") as folder, _load(token, chance, acknowledged) as at_work:
        for number in range(n):
            # Every third goes into a new folder, the others add to the one before.
            target = Path(folder) / f"backup-{number // 3}"
            at_work.set()
            time.sleep(WRITING)
            before = sorted(acknowledged)
            back_up(target, with_keys=True)
            at_work.clear()
            found += len(before)
            failures += [f"backup {number + 1}: {sentence}" for sentence in _restored(target, before)]
    return Result(n, tuple(failures), f"{found:,} acknowledged changes looked for, {WRITERS} writers meanwhile")


@contextmanager
def _load(token: str, chance: random.Random, acknowledged: set[tuple[str, str]]) -> Iterator[Event]:
    """People who upload and edit while the event is set; (image, etag) of each change is added once it is answered."""
    at_work, stop = Event(), Event()
    with ThreadPoolExecutor(WRITERS) as pool:
        seeds = [chance.randrange(2**32) for _ in range(WRITERS)]
        tasks = [pool.submit(_write, token, seed, acknowledged, at_work, stop) for seed in seeds]
        try:
            yield at_work
        finally:
            stop.set()
            at_work.set()
        for task in tasks:
            task.result()


def _write(token: str, seed: int, acknowledged: set[tuple[str, str]], at_work: Event, stop: Event) -> None:
    chance, program = random.Random(seed), Program(token)
    mine = [program.upload(chance)["id"]]
    while at_work.wait() and not stop.wait(0.1):
        if chance.random() < 0.3:
            told = program.upload(chance)
            mine.append(told["id"])
            acknowledged.add((told["id"], told["etag"]))
        else:
            told = program.edit(chance, Image.objects.get(pk=chance.choice(mine)))
            acknowledged.add((told["image"], told["etag"]))
    connections.close_all()


def _restored(backup: Path, expected: list[tuple[str, str]]) -> Iterator[str]:
    """What is wrong after a restore into an empty place, in a process that has nothing of this one."""
    with tempfile.TemporaryDirectory(prefix="restored-") as place:
        environment = {**os.environ, "HEADER_INSPECTOR_DATA": place}
        for command in (["restore", str(backup)], ["fsck"]):
            done = subprocess.run(
                [sys.executable, "manage.py", *command], cwd=ROOT, env=environment, capture_output=True, text=True
            )
            if done.returncode:
                yield f"{command[0]} ended with {done.returncode}: {done.stdout[-300:]} {done.stderr[-300:]}"
        yield from _missing(Path(place) / Path(settings.DATABASES["default"]["NAME"]).name, expected)


def _missing(database: Path, expected: list[tuple[str, str]]) -> Iterator[str]:
    with closing(sqlite3.connect(database)) as there:
        rows = there.execute("SELECT image_id, number, sha256 FROM inspector_revision").fetchall()
    held = {(image, etag_of(number, sha256)) for image, number, sha256 in rows}
    for image, etag in expected:
        if (image, etag) not in held:
            yield f"revision {etag} of image {image} was acknowledged before and is not in it"
