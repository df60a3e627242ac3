"""Database triggers that keep the audit trail append-only, for SQLite and PostgreSQL.

Entries never change. A value, and the key it is under, can be erased once and for all, and no otherwise.

They are installed after every migration, not by one: on SQLite, altering a table rebuilds it and silently drops its
triggers. `missing_triggers()` is the check that they are there, and are what they should be.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import connection


@dataclass(frozen=True)
class Guarded:
    """A table, what a row is called, which rows an INSERT OR REPLACE would take, and the one change that is allowed."""

    table: str
    name: str
    refusal: str
    replaced: str
    allowed: str = ""

    @property
    def sqlite(self) -> dict[str, str]:
        # INSERT OR REPLACE deletes the old row without firing delete triggers (unless recursive_triggers is on), so
        # an insert that meets an existing row is refused as well.
        refuse = f"BEGIN SELECT RAISE(ABORT, '{self.refusal}'); END"
        unless = f"WHEN NOT ({self.allowed}) " if self.allowed else ""
        return {
            f"{self.name}_no_update": f"BEFORE UPDATE ON {self.table} {unless}{refuse}",
            f"{self.name}_no_delete": f"BEFORE DELETE ON {self.table} {refuse}",
            f"{self.name}_no_replace": f"BEFORE INSERT ON {self.table} "
            f"WHEN EXISTS (SELECT 1 FROM {self.table} WHERE {self.replaced}) {refuse}",
        }

    @property
    def function(self) -> str:
        return f"{self.name}_append_only"

    @property
    def postgres_body(self) -> str:
        raised = f"RAISE EXCEPTION '{self.refusal}';"
        if not self.allowed:
            return f" BEGIN {raised} END "
        return f" BEGIN IF TG_OP = 'UPDATE' THEN IF {self.allowed} THEN RETURN NEW; END IF; END IF; {raised} END "

    @property
    def postgres(self) -> dict[str, str]:
        call = f"EXECUTE FUNCTION {self.function}()"
        return {
            f"{self.name}_no_update": f"BEFORE DELETE OR UPDATE ON public.{self.table} FOR EACH ROW {call}",
            f"{self.name}_no_truncate": f"BEFORE TRUNCATE ON public.{self.table} FOR EACH STATEMENT {call}",
        }


def _erased(*, cleared: str, by: str, same: tuple[str, ...]) -> str:
    unchanged = " AND ".join(f"NEW.{column} = OLD.{column}" for column in same)
    return (
        f"OLD.{cleared} IS NOT NULL AND NEW.{cleared} IS NULL AND OLD.{by} IS NULL AND NEW.{by} IS NOT NULL "
        f"AND {unchanged}"
    )


TABLES = (
    Guarded(
        table="inspector_auditentry",
        name="audit",
        refusal="audit entries are append-only",
        replaced="seq = NEW.seq OR hash = NEW.hash OR prev_hash = NEW.prev_hash",
    ),
    Guarded(
        table="inspector_auditvalue",
        name="audit_value",
        refusal="audit values are append-only; a value can be erased, once",
        replaced="id = NEW.id OR (entry_id = NEW.entry_id AND label = NEW.label)",
        allowed=_erased(cleared="sealed", by="erased_by", same=("id", "entry_id", "label", "key_id")),
    ),
    Guarded(
        table="inspector_valuekey",
        name="audit_key",
        refusal="keys of audit values are append-only; a key can be destroyed, once",
        replaced="id = NEW.id OR (subject = NEW.subject AND wrapped IS NOT NULL AND NEW.wrapped IS NOT NULL)",
        allowed=_erased(cleared="wrapped", by="destroyed_by", same=("id", "subject")),
    ),
)


def install_triggers(**_signal: Any) -> None:
    """Put the triggers in place; also the receiver of post_migrate."""
    drop_triggers()
    with connection.cursor() as cursor:
        for guarded in TABLES:
            if connection.vendor == "postgresql":
                cursor.execute(
                    f"CREATE OR REPLACE FUNCTION {guarded.function}() RETURNS trigger LANGUAGE plpgsql AS "
                    f"$${guarded.postgres_body}$$"
                )
            for name, rest in _wanted(guarded).items():
                cursor.execute(f"CREATE TRIGGER {name} {rest}")


def drop_triggers() -> None:
    """Take them away. Only for the test suite's flush between tests, and before they are put back."""
    with connection.cursor() as cursor:
        for guarded in TABLES:
            on_table = f" ON {guarded.table}" if connection.vendor == "postgresql" else ""
            for name in _wanted(guarded):
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}{on_table}")


def missing_triggers() -> list[str]:
    """Names of the triggers that are not there, are switched off, or do something else than they should."""
    present = _postgres_triggers() if connection.vendor == "postgresql" else _sqlite_triggers()
    return sorted(
        name
        for guarded in TABLES
        for name, rest in _wanted(guarded).items()
        if present.get(name) != _text(guarded, rest)
    )


def _wanted(guarded: Guarded) -> dict[str, str]:
    return guarded.postgres if connection.vendor == "postgresql" else guarded.sqlite


def _text(guarded: Guarded, rest: str) -> str:
    return f"{rest} {guarded.postgres_body}" if connection.vendor == "postgresql" else rest


def _sqlite_triggers() -> dict[str, str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        return {name: sql.removeprefix(f"CREATE TRIGGER {name} ") for name, sql in cursor.fetchall()}


def _postgres_triggers() -> dict[str, str]:
    """What each trigger does: its definition, then the text of its function."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgname, pg_get_triggerdef(pg_trigger.oid), prosrc FROM pg_trigger "
            "JOIN pg_proc ON pg_proc.oid = tgfoid WHERE NOT tgisinternal AND tgenabled = 'O'"
        )
        rows = cursor.fetchall()
    return {name: f"{rule.removeprefix(f'CREATE TRIGGER {name} ')} {source}" for name, rule, source in rows}
