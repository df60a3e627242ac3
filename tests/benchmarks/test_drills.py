"""Every drill holds when it is tried a few times; the full numbers are for `python -m benchmarks.drills`."""

import pytest

from benchmarks.drills.apart import apart
from inspector.failpoints import STEPS

TIMES = {"kills": 2 * len(STEPS), "corruption": 4, "backups": 1, "editors": 64, "retries": 6}


@pytest.mark.parametrize(("name", "times"), TIMES.items(), ids=TIMES.keys())
def test_a_drill_holds(name: str, times: int) -> None:
    result = apart(name)(times, 1)

    assert result.failures == ()
    assert result.tried == times
