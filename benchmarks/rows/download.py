"""Row 2: a whole download after an edit, against sendfile of bytes that lie ready."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks.bench import Bench
from benchmarks.measure import Failed, pair_ratio, rounds_of
from benchmarks.report import Row
from benchmarks.server import Uploaded, download_path

MEASURE = "whole .nii.gz over a socket after an edit"
CHUNK = 1 << 20


def rows(bench: Bench) -> Iterator[Row]:
    """Download the corrected file, and let a tiny server send the same bytes from the same and from a fresh file."""
    for name in ("t1", "fmri", "ct"):
        volume, image = bench.image(name)
        copy = bench.work / f"{name}-copy.nii.gz"
        bench.caller.save(download_path(image), copy)
        with copy.open("rb") as file:
            stored = bench.server.stored_file(file.read(1 << 16))
        work: dict[str, Callable[[int], float]] = {
            "ours": lambda _, image=image: _ours(bench, image),  # type: ignore[misc]
            "fresh": lambda _, copy=copy: _fetched(bench.floor_port, str(copy)),  # type: ignore[misc]
        }
        if stored:
            work["stored"] = lambda _, stored=stored: _fetched(bench.floor_port, str(stored))  # type: ignore[misc]
        times = rounds_of(work, rounds=max(bench.place.rounds, 11))
        copy.unlink()
        size = volume.packed.stat().st_size
        if stored:
            yield Row(2, MEASURE, volume.title, "sendfile of the frozen voxels", times["stored"])
        yield Row(2, MEASURE, volume.title, "sendfile of a fresh copy", times["fresh"])
        ratio = pair_ratio(times["ours"], times.get("stored", times["fresh"]))
        note = f"{pair_ratio(times['ours'], times['fresh']):.2f}x of the fresh copy; "
        note += f"{size / 1e6 / sorted(times['ours'])[len(times['ours']) // 2]:.0f} MB/s"
        met = bench.judged(ratio <= 1.10)
        yield Row(
            2, MEASURE, volume.title, "ours", times["ours"], "", ratio, "of sendfile", None, "<= 1.10x", met, note
        )  # fmt: skip


def _ours(bench: Bench, image: Uploaded) -> float:
    bench.caller.edit(image)
    bench.caller.close()
    return _fetched(bench.server.port, download_path(image), f"Authorization: Bearer {bench.server.token}\r\n")


def _fetched(port: int, path: str, headers: str = "") -> float:
    """Seconds from connecting to the last byte of the body."""
    buffer = bytearray(CHUNK)
    began = time.perf_counter()
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n{headers}\r\n".encode())
        start = b""
        while b"\r\n\r\n" not in start:
            start += connection.recv(4096)
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
    return time.perf_counter() - began
