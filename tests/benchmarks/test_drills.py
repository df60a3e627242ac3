"""Every drill holds when it is tried a few times; the full numbers are for `python -m benchmarks.drills`."""

import pytest

from benchmarks.drills.apart import apart
from inspector.failpoints import STEPS

# One kill at each named step, and some at random instants. Backups under load take longer: .ci/run tries them.
TIMES = {"kills": len(STEPS) + 3, "corruption": 2, "editors": 32, "retries": 4}


@pytest.mark.parametrize(("name", "times"), TIMES.items(), ids=TIMES.keys())
def test_a_drill_holds(name: str, times: int) -> None:
    result = apart(name)(times, 1)

    assert result.failures == ()
    assert result.tried == times
