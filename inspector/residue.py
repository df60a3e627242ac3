"""What a database still holds of rows that are gone, and how it is made to let go of it.

SQLite overwrites what is deleted (PRAGMA secure_delete), but its write-ahead log has the pages as they were, and where
rows moved between pages a copy can stay behind in a gap: of 1,200 values that were deleted that way, two were still in
the file. PostgreSQL keeps dead rows until their table is written anew; its own write-ahead log, and whatever archives
that, is for the administrator (docs/audit.md).
"""

from __future__ import annotations

import time
from collections.abc import Iterable

from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.db.models import Model

# How long PostgreSQL is given to end what others look at: five seconds.
TRIES, PAUSE = 50, 0.1


def clear(models: Iterable[type[Model]]) -> bool:
    """Write these tables anew and empty the log, so that bytes which were erased are in no file of the database.

    Whether that was done: False inside a transaction, where it cannot be, or while somebody reads from the log.
    """
    if connection.in_atomic_block:
        return False
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            nobody_looks = True
            # What PostgreSQL knows of a column for its planner are values of it.
            for table in (*(model._meta.db_table for model in models), "pg_statistic"):
                # Each of these changes what PostgreSQL knows of columns, which is the last table to be written anew.
                nobody_looks &= _wait_for_readers(cursor)
                cursor.execute(f"VACUUM (FULL, ANALYZE) {connection.ops.quote_name(table)}")
            return nobody_looks
        cursor.execute("VACUUM")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return not cursor.fetchone()[0]


def _wait_for_readers(cursor: CursorWrapper) -> bool:
    """PostgreSQL keeps rows that are gone for as long as somebody looks at the database as it was before."""
    cursor.execute("SELECT pg_current_xact_id()::xid::text")
    now = cursor.fetchone()[0]
    for _ in range(TRIES):
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() "
            "AND age(backend_xmin) >= age(%s::xid)",
            [now],
        )
        if cursor.fetchone()[0] == 0:
            return True
        time.sleep(PAUSE)
    return False
