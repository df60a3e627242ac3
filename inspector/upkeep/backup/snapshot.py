"""The database as one file, as it was at one moment, while others go on writing."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from django.db import connection

from inspector.upkeep.backup.manifest import NoBackup, flush


@dataclass(frozen=True)
class Engine:
    """How one kind of database is written to a file, and read back into an empty place."""

    suffix: str
    save: Callable[[Path], None]
    load: Callable[[Path], None]


def _save_sqlite(copy: Path) -> None:
    """All pages in one step: SQLite holds one moment for it, and those who write do not wait."""
    with closing(sqlite3.connect(connection.settings_dict["NAME"])) as live, closing(sqlite3.connect(copy)) as there:
        live.backup(there, pages=-1)
        there.execute("PRAGMA journal_mode=DELETE")
    flush(copy)


def _load_sqlite(copy: Path) -> None:
    place = Path(connection.settings_dict["NAME"])
    connection.close()
    new = place.with_name(f"{place.name}.restored")
    shutil.copyfile(copy, new)
    flush(new)
    for suffix in ("-wal", "-shm"):
        place.with_name(place.name + suffix).unlink(missing_ok=True)
    new.rename(place)
    flush(place.parent)


def _save_postgres(copy: Path) -> None:
    _run("pg_dump", "--format=custom", "--no-owner", "--no-privileges", "--file", str(copy))
    flush(copy)


def _load_postgres(copy: Path) -> None:
    connection.close()
    options = ["--single-transaction", "--exit-on-error", "--clean", "--if-exists", "--no-owner", "--no-privileges"]
    _run("pg_restore", *options, "--dbname", connection.settings_dict["NAME"], str(copy))


def _run(program: str, *arguments: str) -> None:
    path = shutil.which(program)
    if path is None:
        raise NoBackup(f"{program} is not installed on this machine; it comes with PostgreSQL's client programs.")
    known = connection.settings_dict
    names = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD", "PGDATABASE": "NAME"}
    where = {variable: str(known[name]) for variable, name in names.items() if known[name]}
    done = subprocess.run([path, *arguments], env={**os.environ, **where}, capture_output=True, text=True)
    if done.returncode:
        raise NoBackup(f"{program} failed: {done.stderr.strip() or done.returncode}")


ENGINES = {
    "sqlite": Engine(".sqlite3", _save_sqlite, _load_sqlite),
    "postgresql": Engine(".dump", _save_postgres, _load_postgres),
}


def engine(vendor: str) -> Engine:
    return ENGINES[vendor]
