"""Going back to a backup, in a place that holds nothing yet."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection

from inspector import audit
from inspector.models import AuditEntry, Image, blobs
from inspector.upkeep.backup.make import copy_blob
from inspector.upkeep.backup.manifest import Manifest, NoBackup, fingerprint, flush, part_of
from inspector.upkeep.backup.snapshot import engine
from inspector.upkeep.fsck import problems
from inspector.upkeep.problem import Problem
from inspector.vault.blobs import FileBlobs


def restore(source: Path) -> Iterator[Problem]:
    """Put everything in the backup in place, and then compare it with itself: what is found is yielded.

    The database comes last: until then the place counts as empty, and a restore that was stopped can be run again.
    Raises NoBackup before anything is told of that is not as it was written, and when the place is not empty.
    """
    manifest = Manifest.read(source)
    _refuse(manifest, source)
    for key, part in manifest.blobs.items():
        try:
            copy_blob(FileBlobs(source / "blobs"), key, blobs(), part)
        except FileNotFoundError as error:
            raise NoBackup(f"The file {key} of the backup is missing. Use another backup.") from error
    _put_keys(manifest, source)
    engine(manifest.engine).load(source / manifest.database)
    call_command("migrate", interactive=False, verbosity=0)
    audit.record(actor=audit.CONSOLE, action="backup restored", facts={"entries": manifest.entries})
    yield from problems()
    if manifest.entries and not AuditEntry.objects.filter(seq=manifest.entries, hash=manifest.head).exists():
        yield Problem(f"The audit trail does not hold entry {manifest.entries} as the backup tells of it.")


def _refuse(manifest: Manifest, source: Path) -> None:
    if manifest.engine != connection.vendor:
        raise NoBackup(f"The backup is of a {manifest.engine} database; DATABASE_URL names a {connection.vendor} one.")
    tables = connection.introspection.table_names()
    if Image._meta.db_table in tables and (Image.objects.exists() or AuditEntry.objects.exists()):
        raise NoBackup(
            "This place holds images or a record already. Restore into an empty one: set HEADER_INSPECTOR_DATA."
        )
    for path, part in [(source / manifest.database, manifest.copy), *_kept_keys(manifest, source)]:
        if not path.is_file() or part_of(path) != part:
            raise NoBackup(f"The file {path.name} of the backup is damaged. Use another backup.")
    if manifest.audit_key != fingerprint() and not manifest.keys:
        raise NoBackup(
            "The audit trail of the backup was sealed with another key, and the backup holds none. Put audit.key of "
            f"the old installation into {settings.KEYS_ROOT}, then restore again."
        )


def _kept_keys(manifest: Manifest, source: Path) -> list[tuple[Path, object]]:
    return [(source / "keys" / name, part) for name, part in manifest.keys.items()]


def _put_keys(manifest: Manifest, source: Path) -> None:
    for name in manifest.keys:
        data, place = (source / "keys" / name).read_bytes(), settings.KEYS_ROOT / name
        with open(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(data)
        flush(place)
    if "audit.key" in manifest.keys:
        settings.AUDIT_KEY = (settings.KEYS_ROOT / "audit.key").read_bytes().strip()
