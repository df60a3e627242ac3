"""What has to be true before the program is served: sound settings, a current database, collected static files.

Each function raises WrongSetting when a setting, or what it names, does not work.
"""

import hashlib
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path

import django
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection, connections
from django.db.migrations.executor import MigrationExecutor

from project.bootstrap import FACTOR
from project.environment import WrongSetting

# SQLite's write-ahead log needs memory that all its users share, which these do not have.
NETWORK_FILE_SYSTEMS = frozenset({"afs", "cifs", "fuse.sshfs", "nfs", "nfs4", "smb3", "smbfs"})

# Any number will do, as long as it is the same on every machine.
MIGRATING = 0x48494D47


def everything() -> None:
    with _said_in_a_sentence():
        _check_store()
        call_command("check", deploy=settings.MODE == "server", fail_level="WARNING", stdout=StringIO())
        _bring_database_up_to_date()
        _keep_second_factors()
        _collect_static()
        # The counts of processes that are gone; they begin anew with the server.
        shutil.rmtree(settings.METRICS_ROOT, ignore_errors=True)


def database() -> None:
    with _said_in_a_sentence():
        _bring_database_up_to_date()


@contextmanager
def _said_in_a_sentence() -> Iterator[None]:
    os.umask(0o077)  # what is written is for this account only
    try:
        django.setup()
        yield
    except OperationalError as error:
        raise WrongSetting(f"The database cannot be used: {error}") from error
    except (CommandError, ImproperlyConfigured) as error:
        raise WrongSetting(str(error)) from error
    finally:
        connections.close_all()


def _bring_database_up_to_date() -> None:
    from inspector.access import default_dataset
    from inspector.triggers import missing_triggers

    if connection.vendor == "sqlite":
        _refuse_network_folder(settings.DATA_ROOT)
    with _one_at_a_time():
        executor = MigrationExecutor(connection)
        planned, missing = executor.migration_plan(executor.loader.graph.leaf_nodes()), missing_triggers()
        # Migrating puts lost triggers back; doing it at every start would take them away for a moment.
        if planned or missing:
            call_command("migrate", interactive=False, verbosity=0)
            default_dataset()
    if missing and not planned:
        print(
            "The database had lost what keeps the audit trail from being changed; it is back. Somebody may have used "
            f"that: run manage.py audit verify. (Triggers: {', '.join(missing)}.)",
            file=sys.stderr,
        )


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Of several machines that start together, one brings a shared database up to date; the others wait for it."""
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [MIGRATING])
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [MIGRATING])


def _check_store() -> None:
    """The store of the blobs has to answer, with these credentials, and to have the bucket."""
    if settings.BUCKET is None:
        return
    from inspector.models.stored import shared_blobs

    try:
        shared_blobs(*settings.BUCKET).check()
    except ImportError as error:
        raise WrongSetting(
            "HEADER_INSPECTOR_BLOBS names an S3 store, and boto3, which speaks to it, is not installed: "
            "pip install --require-hashes -r requirements-lab.txt"
        ) from error
    except OSError as error:
        raise WrongSetting(
            f"HEADER_INSPECTOR_BLOBS names the bucket {settings.BUCKET[0]!r}, which cannot be used: "
            f"{error.__cause__ or error} The address and the credentials come from AWS_ENDPOINT_URL, AWS_REGION, "
            "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY."
        ) from error


def _keep_second_factors() -> None:
    """Nobody's second factor is passed over because a package is missing; only who sets the rule to off does that."""
    if settings.MODE == "local" or settings.SECOND_FACTOR != "off" or os.environ.get(FACTOR, "").strip():
        return
    with connection.cursor() as cursor:
        if "mfa_authenticator" not in connection.introspection.table_names(cursor):
            return
        cursor.execute("SELECT 1 FROM mfa_authenticator LIMIT 1")
        if cursor.fetchone():
            raise WrongSetting(
                f"People here have a second factor, and what asks for it is not installed. {FACTOR}=offered installs "
                "it; off lets everybody in by the password alone."
            )


def _refuse_network_folder(folder: Path) -> None:
    mounts = Path("/proc/self/mounts")
    kind = file_system(folder, mounts.read_text()) if mounts.exists() else ""
    if kind in NETWORK_FILE_SYSTEMS:
        raise WrongSetting(
            f"HEADER_INSPECTOR_DATA is {str(folder)!r}, on a network file system ({kind}), where an SQLite database "
            "gets damaged. Choose a folder on this machine, or set DATABASE_URL to a PostgreSQL database."
        )


def file_system(folder: Path, mounts: str) -> str:
    """The type of the file system that holds a folder, from the lines of /proc/self/mounts."""
    kinds = {Path(mount): kind for _, mount, kind, *_ in (line.split(" ") for line in mounts.splitlines())}
    return next((kinds[place] for place in [folder, *folder.parents] if place in kinds), "")


def _collect_static() -> None:
    """Collect when a static file is new, changed or gone since the last time."""
    note = Path(settings.STATIC_ROOT) / ".sources"
    sources = _static_sources()
    if note.is_file() and note.read_text() == sources:
        return
    call_command("collectstatic", clear=True, interactive=False, verbosity=0)
    note.write_text(sources)


def _static_sources() -> str:
    """A digest of the names, sizes and times of all static files; reading them would take longer."""
    digest = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list([]):
            facts = os.stat(storage.path(name))
            digest.update(f"{name}\0{storage.path(name)}\0{facts.st_size}\0{facts.st_mtime_ns}\n".encode())
    return digest.hexdigest()
