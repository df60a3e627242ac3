"""Whether the database itself is sound: its pages, the rows that others point to, and its triggers."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial

from django.db import DatabaseError, IntegrityError, connection, models

from inspector import audit
from inspector.models import AuditEntry, Image, Upload
from inspector.triggers import install_triggers, missing_triggers
from inspector.upkeep.problem import Problem


def database_problems() -> Iterator[Problem]:
    if connection.vendor == "sqlite":
        for line in _lines("PRAGMA integrity_check"):
            if line != "ok":
                yield Problem(f"The database is damaged: {line}")
    try:
        connection.check_constraints()
    except IntegrityError as error:
        yield Problem(f"The database is damaged: {error}")
    if missing := missing_triggers():
        sentence = f"The audit trail is not append-only: {', '.join(missing)} is missing."
        yield Problem(sentence, install_triggers, what="what keeps the record append-only")


def unreadable_problems() -> Iterator[Problem]:
    """Columns of JSON that hold something else: their rows cannot be read. SQLite alone lets that happen."""
    if connection.vendor != "sqlite":
        return
    for model in (Image, Upload):
        for field in model._meta.concrete_fields:
            if isinstance(field, models.JSONField):
                table, column = model._meta.db_table, field.column
                unreadable = f'"{column}" IS NOT NULL AND NOT json_valid("{column}")'
                if _lines(f'SELECT 1 FROM "{table}" WHERE {unreadable} LIMIT 1'):
                    yield Problem(
                        f"Rows of {table} cannot be read: their {column} is damaged.",
                        # With this they can be, until the rest of the check derives it again.
                        partial(_run, f"""UPDATE "{table}" SET "{column}" = 'null' WHERE {unreadable}"""),
                        what=f"{column} of {table}",
                    )


def unreadable_entries() -> Iterator[Problem]:
    """Entries of the audit trail whose sealed text is no JSON any more: nothing can be compared with what they tell."""
    for seq, body in AuditEntry.objects.order_by("seq").values_list("seq", "body").iterator():
        try:
            json.loads(body)
        except ValueError:
            yield Problem(f"Entry {seq} of the audit trail cannot be read, so that no row was compared with the trail.")


def _run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def trail_problems() -> Iterator[Problem]:
    if problem := audit.verify().problem:
        yield Problem(f"The audit trail does not hold: {problem}")


def _lines(statement: str) -> list[str]:
    try:
        with connection.cursor() as cursor:
            cursor.execute(statement)
            return [str(row[0]) for row in cursor.fetchall()]
    except DatabaseError as error:
        return [str(error)]
