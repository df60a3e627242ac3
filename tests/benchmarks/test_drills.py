"""The drills hold for a few tries; as many as it takes to be sure are for `python -m benchmarks.drills`."""

import pytest

from benchmarks.drills.table import DRILLS

RUN = {drill.name: drill.run for drill in DRILLS}
SEED = 7


@pytest.fixture(autouse=True)
def _own_database(monkeypatch: pytest.MonkeyPatch) -> None:
    """A drill has a data folder of its own, and SQLite in it."""
    monkeypatch.delenv("DATABASE_URL", raising=False)


@pytest.mark.parametrize(("name", "n"), [("erasure", 7), ("tampering", 40), ("replay", 8)])
def test_a_drill_holds_for_a_few_tries(name: str, n: int) -> None:
    result = RUN[name](n, SEED)

    assert (result.tried, result.failures) == (n, ())
