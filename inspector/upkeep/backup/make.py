"""Making a backup."""

from __future__ import annotations

import fcntl
import hashlib
import os
import secrets
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils import timezone

from inspector import __version__
from inspector.failpoints import reached
from inspector.models import AuditEntry, Upload, VoxelBlock, blobs
from inspector.upkeep.backup.manifest import CHUNK, Manifest, NoBackup, Part, fingerprint, flush, part_of
from inspector.upkeep.backup.snapshot import engine
from inspector.vault.blobs import Blobs, FileBlobs

# Between the copy of the database and that of a blob somebody may purge the image; then both are made again.
TRIES = 3


@dataclass(frozen=True)
class Backup:
    """What a backup holds, and how many of its blobs were copied this time."""

    manifest: Manifest
    seal: str
    copied: int


def back_up(target: Path, *, with_keys: bool = False) -> Backup:
    """Make the folder a backup of everything as it is now; of what is acknowledged by now, nothing is left out.

    Keys are left out unless asked for: who has them can read what was erased from nowhere else, and forge the audit
    trail. Raises NoBackup, and OSError when the disk is full; an earlier backup in the folder then stays.
    """
    target.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _alone(target):
        earlier = _earlier(target)
        entries, head = AuditEntry.objects.order_by("-seq").values_list("seq", "hash").first() or (0, "")
        database, copied, parts = _copied_together(target, earlier)
        reached("backup.copied")
        manifest = Manifest(
            version=__version__,
            made_at=timezone.now().isoformat(),
            engine=connection.vendor,
            database=database.name,
            copy=part_of(database),
            entries=entries,
            head=head,
            audit_key=fingerprint(),
            blobs=parts,
            keys=_keys(target) if with_keys else {},
        )
        seal = manifest.write(target)
        _tidy(target, manifest)
    return Backup(manifest, seal, copied)


@contextmanager
def _alone(target: Path) -> Iterator[None]:
    with (target / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise NoBackup(f"Another backup into {target} is being made. Wait for it to end.") from error
        yield


def _earlier(target: Path) -> Mapping[str, Part]:
    """The blobs that an earlier backup in this folder holds; a folder with anything else is refused."""
    try:
        return Manifest.read(target).blobs
    except NoBackup:
        own = {"blobs", "keys", ".lock", "manifest.json", "manifest.json.new"}
        for path in target.iterdir():
            if path.name not in own and not path.name.startswith("database-"):
                raise NoBackup(
                    f"{target} holds other things than a backup ({path.name}). Name a folder for it."
                ) from None
        return {}


def _copied_together(target: Path, earlier: Mapping[str, Part]) -> tuple[Path, int, dict[str, Part]]:
    """The database, and every blob that it names."""
    for _ in range(TRIES):
        before = _keys_told()
        database = target / f"database-{secrets.token_hex(4)}{engine(connection.vendor).suffix}"
        engine(connection.vendor).save(database)
        reached("backup.database")
        try:
            return database, *_copy(blobs(), before | _keys_told(), FileBlobs(target / "blobs"), earlier)
        except FileNotFoundError:
            database.unlink()
    raise NoBackup("A file that the database names is not there. manage.py fsck tells which.")


def _keys_told() -> set[str]:
    """The keys of all blobs that rows name."""
    uploads = Upload.objects.exclude(key=None).values_list("key", flat=True)
    return {*filter(None, uploads), *(f"voxels/{pk}" for pk in VoxelBlock.objects.values_list("pk", flat=True))}


def _copy(source: Blobs, keys: set[str], there: FileBlobs, earlier: Mapping[str, Part]) -> tuple[int, dict[str, Part]]:
    """Copy blobs that are not there yet; how many these were, and all parts. Raises FileNotFoundError."""
    have = {blob.key: blob.size for blob in there.stored()}
    parts, copied = {}, 0
    for key in sorted(keys):
        known = earlier.get(key)
        if known and have.get(key) == known.size == source.size(key):
            parts[key] = known
        else:
            parts[key] = copy_blob(source, key, there)
            copied += 1
    return copied, parts


def copy_blob(source: Blobs, key: str, there: Blobs, expected: Part | None = None) -> Part:
    """Copy one blob. Raises NoBackup, and publishes nothing, when it is not as expected."""
    digest = hashlib.sha256()
    with source.open(key) as blob, there.write() as writer:
        for offset in range(0, blob.size, CHUNK):
            data = blob.read_at(offset, CHUNK)
            digest.update(data)
            writer.write(data)
        part = Part(blob.size, digest.hexdigest())
        if expected and part != expected:
            raise NoBackup(f"The file {key} of the backup is damaged. Use another backup.")
        writer.commit(key)
    return part


def _keys(target: Path) -> dict[str, Part]:
    folder = target / "keys"
    folder.mkdir(mode=0o700, exist_ok=True)
    parts = {}
    for path in sorted(settings.KEYS_ROOT.iterdir()):
        copy = folder / path.name
        with open(os.open(copy, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(path.read_bytes())
        flush(copy)
        parts[path.name] = part_of(copy)
    return parts


def _tidy(target: Path, manifest: Manifest) -> None:
    """Remove what only earlier backups told of."""
    there = FileBlobs(target / "blobs")
    for blob in there.stored():
        if blob.key not in manifest.blobs:
            there.remove(blob.key)
    there.drop_unfinished(float("inf"))
    for path in target.glob("database-*"):
        if path.name != manifest.database:
            path.unlink()
    if not manifest.keys:
        shutil.rmtree(target / "keys", ignore_errors=True)
