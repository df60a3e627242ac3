"""Who waits to write on SQLite comes in the order of asking, and nobody keeps a turn they do not use."""

from __future__ import annotations

import threading
import time

import pytest
from django.contrib.auth.models import User
from django.db import OperationalError, connection, connections, transaction

from inspector.views.fault import fault_of
from project.sqlite.turns import Turns

WAITERS = 12


def _until(waiting: Turns, count: int) -> None:
    while len(waiting) < count:
        time.sleep(0.001)


def test_whoever_waits_longest_comes_next() -> None:
    turns, came = Turns(), list[int]()

    def wait(number: int) -> None:
        assert turns.take(60)
        came.append(number)
        turns.give()

    assert turns.take(0)
    waiting = [threading.Thread(target=wait, args=(number,)) for number in range(WAITERS)]
    for number, thread in enumerate(waiting):
        thread.start()
        _until(turns, number + 1)
    turns.give()
    for thread in waiting:
        thread.join()

    assert came == list(range(WAITERS))


def test_whoever_gave_up_is_passed_over() -> None:
    turns = Turns()
    assert turns.take(0)

    assert not turns.take(0.01)
    turns.give()

    assert turns.take(0)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL locks rows, and has a queue of its own.")
@pytest.mark.django_db(transaction=True)
class TestConnections:
    def test_a_writer_who_fails_leaves_the_turn_to_the_next(self) -> None:
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            User.objects.create_user("mara")
            raise ZeroDivisionError

        assert self._elsewhere() == 1

    def test_a_connection_that_closes_leaves_the_turn_to_the_next(self) -> None:
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            connection.close()
            raise ZeroDivisionError

        assert self._elsewhere() == 1

    def test_whoever_waited_too_long_is_told_that_somebody_else_is_writing(self) -> None:
        told = list[str]()

        def write() -> None:
            connection.settings_dict = {**connection.settings_dict, "OPTIONS": {"timeout": 0.01}}
            try:
                self._write()
            except OperationalError as error:
                told.append(fault_of(error).title)

        with transaction.atomic():
            thread = threading.Thread(target=write)
            thread.start()
            thread.join()

        assert told == ["Somebody else is writing"]
        assert self._elsewhere() == 1

    def _elsewhere(self) -> int:
        """How many people there are after another thread has made one."""
        thread = threading.Thread(target=self._write)
        thread.start()
        thread.join()
        return User.objects.filter(username="tomas").count()

    @staticmethod
    def _write() -> None:
        try:
            with transaction.atomic():
                User.objects.create_user("tomas")
        finally:
            connections.close_all()
