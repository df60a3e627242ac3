"""Whether the database itself is sound: its pages, the rows that others point to, and its triggers."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import DatabaseError, IntegrityError, connection

from inspector import audit
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
        yield Problem(f"The audit trail is not append-only: {', '.join(missing)} is missing.", install_triggers)


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
