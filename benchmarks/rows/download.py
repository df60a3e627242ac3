"""Row 2: a whole download after an edit, against sendfile of bytes that lie ready."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median

from benchmarks.bench import Bench
from benchmarks.measure import Failed, pair_ratio, rounds_of
from benchmarks.report import Row
from benchmarks.server import Uploaded, download_path
from benchmarks.volumes import Volume

MEASURE = "whole .nii.gz over a socket after an edit"
OURS, STORED, FRESH = "ours", "sendfile of the frozen voxels", "sendfile of a fresh copy"
LIMIT = 1.10
CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Fetched:
    """Seconds from connecting to the first byte of the answer, and to the last of its body."""

    first: float
    whole: float


def rows(bench: Bench) -> Iterator[Row]:
    """Download the corrected file, and let a tiny server send the same bytes from the same and from a fresh file."""
    for name in ("t1", "fmri", "ct"):
        volume, image = bench.image(name)
        copy = bench.work / f"{name}-copy.nii.gz"
        bench.caller.save(download_path(image), copy)
        with copy.open("rb") as file:
            stored = bench.server.stored_file(file.read(1 << 16))
        if stored is None:
            raise Failed("the stored voxels were not found in the vault")
        work = {
            OURS: partial(_ours, bench, image),
            STORED: partial(_floor, bench, stored),
            FRESH: partial(_floor, bench, copy),
        }
        fetched = rounds_of(work, rounds=max(bench.place.rounds, 11))
        copy.unlink()
        times = {tool: [each.whole for each in fetched[tool]] for tool in work}
        first = median(each.first for each in fetched[OURS])
        yield Row(2, MEASURE, volume.title, STORED, times[STORED])
        yield Row(2, MEASURE, volume.title, FRESH, times[FRESH])
        yield _row(bench, volume, times, f"first byte after {first * 1e3:.1f} ms")


def _row(bench: Bench, volume: Volume, times: dict[str, list[float]], note: str) -> Row:
    ratio, speed = pair_ratio(times[OURS], times[STORED]), volume.packed.stat().st_size / 1e6 / median(times[OURS])
    note += f"; {pair_ratio(times[OURS], times[FRESH]):.2f}x of the fresh copy; {speed:.0f} MB/s"
    met = bench.judged(ratio <= LIMIT)
    return Row(2, MEASURE, volume.title, OURS, times[OURS], "", ratio, "of sendfile", None, "<= 1.10x", met, note)


def _floor(bench: Bench, path: Path, _: int) -> Fetched:
    return _fetched(bench.floor_port, str(path))


def _ours(bench: Bench, image: Uploaded, _: int) -> Fetched:
    bench.caller.edit(image)
    bench.caller.close()
    return _fetched(bench.server.port, download_path(image), f"Authorization: Bearer {bench.server.token}\r\n")


def _fetched(port: int, path: str, headers: str = "") -> Fetched:
    buffer = bytearray(CHUNK)
    began = time.perf_counter()
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n{headers}\r\n".encode())
        start = b""
        while b"\r\n\r\n" not in start:
            start += connection.recv(4096)
        first = time.perf_counter() - began
        head, _, body = start.partition(b"\r\n\r\n")
        lines = head.decode("latin-1").lower().split("\r\n")
        lengths = [int(line.split(":")[1]) for line in lines if line.startswith("content-length:")]
        if " 200 " not in f"{lines[0]} " or not lengths:
            raise Failed(f"{Path(path).name} was answered with {lines[0]}")
        missing = lengths[0] - len(body)
        while missing > 0:
            if not (count := connection.recv_into(buffer, min(CHUNK, missing))):
                raise Failed(f"{Path(path).name} ended {missing} bytes early")
            missing -= count
    return Fetched(first, time.perf_counter() - began)
