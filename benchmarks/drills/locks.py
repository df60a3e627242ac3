"""Another program holds the database: an edit waits for it, or is told when to come back, and is never half done."""

from __future__ import annotations

import random
import sqlite3
import time
from contextlib import closing
from threading import Event, Thread
from typing import Any

from django.db import connection

from benchmarks.drills.drill import Result
from benchmarks.drills.program import Program
from inspector.models import Image
from inspector.upkeep import problems

# As long as SQLite is told to wait; see the settings of the database.
PATIENCE = 30


def run(n: int, seed: int) -> Result:
    """One edit while the database is held for `n` seconds, and one afterwards."""
    chance, program = random.Random(seed), Program.local()
    image = Image.objects.get(pk=program.upload(chance)["id"])
    held = Event()
    holder = Thread(target=_hold, args=(str(connection.settings_dict["NAME"]), n, held))
    holder.start()
    held.wait()
    began, failures = time.monotonic(), list[str]()
    body = {"set": {"descrip": "while it was held"}}
    answer: Any = program.call("PATCH", f"/images/{image.pk}/header", body, **{"If-Match": image.etag})
    waited = time.monotonic() - began
    holder.join()
    expected, revision = (200, 2) if n < PATIENCE else (503, 1)
    if answer.status_code != expected or (expected == 503) != ("Retry-After" in answer):
        failures.append(f"after {waited:.0f} s it was answered {answer.status_code}: {answer.content[:200]!r}")
    image = Image.objects.get(pk=image.pk)
    if image.revision != revision:
        failures.append(f"the image is at revision {image.revision}")
    if program.ok("GET", f"/images/{image.pk}/header")["etag"] != image.etag:
        failures.append("the image cannot be read")
    program.edit(chance, image)
    failures += [problem.sentence for problem in problems()]
    return Result(1, tuple(failures), f"held for {n} s, answered {answer.status_code} after {waited:.1f} s")


def _hold(database: str, seconds: int, held: Event) -> None:
    with closing(sqlite3.connect(database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        held.set()
        time.sleep(seconds)
        other.execute("ROLLBACK")
