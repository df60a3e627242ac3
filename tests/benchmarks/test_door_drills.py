"""The drills at the doors, with few tries. Slow clients are in tests/doors/test_slow_clients.py."""

import pytest

from benchmarks.drills.doors import enumeration
from project import bootstrap


def test_the_door_tells_nobody_which_names_there_are() -> None:
    if not bootstrap.is_ready(bootstrap.RUN):
        pytest.skip("This Python has not the versions of requirements.txt; manage.py test does.")

    assert enumeration(4, 1).failures == ()
