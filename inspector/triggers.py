"""Database triggers that make the audit entries append-only, for SQLite and PostgreSQL.

They are installed after every migration, not by one: on SQLite, altering a table rebuilds it and silently drops its
triggers. `missing()` is the check that they are there.
"""

from __future__ import annotations

from typing import Any

from django.db import connection

TABLE = "inspector_auditentry"
_REFUSAL = "audit entries are append-only"

# INSERT OR REPLACE deletes the old row without firing delete triggers (unless recursive_triggers is on), so an insert
# that meets an existing row is refused as well.
_SQLITE = {
    "audit_no_update": f"BEFORE UPDATE ON {TABLE} BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END",
    "audit_no_delete": f"BEFORE DELETE ON {TABLE} BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END",
    "audit_no_replace": f"""BEFORE INSERT ON {TABLE}
        WHEN EXISTS (SELECT 1 FROM {TABLE} WHERE seq = NEW.seq OR hash = NEW.hash OR prev_hash = NEW.prev_hash)
        BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END""",
}
_POSTGRES = {
    "audit_no_update": f"BEFORE UPDATE OR DELETE ON {TABLE} FOR EACH ROW EXECUTE FUNCTION audit_append_only()",
    "audit_no_truncate": f"BEFORE TRUNCATE ON {TABLE} FOR EACH STATEMENT EXECUTE FUNCTION audit_append_only()",
}
_POSTGRES_FUNCTION = f"""
    CREATE OR REPLACE FUNCTION audit_append_only() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION '{_REFUSAL}'; END $$
"""


def _wanted() -> dict[str, str]:
    return _POSTGRES if connection.vendor == "postgresql" else _SQLITE


def install_triggers(**_signal: Any) -> None:
    """Put the triggers in place; also the receiver of post_migrate."""
    drop_triggers()
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_POSTGRES_FUNCTION)
        for name, rest in _wanted().items():
            cursor.execute(f"CREATE TRIGGER {name} {rest}")


def drop_triggers() -> None:
    """Take them away. Only for the test suite's flush between tests."""
    on_table = f" ON {TABLE}" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        for name in _wanted():
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}{on_table}")


def missing_triggers() -> list[str]:
    """Names of the triggers that should be there and are not."""
    source = (
        "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'"
        if connection.vendor == "postgresql"
        else "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    )
    with connection.cursor() as cursor:
        cursor.execute(source)
        present = {row[0] for row in cursor.fetchall()}
    return sorted(set(_wanted()) - present)
