"""Every drill holds when it is tried a few times; the full numbers are for `python -m benchmarks.drills`."""

import pytest
from django.db import connection

from benchmarks.drills import erasure, replay, tampering
from benchmarks.drills.apart import apart
from benchmarks.drills.ledger import ledger
from inspector.failpoints import STEPS

__all__ = ["connection"]

SEED = 7
# One kill at each named step, and some at random instants. Backups under load take longer: .ci/run tries them.
TIMES = {"kills": len(STEPS) + 3, "corruption": 2, "editors": 32, "retries": 4}


@pytest.mark.parametrize(("name", "times"), TIMES.items(), ids=TIMES.keys())
def test_a_drill_holds(name: str, times: int) -> None:
    result = apart(name)(times, SEED)

    assert result.failures == ()
    assert result.tried == times


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(
    "connection.vendor != 'sqlite'", reason="PostgreSQL's own workers look at tables meanwhile: try the drill alone."
)
def test_what_was_erased_is_in_no_file() -> None:
    result = erasure.run(7, SEED)

    assert (result.tried, result.failures) == (7, ())


@pytest.mark.django_db
def test_whatever_is_done_to_the_record_is_found() -> None:
    result = tampering.run(40, SEED)

    assert (result.tried, result.failures) == (40, ())


@pytest.mark.django_db
def test_every_revision_comes_out_of_the_upload_and_the_record() -> None:
    result = replay.run(8, SEED)

    assert (result.tried, result.failures) == (8, ())


def test_every_byte_of_a_mutated_file_is_accounted_for() -> None:
    result = ledger(400, SEED)

    assert (result.tried, result.failures) == (400, ())
