"""What every group of rows works with: the volumes, the running program, and the images in it."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.place import ROOT, Place
from benchmarks.server import Caller, Server, Uploaded
from benchmarks.volumes import Volume, Volumes


@dataclass
class Bench:
    place: Place
    volumes: Volumes
    server: Server
    caller: Caller
    floor_port: int
    images: dict[str, Uploaded] = field(default_factory=dict)

    @property
    def work(self) -> Path:
        """A folder for what is made on the way."""
        return self.server.data.parent / "work"

    def image(self, name: str) -> tuple[Volume, Uploaded]:
        """A volume, and the image it is in the program; uploaded when first asked for."""
        volume = self.volumes.get(name)
        if name not in self.images:
            self.images[name] = self.caller.upload(volume.packed)
        return volume, self.images[name]

    def judged(self, met: bool) -> bool | None:
        """Targets are for images of full size; tiny ones prove nothing."""
        return None if self.place.quick else met


@contextmanager
def ready(place: Place) -> Iterator[Bench]:
    """The program on a data folder that is thrown away, and the server that is the floor of downloads."""
    run = place.folder / "run"
    shutil.rmtree(run, ignore_errors=True)
    (run / "work").mkdir(parents=True)
    with ExitStack() as stack:
        stack.callback(shutil.rmtree, run, ignore_errors=True)
        server = stack.enter_context(Server(run / "data"))
        floor = stack.enter_context(_floor())
        yield Bench(place, Volumes(place), server, Caller(server), floor)


@contextmanager
def _floor() -> Iterator[int]:
    script = ROOT / "benchmarks" / "scripts" / "sendfile.py"
    command = [sys.executable, "-I", "-S", str(script)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield int(process.stdout.readline() if process.stdout else "")
        if process.stdin:
            process.stdin.close()
