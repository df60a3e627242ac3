"""The table of contents of a backup: every file in it with its length and sha256, sealed by a sha256 of its own."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

from django.conf import settings

from inspector.failpoints import reached

NAME: Final = "manifest.json"
FORMAT: Final = 1
CHUNK: Final = 1 << 20


class NoBackup(Exception):
    """There is no backup, or it cannot be made or used; the text says why, and what to do."""


@dataclass(frozen=True)
class Part:
    """A file of the backup as it was written."""

    size: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """`entries` and `head` are what the audit trail held at least; `audit_key` tells keys apart and none of them."""

    version: str
    made_at: str
    engine: str
    database: str
    copy: Part
    entries: int
    head: str
    audit_key: str
    blobs: Mapping[str, Part]
    keys: Mapping[str, Part] = field(default_factory=dict)

    def write(self, folder: Path) -> str:
        """Let the backup be this one from here on; the seal."""
        facts = {"format": FORMAT, **asdict(self)}
        seal = _seal(facts)
        new = folder / f"{NAME}.new"
        with new.open("w") as file:
            json.dump({**facts, "seal": seal}, file, indent=1, sort_keys=True)
            file.flush()
            os.fsync(file.fileno())
        reached("backup.told")
        new.rename(folder / NAME)
        flush(folder)
        reached("backup.done")
        return seal

    @classmethod
    def read(cls, folder: Path) -> Manifest:
        """Raises NoBackup when there is none, or it is not what was written."""
        try:
            facts: dict[str, Any] = json.loads((folder / NAME).read_bytes())
            seal, form = facts.pop("seal"), facts["format"]
        except FileNotFoundError as error:
            raise NoBackup(f"There is no {NAME} in {folder}, so it holds no backup.") from error
        except (ValueError, KeyError, AttributeError) as error:
            raise NoBackup(f"The {NAME} in {folder} is damaged. Use another backup.") from error
        if form != FORMAT or seal != _seal(facts):
            raise NoBackup(f"The {NAME} in {folder} is damaged, or of another version. Use another backup.")
        del facts["format"]
        parts = {name: {key: Part(**part) for key, part in facts[name].items()} for name in ("blobs", "keys")}
        return cls(**{**facts, **parts, "copy": Part(**facts["copy"])})


def part_of(path: Path) -> Part:
    """Length and sha256 of a file."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while data := file.read(CHUNK):
            digest.update(data)
        return Part(file.tell(), digest.hexdigest())


def fingerprint() -> str:
    """What tells the audit key of this installation from others, and nothing of it."""
    return hmac.new(settings.AUDIT_KEY, b"which audit key a backup needs", hashlib.sha256).hexdigest()[:16]


def flush(path: Path) -> None:
    """Bring a file, or the names in a folder, to the disk."""
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _seal(facts: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()
