"""The database backend, named as Django looks for it."""

from __future__ import annotations

import sqlite3
from collections import defaultdict

from django.db.backends.sqlite3.base import DatabaseWrapper as DjangoWrapper
from django.db.utils import OperationalError

from project.sqlite.turns import Turns

# One queue for each database file.
_TURNS: defaultdict[str, Turns] = defaultdict(Turns)


class DatabaseWrapper(DjangoWrapper):
    """Connections of one process queue before they begin a transaction; others wait as SQLite has it."""

    _turns: Turns | None = None

    def _start_transaction_under_autocommit(self) -> None:
        turns = _TURNS[str(self.settings_dict["NAME"])]
        if not turns.take(float(self.settings_dict["OPTIONS"]["timeout"])):
            busy = sqlite3.OperationalError("database is locked")
            busy.sqlite_errorname = "SQLITE_BUSY"
            raise OperationalError(*busy.args) from busy
        self._turns = turns
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]  # not in the stubs
        except BaseException:
            self._leave()
            raise

    def _commit(self) -> None:
        super()._commit()  # type: ignore[misc]  # not in the stubs
        self._leave()

    def _rollback(self) -> None:
        try:
            super()._rollback()  # type: ignore[misc]  # not in the stubs
        finally:
            self._leave()

    def _close(self) -> None:
        try:
            super()._close()  # type: ignore[misc]  # not in the stubs
        finally:
            self._leave()

    def _leave(self) -> None:
        """Let the next one write; a connection that is not in a transaction has no turn."""
        turns, self._turns = self._turns, None
        if turns is not None:
            turns.give()
