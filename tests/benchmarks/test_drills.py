"""The drills hold for a few tries; as many as it takes to be sure are for `python -m benchmarks.drills`."""

import pytest

from benchmarks.drills.table import DRILLS

RUN = {drill.name: drill.run for drill in DRILLS}
SEED = 7


@pytest.fixture(autouse=True)
def _own_database(monkeypatch: pytest.MonkeyPatch) -> None:
    """A drill has a data folder of its own, and SQLite in it."""
    monkeypatch.delenv("DATABASE_URL", raising=False)


def test_what_was_erased_is_in_no_file() -> None:
    result = RUN["erasure"](7, SEED)

    assert (result.tried, result.failures) == (7, ())
