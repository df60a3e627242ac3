"""Heads of the chain, kept apart from it: number and hash of its newest entry at some moment, one line each.

A chain cannot show by itself that its end was cut off, or that all of it was written anew by somebody with the key. A
head that was noted before can. A line is written every hundred entries and when the last one is an hour old, to an
append-only file of the data folder; a copy elsewhere is worth more.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from inspector.models import AuditEntry

EVERY = 100  # entries
HOUR = 3600
_LINE = re.compile(r"(\d{1,18}) ([0-9a-f]{64}) (\S{1,40})")


@dataclass(frozen=True)
class Head:
    """The newest entry of the chain at some moment."""

    seq: int
    hash: str
    at: str

    def __str__(self) -> str:
        return f"{self.seq} {self.hash} {self.at}"


class NotHeads(ValueError):
    """A file holds something else than heads; the text says where."""


def now() -> Head | None:
    """The head of the chain as it is; None while there is no entry."""
    last = AuditEntry.objects.order_by("-seq").only("seq", "hash").first()
    return Head(last.seq, last.hash, timezone.now().isoformat(timespec="seconds")) if last else None


def path() -> Path:
    return Path(settings.DATA_ROOT) / "audit" / "heads"


def keep(head: Head) -> None:
    """Add a line to the file of heads, readable by its owner only."""
    path().parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(path(), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        os.write(descriptor, f"{head}\n".encode())
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def keep_in_time(seq: int, hash: str) -> None:
    """Keep this head if it is time: every so many entries, and when the last one kept is old."""
    if seq % EVERY == 0 or _is_old():
        keep(Head(seq, hash, timezone.now().isoformat(timespec="seconds")))


def kept() -> list[Head]:
    """The heads in the data folder."""
    return read(path()) if path().exists() else []


def read(file: Path) -> list[Head]:
    """The heads in a file. Raises NotHeads, OSError."""
    return list(_parsed(file.read_text(errors="replace").splitlines()))


def problem(heads: Iterable[Head], chain: dict[int, str], length: int) -> str:
    """A sentence on the first head that the chain does not have; `chain` are its hashes by number."""
    for head in sorted(heads, key=lambda each: each.seq):
        if head.seq > length:
            return f"The record ends at entry {length}, but a head of entry {head.seq} was kept on {head.at}."
        if chain.get(head.seq) != head.hash:
            return f"Entry {head.seq} is another than the one whose head was kept on {head.at}."
    return ""


def _is_old() -> bool:
    try:
        return time.time() - path().stat().st_mtime > HOUR
    except FileNotFoundError:
        return True


def _parsed(lines: Iterable[str]) -> Iterable[Head]:
    for number, line in enumerate(lines, 1):
        found = _LINE.fullmatch(line.strip())
        if found:
            yield Head(int(found[1]), found[2], found[3])
        elif line.strip():
            raise NotHeads(f"Line {number} is no head: a head is a number, a hash of 64 hex digits and a time.")
