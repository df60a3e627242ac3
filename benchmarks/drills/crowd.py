"""A small lab at work: fifty people browse, edit and upload at the same time, on one small machine."""

from __future__ import annotations

import http.client
import os
import random
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from benchmarks.drills.drill import Drill, Result
from benchmarks.measure import Failed, percentile
from benchmarks.place import Place
from benchmarks.server import Caller, Server, Uploaded
from benchmarks.volumes import Volume, Volumes

PEOPLE = 50
THINKING = 5.0  # seconds between two things a person does, on average
LIMITS = {"page": 0.300, "edit": 0.500}  # seconds that 95 of 100 may take at most
Times = Mapping[str, list[float]]


class Person:
    """Somebody with an image of their own; 70 % of what they do is looking, 20 % editing, 10 % uploading 20 MB."""

    def __init__(self, server: Server, volume: Volume, folder: Path, number: int, seed: int) -> None:
        self._chance = random.Random(f"{seed} {number}")
        self._volume, self._folder, self._number = volume, folder, number
        self._caller = Caller(server)
        self._cookie = ""
        self._uploads = 0
        self._visit("/")
        self.image = self._upload()
        self._still = [f"/api/v1/images/{self.image.id}/slice?plane={plane}" for plane in ("axial", "sagittal")]

    def work(self, until: float, times: dict[str, list[float]], failures: list[str], lock: threading.Lock) -> None:
        time.sleep(self._chance.uniform(0, THINKING))
        while time.monotonic() < until:
            kind, do = self._next()
            began = time.perf_counter()
            try:
                do()
            except (Failed, OSError, http.client.HTTPException) as error:
                with lock:
                    failures.append(f"{kind}: {error!r}")
                self._caller.close()
            with lock:
                times[kind].append(time.perf_counter() - began)
            time.sleep(self._chance.expovariate(1 / THINKING))

    def _next(self) -> tuple[str, Callable[[], object]]:
        drawn = self._chance.random()
        if drawn < 0.1:
            return "upload", self._upload
        if drawn < 0.3:
            return "edit", lambda: self._caller.edit(self.image)
        page = self._chance.choice(["/", "/?q=int16", f"/images/{self.image.id}/", f"/images/{self.image.id}/history/"])
        if drawn < 0.8:
            return "page", lambda: self._visit(page)
        return "slice", lambda: self._visit(self._chance.choice(self._still))

    def _upload(self) -> Uploaded:
        self._uploads += 1
        path = self._volume.variant(self._number * 1_000_000 + self._uploads, self._folder)
        try:
            return self._caller.upload(path)
        finally:
            path.unlink()

    def _visit(self, address: str) -> None:
        answer = self._caller.get(address, {"Cookie": self._cookie} if self._cookie else {})
        answer.read()
        if not self._cookie:
            cookies = answer.headers.get_all("Set-Cookie") or []
            self._cookie = "; ".join(cookie.partition(";")[0] for cookie in cookies)


def _run(n: int, seed: int) -> Result:
    """`n` seconds of it."""
    place, lock = Place.of(os.environ), threading.Lock()
    times: dict[str, list[float]] = defaultdict(list)
    failures: list[str] = []
    volume = Volumes(place).get("t1")
    with tempfile.TemporaryDirectory(dir=place.folder) as name:
        folder = Path(name)
        with Server(folder / "data") as server, ThreadPoolExecutor(PEOPLE) as pool:
            people = [Person(server, volume, folder, number, seed) for number in range(PEOPLE)]
            until = time.monotonic() + n
            for person in people:
                pool.submit(person.work, until, times, failures, lock)
    slow = [
        f"p95 of {kind} is {percentile(times[kind], 95) * 1000:.0f} ms, not {limit * 1000:.0f}"
        for kind, limit in LIMITS.items()
        if percentile(times[kind], 95) > limit
    ]
    return Result(sum(map(len, times.values())), (*failures, *slow), _told(times, n))


def _told(times: Times, seconds: float) -> str:
    asked = sum(map(len, times.values())) / seconds
    return f"{PEOPLE} people, {asked:.1f} requests a second; " + "; ".join(
        f"{kind} {_figures(each)}" for kind, each in sorted(times.items())
    )


def _figures(times: Sequence[float]) -> str:
    p50, p95 = (percentile(times, each) * 1000 for each in (50, 95))
    return f"{len(times):,}: p50 {p50:.0f} p95 {p95:.0f} max {max(times) * 1000:.0f} ms"


CROWD = Drill(
    name="crowd",
    promise="Fifty people browse, edit and upload without an error; 95 of 100 pages take 300 ms at most, edits 500",
    usual=600,
    run=_run,
)
